"""Ordering pictures from a delivered one."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import uuid5

from avatar_core import AvatarStatus
from avatar_core.errors import (
    AvatarNotReadyError,
    InvalidTextError,
    NotFoundError,
    Thing,
)
from avatar_core.ids import JobId, PictureId
from avatar_core.texts import clean_prompt
from avatar_core.use_cases import RemixQuote

from ..picture_callbacks import (
    OrderRecast,
    OrderRemix,
    OrderResized,
    PictureAction,
    PictureMove,
    RemixMove,
)
from ..steps import Step
from ..texts import Texts
from ..view import View
from ..views import remix
from .gallery import enter_gallery, filter_of
from .generating import offer
from .routes import Routes
from .visit import Visit


routes = Routes()


async def _quote(visit: Visit, picture: PictureId) -> RemixQuote:
    return await visit.cases.remix.quote(visit.person.id, picture)


# --- looking --------------------------------------------------------------


@routes.tap(PictureAction, PictureMove.REMIX)
async def _menu(visit: Visit, tap: PictureAction) -> View:
    quote = await _quote(visit, tap.picture)
    enter_gallery(visit, filter_of(visit))  # no text is expected any more
    return remix.remix_menu(visit.texts, quote, visit.nonce)


@routes.tap(PictureAction, PictureMove.VARY)
async def _beside(visit: Visit, tap: PictureAction) -> None:
    quote = await _quote(visit, tap.picture)
    visit.leave()
    await visit.screen.send(remix.remix_menu(visit.texts, quote, visit.nonce))


@routes.tap(PictureAction, PictureMove.PROMPT)
async def _prompt(visit: Visit, tap: PictureAction) -> View:
    return remix.prompt(visit.texts, await _quote(visit, tap.picture))


@routes.tap(PictureAction, PictureMove.SIZES)
async def _sizes(visit: Visit, tap: PictureAction) -> View:
    quote = await _quote(visit, tap.picture)
    return remix.remix_sizes(visit.texts, quote, visit.nonce)


@routes.tap(PictureAction, PictureMove.AVATARS)
async def _avatars(visit: Visit, tap: PictureAction) -> View:
    quote = await _quote(visit, tap.picture)
    return remix.remix_avatars(visit.texts, quote, visit.nonce)


# --- ordering -------------------------------------------------------------


@routes.tap(OrderRemix)
async def _order(visit: Visit, tap: OrderRemix) -> None:
    orders = {
        RemixMove.AGAIN: visit.cases.remix.again,
        RemixMove.ANEW: visit.cases.remix.anew,
        RemixMove.ENLARGE: visit.cases.upscales.start,
    }
    start = partial(orders[tap.move], visit.person.id)
    await _ordered(visit, tap, remix.remix_menu, start)


@routes.tap(OrderResized)
async def _resized(visit: Visit, tap: OrderResized) -> None:
    start = partial(visit.cases.remix.resize, visit.person.id, size=tap.size)
    await _ordered(visit, tap, remix.remix_sizes, start)


@routes.tap(OrderRecast)
async def _recast(visit: Visit, tap: OrderRecast) -> None:
    named = [
        avatar.id
        for avatar in await visit.cases.avatars.all(visit.person.id)
        if avatar.id.hex[: remix.AVATAR_DIGITS] == tap.avatar
    ]
    if not named:
        raise NotFoundError(Thing.AVATAR)
    start = partial(visit.cases.remix.recast, visit.person.id, avatar=named[0])
    await _ordered(visit, tap, remix.remix_avatars, start)


async def _ordered(
    visit: Visit,
    tap: OrderRemix | OrderResized | OrderRecast,
    offer: Callable[[Texts, RemixQuote, str], View],
    start: Callable[[PictureId, JobId], Awaitable[object]],
) -> None:
    """Order what the button says, if its price is still that of the *offer*."""
    # The same button gives the same job id at every tap.
    job = JobId(uuid5(tap.picture, tap.pack()))
    if not await visit.shows_job(job):
        quote = await _quote(visit, tap.picture)
        if not await visit.price_stands(offer(visit.texts, quote, tap.nonce)):
            return
        await start(quote.picture.id, job)
        await visit.show_job(job)
    visit.leave()


# --- other words ----------------------------------------------------------


@routes.begins(PictureAction, PictureMove.REWORD)
@routes.question(Step.REWORDING, "words-wanted")
async def _ask_words(visit: Visit, fault: InvalidTextError | None) -> View:
    return remix.ask_rewording(visit.texts, await _drawable(visit), fault)


@routes.text(Step.REWORDING)
@routes.edit(Step.REWORDING)
async def _reworded(visit: Visit, words: str) -> View:
    quote = await _drawable(visit)
    picture = quote.picture
    return await offer(
        visit,
        picture.avatar,
        clean_prompt(words),
        source=quote.job,
        size=picture.shape,
    )


async def _drawable(visit: Visit) -> RemixQuote:
    picture = PictureId(visit.remembered_id("picture", Thing.PICTURE))
    quote = await _quote(visit, picture)
    if quote.avatar is None:
        raise AvatarNotReadyError(AvatarStatus.DELETED)
    return quote
