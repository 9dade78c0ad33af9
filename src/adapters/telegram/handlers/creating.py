"""Creating an avatar: the dialog and the photos."""

import functools

from collections.abc import Sequence
from itertools import count
from uuid import UUID, uuid5

from avatar_core import Avatar, AvatarType, Gender
from avatar_core.errors import (
    AvatarNotReadyError,
    InvalidTextError,
    NotFoundError,
    PhotoFault,
    SalesStoppedError,
    Thing,
)
from avatar_core.families import Family, FamilyName
from avatar_core.ids import AvatarId, PhotoId
from avatar_core.use_cases import PictureQuote, Uploads

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    DeletePhoto,
    JobAction,
    JobMove,
    NewAvatar,
    PickFamily,
    PickGenderIn,
    Section,
    ShowPhoto,
    WhyGenderMatters,
)
from ..files import SentFile
from ..steps import Step
from ..texts import paragraphs
from ..view import View
from ..views import avatars, coaching, creating, jobs
from ..views.parts import noted
from .generating import offer_main
from .routes import Routes
from .taking_photos import batch_of, begin_upload, keep_photo, take_sent
from .visit import Visit, words_of


routes = Routes()


# --- the wizard -----------------------------------------------------------


@routes.opens(Section.CREATE, "new")
async def _new(visit: Visit) -> View:
    draft = await visit.cases.avatars.draft(visit.person.id)
    offer = visit.cases.avatars.on_offer()
    if len(offer) == 1 and draft is None:
        return await _begin(visit, offer[0])
    prices = await visit.cases.accounts.price_book()
    return creating.choose_family(visit.texts, prices, offer, draft)


@routes.tap(PickFamily)
async def _family_picked(visit: Visit, tap: PickFamily) -> View:
    visit.leave()
    return await _begin(visit, visit.cases.avatars.offered(FamilyName(tap.family)))


async def _begin(visit: Visit, family: Family) -> View:
    if family.avatar_type is AvatarType.PORTRAIT:
        return creating.choose_gender(visit.texts, family.name)
    return await _ask_name_of(visit, family, None)


@routes.tap(WhyGenderMatters)
async def _why_gender(visit: Visit, tap: WhyGenderMatters) -> View:
    family = visit.cases.avatars.offered(FamilyName(tap.family))
    return creating.why_gender(visit.texts, family.name)


@routes.tap(PickGenderIn)
async def _gender_picked(visit: Visit, tap: PickGenderIn) -> View:
    family = visit.cases.avatars.offered(FamilyName(tap.family))
    portrait = family.avatar_type is AvatarType.PORTRAIT
    return await _ask_name_of(visit, family, tap.gender if portrait else None)


# --- the name -------------------------------------------------------------


async def _ask_name_of(visit: Visit, family: Family, gender: Gender | None) -> View:
    return await routes.ask(visit, Step.NAMING, family=family.name, gender=gender or "")


@routes.question(Step.NAMING, "name-wanted")
async def _ask_name(visit: Visit, fault: InvalidTextError | None) -> View:
    gender = Gender(said) if (said := visit.remembered("gender")) else None
    return creating.ask_name(
        visit.texts,
        _family_in(visit),
        await _proposed_name(visit),
        gender,
        visit.nonce,
        fault,
    )


async def _proposed_name(visit: Visit) -> str:
    """Return a name that no avatar of the person has: their own, if it will do."""
    try:
        name = visit.cases.avatars.allowed(visit.first_name)
    except InvalidTextError:
        name = visit.texts.plain("proposed-name")
    taken = {avatar.name for avatar in await visit.cases.avatars.all(visit.person.id)}
    numbered = (f"{name} {number}" for number in count(2))
    return name if name not in taken else next(n for n in numbered if n not in taken)


