"""Telling the admins about updates that failed for good."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import attrs
import structlog

from avatar_core.ports import Clock

from ..views.admin.alarms import SetAside
from .reading import UnreadableUpdate


log = structlog.get_logger()

#: The least time between two messages about failed updates.
_QUIET: Final = timedelta(minutes=10)


@attrs.define
class Alarms:
    """Tells the admins about failed updates, at most one in ten minutes."""

    tell: Callable[[SetAside], Awaitable[None]]
    clock: Clock
    _told_at: datetime | None = None
    _untold: int = 0

    async def unreadable(self, update: UnreadableUpdate) -> None:
        """Report an update that cannot be read."""
        log.error(
            "telegram.update_unreadable", update_id=update.update_id, fault=update.fault
        )
        await self.set_aside(
            SetAside(
                update_id=update.update_id,
                kind="unknown",
                person=None,
                error=update.fault,
            )
        )

    async def set_aside(self, update: SetAside) -> None:
        """Report an update that failed for good."""
        now = self.clock()
        if self._told_at is not None and now - self._told_at < _QUIET:
            self._untold += 1
            return
        others, self._untold, self._told_at = self._untold, 0, now
        await self.tell(attrs.evolve(update, others=others))
