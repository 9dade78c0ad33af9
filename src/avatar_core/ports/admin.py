"""Disputes, terms, admin actions, broadcasts, incidents and statistics."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ..admin_log import AdminAction
from ..broadcasts import Broadcast
from ..disputes import Dispute
from ..ids import BroadcastId, DisputeId, PersonId
from ..incidents import Incident
from ..prices import Term
from ..stats import Stats


class DisputesReader(Protocol):
    """Reads disputes."""

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        """Return the dispute, which must be *person*'s if that is given."""

    async def open_count(self, person: PersonId, /) -> int:
        """Return the number of the person's unanswered disputes."""

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        """Return the unanswered disputes, oldest first."""

    async def waiting_count(self) -> int:
        """Return the number of unanswered disputes."""


class Disputes(DisputesReader, Protocol):
    """Reads and saves disputes."""

    async def add(self, dispute: Dispute, /) -> None:
        """Add a new dispute."""

    async def save(self, dispute: Dispute, /) -> Dispute:
        """Save a changed dispute and return it with its new version.

        The person, their words and the subject never change and are not saved.
        """


class TermsReader(Protocol):
    """Reads the prices and limits that admins have changed."""

    async def changed(self) -> Mapping[Term, int]:
        """Return the values that differ from the settings (see `PriceBook.under`)."""


class Terms(TermsReader, Protocol):
    """Reads and changes prices and limits."""

    async def change(self, term: Term, value: int | None, /) -> None:
        """Change a term from now on; None: back to the settings."""


class AdminLogReader(Protocol):
    """Reads the admin log."""

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[AdminAction]:
        """Return *limit* admin actions, newest first, after the first *skip*."""


class AdminLog(AdminLogReader, Protocol):
    """Reads and extends the admin log."""

    async def add(self, action: AdminAction, /) -> None:
        """Record an admin action."""


class BroadcastsReader(Protocol):
    """Reads broadcasts."""

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        """Return the broadcast."""

    async def due(self, now: datetime, /) -> Broadcast | None:
        """Return the broadcast that has been due longest, if any."""


class Broadcasts(BroadcastsReader, Protocol):
    """Reads and saves broadcasts, only in transactions of `HOUSE`."""

    async def add(self, broadcast: Broadcast, /) -> None:
        """Add a new broadcast."""

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        """Save a changed broadcast and return it."""


class IncidentsReader(Protocol):
    """Reads incidents."""

    async def all(self) -> Sequence[Incident]:
        """Return every incident there ever was, one for each kind and model."""


class Incidents(IncidentsReader, Protocol):
    """Reads and saves incidents."""

    async def put(self, incident: Incident, /) -> Incident:
        """Save a new or changed incident and return it with its new version."""


class StatsReader(Protocol):
    """Reads the statistics of the business."""

    async def everything(self, *, since: datetime) -> Stats:
        """Return the statistics; newcomers are those since *since*."""
