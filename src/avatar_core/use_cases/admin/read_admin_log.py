"""The log of what admins have done."""

from collections.abc import Sequence

import attrs

from ...admin_log import AdminAction
from ...admins import Admins
from ...ids import PersonId
from ...ports import Store


@attrs.frozen
class ReadAdminLog:
    """Read the log of what admins have done."""

    store: Store
    admins: Admins

    async def __call__(
        self, admin: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[AdminAction]:
        """Return the newest actions of all admins, newest first.

        Raises:
            NotFoundError: The caller is not an admin.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
            return await reading.admin_log.newest(limit=limit, skip=skip)
