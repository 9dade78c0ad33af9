"""The summary of a new avatar, and the start of its training."""

from uuid import uuid5

from avatar_core.ids import AvatarId, JobId
from avatar_core.use_cases import TrainingQuote

from ..callbacks import AvatarAction, AvatarMove, StartTraining
from ..view import View
from ..views import coaching, creating
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.tap(AvatarAction, AvatarMove.SUMMARY)
async def _summary(visit: Visit, tap: AvatarAction) -> View:
    return await show_summary(visit, tap.avatar)


async def show_summary(visit: Visit, avatar: AvatarId) -> View:
    """Return the summary before a training, or the coach's question before that."""
    # Those that could not be looked at when they came.
    await visit.cases.coach.review(visit.person.id, avatar)
    return _offer(visit, await visit.cases.training.quote(visit.person.id, avatar))


def _offer(visit: Visit, quote: TrainingQuote) -> View:
    if quote.needs_confirmation:
        return coaching.ask_as_they_are(visit.texts, quote)
    return creating.summary(visit.texts, quote)


@routes.tap(StartTraining)
async def _start_training(visit: Visit, tap: StartTraining) -> View | None:
    # All taps on one button give one job id, so they order once.
    job = JobId(uuid5(tap.avatar, f"training:{tap.version}"))
    if not await visit.shows_job(job):
        quote = await visit.cases.training.quote(visit.person.id, tap.avatar)
        if not visit.agreed:
            return visit.ask_consent(quote.avatar)
        if not await visit.price_stands(_offer(visit, quote)):
            return None
        await visit.cases.training.start(visit.person.id, tap.avatar, job)
        await visit.show_job(job)
    visit.leave()
    return None