@routes.tap(NewAvatar)
async def _take_name(visit: Visit, tap: NewAvatar) -> None:
    # All taps on one button create one avatar.
    avatar = AvatarId(uuid5(UUID(int=visit.person.id), tap.pack()))
    draft = await visit.cases.avatars.create(
        visit.person.id,
        avatar,
        family=FamilyName(tap.family),
        gender=tap.gender,
        name=await _proposed_name(visit),
    )
    await begin_upload(visit, draft.id)


def _family_in(visit: Visit) -> Family:
    return visit.cases.avatars.offered(FamilyName(visit.remembered("family")))


@routes.file(Step.NAMING)
async def _sent_before_name(visit: Visit, file: SentFile) -> View | None:
    words = words_of(visit.message)
    if words is not None:
        # The caption of a photo or album is the name.
        await visit.answers()
    await keep_photo(visit, file)
    if words is not None:
        return await _named(visit, words)
    if await visit.answers():
        return noted(await _ask_name(visit, None), visit.texts("photos-kept"))
    return None


@routes.text(Step.NAMING)
async def _named(visit: Visit, words: str) -> View | None:
    gender, album = visit.remembered("gender"), visit.message.media_group_id
    draft = await visit.cases.avatars.create(
        visit.person.id,
        AvatarId(visit.ids()),
        family=_family_in(visit).name,
        gender=Gender(gender) if gender else None,
        name=words,
    )
    if album is not None:
        await visit.albums.destine(visit.person.id, album, draft.id)
    await begin_upload(visit, draft.id)
    return None


# --- photos ---------------------------------------------------------------


@routes.tap(AvatarAction, AvatarMove.UPLOAD)
async def _upload(visit: Visit, tap: AvatarAction) -> None:
    # Raises unless it is theirs.
    await visit.cases.coach.review(visit.person.id, tap.avatar)
    await begin_upload(visit, tap.avatar)


@routes.file(Step.UPLOADING)
async def _sent(visit: Visit, file: SentFile) -> None:
    avatar = visit.avatar
    if not visit.agreed:
        await keep_photo(visit, file)
        await begin_upload(visit, avatar)
        return
    await take_sent(visit, avatar, file)
    await visit.show_upload(avatar)


@routes.no_photo(Step.UPLOADING)
async def _no_photo(visit: Visit, fault: PhotoFault) -> None:
    avatar, photo = visit.avatar, PhotoId(visit.ids())
    batch = batch_of(visit.message)
    await visit.cases.photos.reject(visit.person.id, avatar, photo, fault, batch=batch)
    await visit.show_rejected(avatar, batch, visit.message.message_id)
    await visit.show_upload(avatar)


@routes.text(Step.UPLOADING)
async def _photos_wanted(visit: Visit, _: str) -> None:
    await want_photos(visit)


async def want_photos(visit: Visit, note: str | None = None) -> None:
    """Say in the upload card that photos are expected."""
    avatar = visit.avatar
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    key = "uploading-wants-photos" if visit.agreed else "button-wanted"
    wanted = visit.texts(key, name=card.avatar.name)
    await visit.show_upload(avatar, note=paragraphs(note, wanted))


@routes.file(None, Step.BROWSING)
async def _sent_anywhere(visit: Visit, file: SentFile) -> View | None:
    """Use photos sent outside of any dialog, if their avatar is clear."""
    everything = await visit.cases.avatars.all(visit.person.id)
    drafts = [avatar for avatar in everything if avatar.collecting]
    if len(drafts) == 1:
        [draft] = drafts
        if not visit.agreed:
            await keep_photo(visit, file)
            await begin_upload(visit, draft.id)
            return None
        await take_sent(visit, draft.id, file)
        note = visit.texts("draft-taken", name=draft.name)
        await begin_upload(visit, draft.id, note)
        return None
    words = None if drafts else words_of(visit.message)
    if words is not None and (view := await offer_main(visit, words)) is not None:
        await visit.answers()
        return noted(view, visit.texts("photos-not-kept"))
    await keep_photo(visit, file)
    if await visit.answers():
        # One question for all albums that arrive together.
        await visit.screen.refresh(
            functools.partial(_whose, visit, drafts), key="whose-photos"
        )
    return None


