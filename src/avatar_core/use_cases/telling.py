"""Tell people and admins what happened, once."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import TypeAlias

import attrs

from ..digests import DigestPlan
from ..errors import (
    LeaseLostError,
    MessageRefusedError,
    NotifierUnavailableError,
    PersonLeftError,
    StoreUnavailableError,
)
from ..ids import JobId, PersonId
from ..jobs import Job
from ..ledger import HOUSE
from ..notices import Notice, NoticeKind, end_of
from ..policy import Policy
from ..ports import (
    AdminAlarms,
    Clock,
    Heartbeat,
    Lease,
    News,
    Notifier,
    Reading,
    Store,
    Work,
)
from .admin.remedies import dispute_file
from .digests import digest_of_yesterday
from .incidents import find, tell_admins
from .outcomes import Outcome
from .read_news import news_of
from .removal import living_avatar


class Telling(Enum):
    """The outcome of an attempt that is not repeated by itself."""

    TOLD = auto()
    #: The person has left the chat; the message waits for their return.
    LEFT = auto()
    #: It has failed too often.
    GIVEN_UP = auto()


@attrs.frozen
class TryLater:
    """The attempt failed; the next one may succeed."""

    after: timedelta


Attempt: TypeAlias = Telling | TryLater


async def attempt(
    say: Callable[[], Awaitable[None]],
    lease: Lease,
    *,
    begun: bool,
    troubles: int,
    policy: Policy,
) -> Attempt:
    """Try to send a message after *troubles* failed attempts.

    The lease is renewed first if another process may have *begun* to send the message,
    and noted that since, or if the lease was not taken just now. So a message is sent
    twice only if a process dies, or sleeps for two thirds of a lease, before it has
    noted that the message was sent, and another process takes over.

    Raises:
        LeaseLostError: Another process has taken over, or may have.
    """
    if begun or lease.aged:
        await lease.renew()
    if not lease.left:
        raise LeaseLostError  # this process was suspended meanwhile
    try:
        await say()
    except PersonLeftError:
        return Telling.LEFT
    except MessageRefusedError:
        if troubles + 1 >= policy.max_refusals:
            return Telling.GIVEN_UP
        return TryLater(policy.wait(troubles))
    except NotifierUnavailableError as error:
        if troubles + 1 >= policy.max_attempts_to_tell:
            return Telling.GIVEN_UP
        wait = min(policy.wait(troubles), policy.retry_after)
        return TryLater(max(error.after, wait))
    return Telling.TOLD


async def note_departure(work: Work, person: PersonId, *, at: datetime) -> None:
    """Note that a person has left the chat."""
    known = await work.people.get(person)
    if known.left_at is None:
        await work.people.save(known.left(at=at))


@attrs.frozen
class TellJobs:
    """Show the progress of open jobs, and tell the end of others once."""

    store: Store
    notifier: Notifier
    clock: Clock
    policy: Policy
    #: Told but not noted because the store was unavailable; never told again here.
    _unnoted: set[JobId] = attrs.field(factory=set, init=False)

    async def show(self, job: Job) -> None:
        """Show the progress of the job's order."""
        async with self.store.read() as reading:
            owner = await reading.people.get(job.person)
            news = await news_of(reading, job, owner)
        if news.open:
            await self.notifier.progressed(news)

    async def show_open(self, outcome: Outcome) -> Outcome:
        """Show the progress if the job is open and one that people know of."""
        if isinstance(outcome, Job) and outcome.open and not outcome.silent:
            await self.show(outcome)
        return outcome

    async def tell(self, news: News, lease: Lease) -> Job | None:
        """Tell the end; return None if the person has left the chat."""
        job = news.job
        if job.id in self._unnoted:
            return await self._note_told(job)
        outcome = await attempt(
            lambda: self.notifier.ended(news),
            lease,
            begun=job.starts > 1,
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
                return await self._note_told(job, by_notice=outcome is not Telling.TOLD)

    async def _note_told(self, job: Job, *, by_notice: bool = False) -> Job:
        try:
            async with self.store.work(job.person, durable=False) as work:
                now = self.clock()
                fresh = await work.jobs.get(job.id)
                if by_notice:
                    await work.notices.add(end_of(fresh, at=now))
                noted = await work.jobs.save(fresh.told(at=now))
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


@attrs.frozen
class TellNotices:
    """Send notices to people and admins."""

    store: Store
    notifier: Notifier
    admins: AdminAlarms
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat
    digests: DigestPlan

    async def due(self, *, limit: int = 100) -> Sequence[Notice]:
        """Return the notices to tell by now, the longest due first."""
        async with self.store.read() as reading:
            return await reading.notices.due(self.clock(), limit=limit)

    async def __call__(self, notice: Notice) -> None:
        """Send a notice and remove it; try later if the messenger is unavailable.

        A person who has left the chat is told on their return. See `attempt` for when a
        notice may be told twice.
        """
        async with self._work(notice) as work:
            person = notice.person
            if person is not None and (await work.people.get(person)).away:
                return
            until = self.clock() + self.policy.lease
            if not await work.notices.claim(notice, until=until):
                return  # another process tells it
            send = await self._message(work, notice)

        async def extend(held: datetime, until: datetime) -> bool:
            async with self._work(notice) as work:
                known = attrs.evolve(notice, due_at=held)
                return await work.notices.claim(known, until=until)

        lease = Lease(until, self.policy.lease, self.clock, extend, interrupts=False)
        try:
            async with self.heartbeat(lease):
                outcome = await self._tell(send, notice, lease)
        except LeaseLostError:
            return  # another process tells it
        async with self._work(notice) as work:
            await self._finish(work, notice, outcome)

    def _work(self, notice: Notice) -> AbstractAsyncContextManager[Work]:
        return self.store.work(HOUSE if notice.person is None else notice.person)

    async def _tell(
        self, send: Callable[[], Awaitable[None]] | None, notice: Notice, lease: Lease
    ) -> Attempt:
        if send is None:
            return Telling.TOLD
        return await attempt(
            send, lease, begun=True, troubles=notice.troubles, policy=self.policy
        )

    async def _message(
        self, reading: Reading, notice: Notice
    ) -> Callable[[], Awaitable[None]] | None:
        """Return what sends the notice; None if it is obsolete."""
        if notice.dispute is not None:
            dispute = await reading.disputes.get(notice.dispute)
            file = await dispute_file(reading, dispute)
            return partial(
                self.admins.disputed
                if notice.person is None
                else self.notifier.answered,
                file,
            )
        if notice.incident is not None:
            incident = await find(reading, notice.incident)
            opened = notice.what is NoticeKind.INCIDENT_OPENED
            if incident is None or incident.open is not opened:
                return None
            return partial(self.admins.incident, incident)
        if notice.payment is not None:
            payment = await reading.payments.get(notice.payment)
            buyer = await reading.people.get(payment.person)
            return partial(self.admins.sold, payment, buyer)
        if notice.person is None:
            if not self.digests.hour:
                return None  # it was switched off
            digest = await digest_of_yesterday(reading, self.digests, at=self.clock())
            return partial(self.admins.digest, digest)
        person = await reading.people.get(notice.person)
        if person.forgotten_at is not None:
            return None
        avatar = None
        if notice.avatar is not None:
            avatar = await living_avatar(reading, notice.avatar, owner=person.id)
            if avatar is None:
                return None
        balance = await reading.ledger.balance(person.id)
        return partial(self.notifier.noticed, person, notice, balance, avatar)

    async def _finish(self, work: Work, notice: Notice, outcome: Attempt) -> None:
        now = self.clock()
        match outcome:
            case TryLater(after=after):
                await work.notices.save(notice.retry_later(now + after))
            case Telling.LEFT if notice.person is not None:
                await self._wait_for_return(work, notice, notice.person, at=now)
            case _ if again := self._again(notice, at=now):
                await work.notices.save(notice.tell_again(again))
            case _:
                await work.notices.remove(notice.key)
                await self._tell_change(work, notice, at=now)

    def _again(self, notice: Notice, *, at: datetime) -> datetime | None:
        """Return when the notice is to be told again; None: never."""
        daily = notice.what is NoticeKind.DIGEST
        return self.digests.next_after(at) if daily else None

    async def _wait_for_return(
        self, work: Work, notice: Notice, person: PersonId, *, at: datetime
    ) -> None:
        await note_departure(work, person, at=at)
        if (await work.people.get(person)).forgotten_at is None:
            await work.notices.save(notice.keep_untold(at=at))
        else:
            await work.notices.remove(notice.key)

    async def _tell_change(self, work: Work, notice: Notice, *, at: datetime) -> None:
        """Tell the admins if the incident has changed while they were being told."""
        if notice.incident is None:
            return
        incident = await find(work, notice.incident)
        opened = notice.what is NoticeKind.INCIDENT_OPENED
        if incident is not None and incident.open is not opened:
            await tell_admins(work, incident, at=at)
