"""Block and unblock people."""

from datetime import datetime

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...admins import Admins
from ...errors import NotFoundError, Thing
from ...ids import PersonId
from ...notices import Notice, NoticeKind
from ...people import Person
from ...ports import Clock, Store


@attrs.frozen
class BlockPeople:
    """Block people: they can do nothing more, but their jobs are completed."""

    store: Store
    clock: Clock
    admins: Admins

    async def block(self, admin: PersonId, person: PersonId) -> Person:
        """Block a person; a second time has no effect.

        Raises:
            NotFoundError: Nobody has this id, or an admin has; or the caller is not
                an admin.
        """
        self.admins.require(admin)
        if person in self.admins:
            raise NotFoundError(Thing.PERSON)
        return await self._set(admin, person, AdminActionKind.BLOCK, self.clock())

    async def unblock(self, admin: PersonId, person: PersonId) -> Person:
        """Unblock a person; a second time has no effect.

        Raises:
            NotFoundError: Nobody has this id; or the caller is not an admin.
        """
        self.admins.require(admin)
        return await self._set(admin, person, AdminActionKind.UNBLOCK, None)

    async def _set(
        self,
        admin: PersonId,
        person: PersonId,
        what: AdminActionKind,
        at: datetime | None,
    ) -> Person:
        async with self.store.work(person) as work:
            before = await work.people.get(person)
            if (before.blocked_at is None) == (at is None):
                return before
            after = attrs.evolve(before, blocked_at=at)
            now = self.clock()
            await work.people.save(after)
            await work.admin_log.add(
                AdminAction(admin=admin, what=what, person=person, at=now)
            )
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
