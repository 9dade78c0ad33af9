"""Filing disputes about orders and payments."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import InvalidTextError, Thing, TooManyDisputesError
from avatar_core.ids import DisputeId, JobId, PaymentId

from ..callbacks import DisputeAbout, Menu, Section
from ..states import Disputing
from ..view import View
from ..views import disputes as views
from .visit import Visit
from .words import SAID, id_in


def setup() -> Router:
    """Return a new router."""
    router = Router(name="disputes")
    taps, messages = router.callback_query, router.message
    messages.register(_choose, Command("paysupport"))
    messages.register(_said, StateFilter(Disputing.saying), SAID)
    taps.register(_choose, Menu.filter(F.section == Section.PAYSUPPORT))
    taps.register(_about, DisputeAbout.filter())
    return router


async def _choose(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    choices = await visit.cases.disputes.choices(visit.person.id)
    return views.choose(visit.texts, choices, visit.contact)


async def _about(_: CallbackQuery, callback_data: DisputeAbout, visit: Visit) -> View:
    await visit.cases.disputes.check(visit.person.id, callback_data.about)
    visit.enter(
        Disputing.saying, about=callback_data.about.hex, dispute=visit.ids().hex
    )
    return await _asking(visit, callback_data.about)


async def _asking(
    visit: Visit, about: JobId | PaymentId, fault: InvalidTextError | None = None
) -> View:
    choices = await visit.cases.disputes.choices(visit.person.id)
    receipt = next(
        (each for each in choices if about in {each.posting.job, each.posting.payment}),
        None,  # too old to be among the choices
    )
    return views.ask_words(visit.texts, receipt, fault)


def _about_in(visit: Visit) -> JobId | PaymentId:
    # It may be a payment, which only the stored rows can tell.
    return JobId(id_in(visit, "about", Thing.DISPUTE))


async def words_step(visit: Visit) -> View:
    """Return the question for the complaint."""
    return await _asking(visit, _about_in(visit))


async def _said(_: Message, words: str, visit: Visit) -> View:
    about = _about_in(visit)
    dispute = DisputeId(id_in(visit, "dispute", Thing.DISPUTE))
    try:
        await visit.cases.disputes(visit.person.id, dispute, about, words)
    except InvalidTextError as error:
        return await _asking(visit, about, error)
    except TooManyDisputesError as error:
        visit.leave()
        note = visit.texts("too-many-disputes", limit=error.limit)
        return await visit.main_menu(note)
    visit.leave()
    return views.filed(visit.texts)
