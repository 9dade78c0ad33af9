"""Send broadcasts, one person after another."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import attrs

from ..broadcasts import Broadcast, Reception
from ..errors import LeaseLostError, NotifierUnavailableError
from ..ledger import HOUSE
from ..people import Person
from ..ports import BroadcastSender, Clock, Heartbeat, Lease, Store
from .telling import note_departure
from .trail import save


#: How often the admin is shown the progress.
_SHOW_EVERY: Final = timedelta(seconds=2)


@attrs.frozen
class SendBroadcasts:
    """Send the broadcast that is due, and continue it after a crash.

    The outcome of a message is saved before the next one is sent, so after a crash
    only the one being sent may arrive twice.
    """

    store: Store
    broadcast_sender: BroadcastSender
    clock: Clock
    heartbeat: Heartbeat
    #: How long a broadcast stays claimed by a process that went silent.
    lease: timedelta
    #: Waits until the next message may be sent; False: stop sending.
    turn: Callable[[], Awaitable[bool]]

    async def __call__(self) -> Broadcast | None:
        """Send the broadcast that is due; return it as saved, if there is one."""
        broadcast = await self._claim()
        if broadcast is None:
            return None
        try:
            lease = self._lease_on(broadcast)
            async with self.heartbeat(lease):
                return await self._send(broadcast, lease)
        except LeaseLostError:
            return None  # another process goes on

    async def _send(self, broadcast: Broadcast, lease: Lease) -> Broadcast:
        claim, shown_at = broadcast.claims, self.clock()
        sent: tuple[Person, Reception] | None = None
        while True:
            broadcast, person = await self._next(broadcast, claim, sent)
            if not broadcast.sending or broadcast.claims != claim:
                break
            if person is None:
                return await self._finish(broadcast, claim)
            if self.clock() - shown_at >= _SHOW_EVERY:
                shown_at = self.clock()
                await self._show(broadcast)
            if not await self.turn():
                return await self._leave(broadcast, claim, self.clock())
            if not lease.left:
                raise LeaseLostError
            try:
                reception = await self.broadcast_sender.tell(person, broadcast)
            except NotifierUnavailableError as error:
                later = self.clock() + error.after
                return await self._leave(broadcast, claim, later)
            if reception is Reception.LEFT:
                await self._remember(person)
            sent = person, reception
        if not broadcast.sending:
            await self._show(broadcast)
        return broadcast

    async def _claim(self) -> Broadcast | None:
        async with self.store.read() as reading:
            if await reading.broadcasts.due(self.clock()) is None:
                return None
        async with self.store.work(HOUSE) as work:
            now = self.clock()
            due = await work.broadcasts.due(now)
            if due is None:
                return None
            if due.waiting:
                audience = await work.people.audience_count(due.part(now))
                due = await save(work, due.start(audience, at=now), at=now)
            claimed = due.claim(now + self.lease)
            await work.broadcasts.save(claimed)
            return claimed

    def _lease_on(self, claimed: Broadcast) -> Lease:
        async def extend(_: datetime, until: datetime) -> bool:
            async with self.store.work(HOUSE) as work:
                now = await work.broadcasts.get(claimed.id)
                if now.claims != claimed.claims:
                    return False
                if now.sending:  # false if it was just cancelled
                    await work.broadcasts.save(now.keep(until))
                return True

        until = claimed.due_at or self.clock()
        return Lease(until, self.lease, self.clock, extend, interrupts=False)

    async def _next(
        self, broadcast: Broadcast, claim: int, sent: tuple[Person, Reception] | None
    ) -> tuple[Broadcast, Person | None]:
        """Save the outcome of the last message, and return the next person, if any."""
        while True:
            async with self.store.work(HOUSE) as work:
                after = await work.broadcasts.get(broadcast.id)
                if sent is not None:
                    person, reception = sent
                    after, sent = after.deliver(person.id, reception), None
                if not after.sending or after.claims != claim:
                    await work.broadcasts.save(after)
                    return after, None
                part = after.part(self.clock())
                following, last = await work.people.next_of(part, after=after.reached)
                if following is None and last is not None:
                    after = after.skip(last)
                await work.broadcasts.save(after)
            if following is not None or last is None:
                return after, following

    async def _finish(self, broadcast: Broadcast, claim: int) -> Broadcast:
        """Report the end, then save it: after a crash in between it is reported again."""
        now = self.clock()
        await self._show(broadcast.finish(at=now))
        async with self.store.work(HOUSE) as work:
            after = await work.broadcasts.get(broadcast.id)
            if after.sending and after.claims == claim:
                after = await save(work, after.finish(at=now), at=now)
            return after

    async def _leave(
        self, broadcast: Broadcast, claim: int, until: datetime
    ) -> Broadcast:
        async with self.store.work(HOUSE) as work:
            now = await work.broadcasts.get(broadcast.id)
            if now.sending and now.claims == claim:
                now = now.keep(until)
                await work.broadcasts.save(now)
            return now

    async def _show(self, broadcast: Broadcast) -> None:
        async with self.store.read() as reading:
            admin = await reading.people.get(broadcast.admin)
        await self.broadcast_sender.progressed(admin, broadcast)

    async def _remember(self, person: Person) -> None:
        async with self.store.work(person.id) as work:
            await note_departure(work, person.id, at=self.clock())
