"""Creating an avatar: the dialog, the photos, the start of the training."""

from typing import Final
from uuid import uuid5

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core import AvatarType, Gender
from avatar_core.errors import InvalidTextError, NotFoundError, PhotoFault, Thing
from avatar_core.families import Family, FamilyName
from avatar_core.ids import AvatarId, JobId, PhotoId

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    DeletePhoto,
    Menu,
    PickFamily,
    PickGender,
    PickGenderIn,
    PickType,
    Section,
    ShowPhoto,
    StartTraining,
    WhyGender,
    WhyGenderMatters,
)
from ..files import SentFile, sent_file
from ..states import Browsing, Creating
from ..view import View
from ..views import avatars, creating
from ..views.parts import noted, paragraphs
from .generating import offer_main
from .visit import Visit
from .waiting_photos import begin_upload, keep, take
from .words import SAID, avatar_in, words_of


#: Messages with a photo or document; handlers get it as *file*.
SENT: Final = F.func(sent_file).as_("file")
#: Messages with media that is not a photo.
NO_PHOTO: Final = F.animation | F.video | F.video_note | F.sticker | F.voice | F.audio


def setup() -> Router:
    """Return a new router."""
    router = Router(name="creating")
    taps, messages = router.callback_query, router.message
    messages.register(_new, Command("new"))
    taps.register(_new, Menu.filter(F.section == Section.CREATE))
    taps.register(_family_picked, PickFamily.filter())
    taps.register(_family_picked, PickType.filter())
    taps.register(_why_gender, WhyGenderMatters.filter())
    taps.register(_why_gender, WhyGender.filter())
    taps.register(_gender_picked, PickGenderIn.filter())
    taps.register(_gender_picked, PickGender.filter())
    taps.register(_upload, AvatarAction.filter(F.move == AvatarMove.UPLOAD))
    taps.register(_tips, AvatarAction.filter(F.move == AvatarMove.TIPS))
    taps.register(_dismiss, AvatarAction.filter(F.move == AvatarMove.DISMISS))
    taps.register(_photo, ShowPhoto.filter())
    taps.register(_delete_photo, DeletePhoto.filter())
    taps.register(_reopen, AvatarAction.filter(F.move == AvatarMove.REOPEN))
    taps.register(_summary, AvatarAction.filter(F.move == AvatarMove.SUMMARY))
    taps.register(_start_training, StartTraining.filter())

    naming = StateFilter(Creating.naming)
    messages.register(_named_below, naming, SENT, SAID)
    messages.register(_named, naming, SAID)
    messages.register(_sent_before_name, naming, SENT)
    uploading = StateFilter(Creating.uploading)
    messages.register(_sent, uploading, SENT)
    messages.register(_no_photo, uploading, NO_PHOTO)
    messages.register(_photos_wanted, uploading, SAID)
    idle = StateFilter(None, Browsing.gallery)
    messages.register(_sent_anywhere, idle, SENT)
    return router


# --- the wizard -----------------------------------------------------------


