"""Save the outcome of a step of a job; its end settles the money, avatar and results."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import attrs

from ..avatars import Avatar, Weights
from ..errors import ActionNotAllowedError, NotFoundError
from ..failures import Cause, Failure
from ..ids import Alias, JobId, PersonId
from ..job_lifecycle import JobEvent, JobStatus
from ..jobs import Job
from ..orders import EnrichmentOrder, GenerationOrder, Scene, TrainingOrder
from ..people import Person
from ..policy import Policy
from ..ports import Clock, News, Store, Work
from ..prompts import compose
from .money import settle
from .ordering import Ordering, ordered_with
from .read_news import news_of
from .removal import LATE_WRITERS
from .results import StoredResults, input_keys, undelivered_keys
from .trail import save


_NOTHING: Final = StoredResults()
#: The job as saved; or, if its worker keeps the claim to tell the end, what to tell.
Outcome: TypeAlias = Job | News


async def conclude(
    work: Work,
    after: Job,
    *,
    at: datetime,
    stored: StoredResults = _NOTHING,
) -> Job:
    """Save an ended job with its money, its avatar and its results; return it.

    A worker tells the person afterwards: once for jobs that were ordered together,
    when all of them have ended.
    """
    owner = await work.people.get(after.person)
    saved, order = await _end(work, after, owner, stored, at=at)
    return await _have_told(work, saved, order, at=at)


async def conclude_to_tell(
    work: Work, after: Job, stored: StoredResults, *, at: datetime, until: datetime
) -> Outcome:
    """Conclude a job as `conclude` does, and keep its worker's claim to tell the end.

    The claim lasts until *until*. Jobs that were ordered together, and those whose end
    is not told now, are only concluded.
    """
    owner = await work.people.get(after.person)
    if after.silent or after.lead is not None or owner.away:
        return await conclude(work, after, at=at, stored=stored)
    saved, _ = await _end(work, after.keep_claim(until), owner, stored, at=at)
    return await news_of(work, saved, owner)


async def _end(
    work: Work, after: Job, owner: Person, stored: StoredResults, *, at: datetime
) -> tuple[Job, Sequence[Job]]:
    """Save an ended job and all that its end changes; return it with its order."""
    if after.silent:
        after = after.told(at=at)
    saved = await save(work, after, at=at)
    order = await ordered_with(work, saved)
    if not any(one.open for one in order):
        await settle(work, order, owner, at=at)
    await work.pictures.add(stored.pictures)
    if stored.scene is not None:
        await work.jobs.add_scene(after.id, stored.scene)
    match after.order:
        case TrainingOrder():
            await _conclude_training(work, after, owner, stored.weights, at=at)
        case EnrichmentOrder(generation=generation) if stored.blocked:
            await _withhold(work, generation, at=at)
        case EnrichmentOrder(generation=generation):
            await enrich(work, generation, stored.scene, at=at)
        case GenerationOrder() if after.awaits_words:
            await _call_off_enrichment(work, after, at=at)
        case GenerationOrder(preview_of=training) if training is not None:
            if stored.likeness is not None and owner.compares_faces:
                await work.jobs.add_likeness(training, stored.likeness)
            await _stop_waiting_for_pictures(work, training, at=at)
    await _schedule_deletions(work, after, owner.known_as, stored, at=at)
    return saved, order


async def _have_told(
    work: Work, ended: Job, order: Sequence[Job], *, at: datetime
) -> Job:
    """Make telling the order's end due once all of its jobs have ended."""
    head = order[0]
    open_ones = [one for one in order if one.open]
    if not open_ones:
        if ended.follows:
            await work.jobs.save(head.hurry(at))
        work.enqueue(head.id)
    elif not ended.follows:
        # The last job to end makes it due now; the deadline is a safeguard.
        last = max(one.deadline_at for one in open_ones)
        return await work.jobs.save(ended.postpone(last))
    return ended


async def _schedule_deletions(
    work: Work,
    job: Job,
    owner: Alias,
    stored: StoredResults,
    *,
    at: datetime,
) -> None:
    """Schedule the deletion of the input, and of results not delivered."""
    keys = input_keys(job, owner)
    if job.request_id is not None:
        keys |= undelivered_keys(job, owner, stored)
    await work.deletions.add(sorted(keys), at=at + LATE_WRITERS)


