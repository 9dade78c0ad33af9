"""Send jobs to the provider, and look for requests whose answer was lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from ..errors import (
    AmbiguousSubmitError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from ..failures import Cause, Failure
from ..ids import PersonId
from ..incidents import INCIDENTS, Incident, IncidentStatus, over_at
from ..job_lifecycle import JobStatus
from ..jobs import Job
from ..orders import EnrichmentOrder
from ..policy import Policy
from ..ports import Clock, Provider, Store, Work
from .incidents import report, resolve
from .outcomes import ChangeJobs, Outcome, look_again, settle_words
from .results import Results
from .telling import TellJobs
from .trail import save


#: How many of a person's newest jobs may be for the very same request.
_RECENT: Final = 100


@attrs.frozen
class SubmitJobs:
    """Make the one POST of a job; make another only if the first is provably lost."""

    store: Store
    provider: Provider
    results: Results
    clock: Clock
    policy: Policy
    changes: ChangeJobs
    telling: TellJobs

    async def submit(self, job: Job, incidents: Sequence[Incident]) -> Outcome:
        """Send a job that was not sent yet, with a single POST.

        The *incidents* are those that stop the sale of its model.
        """
        changes = self.changes
        if job.cancel_asked or changes.too_late(job):
            return await changes.give_up(job, Cause.NOT_SENT)
        if job.awaits_words:
            return await self._stop_waiting_for_words(job)
        # This job may be the one that was let through to probe an incident.
        shut = [one for one in incidents if one.status is IncidentStatus.OPEN]
        until = over_at(shut, self.policy.retry_after)
        if until is not None and self.clock() < until:
            detail = shut[0].detail
            return await changes.change(
                job, lambda fresh, _: fresh.queue_up(until, detail)
            )
        try:
            file = await self.results.link_for(job)
        except ProviderUnavailableError as error:
            return await changes.retry_later(job, error.detail)
        except ProviderRefusedError as error:
            return await self._refused(job, error)
        async with self.store.work(job.person) as work:
            now = self.clock()
            fresh = await work.jobs.get(job.id)
            untouched = fresh.version == job.version
            if untouched:
                job = await self.begin(work, fresh, at=now)
        if not untouched:  # cancelled, accepted or taken over meanwhile
            return await changes.change(job, look_again)
        return await self.send(job, file, incidents)

    def can_begin(self, job: Job, incidents: Sequence[Incident], at: datetime) -> bool:
        """Whether a job can be sent as it is claimed, because it waits for nothing.

        A link to a file may take long to make, so it must be there before `begin`.
        """
        return (
            isinstance(job.order, EnrichmentOrder)
            and not incidents
            and at < job.deadline_at
        )

    async def begin(self, work: Work, job: Job, *, at: datetime) -> Job:
        """Save that the job's POST is about to be made; return the job as saved."""
        submitting = job.submit(
            at=at,
            until=at + self.policy.lease,
            settles_at=self.policy.settles_at(job.kind, at),
        )
        return await save(work, submitting, at=at)

    async def send(
        self, job: Job, file: str | None, incidents: Sequence[Incident]
    ) -> Outcome:
        """Make the POST of a job that was just saved by `begin`."""
        changes = self.changes
        now = job.submitted_at or job.created_at
        if self.clock() >= now + self.policy.post_within:
            # The process was suspended. A POST made now might not be in the provider's
            # books yet when they are trusted.
            return await changes.change(
                job, lambda fresh, now: fresh.refuse().pause(now)
            )
        try:
            request_id = await self.provider.submit(
                job.order,
                file,
                token=job.token,
                start_within=self._start_within(job, now),
                language_model=self.results.language_model(job),
            )
        except ProviderRefusedError as error:
            return await self._refused(job, error)
        except AmbiguousSubmitError as error:
            return await self._await_answer(job, error.detail)
        accepted = await self._accepted(job, request_id)
        if incidents:
            await resolve(self.store, incidents, clock=self.clock)
        return accepted

    async def reconcile(self, job: Job) -> Outcome:
        """Look in the provider's books for a request whose answer was lost."""
        changes = self.changes
        if changes.too_late(job):
            return await changes.give_up(job, Cause.UNCERTAIN)
        if not job.kind.recorded:
            return await self.telling.show_open(
                await changes.change(job, lambda fresh, _: fresh.pause(job.deadline_at))
            )
        asked_at = self.clock()
        sent_at = job.submitted_at or job.created_at
        try:
            others = await self._requests_of(job.person)
            request_id = await self.provider.find(
                job.order, since=sent_at, besides=others
            )
        except ProviderUnavailableError as error:
            return await changes.retry_later(job, error.detail)
        if request_id is not None:
            return await self._accepted(job, request_id)
        settled = job.settles_at or self.policy.settles_at(job.kind, sent_at)
        if asked_at < settled:
            look = asked_at + self.policy.next_look(asked_at - sent_at)
            due = min(look, settled, job.deadline_at)
            return await self.telling.show_open(
                await changes.change(job, lambda fresh, _: fresh.pause(due))
            )
        if job.submits >= self.policy.max_submits:
            return await changes.change(
                job,
                lambda fresh, now: fresh.refuse().fail(
                    Failure.PROVIDER, Cause.LOST, at=now
                ),
            )
        return await changes.change(job, lambda fresh, now: fresh.refuse().pause(now))

    async def _stop_waiting_for_words(self, job: Job) -> Outcome:
        """Draw the person's own words because no better ones came in time."""
        async with self.store.work(job.person) as work:
            now = self.clock()
            fresh = await work.jobs.get(job.id)
            if fresh.version == job.version:
                saved = await settle_words(work, fresh.pause(now), None, at=now)
                work.enqueue(job.id, to_send=True)
                return saved
        # Words or a cancellation came meanwhile.
        return await self.changes.change(job, look_again)

    def _start_within(self, job: Job, now: datetime) -> timedelta:
        """Return how long the request may wait at the provider, up to the deadline."""
        return min(self.policy.pace(job.kind).start_within, job.deadline_at - now)

    async def _accepted(self, job: Job, request_id: str) -> Outcome:
        poll = self.policy.pace(job.kind).poll
        return await self.changes.learn(
            job,
            lambda fresh, now: fresh.accept(request_id).pause(now + poll),
            durable=False,
        )

    async def _refused(self, job: Job, error: ProviderRefusedError) -> Outcome:
        changes, detail = self.changes, error.detail
        match error.why:
            case Refusal.BLOCKED:
                return await changes.block(job, detail)
            case Refusal.INPUT:
                return await changes.fail(job, Failure.INPUT, detail)
            case Refusal.NOT_NOW:
                wait = self.policy.wait(job.troubles)
                return await changes.change(
                    job,
                    lambda fresh, now: _unsent(fresh).retry_later(now + wait, detail),
                )
            case Refusal.BALANCE | Refusal.KEY | Refusal.ENDPOINT:
                kind, model = INCIDENTS[error.why], job.order.model
                await report(self.store, kind, model, detail, clock=self.clock)
                wait = self.policy.retry_after
                return await changes.change(
                    job, lambda fresh, now: _unsent(fresh).queue_up(now + wait, detail)
                )

    async def _await_answer(self, job: Job, why: str) -> Outcome:
        """Wait for the webhook, or for a look into the provider's books."""
        wait = self.policy.first_wait
        return await self.telling.show_open(
            await self.changes.change(
                job, lambda fresh, now: fresh.miss_answer(why).pause(now + wait)
            )
        )

    async def _requests_of(self, person: PersonId) -> set[str]:
        """Return the person's known requests, dead ones included."""
        async with self.store.read() as reading:
            newest = await reading.jobs.newest(person, limit=_RECENT)
        return {
            request
            for one in newest
            for request in (one.request_id, *one.dead_requests)
            if request is not None
        }


def _unsent(job: Job) -> Job:
    """Return the job as one to be sent, which it still is if its POST was not made."""
    return job if job.status is JobStatus.REQUESTED else job.refuse()
