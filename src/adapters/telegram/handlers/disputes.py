"""Filing disputes about orders and payments."""

from avatar_core.errors import InvalidTextError, Thing, TooManyDisputesError
from avatar_core.ids import DisputeId, JobId

from ..callbacks import DisputeAbout, Section
from ..steps import Step
from ..view import View
from ..views import disputes as views
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.opens(Section.PAYSUPPORT, "paysupport")
async def _choose(visit: Visit) -> View:
    choices = await visit.cases.disputes.choices(visit.person.id)
    return views.choose(visit.texts, choices, visit.contact)


@routes.tap(DisputeAbout)
async def _about(visit: Visit, tap: DisputeAbout) -> View:
    await visit.cases.disputes.check(visit.person.id, tap.about)
    return await routes.ask(
        visit, Step.COMPLAINING, about=tap.about.hex, dispute=visit.ids().hex
    )


def _about_in(visit: Visit) -> JobId:
    # It may be a payment, which only the stored rows can tell.
    return JobId(visit.remembered_id("about", Thing.DISPUTE))


@routes.question(Step.COMPLAINING, "complaint-wanted")
async def _ask_words(visit: Visit, fault: InvalidTextError | None) -> View:
    about = _about_in(visit)
    choices = await visit.cases.disputes.choices(visit.person.id)
    receipt = next(
        (each for each in choices if about in {each.posting.job, each.posting.payment}),
        None,  # too old to be among the choices
    )
    return views.ask_words(visit.texts, receipt, fault)


@routes.text(Step.COMPLAINING)
async def _said(visit: Visit, words: str) -> View:
    about = _about_in(visit)
    dispute = DisputeId(visit.remembered_id("dispute", Thing.DISPUTE))
    try:
        await visit.cases.disputes(visit.person.id, dispute, about, words)
    except TooManyDisputesError as error:
        visit.leave()
        note = visit.texts("too-many-disputes", limit=error.limit)
        return await visit.main_menu(note)
    visit.leave()
    return views.filed(visit.texts)
