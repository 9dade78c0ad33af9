"""Telling people what is not about an order of theirs."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ..avatars import Avatar
from ..errors import LeaseLostError
from ..notices import Notice
from ..people import Person
from ..policy import Policy
from ..ports import Clock, Heartbeat, Lease, Notifier, Reading, Store
from .living import living_avatar
from .telling import Attempt, Telling, TryLater, attempt, note_departure


@attrs.frozen
class TellPeople:
    """Tell people what was noted for them; found by the sweep, so none is lost."""

    store: Store
    notifier: Notifier
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat

    async def due(self, *, limit: int = 100) -> Sequence[Notice]:
        """Return what is to be told by now, the longest due first."""
        async with self.store.read() as reading:
            return await reading.notices.due(self.clock(), limit=limit)

    async def __call__(self, notice: Notice) -> None:
        """Tell it, and strike it off; later, if it cannot be told now.

        It waits for the return of a person who has left the chat.

        Told twice only as `attempt` says.
        """
        async with self.store.work(notice.person) as work:
            if (await work.people.get(notice.person)).away:
                return
            until = self.clock() + self.policy.lease
            if not await work.notices.claim(notice, until=until):
                return  # another process tells it

        async def extend(held: datetime, until: datetime) -> bool:
            async with self.store.work(notice.person) as work:
                known = attrs.evolve(notice, due_at=held)
                return await work.notices.claim(known, until=until)

        lease = Lease(until, self.policy.lease, self.clock, extend, interrupts=False)
        try:
            async with self.heartbeat(lease):
                outcome = await self._tell(notice, lease)
        except LeaseLostError:
            return  # another process tells it
        async with self.store.work(notice.person) as work:
            now = self.clock()
            match outcome:
                case TryLater(after=after):
                    await work.notices.save(notice.stumble(now + after))
                case Telling.LEFT:
                    await note_departure(work, notice.person, at=now)
                    await work.notices.save(notice.keep_untold(at=now))
                case Telling.TOLD | Telling.GIVEN_UP:
                    await work.notices.remove(notice.key)

    async def _tell(self, notice: Notice, lease: Lease) -> Attempt:
        async with self.store.read() as reading:
            person = await reading.people.get(notice.person)
            balance = await reading.ledger.balance(notice.person)
            avatar = await _avatar(reading, notice)
        if not _concerns(person, notice, avatar):
            return Telling.TOLD
        return await attempt(
            lambda: self.notifier.noticed(person, notice, balance, avatar),
            lease,
            troubles=notice.troubles,
            policy=self.policy,
        )


def _concerns(person: Person, notice: Notice, avatar: Avatar | None) -> bool:
    gone = notice.avatar is not None and avatar is None
    return not gone and person.forgotten_at is None


async def _avatar(reading: Reading, notice: Notice) -> Avatar | None:
    if notice.avatar is None:
        return None
    return await living_avatar(reading, notice.avatar, owner=notice.person)
