"""When something is wrong with an order or a payment."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.disputes import Remedy
from avatar_core.errors import (
    ActionNotAllowedError,
    CreditsSpentError,
    InvalidTextError,
    NotFoundError,
    Thing,
    TooManyDisputesError,
)
from avatar_core.ids import DisputeId, JobId

from ..callbacks import (
    AnswerDispute,
    Desk,
    DisputeAbout,
    Menu,
    OwnerMenu,
    Section,
    ShowDispute,
)
from ..states import Disputing, Owning
from ..views import disputes
from .visit import Visit
from .words import TYPED


def setup() -> Router:
    """Return a fresh router of what anybody can do."""
    router = Router(name="disputes")
    taps, messages = router.callback_query, router.message
    messages.register(_choose, Command("paysupport"))
    messages.register(_said, StateFilter(Disputing.saying), TYPED)
    taps.register(_choose, Menu.filter(F.section == Section.PAYSUPPORT))
    taps.register(_about, DisputeAbout.filter())
    return router


def setup_for_owners() -> Router:
    """Return a fresh router of what owners can do about it."""
    router = Router(name="disputes of owners")
    taps, messages = router.callback_query, router.message
    messages.register(_waiting, Command("disputes"))
    taps.register(_waiting, OwnerMenu.filter(F.desk == Desk.DISPUTES))
    messages.register(_replied, StateFilter(Owning.replying), TYPED)
    taps.register(_show, ShowDispute.filter())
    taps.register(_ask_reply, AnswerDispute.filter(F.remedy == Remedy.WORDS))
    taps.register(_answer, AnswerDispute.filter(F.remedy != Remedy.WORDS))
    return router


async def _choose(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    choices = await visit.cases.disputes.choices(visit.person.id)
    view = disputes.choose(visit.texts, choices, visit.cases.contact)
    await visit.screen.show(view)


async def _about(_: CallbackQuery, callback_data: DisputeAbout, visit: Visit) -> None:
    await visit.cases.disputes.check(visit.person.id, JobId(callback_data.about))
    await visit.enter(
        Disputing.saying,
        about=callback_data.about.hex,
        dispute=visit.cases.ids().hex,
    )
    await visit.screen.show(disputes.ask_words(visit.texts))


async def _said(message: Message, visit: Visit) -> None:
    about = JobId(await _id_in(visit, "about"))
    dispute = DisputeId(await _id_in(visit, "dispute"))
    try:
        await visit.cases.disputes(visit.person.id, dispute, about, message.text or "")
    except InvalidTextError as error:
        await visit.screen.show(disputes.ask_words(visit.texts, error))
        return
    except TooManyDisputesError as error:
        await visit.leave()
        note = visit.texts("too-many-disputes", limit=error.limit)
        await visit.screen.show(await visit.main_menu(note))
        return
    await visit.leave()
    await visit.screen.show(disputes.filed(visit.texts))


async def _id_in(visit: Visit, name: str) -> UUID:
    try:
        return UUID(await visit.remembered(name))
    except ValueError:
        raise NotFoundError(Thing.DISPUTE) from None


# --- owners -------------------------------------------------------------------


async def _waiting(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    found = await visit.cases.owner.disputes.waiting(visit.person.id)
    count = await visit.cases.owner.disputes.count(visit.person.id)
    await visit.screen.show(disputes.waiting(visit.texts, found, count))


async def _show(_: CallbackQuery, callback_data: ShowDispute, visit: Visit) -> None:
    await visit.leave()
    await _page(visit, DisputeId(callback_data.dispute))


async def _page(visit: Visit, dispute: DisputeId) -> None:
    file = await visit.cases.owner.disputes.file(visit.person.id, dispute)
    await visit.screen.show(disputes.file_page(visit.texts, file))


async def _answer(_: CallbackQuery, callback_data: AnswerDispute, visit: Visit) -> None:
    dispute = DisputeId(callback_data.dispute)
    try:
        await visit.cases.owner.disputes(visit.person.id, dispute, callback_data.remedy)
    except ActionNotAllowedError:
        await visit.screen.alert(visit.texts.plain("remedy-gone"))
    except CreditsSpentError as error:
        said = visit.texts.plain("credits-spent", needed=error.needed, left=error.left)
        await visit.screen.alert(said)
    await _page(visit, dispute)


async def _ask_reply(
    _: CallbackQuery, callback_data: AnswerDispute, visit: Visit
) -> None:
    dispute = DisputeId(callback_data.dispute)
    await visit.cases.owner.disputes.file(visit.person.id, dispute)  # there, or refused
    await visit.enter(Owning.replying, dispute=dispute.hex)
    await visit.screen.show(disputes.ask_reply(visit.texts, dispute))


async def _replied(message: Message, visit: Visit) -> None:
    dispute = DisputeId(await _id_in(visit, "dispute"))
    try:
        await visit.cases.owner.disputes(
            visit.person.id, dispute, Remedy.WORDS, reply=message.text or ""
        )
    except InvalidTextError as error:
        await visit.screen.show(disputes.ask_reply(visit.texts, dispute, error))
        return
    await visit.leave()
    await _page(visit, dispute)
