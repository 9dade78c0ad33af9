"""Tell people the progress and the end of their jobs."""

from datetime import timedelta

import attrs

from ..errors import StoreUnavailableError
from ..ids import JobId
from ..jobs import Job
from ..orders import EnrichmentOrder
from ..policy import Policy
from ..ports import Clock, Lease, News, Notifier, Store
from .read_news import news_of
from .telling import Telling, TryLater, attempt, note_departure


@attrs.frozen
class TellJobs:
    """Show the progress of open jobs, and tell the end of others once."""

    store: Store
    notifier: Notifier
    clock: Clock
    policy: Policy
    #: Told but not noted because the store was unavailable; never told again here.
    _unnoted: set[JobId] = attrs.field(factory=set, init=False)

    async def show(self, job: Job) -> Job:
        """Show the progress of the job's order; return the job."""
        news = await self._news(job)
        if news.open:
            await self.notifier.progressed(news)
        return job

    async def show_open(self, job: Job) -> Job:
        """Show the progress if the job is open and one that people know of."""
        if job.open and not isinstance(job.order, EnrichmentOrder):
            await self.show(job)
        return job

    async def tell(self, job: Job, lease: Lease) -> Job | None:
        """Tell the end; return None if the person has left the chat."""
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
                return fresh  # another worker has told it, or is about to
            # Keep the provider's last message.
            later = fresh.retry_later(self.clock() + after, fresh.detail or "")
            saved = await work.jobs.save(later)
            work.enqueue(job.id, after=after)
            return saved

    async def _news(self, job: Job) -> News:
        async with self.store.read() as reading:
            return await news_of(reading, job)