async def _conclude_training(
    work: Work, job: Job, owner: Person, weights: Weights | None, *, at: datetime
) -> None:
    before = await work.avatars.get(job.avatar, owner=job.person)
    await save(work, _ended(before, job, weights, at=at), at=at)
    if weights is not None and owner.main_avatar is None:
        await work.people.save(owner.prefers(job.avatar))


def _ended(
    avatar: Avatar, job: Job, weights: Weights | None, *, at: datetime
) -> Avatar:
    if weights is not None:
        return avatar.complete(weights, at=at)
    if job.status is JobStatus.CANCELLED:
        return avatar.cancel(at=at)
    return avatar.fail(at=at)


async def _stop_waiting_for_pictures(
    work: Work, training: JobId, *, at: datetime
) -> None:
    """Have the end of a training told now, unless it was told without pictures."""
    ended = await work.jobs.get(training)
    if ended.told_at is None:
        await work.jobs.save(ended.hurry(at))
        work.enqueue(training)


async def _call_off_enrichment(work: Work, ended: Job, *, at: datetime) -> None:
    """Cancel the enrichment for pictures that have ended, unless it was sent."""
    for job in await work.jobs.unfinished(ended.person):
        match job.order:
            case EnrichmentOrder(generation=ended.id) if (
                job.status is JobStatus.REQUESTED
            ):
                await conclude(work, job.cancel(at=at), at=at)


#: Returns the job as it is to be saved, given the saved job and the time.
Change: TypeAlias = Callable[[Job, datetime], Job]


@attrs.frozen
class ChangeJobs:
    """Change a job after a worker has worked on it without a transaction.

    Every method takes the job as its worker claimed it.
    """

    store: Store
    clock: Clock
    policy: Policy
    ordering: Ordering

    def too_late(self, job: Job) -> bool:
        """Whether the deadline of the job has passed."""
        return self.clock() >= job.deadline_at

    async def change(
        self, job: Job, change: Change, *, durable: bool = True
    ) -> Outcome:
        """Change the job if its worker still has the claim."""
        async with self.store.work(job.person, durable=durable) as work:
            fresh = await work.jobs.get(job.id)
            if fresh.claims != job.claims:
                return fresh  # the lease ran out: another worker decides
            if fresh.request_id != job.request_id:
                change = look_again  # it was accepted meanwhile, which voids the change
            return await self._save(work, job, fresh, change)

    async def learn(
        self,
        job: Job,
        change: Change,
        results: StoredResults = _NOTHING,
        *,
        durable: bool = True,
    ) -> Outcome:
        """Save the provider's answer, even if another worker has the claim."""
        async with self.store.work(job.person, durable=durable) as work:
            fresh = await work.jobs.get(job.id)
            return await self._save(work, job, fresh, change, results)

    async def retry_later(self, job: Job, detail: str) -> Outcome:
        """Try again later, after a longer wait each time."""
        wait = self.policy.wait(job.troubles)
        return await self.change(
            job, lambda fresh, now: fresh.retry_later(now + wait, detail)
        )

    async def give_up(self, job: Job, detail: str) -> Outcome:
        """End at the deadline: as cancelled if that was requested, else as expired."""
        if job.cancel_asked:
            return await self.change(job, lambda fresh, now: fresh.cancel(at=now))
        return await self.change(job, lambda fresh, now: fresh.expire(detail, at=now))

    async def fail(self, job: Job, failure: Failure, detail: str) -> Outcome:
        """End as failed."""
        return await self.change(
            job, lambda fresh, now: fresh.fail(failure, detail, at=now)
        )

    async def block(self, job: Job, detail: str) -> Outcome:
        """End because the provider's content check refused it."""
        return await self.change(job, lambda fresh, now: fresh.block(detail, at=now))

    async def _save(
        self,
        work: Work,
        job: Job,
        fresh: Job,
        change: Change,
        results: StoredResults = _NOTHING,
    ) -> Outcome:
        now = self.clock()
        if not fresh.open:
            return fresh
        try:
            after = change(fresh, now)
        except ActionNotAllowedError:
            return fresh  # it has been moved on, and its next step is due already
        if not after.open:
            if results.weights is not None and self.policy.preview_pictures:
                ended = await conclude(work, after, at=now, stored=results)
                outcome: Outcome = await self._await_pictures(work, ended, at=now)
            elif fresh.claims == job.claims:
                until = now + self.policy.lease
                outcome = await conclude_to_tell(
                    work, after, results, at=now, until=until
                )
            else:
                outcome = await conclude(work, after, at=now, stored=results)
            await self._wake_next(work, now)
            return outcome
        if fresh.version != job.version:
            after = after.hurry(now)  # a webhook or a cancellation came meanwhile
        saved = await save(work, after, at=now)
        to_send = saved.status is JobStatus.REQUESTED
        if saved.due_at is not None:
            delay = max(saved.due_at - now, timedelta(0))
            work.enqueue(job.id, after=delay, to_send=to_send)
        if to_send:
            await self._wake_next(work, now)
        return saved

    async def _await_pictures(self, work: Work, trained: Job, *, at: datetime) -> Job:
        """Order the first pictures; the training's end is told with them, or in time."""
        preview = await self.ordering.preview(work, trained, at=at)
        if preview is None:
            return trained
        return await work.jobs.save(trained.postpone(preview.deadline_at))

    async def _wake_next(self, work: Work, now: datetime) -> None:
        """Wake the jobs that can be sent now that a place is free."""
        for job in await work.jobs.next_to_send(now, self.policy.places(now)):
            work.enqueue(job, to_send=True)