async def _whose(visit: Visit, drafts: Sequence[Avatar]) -> View:
    """Ask whose the waiting photos are; refuse if that was answered meanwhile."""
    theirs = await visit.cases.avatars.all(visit.person.id)
    answered = any(each.collecting and each not in drafts for each in theirs)
    if answered or not await visit.albums.waiting(visit.person.id):
        raise NotFoundError(Thing.PHOTO)
    if drafts:
        return avatars.which_draft(visit.texts, drafts)
    name, offer = await _proposed_name(visit), visit.cases.avatars.on_offer()
    alone = visit.message.media_group_id is None
    like = await _quote_of_main(visit) if alone else None
    return creating.whose_photos(visit.texts, offer, name, visit.nonce, like)


async def _quote_of_main(visit: Visit) -> PictureQuote | None:
    """Return the prices of the main avatar, if it can draw."""
    main = await visit.cases.avatars.main(visit.person.id)
    if main is None:
        return None
    try:
        return await visit.cases.pictures.quote(visit.person.id, main.id)
    except (AvatarNotReadyError, SalesStoppedError):
        return None


@routes.tap(AvatarAction, AvatarMove.TIPS)
async def _tips(visit: Visit, tap: AvatarAction) -> View:
    uploads = await visit.cases.photos.show(visit.person.id, tap.avatar)
    return coaching.tips(visit.texts, uploads)


@routes.tap(ShowPhoto)
async def _photo(visit: Visit, tap: ShowPhoto) -> View:
    uploads = await visit.cases.photos.show(visit.person.id, tap.avatar)
    return creating.photo_page(visit.texts, uploads, tap.index)


@routes.tap(DeletePhoto)
async def _delete_photo(visit: Visit, tap: DeletePhoto) -> View:
    before, left = await delete_photo(visit, tap.photo)
    index = [photo.id for photo in before.accepted].index(tap.photo)
    return creating.photo_page(visit.texts, left, index)


async def delete_photo(visit: Visit, photo: PhotoId) -> tuple[Uploads, Uploads]:
    """Delete a photo; return what its avatar had before, and what is left.

    Raises:
        NotFoundError: No avatar that collects photos has it.
    """
    person = visit.person.id
    for avatar in await visit.cases.avatars.all(person):
        if not avatar.collecting:
            continue
        before = await visit.cases.photos.show(person, avatar.id)
        if any(accepted.id == photo for accepted in before.accepted):
            await visit.cases.photos.remove(person, avatar.id, photo)
            # Most photos may show somebody else now.
            await visit.cases.coach.review(person, avatar.id, removed=True)
            left = await visit.cases.photos.show(person, avatar.id)
            await visit.screen.toast(visit.texts.plain("photo-deleted"))
            return before, left
    raise NotFoundError(Thing.PHOTO)


@routes.tap(AvatarAction, AvatarMove.REOPEN)
async def _reopen(visit: Visit, tap: AvatarAction) -> None:
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    if not card.avatar.collecting:  # tapped twice, it is open already
        await visit.cases.avatars.reopen(visit.person.id, tap.avatar)
    await begin_upload(visit, tap.avatar)


@routes.tap(JobAction, JobMove.RETRAIN)
async def _ask_retrain(visit: Visit, tap: JobAction) -> None:
    news = await visit.cases.news(visit.person.id, tap.job)
    if news.replaceable:
        await visit.screen.send(jobs.ask_retrain(visit.texts, news))
    else:
        await visit.show_job(tap.job)


@routes.tap(JobAction, JobMove.RETRAIN_FOR_GOOD)
async def _retrain(visit: Visit, tap: JobAction) -> None:
    avatar = await visit.cases.avatars.retrain(visit.person.id, tap.job)
    await begin_upload(visit, avatar.id)
