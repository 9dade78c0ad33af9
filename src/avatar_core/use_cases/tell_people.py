"""Telling people what is not about an order of theirs."""

from collections.abc import Sequence

import attrs

from ..avatars import Avatar
from ..errors import NotifierUnavailableError
from ..notices import Notice
from ..people import Person
from ..policy import Policy
from ..ports import Clock, Notifier, Reading, Store
from .living import living_avatar


@attrs.frozen
class TellPeople:
    """Tell people what was noted for them; found by the sweep, so none is lost."""

    store: Store
    notifier: Notifier
    clock: Clock
    policy: Policy

    async def due(self, *, limit: int = 100) -> Sequence[Notice]:
        """Return what is to be told by now, the longest due first."""
        async with self.store.read() as reading:
            return await reading.notices.due(self.clock(), limit=limit)

    async def __call__(self, notice: Notice) -> None:
        """Tell it, and strike it off; later, if it cannot be told now.

        Told twice only if the process dies, or is taken for dead, between the message
        and its note.
        """
        async with self.store.work(notice.person) as work:
            until = self.clock() + self.policy.lease
            if not await work.notices.claim(notice, until=until):
                return  # somebody else who sweeps tells it
        async with self.store.read() as reading:
            person = await reading.people.get(notice.person)
            balance = await reading.ledger.balance(notice.person)
            avatar = await _avatar(reading, notice)
        try:
            if _concerns(person, notice, avatar):
                await self.notifier.noticed(person, notice, balance, avatar)
        except NotifierUnavailableError:
            later = self.clock() + self.policy.wait(notice.troubles)
            async with self.store.work(notice.person) as work:
                await work.notices.save(notice.stumble(later))
        else:
            async with self.store.work(notice.person) as work:
                await work.notices.remove(notice.key)


def _concerns(person: Person, notice: Notice, avatar: Avatar | None) -> bool:
    gone = notice.avatar is not None and avatar is None
    return not gone and person.forgotten_at is None


async def _avatar(reading: Reading, notice: Notice) -> Avatar | None:
    if notice.avatar is None:
        return None
    return await living_avatar(reading, notice.avatar, owner=notice.person)