def look_again(job: Job, now: datetime) -> Job:
    """Make the next step due now."""
    return job.pause(now)


@attrs.frozen
class CancelJob:
    """Cancel orders."""

    store: Store
    clock: Clock
    policy: Policy

    async def __call__(self, person: PersonId, job: JobId) -> Job:
        """Cancel an open job and all that were ordered together with it.

        A job that was not sent yet ends at once. One that was sent ends when the
        provider says so, perhaps with a result after all, or at the deadline.
        Cancelling twice has no further effect.

        Raises:
            NotFoundError: The job is not the person's own.
            ActionNotAllowedError: The whole order has ended.
        """
        async with self.store.work(person) as work:
            asked = await work.jobs.get(job, person=person)
            order = await ordered_with(work, asked)
            if not any(one.open for one in order):
                raise ActionNotAllowedError(asked.status, JobEvent.ASK_CANCEL)
            for one in order:
                # Reloaded, because the end of one job may change the others.
                before = await work.jobs.get(one.id)
                if before.open:
                    await self._cancel(work, before)
            return await work.jobs.get(job)

    async def _cancel(self, work: Work, before: Job) -> None:
        now = self.clock()
        after = before.ask_cancel(at=now, deadline=now + self.policy.cancel_grace)
        if after.open:
            await save(work, after, at=now)
            work.enqueue(after.id)
        else:
            await conclude(work, after, at=now)


async def enrich(
    work: Work, generation: JobId, scene: Scene | None, *, at: datetime
) -> None:
    """Let a waiting generation continue with its enrichment's scene, if any.

    A generation that no longer waits stays as it is.
    """
    waiting = await work.jobs.get(generation)
    if waiting.open and waiting.awaits_words:
        await settle_words(work, waiting, scene, at=at)
        work.enqueue(generation, to_send=True)


async def _withhold(work: Work, generation: JobId, *, at: datetime) -> None:
    """End a waiting generation whose enriched words are not allowed."""
    waiting = await work.jobs.get(generation)
    if waiting.open and waiting.awaits_words:
        await conclude(work, waiting.block(Cause.WORDS_REFUSED, at=at), at=at)


async def settle_words(
    work: Work, waiting: Job, scene: Scene | None, *, at: datetime
) -> Job:
    """Save what a waiting generation draws: the scene, or its person's own words."""
    order = _generation(waiting)
    settled = order.unenriched()
    if scene is not None:
        try:
            avatar = await work.avatars.get(waiting.avatar, owner=waiting.person)
            trigger = avatar.ready_weights().trigger
        except NotFoundError:
            pass  # deleted meanwhile; the generation ends by itself
        else:
            settled = order.enriched(scene, compose(avatar, scene.text, trigger))
    after = waiting.settle_words(settled, at=at)
    await work.jobs.save_order(after)
    return await work.jobs.save(after)


def _generation(job: Job) -> GenerationOrder:
    if not isinstance(job.order, GenerationOrder):
        raise TypeError("only a generation waits for words")
    return job.order
