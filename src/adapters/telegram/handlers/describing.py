"""Having a photo described, and drawing from the description."""

from contextlib import suppress
from uuid import uuid5

from avatar_core.errors import (
    InvalidTextError,
    NotFoundError,
    PhotoFault,
    PhotoRejectedError,
    Thing,
)
from avatar_core.ids import AvatarId, JobId
from avatar_core.orders import DescriptionOrder
from avatar_core.ports import News
from avatar_core.texts import clean, clean_prompt, is_foreign, together

from ..callbacks import AvatarAction, AvatarMove, JobAction, JobMove
from ..files import SentFile
from ..steps import Step
from ..texts import paragraphs
from ..view import View
from ..views import creating, generating, scenes
from ..views.parts import noted
from ..views.progress import standing
from .generating import offer
from .routes import Routes
from .visit import Visit, words_of


routes = Routes()


@routes.tap(AvatarAction, AvatarMove.FROM_PHOTO)
async def _ask(visit: Visit, tap: AvatarAction) -> View:
    return await begin_describing(visit, tap.avatar)


async def begin_describing(visit: Visit, avatar: AvatarId) -> View:
    """Wait for a photo to describe; without consent, ask for that first."""
    quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    if not visit.agreed:
        return visit.ask_consent(quote.avatar)
    _wait(visit, avatar, price=str(quote.prices.description))
    return await _ask_photo(visit, None)


@routes.tap(AvatarAction, AvatarMove.FROM_THIS)
async def _from_this(visit: Visit, tap: AvatarAction) -> View | None:
    person = visit.person.id
    waiting = await visit.albums.waiting(person)
    if not waiting or not visit.agreed:
        return await begin_describing(visit, tap.avatar)
    photo = waiting[-1]
    file = SentFile(id=photo.file_id, size=photo.size, name=photo.name)
    quote = await visit.cases.pictures.quote(person, tap.avatar)
    offered = creating.whose_photos(visit.texts, (), "", "", quote)
    if not await visit.price_stands(offered):
        return None
    job = JobId(uuid5(tap.avatar, f"like:{photo.photo}"))
    try:
        async with visit.files.fetched(file, person) as data:
            await visit.cases.descriptions.start(person, tap.avatar, job, data)
    except PhotoRejectedError as error:
        await visit.albums.drop(person, photo.message_id)
        _wait(visit, tap.avatar, price=str(quote.prices.description))
        return await _asking(visit, error.fault)
    await visit.albums.drop(person, photo.message_id)
    visit.enter(
        Step.DESCRIBING,
        avatar=tap.avatar.hex,
        order=job.hex,
        price=str(quote.prices.description),
    )
    await visit.show_job(job)
    return None


def _wait(visit: Visit, avatar: AvatarId, *, price: str) -> None:
    # All photos of an album give one job id, so they order once.
    order = JobId(visit.ids())
    visit.enter(Step.AWAITING_PHOTO, avatar=avatar.hex, order=order.hex, price=price)


@routes.question(Step.AWAITING_PHOTO, "photo-wanted")
async def _ask_photo(visit: Visit, _: InvalidTextError | None) -> View:
    return await _asking(visit)


async def _asking(visit: Visit, fault: PhotoFault | None = None) -> View:
    quote = await visit.cases.pictures.quote(visit.person.id, visit.avatar)
    return scenes.ask_photo(visit.texts, quote, fault)


# --- the photo ------------------------------------------------------------


@routes.file(Step.AWAITING_PHOTO)
async def _sent(visit: Visit, file: SentFile) -> View | None:
    if not await visit.answers():
        return None  # only one photo of an album is described
    avatar, job = visit.avatar, visit.order
    price = visit.remembered("price")
    if not visit.agreed:
        card = await visit.cases.avatars.card(visit.person.id, avatar)
        asking = visit.ask_consent(card.avatar)
        return noted(asking, visit.texts("photo-not-kept"))
    if not await _price_stands(visit, avatar, job, price):
        return None
    try:
        async with visit.files.fetched(file, visit.person.id) as data:
            await visit.cases.descriptions.start(visit.person.id, avatar, job, data)
    except PhotoRejectedError as error:
        return await _asking(visit, error.fault)
    wish = clean(words_of(visit.message) or "")
    visit.enter(
        Step.DESCRIBING, avatar=avatar.hex, order=job.hex, price=price, wish=wish
    )
    note = paragraphs(
        visit.texts("one-of-album") if visit.message.media_group_id else None,
        visit.texts("wish-kept") if wish else None,
    )
    await visit.show_job(job, note=note or None)
    return None