async def _new(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    draft = await visit.cases.avatars.draft(visit.person.id)
    prices = await visit.cases.accounts.price_book()
    offer = visit.cases.avatars.on_offer()
    return creating.choose_family(visit.texts, prices, offer, draft)


async def _family_picked(
    _: CallbackQuery, callback_data: PickFamily | PickType, visit: Visit
) -> View:
    visit.leave()
    family = visit.cases.avatars.offered(_wanted(callback_data))
    if family.avatar_type is AvatarType.PORTRAIT:
        return creating.choose_gender(visit.texts, family.name)
    return await _ask_name(visit, family, None)


async def _why_gender(
    _: CallbackQuery, callback_data: WhyGenderMatters | WhyGender, visit: Visit
) -> View:
    family = visit.cases.avatars.offered(_wanted(callback_data))
    return creating.why_gender(visit.texts, family.name)


async def _gender_picked(
    _: CallbackQuery, callback_data: PickGenderIn | PickGender, visit: Visit
) -> View:
    family = visit.cases.avatars.offered(_wanted(callback_data))
    portrait = family.avatar_type is AvatarType.PORTRAIT
    return await _ask_name(visit, family, callback_data.gender if portrait else None)


def _wanted(
    tapped: PickFamily
    | WhyGenderMatters
    | PickGenderIn
    | PickType
    | WhyGender
    | PickGender,
) -> FamilyName | AvatarType:
    match tapped:
        case PickFamily() | WhyGenderMatters() | PickGenderIn():
            return FamilyName(tapped.family)
        case _:
            return tapped.type


async def _ask_name(visit: Visit, family: Family, gender: Gender | None) -> View:
    visit.enter(Creating.naming, family=family.name, gender=gender or "")
    return creating.ask_name(visit.texts, family)


async def _named_below(
    message: Message, file: SentFile, words: str, visit: Visit
) -> View | None:
    """Use the caption of a photo or album as the name."""
    await visit.answers(message)
    await keep(message, file, visit)
    return await _named(message, words, visit)


async def _sent_before_name(
    message: Message, file: SentFile, visit: Visit
) -> View | None:
    await keep(message, file, visit)
    if await visit.answers(message):
        kept = visit.texts("photos-kept")
        return noted(await name_step(visit), kept)
    return None


async def _named(message: Message, words: str, visit: Visit) -> View | None:
    family = _family_in(visit)
    gender = visit.remembered("gender")
    try:
        draft = await visit.cases.avatars.create(
            visit.person.id,
            AvatarId(visit.ids()),
            family=family.name,
            gender=Gender(gender) if gender else None,
            name=words,
        )
    except InvalidTextError as error:
        return creating.ask_name(visit.texts, family, error)
    if message.media_group_id is not None:
        await visit.albums.destine(visit.person.id, message.media_group_id, draft.id)
    await begin_upload(visit, draft.id)
    return None


async def name_step(visit: Visit) -> View:
    """Return the question for a name."""
    return creating.ask_name(visit.texts, _family_in(visit))


def _family_in(visit: Visit) -> Family:
    return visit.cases.avatars.offered(FamilyName(visit.remembered("family")))


# --- photos ---------------------------------------------------------------


async def _upload(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> None:
    avatar = callback_data.avatar
    await visit.cases.avatars.card(visit.person.id, avatar)  # raises unless theirs
    await begin_upload(visit, avatar)


async def _sent(_: Message, file: SentFile, visit: Visit) -> None:
    avatar = avatar_in(visit)
    await take(visit, avatar, PhotoId(visit.ids()), file)
    await visit.show_upload(avatar)


async def _no_photo(message: Message, visit: Visit) -> None:
    avatar = avatar_in(visit)
    fault = PhotoFault.ANIMATED if message.animation else PhotoFault.NOT_AN_IMAGE
    await visit.cases.photos.reject(
        visit.person.id, avatar, PhotoId(visit.ids()), fault
    )
    await visit.show_upload(avatar)


async def _photos_wanted(_: Message, visit: Visit) -> None:
    await want_photos(visit)


async def want_photos(visit: Visit, note: str | None = None) -> None:
    """Say in the upload card that photos are expected."""
    avatar = avatar_in(visit)
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    wanted = visit.texts("uploading-wants-photos", name=card.avatar.name)
    await visit.show_upload(avatar, note=paragraphs(note, wanted))


async def _sent_anywhere(message: Message, file: SentFile, visit: Visit) -> View | None:
    """Use photos sent outside of any dialog, if their avatar is clear."""
    everything = await visit.cases.avatars.all(visit.person.id)
    drafts = [avatar for avatar in everything if avatar.collecting]
    if len(drafts) == 1:
        [draft] = drafts
        await take(visit, draft.id, PhotoId(visit.ids()), file)
        note = visit.texts("draft-taken", name=draft.name)
        await begin_upload(visit, draft.id, note)
        return None
    words = None if drafts else words_of(message)
    if words is not None and (view := await offer_main(visit, words)) is not None:
        await visit.answers(message)
        unused = visit.texts("photos-not-kept")
        return noted(view, unused)
    await keep(message, file, visit)
    if await visit.answers(message):
        return avatars.which_draft(visit.texts, drafts)
    return None


async def _tips(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    card = await visit.cases.avatars.card(visit.person.id, callback_data.avatar)
    return creating.tips(visit.texts, card.avatar)


async def _dismiss(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> None:
    avatar = callback_data.avatar
    await visit.cases.photos.dismiss_faults(visit.person.id, avatar)
    await visit.screen.toast(visit.texts.plain("faults-dismissed"))
    await visit.show_upload(avatar)


async def _photo(_: CallbackQuery, callback_data: ShowPhoto, visit: Visit) -> View:
    uploads = await visit.cases.photos.show(visit.person.id, callback_data.avatar)
    return creating.photo_page(visit.texts, uploads, callback_data.index)


async def _delete_photo(
    _: CallbackQuery, callback_data: DeletePhoto, visit: Visit
) -> View:
    photo, person = callback_data.photo, visit.person.id
    for avatar in await visit.cases.avatars.all(person):
        if not avatar.collecting:
            continue
        uploads = await visit.cases.photos.show(person, avatar.id)
        known = [accepted.id for accepted in uploads.accepted]
        if photo in known:
            left = await visit.cases.photos.remove(person, avatar.id, photo)
            await visit.screen.toast(visit.texts.plain("photo-deleted"))
            return creating.photo_page(visit.texts, left, known.index(photo))
    raise NotFoundError(Thing.PHOTO)


# --- the training ---------------------------------------------------------


async def _reopen(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> None:
    avatar = callback_data.avatar
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    if not card.avatar.collecting:  # tapped twice, it is open already
        await visit.cases.avatars.reopen(visit.person.id, avatar)
    await begin_upload(visit, avatar)


async def _summary(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    quote = await visit.cases.training.quote(visit.person.id, callback_data.avatar)
    return creating.summary(visit.texts, quote)


async def _start_training(
    _: CallbackQuery, callback_data: StartTraining, visit: Visit
) -> None:
    # All taps on one button give one job id, so they order once.
    job = JobId(uuid5(callback_data.avatar, f"training:{callback_data.version}"))
    avatar = callback_data.avatar
    if not await visit.shows_job(job):
        quote = await visit.cases.training.quote(visit.person.id, avatar)
        if not await visit.price_stands(creating.summary(visit.texts, quote)):
            return
        await visit.cases.training.start(visit.person.id, avatar, job)
        await visit.show_job(job)
    visit.leave()
