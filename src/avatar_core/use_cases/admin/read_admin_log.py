"""The log of what admins have done."""

from collections.abc import Sequence

import attrs

from ...admin_log import AdminAction
from ...ids import PersonId
from .desk import Desk


@attrs.frozen
class ReadAdminLog:
    """Read the log of what admins have done."""

    desk: Desk

    async def __call__(
        self, admin: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[AdminAction]:
        """Return the newest actions of all admins, newest first."""
        async with self.desk.read(admin) as reading:
            return await reading.admin_log.newest(limit=limit, skip=skip)
