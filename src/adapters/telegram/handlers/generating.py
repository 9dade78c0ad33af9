"""Ordering pictures."""

from uuid import UUID

from avatar_core import Person, Size
from avatar_core.errors import AvatarNotReadyError, InvalidTextError, TextLengthError
from avatar_core.ids import AvatarId, JobId
from avatar_core.texts import clean_prompt

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    BackToSizes,
    OrderPictures,
    PickSize,
    PolishWords,
    Section,
)
from ..steps import Step
from ..view import View
from ..views import generating
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.opens(Section.GENERATE)
async def _with_main(visit: Visit) -> View:
    everything, main = await visit.cases.avatars.all_and_main(visit.person.id)
    if not everything:
        return generating.no_avatar(visit.texts)
    return await _open(visit, (main or everything[-1]).id)


@routes.tap(AvatarAction, AvatarMove.GENERATE)
async def _with(visit: Visit, tap: AvatarAction) -> View:
    visit.leave()
    return await _open(visit, tap.avatar)


async def _open(visit: Visit, avatar: AvatarId) -> View:
    try:
        quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    except AvatarNotReadyError:
        card = await visit.cases.avatars.card(visit.person.id, avatar)
        return generating.not_yet(visit.texts, card.avatar)
    # A text is now used as the prompt, without another tap.
    visit.enter(Step.PROMPTING, avatar=avatar.hex)
    return generating.generate_menu(visit.texts, quote)


@routes.begins(AvatarAction, AvatarMove.PROMPT)
@routes.question(Step.PROMPTING, "words-wanted")
async def _ask_words(visit: Visit, fault: InvalidTextError | None) -> View:
    quote = await visit.cases.pictures.quote(visit.person.id, visit.avatar)
    polished = quote.enrichable and visit.person.enrich
    return generating.ask_words(visit.texts, visit.avatar, fault, polished=polished)


@routes.text(Step.PROMPTING, Step.ORDERING)
@routes.edit(Step.PROMPTING, Step.ORDERING)
async def _described(visit: Visit, words: str) -> View:
    return await offer(visit, visit.avatar, clean_prompt(words))


async def offer(
    visit: Visit,
    avatar: AvatarId,
    words: str,
    *,
    source: JobId | None = None,
    size: Size | None = None,
) -> View:
    """Begin an order with this prompt, and return the first question.

    *source* is the job that the prompt is from (see `GeneratePictures.start`); *size*
    is offered instead of the person's default.

    Raises:
        RefusedError: The avatar cannot draw now, or the words are not allowed.
    """
    await visit.cases.pictures.require(visit.person.id, avatar, words)
    order = JobId(visit.ids())
    visit.enter(
        Step.ORDERING,
        avatar=avatar.hex,
        words=words,
        order=order.hex,
        source=source.hex if source else "",
    )
    size = size or visit.person.default_size
    if size is not None:
        return await _counting(visit, visit.person, size, order)
    return generating.choose_size(visit.texts, words, avatar, order)


async def _ask_again(visit: Visit) -> View:
    """Return the question that is open now."""
    if size := visit.remembered("size"):
        return await _counting(visit, visit.person, Size(size), visit.order)
    return await _ask_size(visit, None)


async def _counting(visit: Visit, person: Person, size: Size, order: JobId) -> View:
    words = visit.remembered("words")
    visit.enter(Step.ORDERING, **{**visit.move.position.data, "size": size})
    quote = await visit.cases.pictures.quote(
        person.id, visit.avatar, words=words, source=_source_in(visit)
    )
    polished = person.enrich if quote.enrichable else None
    return generating.choose_count(
        visit.texts, quote, words, size, order, polished=polished
    )


def _source_in(visit: Visit) -> JobId | None:
    source = visit.remembered("source")
    return JobId(UUID(source)) if source else None


async def offer_main(visit: Visit, words: str) -> View | None:
    """Begin an order with the main avatar, if it can draw this prompt."""
    main = await visit.cases.avatars.main(visit.person.id)
    if main is None:
        return None
    try:
        return await offer(visit, main.id, clean_prompt(words))
    except (TextLengthError, AvatarNotReadyError):
        return None


@routes.question(Step.ORDERING, "button-wanted")
async def _ask_size(visit: Visit, fault: InvalidTextError | None) -> View:
    if fault is not None:  # of other words for the same order
        return await _ask_words(visit, fault)
    return generating.choose_size(
        visit.texts, visit.remembered("words"), visit.avatar, visit.order
    )


@routes.tap(BackToSizes)
async def _back_to_sizes(visit: Visit, tap: BackToSizes) -> View | None:
    if not await current(visit, tap.order):
        return None
    return await _ask_size(visit, None)


@routes.tap(PickSize)
async def _size_picked(visit: Visit, tap: PickSize) -> View | None:
    if not await current(visit, tap.order):
        return None
    return await _counting(visit, visit.person, tap.size, tap.order)


@routes.tap(PolishWords)
async def _polish(visit: Visit, tap: PolishWords) -> View | None:
    if not await current(visit, tap.order):
        return None
    person = await visit.cases.preferences.enrich(visit.person.id, enrich=tap.on)
    return await _counting(visit, person, tap.size, tap.order)


@routes.tap(OrderPictures)
async def _order(visit: Visit, tap: OrderPictures) -> None:
    if not await current(visit, tap.order):
        return
    if tap.count not in generating.COUNTS:  # forged
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return
    offer = await _counting(visit, visit.person, tap.size, tap.order)
    if not await visit.price_stands(offer):
        return
    await visit.cases.pictures.start(
        visit.person.id,
        visit.avatar,
        tap.order,
        words=visit.remembered("words"),
        size=tap.size,
        count=tap.count,
        source=_source_in(visit),
    )
    visit.leave()
    await visit.show_job(tap.order)


async def current(visit: Visit, order: JobId) -> bool:
    """Return whether this order is still open; if not, show its outcome."""
    if await visit.shows_job(order):
        return False
    if visit.remembered("order") == order.hex:
        return True
    await visit.screen.alert(visit.texts.plain("order-out-of-date"))
    if visit.where() is Step.ORDERING:
        await visit.screen.show(await _ask_again(visit))
    return False
