"""Send what is in the outbox."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial

import attrs

from ..errors import LeaseLostError
from ..ids import PersonId
from ..ledger import HOUSE
from ..notices import Notice, NoticeKind
from ..policy import Policy
from ..ports import AdminAlarms, Clock, Heartbeat, Lease, Notifier, Store, Work
from .admin.answer_disputes import dispute_file
from .incidents import find, tell_admins
from .removal import living_avatar
from .telling import Attempt, Telling, TryLater, attempt, note_departure


@attrs.frozen
class TellNotices:
    """Send notices to people and admins."""

    store: Store
    notifier: Notifier
    admins: AdminAlarms
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat

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

        async def extend(held: datetime, until: datetime) -> bool:
            async with self._work(notice) as work:
                known = attrs.evolve(notice, due_at=held)
                return await work.notices.claim(known, until=until)

        lease = Lease(until, self.policy.lease, self.clock, extend, interrupts=False)
        try:
            async with self.heartbeat(lease):
                outcome = await self._tell(notice, lease)
        except LeaseLostError:
            return  # another process tells it
        async with self._work(notice) as work:
            await self._finish(work, notice, outcome)

    def _work(self, notice: Notice) -> AbstractAsyncContextManager[Work]:
        return self.store.work(HOUSE if notice.person is None else notice.person)

    async def _tell(self, notice: Notice, lease: Lease) -> Attempt:
        send = await self._message(notice)
        if send is None:
            return Telling.TOLD
        return await attempt(send, lease, troubles=notice.troubles, policy=self.policy)

    async def _message(self, notice: Notice) -> Callable[[], Awaitable[None]] | None:
        """Return what sends the notice; None if it is obsolete."""
        async with self.store.read() as reading:
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
            if notice.person is None:
                return None
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
            case _:
                await work.notices.remove(notice.key)
                await self._tell_change(work, notice, at=now)

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
