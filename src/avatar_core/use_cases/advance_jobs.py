"""Advance a job by one step, according to its status.

Each piece of work claims the job by moving its `due_at` a few seconds into the
future (a lease), works without any transaction open, and writes down what came of
it together with the next `due_at`. A heartbeat renews the lease while the work goes
on. A worker that dies leaves it behind, and when it runs out, the sweep finds the
row and the work goes on from what it says. A worker that lost its lease is stopped,
unless it is telling an end: that may have arrived already.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import attrs

from ..errors import (
    ActionNotAllowedError,
    AmbiguousSubmitError,
    BadArtefactError,
    LeaseLostError,
    NotFoundError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
    StoreUnavailableError,
)
from ..failures import Cause, Failure
from ..ids import JobId, PersonId
from ..incidents import INCIDENTS, IncidentStatus, over_at, stopping
from ..jobs import Job, JobStatus, Progress
from ..orders import EnrichmentOrder, Scene
from ..policy import Policy
from ..ports import (
    CalledOff,
    Clock,
    DrawnPictures,
    Heartbeat,
    Lease,
    Lost,
    News,
    Notifier,
    Provider,
    Queued,
    Refused,
    Running,
    Standing,
    Store,
    TrainedWeights,
    Unbegun,
    Unfetched,
    Unfinished,
    Work,
)
from .endings import conclude
from .enrichment import settle_words
from .incidents import report, resolve
from .ordering import ordered_with
from .read_news import news_of
from .results import Harvest, Results
from .telling import Telling, TryLater, attempt, note_departure
from .trail import save


#: A wake may come this much before the time it was set for.
_EARLY: Final = timedelta(seconds=0.5)
#: How many of a person's jobs may have asked for the very same.
_RECENT: Final = 100
_NOTHING: Final = Harvest()


@attrs.frozen
class AdvanceJobs:
    """Brings every job to its end, one step at a time."""

    store: Store
    provider: Provider
    results: Results
    notifier: Notifier
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat
    #: Told, but not written down because the store was away: never told again here.
    _unnoted: set[JobId] = attrs.field(factory=set, init=False)

    async def __call__(self, job: JobId) -> Job | None:
        """Do what is due for the job now; return it, or None if nothing was due.

        Calling it at any time, twice or at once from many workers, is safe.
        """
        claimed = await self._claim(job)
        if claimed is None or not claimed.starts:
            return claimed  # nothing is due, or it was set aside
        lease = self._lease_on(claimed)
        try:
            async with self.heartbeat(lease):
                done = await self._step(claimed, lease)
        except LeaseLostError:
            await self._outlive(claimed)
            return None
        if done is None:
            return None
        if claimed.open and not done.open and done.lead is not None:
            await self._show(done)
        return done

    async def _step(self, job: Job, lease: Lease) -> Job | None:
        match job.status:
            case JobStatus.REQUESTED:
                return await self._submit(job)
            case JobStatus.SUBMITTING:
                return await self._reconcile(job)
            case JobStatus.SUBMITTED | JobStatus.RUNNING:
                return await self._check(job)
            case _:
                return await self._tell(job, lease)

    async def hint(self, token: str, request_id: str) -> bool:
        """Hurry the job a webhook spoke of; return False if there is none.

        A hint is not believed, it only makes us ask the provider now; but it
        does bring the provider's id when the answer to our POST was lost. One of
        another request than the job's is a double, noted for the owner.
        """
        try:
            async with self.store.read() as reading:
                job = await reading.jobs.by_token(token)
        except NotFoundError:
            return False
        async with self.store.work(job.person) as work:
            now = self.clock()
            before = await work.jobs.get(job.id)
            if not before.submits:
                return False
            hinted = before.hint(request_id, at=now)
            meant = before.open and hinted.request_id == request_id
            # One that is due already is not hurried by saying it again.
            if meant and (before.request_id is None or not _due(before, now)):
                after = hinted.accept(request_id).hurry(now)
                await save(work, after, at=now)
                work.wake(job.id)
            elif hinted != before:
                await work.jobs.save(hinted)
        return True

    # --- claiming and changing --------------------------------------------

    def _lease_on(self, job: Job) -> Lease:
        """Return the lease that was taken by claiming the job."""

        async def extend(_: datetime, until: datetime) -> bool:
            async with self.store.work(job.person) as work:
                fresh = await work.jobs.get(job.id)
                if fresh.claims != job.claims or fresh.told_at is not None:
                    return False
                if fresh.starts:  # or the work has just come to its end
                    await work.jobs.renew(job.id, until)
                return True

        until = job.due_at or self.clock()
        return Lease(until, self.policy.lease, self.clock, extend, interrupts=job.open)

    async def _outlive(self, job: Job) -> None:
        """Note that a worker lost its lease, but did not die of the job."""
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            if fresh.starts > 1:
                await work.jobs.save(fresh.outlive())

    async def _claim(self, job_id: JobId) -> Job | None:
        """Return the job with a lease on it, or ended: it stopped too many workers."""
        now = self.clock()
        try:
            async with self.store.read() as reading:
                job = await reading.jobs.get(job_id)
                if not _due(job, now):
                    return None
                if job.waits_its_turn(now):
                    later = now + _EARLY
                    places = self.policy.places(later)
                    if job_id not in await reading.jobs.next_to_send(later, places):
                        return None
        except NotFoundError:
            return None
        async with self.store.work(job.person) as work:
            now = self.clock()  # the wait for our turn may have been long
            job = await work.jobs.get(job_id)
            if not _due(job, now):
                return None
            if not job.open:
                if (await work.people.get(job.person)).away:
                    return None  # told on their return
                order = await ordered_with(work.jobs, job)
                waited_for = [one.deadline_at for one in order if one.open]
                if waited_for:
                    later = max(*waited_for, now + self.policy.lease)
                    await work.jobs.save(job.postpone(later))
                    return None
            if job.starts < self.policy.max_starts:
                return await work.jobs.save(job.claim(now + self.policy.lease))
            if job.open:
                ended = job.fail(Failure.SET_ASIDE, Cause.WORKER_STOPPED, at=now)
                return await conclude(work, ended, at=now)
            return await work.jobs.save(job.told(at=now))

    async def _change(self, job: Job, change: Callable[[Job, datetime], Job]) -> Job:
        """Change the row as it is now, if it is still ours to decide."""
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            if fresh.claims != job.claims:
                return fresh  # our lease ran out: another worker decides
            if fresh.request_id != job.request_id:
                change = _look_again  # taken after all: what we concluded is void
            return await self._write_down(work, job, fresh, change)

    async def _learn(
        self,
        job: Job,
        change: Callable[[Job, datetime], Job],
        harvest: Harvest = _NOTHING,
    ) -> Job:
        """Write down what the provider itself said; it counts whoever heard it."""
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            return await self._write_down(work, job, fresh, change, harvest)

    async def _write_down(
        self,
        work: Work,
        job: Job,
        fresh: Job,
        change: Callable[[Job, datetime], Job],
        harvest: Harvest = _NOTHING,
    ) -> Job:
        """Save a change of what was *job* when its worker claimed it."""
        now = self.clock()
        if not fresh.open:
            return fresh
        try:
            after = change(fresh, now)
        except ActionNotAllowedError:
            return fresh  # whoever moved it on has said what is next
        if not after.open:
            ended = await conclude(work, after, at=now, harvest=harvest)
            await self._wake_next(work, now)
            return ended
        if fresh.version != job.version:
            after = after.hurry(now)  # a webhook, or a wish to cancel, came
        saved = await save(work, after, at=now)
        if saved.due_at is not None:
            work.wake(job.id, after=max(saved.due_at - now, timedelta(0)))
        if saved.status is JobStatus.REQUESTED:
            await self._wake_next(work, now)
        return saved

    async def _wake_next(self, work: Work, now: datetime) -> None:
        """Have sent what can be sent now that a place is free."""
        for job in await work.jobs.next_to_send(now, self.policy.places(now)):
            work.wake(job)

    async def _stumble(self, job: Job, detail: str) -> Job:
        """Come back later, a little later each time."""
        wait = self.policy.wait(job.troubles)
        return await self._change(
            job, lambda fresh, now: fresh.stumble(now + wait, detail)
        )

    async def _give_up(self, job: Job, detail: str) -> Job:
        """End at the deadline: called off if that was asked, else expired."""
        if job.cancel_asked:
            return await self._change(job, lambda fresh, now: fresh.cancel(at=now))
        return await self._change(job, lambda fresh, now: fresh.expire(detail, at=now))

    async def _fail(self, job: Job, failure: Failure, detail: str) -> Job:
        return await self._change(
            job, lambda fresh, now: fresh.fail(failure, detail, at=now)
        )

    async def _block(self, job: Job, detail: str) -> Job:
        return await self._change(job, lambda fresh, now: fresh.block(detail, at=now))

    def _too_late(self, job: Job) -> bool:
        return self.clock() >= job.deadline_at

    # --- the steps --------------------------------------------------------

    async def _submit(self, job: Job) -> Job:
        if job.cancel_asked or self._too_late(job):
            return await self._give_up(job, Cause.NOT_SENT)
        if job.awaits_words:
            return await self._stop_waiting_for_words(job)
        async with self.store.read() as reading:
            incidents = stopping(await reading.incidents.all(), job.order.model)
        # If one is probing, this may be what was let through to try.
        shut = [one for one in incidents if one.status is IncidentStatus.OPEN]
        until = over_at(shut, self.policy.retry_after)
        if until is not None and self.clock() < until:
            return await self._queue_up(job, until, shut[0].detail)
        try:
            file = await self.results.lend(job)
        except ProviderUnavailableError as error:
            return await self._stumble(job, error.detail)
        except ProviderRefusedError as error:
            return await self._refused(job, error)
        async with self.store.work(job.person) as work:
            now = self.clock()
            fresh = await work.jobs.get(job.id)
            untouched = fresh.version == job.version
            if untouched:
                submitting = fresh.submit(
                    at=now,
                    until=now + self.policy.lease,
                    settles_at=self.policy.settles_at(job.kind, now),
                )
                job = await save(work, submitting, at=now)
        if not untouched:  # called off, taken after all or taken over, meanwhile
            return await self._change(job, _look_again)
        if self.clock() >= now + self.policy.post_within:
            # Asleep since: by when the books are believed, the POST would not show.
            return await self._change(job, lambda fresh, now: fresh.refuse().pause(now))
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
            # Its webhook, or the provider's books, will tell.
            return await self._wait_for_word(job, error.detail)
        accepted = await self._accepted(job, request_id)
        if incidents:
            await resolve(self.store, incidents, clock=self.clock)
        return accepted

    async def _stop_waiting_for_words(self, job: Job) -> Job:
        """Have it drawn as its person wrote it: nobody has told us better in time."""
        async with self.store.work(job.person) as work:
            now = self.clock()
            fresh = await work.jobs.get(job.id)
            untouched = fresh.version == job.version
            if untouched:
                saved = await settle_words(work, fresh.pause(now), None, at=now)
                work.wake(job.id)
                return saved
        # Settled, or called off, meanwhile.
        return await self._change(job, _look_again)

    def _start_within(self, job: Job, now: datetime) -> timedelta:
        """Return when the provider may drop it unbegun: nobody waits past the deadline."""
        return min(self.policy.pace(job.kind).start_within, job.deadline_at - now)

    async def _accepted(self, job: Job, request_id: str) -> Job:
        poll = self.policy.pace(job.kind).poll
        return await self._learn(
            job,
            lambda fresh, now: fresh.accept(request_id).pause(now + poll),
        )

    async def _refused(self, job: Job, error: ProviderRefusedError) -> Job:
        match error.why:
            case Refusal.BLOCKED:
                return await self._block(job, error.detail)
            case Refusal.INPUT:
                return await self._fail(job, Failure.INPUT, error.detail)
            case Refusal.NOT_NOW:
                wait = self.policy.wait(job.troubles)
                return await self._change(
                    job,
                    lambda fresh, now: _unsent(fresh).stumble(now + wait, error.detail),
                )
            case Refusal.BALANCE | Refusal.KEY | Refusal.ENDPOINT:
                kind, model = INCIDENTS[error.why], job.order.model
                await report(self.store, kind, model, error.detail, clock=self.clock)
                wait = self.policy.retry_after
                return await self._change(
                    job,
                    lambda fresh, now: _unsent(fresh).queue_up(
                        now + wait, error.detail
                    ),
                )

    async def _queue_up(self, job: Job, until: datetime, detail: str) -> Job:
        return await self._change(job, lambda fresh, _: fresh.queue_up(until, detail))

    async def _wait_for_word(self, job: Job, why: str) -> Job:
        wait = self.policy.first_wait
        return await self._show_open(
            await self._change(
                job,
                lambda fresh, now: fresh.miss_answer(why).pause(now + wait),
            )
        )

    async def _reconcile(self, job: Job) -> Job:
        """Find out what came of a POST whose answer nobody has."""
        if self._too_late(job):
            return await self._give_up(job, Cause.UNCERTAIN)
        asked_at = self.clock()
        try:
            others = await self._requests_of(job.person)
            request_id = await self.provider.find(
                job.order, since=job.submitted_at or job.created_at, besides=others
            )
        except ProviderUnavailableError as error:
            return await self._stumble(job, error.detail)
        if request_id is not None:
            return await self._accepted(job, request_id)
        sent_at = job.submitted_at or job.created_at
        settled = job.settles_at or self.policy.settles_at(job.kind, sent_at)
        if asked_at < settled:
            look = asked_at + self.policy.next_look(asked_at - sent_at)
            due = min(look, settled, job.deadline_at)
            return await self._show_open(
                await self._change(job, lambda fresh, _: fresh.pause(due))
            )
        if job.submits >= self.policy.max_submits:
            return await self._change(
                job,
                lambda fresh, now: fresh.refuse().fail(
                    Failure.PROVIDER, Cause.LOST, at=now
                ),
            )
        return await self._change(job, lambda fresh, now: fresh.refuse().pause(now))

    async def _requests_of(self, person: PersonId) -> set[str]:
        """Return the requests that are known to be a person's, dead ones included."""
        async with self.store.read() as reading:
            newest = await reading.jobs.newest(person, limit=_RECENT)
        return {
            request
            for one in newest
            for request in (one.request_id, *one.dead_requests)
            if request is not None
        }

    async def _check(self, job: Job) -> Job:
        request_id, late = _request_id(job), self._too_late(job)
        try:
            if job.cancel_asked or late:
                await self._ask_to_stop(job, request_id)
            standing: Standing | Harvest = await self.provider.check(
                job.order, request_id
            )
            if isinstance(standing, TrainedWeights | DrawnPictures | Scene):
                standing = await self.results.bring_home(job, standing)
        except ProviderUnavailableError as error:
            if late:
                return await self._give_up(job, Cause.UNREACHABLE)
            return await self._stumble(job, error.detail)
        except BadArtefactError as error:
            if job.troubles >= self.policy.max_bad_artefacts or late:
                return await self._fail(job, Failure.BAD_RESULT, error.detail)
            return await self._stumble(job, error.detail)
        if isinstance(standing, Harvest):
            return await self._conclude(job, standing)
        return await self._follow(job, standing, late=late)

    async def _ask_to_stop(self, job: Job, request_id: str) -> None:
        await self.provider.cancel(job.order, request_id)

    async def _follow(self, job: Job, standing: Unfinished, *, late: bool) -> Job:
        match standing:
            case Queued() | Running():
                if late:
                    return await self._give_up(job, Cause.TOO_SLOW)
                return await self._progress(job, standing)
            case Refused():
                return await self._fail_or_ask_another(job, standing, late=late)
            case Unfetched(detail=detail) | Unbegun(detail=detail):
                # Whatever keeps the provider from it gets some time to pass.
                wait = self.policy.retry_after
                return await self._send_again(job, detail, wait, late=late)
            case CalledOff() | Lost() if late:
                return await self._give_up(job, Cause.TOO_SLOW)
            case CalledOff():
                return await self._change(job, lambda fresh, now: fresh.cancel(at=now))
            case Lost() if job.cancel_asked:
                # Cancelling what waits removes it at the provider.
                return await self._change(job, lambda fresh, now: fresh.cancel(at=now))
            case Lost(detail=detail):
                if job.troubles >= self.policy.max_bad_artefacts:
                    return await self._fail(job, Failure.RESULT_LOST, detail)
                return await self._stumble(job, detail)

    async def _fail_or_ask_another(
        self, job: Job, refused: Refused, *, late: bool
    ) -> Job:
        if refused.blocked:
            return await self._block(job, refused.detail)
        if refused.elsewhere and self.results.can_ask_another(job):
            return await self._send_again(job, refused.detail, timedelta(0), late=late)
        failure = Failure.INPUT if refused.input else Failure.PROVIDER
        return await self._fail(job, failure, refused.detail)

    async def _conclude(self, job: Job, harvest: Harvest) -> Job:
        if harvest.delivered:
            return await self._learn(
                job,
                lambda fresh, now: fresh.succeed(harvest.delivered, at=now),
                harvest,
            )
        if harvest.blocked:
            return await self._block(job, Cause.ALL_WITHHELD)
        return await self._fail(job, Failure.BAD_RESULT, Cause.NOTHING_USABLE)

    async def _send_again(
        self, job: Job, detail: str, wait: timedelta, *, late: bool
    ) -> Job:
        """Have it done anew: the provider ended it without a result and unbilled."""
        if late or job.cancel_asked:
            return await self._give_up(job, detail)
        if job.submits >= self.policy.max_submits:
            return await self._fail(job, Failure.PROVIDER, detail)
        return await self._change(
            job,
            lambda fresh, now: fresh.restart(now + wait, detail),
        )

    async def _progress(self, job: Job, standing: Queued | Running) -> Job:
        poll = self.policy.pace(job.kind).poll

        def moved(fresh: Job, now: datetime) -> Job:
            match standing:
                case Queued(position=position):
                    after = fresh.queue(Progress(queue_position=position))
                case Running(percent=percent):
                    # Log lines come and go; a bar that runs back helps nobody.
                    said = (job.progress.percent, percent)
                    known = max((p for p in said if p is not None), default=None)
                    after = fresh.run(Progress(percent=known))
            return after.pause(now + poll)

        return await self._show_open(await self._change(job, moved))

    async def _show_open(self, job: Job) -> Job:
        if job.open and not isinstance(job.order, EnrichmentOrder):
            await self._show(job)
        return job

    async def _show(self, job: Job) -> None:
        news = await self._news(job)
        if news.open:
            await self.notifier.progressed(news)

    # --- telling ----------------------------------------------------------

    async def _tell(self, job: Job, lease: Lease) -> Job | None:
        """Tell the end; return None if it has to wait for the person's return."""
        if job.id in self._unnoted:
            return await self._note_told(job)
        news = await self._news(job)
        outcome = await attempt(
            lambda: self.notifier.ended(news),
            lease,
            troubles=job.troubles,
            policy=self.policy,
        )
        match outcome:
            case TryLater(after=after):
                return await self._tell_later(job, after)
            case Telling.LEFT:
                await self._keep_untold(job)
                return None
            case Telling.TOLD | Telling.GIVEN_UP:
                return await self._note_told(job)

    async def _note_told(self, job: Job) -> Job:
        try:
            async with self.store.work(job.person) as work:
                fresh = await work.jobs.get(job.id)
                noted = await work.jobs.save(fresh.told(at=self.clock()))
        except StoreUnavailableError:
            self._unnoted.add(job.id)
            raise
        self._unnoted.discard(job.id)
        return noted

    async def _keep_untold(self, job: Job) -> None:
        async with self.store.work(job.person) as work:
            now = self.clock()
            await note_departure(work, job.person, at=now)
            fresh = await work.jobs.get(job.id)
            if fresh.claims == job.claims:
                await work.jobs.save(fresh.keep_untold(at=now))

    async def _tell_later(self, job: Job, after: timedelta) -> Job:
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            if fresh.due_at is None or fresh.claims != job.claims:
                return fresh  # told by another, or about to be
            # What the provider said last stays readable.
            later = fresh.stumble(self.clock() + after, fresh.detail or "")
            saved = await work.jobs.save(later)
            work.wake(job.id, after=after)
            return saved

    async def _news(self, job: Job) -> News:
        async with self.store.read() as reading:
            return await news_of(reading, job)


def _unsent(job: Job) -> Job:
    """Return the job as one that is still to be sent, whether its POST was refused."""
    return job if job.status is JobStatus.REQUESTED else job.refuse()


def _request_id(job: Job) -> str:
    if job.request_id is None:
        raise ValueError("a job that was accepted has the provider's id")
    return job.request_id


def _look_again(job: Job, now: datetime) -> Job:
    return job.pause(now)


def _due(job: Job, now: datetime) -> bool:
    return job.due_at is not None and job.due_at <= now + _EARLY
