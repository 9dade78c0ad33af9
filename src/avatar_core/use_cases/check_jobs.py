"""Check a job at the provider, and fetch its results."""

from datetime import datetime, timedelta

import attrs

from ..errors import BadArtefactError, ProviderUnavailableError
from ..failures import Cause, Failure
from ..jobs import Job, Progress
from ..orders import Made, Scene
from ..people import Person
from ..policy import Policy
from ..ports import (
    CalledOff,
    DrawnPictures,
    Lost,
    Provider,
    Queued,
    Refused,
    Running,
    Standing,
    TrainedWeights,
    Unbegun,
    Unfetched,
    Unfinished,
)
from .outcomes import ChangeJobs, Outcome
from .results import Results, StoredResults
from .telling import TellJobs


@attrs.frozen
class CheckJobs:
    """Follow a job at the provider to its end."""

    provider: Provider
    results: Results
    policy: Policy
    changes: ChangeJobs
    telling: TellJobs

    async def __call__(self, job: Job, owner: Person) -> Outcome:
        """Ask the provider about a job that it has accepted, ordered by *owner*."""
        if job.request_id is None:
            raise ValueError("a job that was accepted has the provider's id")
        changes, late = self.changes, self.changes.too_late(job)
        try:
            if job.cancel_asked or late:
                await self.provider.cancel(job.order, job.request_id)
            standing: Standing | StoredResults = await self.provider.check(
                job.order, job.request_id
            )
            if isinstance(standing, TrainedWeights | DrawnPictures | Scene):
                standing = await self.results.fetch(job, owner, standing)
        except ProviderUnavailableError as error:
            if late:
                return await changes.give_up(job, Cause.UNREACHABLE)
            return await changes.retry_later(job, error.detail)
        except BadArtefactError as error:
            if job.troubles >= self.policy.max_bad_artefacts or late:
                return await changes.fail(job, Failure.BAD_RESULT, error.detail)
            return await changes.retry_later(job, error.detail)
        if isinstance(standing, StoredResults):
            return await self._conclude(job, standing)
        return await self._follow(job, standing, late=late)

    async def _follow(self, job: Job, standing: Unfinished, *, late: bool) -> Outcome:
        changes = self.changes
        match standing:
            case Queued() | Running():
                if late:
                    return await changes.give_up(job, Cause.TOO_SLOW)
                return await self._progress(job, standing)
            case Refused():
                return await self._fail_or_ask_another(job, standing, late=late)
            case Unfetched(detail=detail) | Unbegun(detail=detail):
                # Give the obstacle some time to pass.
                wait = self.policy.retry_after
                return await self._send_again(job, detail, wait, late=late)
            case CalledOff() | Lost() if late:
                return await changes.give_up(job, Cause.TOO_SLOW)
            case CalledOff():
                return await changes.change(
                    job, lambda fresh, now: fresh.cancel(at=now)
                )
            case Lost() if job.cancel_asked:
                # Cancelling a queued request removes it at the provider.
                return await changes.change(
                    job, lambda fresh, now: fresh.cancel(at=now)
                )
            case Lost(detail=detail):
                if job.troubles >= self.policy.max_bad_artefacts:
                    return await changes.fail(job, Failure.RESULT_LOST, detail)
                return await changes.retry_later(job, detail)

    async def _fail_or_ask_another(
        self, job: Job, refused: Refused, *, late: bool
    ) -> Outcome:
        if refused.blocked:
            return await self.changes.block(job, refused.detail)
        if refused.elsewhere and self.results.can_ask_another(job):
            return await self._send_again(job, refused.detail, timedelta(0), late=late)
        failure = Failure.INPUT if refused.input else Failure.PROVIDER
        return await self.changes.fail(job, failure, refused.detail)

    async def _conclude(self, job: Job, stored: StoredResults) -> Outcome:
        if stored.delivered:
            return await self.changes.learn(
                job,
                lambda fresh, now: fresh.succeed(stored.delivered, at=now),
                stored,
            )
        if stored.blocked:
            written = job.kind.makes is Made.SCENE
            cause = Cause.WORDS_REFUSED if written else Cause.ALL_WITHHELD
            return await self.changes.learn(
                job, lambda fresh, now: fresh.block(cause, at=now), stored
            )
        return await self.changes.fail(job, Failure.BAD_RESULT, Cause.NOTHING_USABLE)

    async def _send_again(
        self, job: Job, detail: str, wait: timedelta, *, late: bool
    ) -> Outcome:
        """Send the job again: its request ended unbilled, without a result."""
        if late or job.cancel_asked:
            return await self.changes.give_up(job, detail)
        if job.submits >= self.policy.max_submits:
            return await self.changes.fail(job, Failure.PROVIDER, detail)
        return await self.changes.change(
            job, lambda fresh, now: fresh.restart(now + wait, detail)
        )

    async def _progress(self, job: Job, standing: Queued | Running) -> Outcome:
        poll = self.policy.pace(job.kind).poll

        def moved(fresh: Job, now: datetime) -> Job:
            match standing:
                case Queued(position=position):
                    after = fresh.queue(Progress(queue_position=position))
                case Running(percent=percent):
                    # Log lines come and go; the progress bar must not go back.
                    said = (job.progress.percent, percent)
                    known = max((p for p in said if p is not None), default=None)
                    after = fresh.run(Progress(percent=known))
            return after.pause(now + poll)

        return await self.telling.show_open(
            await self.changes.change(job, moved, durable=False)
        )
