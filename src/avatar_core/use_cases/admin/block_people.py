"""Block and unblock people."""

from datetime import datetime

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...errors import NotFoundError, Thing
from ...ids import PersonId
from ...notices import Notice, NoticeKind
from ...people import Person
from .desk import Desk


@attrs.frozen
class BlockPeople:
    """Block people: they can do nothing more, but their jobs are completed.

    Raises:
        NotFoundError: Nobody has this id.
    """

    desk: Desk

    async def block(self, admin: PersonId, person: PersonId) -> Person:
        """Block a person; a second time has no effect.

        Raises:
            NotFoundError: It is an admin.
        """
        if person in self.desk.admins:
            raise NotFoundError(Thing.PERSON)
        return await self._set(admin, person, AdminActionKind.BLOCK, self.desk.clock())

    async def unblock(self, admin: PersonId, person: PersonId) -> Person:
        """Unblock a person; a second time has no effect."""
        return await self._set(admin, person, AdminActionKind.UNBLOCK, None)

    async def _set(
        self,
        admin: PersonId,
        person: PersonId,
        what: AdminActionKind,
        at: datetime | None,
    ) -> Person:
        async with self.desk.work(admin, person) as work:
            before = await work.people.get(person)
            if (before.blocked_at is None) == (at is None):
                return before
            after = attrs.evolve(before, blocked_at=at)
            now = self.desk.clock()
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