async def _price_stands(visit: Visit, avatar: AvatarId, job: JobId, price: str) -> bool:
    """Return whether the price is as shown, or the photo is ordered already."""
    with suppress(NotFoundError):
        await visit.cases.news(visit.person.id, job)
        return True
    quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    if price == str(quote.prices.description):
        return True
    visit.leave()
    await visit.screen.toast(visit.texts.plain("prices-changed"))
    await visit.screen.show(generating.generate_menu(visit.texts, quote))
    return False


@routes.no_photo(Step.AWAITING_PHOTO)
async def _no_photo(visit: Visit, fault: PhotoFault) -> View:
    return await _asking(visit, fault)


@routes.file(Step.DESCRIBING)
async def _sent_another(visit: Visit, file: SentFile) -> View | None:
    if not await visit.answers():
        return None
    job = visit.order
    news = await visit.cases.news(visit.person.id, job)
    if news.open:
        await _one_at_a_time(visit, job)
        return None
    _wait(visit, visit.avatar, price=visit.remembered("price"))
    return await _sent(visit, file)


async def _one_at_a_time(visit: Visit, job: JobId) -> None:
    async def look() -> View:
        return scenes.patience(visit.texts, job, visit.texts("one-photo-at-a-time"))

    await visit.screen.refresh(look, key="one-photo-at-a-time")


# --- the words ------------------------------------------------------------


@routes.question(Step.DESCRIBING, "words-wanted")
async def _ask_words(visit: Visit, fault: InvalidTextError | None) -> View:
    """Return the description to be changed, or the state of the job."""
    job = visit.order
    news = await visit.cases.news(visit.person.id, job)
    if news.open:
        return scenes.patience(visit.texts, job, visit.texts("still-looking"))
    if news.scene is None:
        return standing(visit.texts, news)
    return scenes.edit_scene(visit.texts, job, news.scene.text, fault)


@routes.text(Step.DESCRIBING)
@routes.edit(Step.DESCRIBING)
async def _said(visit: Visit, words: str) -> View:
    """Use a text after a described photo as the prompt."""
    job = visit.order
    news = await visit.cases.news(visit.person.id, job)
    if news.open or news.scene is None:
        return await _ask_words(visit, None)
    return await offer(visit, news.job.avatar, clean_prompt(words), source=job)


@routes.tap(JobAction, JobMove.DRAW)
async def _draw(visit: Visit, tap: JobAction) -> None:
    news, scene = await _seen(visit, tap.job)
    wish = _wish_for(visit, tap.job)
    if wish:
        scene = together(wish, scene)
    # A description is in English already; a wish may have to be translated.
    source = None if is_foreign(wish) else tap.job
    # A new message, so that the description stays in the chat.
    await visit.screen.send(await offer(visit, news.job.avatar, scene, source=source))


@routes.tap(JobAction, JobMove.EDIT)
async def _edit(visit: Visit, tap: JobAction) -> View:
    news, scene = await _seen(visit, tap.job)
    await visit.cases.pictures.require(visit.person.id, news.job.avatar)
    visit.enter(Step.DESCRIBING, avatar=news.job.avatar.hex, order=tap.job.hex)
    return scenes.edit_scene(visit.texts, tap.job, scene)


def _wish_for(visit: Visit, job: JobId) -> str:
    """Return the caption of the photo, if the conversation still stores it."""
    if visit.where() is not Step.DESCRIBING:
        return ""
    return visit.remembered("wish") if visit.remembered("order") == job.hex else ""


async def _seen(visit: Visit, job: JobId) -> tuple[News, str]:
    news = await visit.cases.news(visit.person.id, job)
    if news.scene is None or not isinstance(news.job.order, DescriptionOrder):
        raise NotFoundError(Thing.JOB)
    return news, news.scene.text
