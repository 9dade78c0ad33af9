"""Block and unblock people."""

from datetime import datetime

import attrs

from ...deeds import Deed, DeedKind
from ...errors import NotFoundError, Thing
from ...ids import PersonId
from ...notices import Notice, NoticeKind
from ...owners import Owners
from ...people import Person
from ...ports import Clock, Store


@attrs.frozen
class BlockPeople:
    """Block people: they can do nothing more, but their jobs go on to their ends."""

    store: Store
    clock: Clock
    owners: Owners

    async def block(self, owner: PersonId, person: PersonId) -> Person:
        """Block a person; a second time has no effect.

        Raises:
            NotFoundError: Nobody has this id, or an owner has; or it is not the
                owner who asks.
        """
        self.owners.require(owner)
        if person in self.owners:
            raise NotFoundError(Thing.PERSON)
        return await self._set(owner, person, DeedKind.BLOCK, self.clock())

    async def unblock(self, owner: PersonId, person: PersonId) -> Person:
        """Unblock a person; a second time has no effect.

        Raises:
            NotFoundError: Nobody has this id; or it is not the owner who asks.
        """
        self.owners.require(owner)
        return await self._set(owner, person, DeedKind.UNBLOCK, None)

    async def _set(
        self, owner: PersonId, person: PersonId, what: DeedKind, at: datetime | None
    ) -> Person:
        async with self.store.work(person) as work:
            before = await work.people.get(person)
            if (before.blocked_at is None) == (at is None):
                return before
            after = attrs.evolve(before, blocked_at=at)
            now = self.clock()
            await work.people.save(after)
            await work.deeds.add(Deed(owner=owner, what=what, person=person, at=now))
            if at is None:
                await work.notices.add(
                    Notice(
                        key=f"unblock:{person}:{now.isoformat()}",
                        person=person,
                        what=NoticeKind.UNBLOCK,
                        due_at=now,
                    )
                )
            return after
