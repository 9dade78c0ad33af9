"""What the admins see and change: disputes, terms, admin actions, broadcasts, numbers."""

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
    """The disputes, to read."""

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        """Return the dispute, of *person* if one is named.

        Raises:
            NotFoundError: There is none, or it is not that person's.
        """

    async def open_count(self, person: PersonId, /) -> int:
        """Return how many of the person's disputes wait for an answer."""

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        """Return the disputes that wait for an answer, oldest first."""

    async def waiting_count(self) -> int:
        """Return how many disputes wait for an answer."""


class Disputes(DisputesReader, Protocol):
    """The disputes."""

    async def add(self, dispute: Dispute, /) -> None:
        """Keep a new dispute.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, dispute: Dispute, /) -> Dispute:
        """Keep a changed dispute and return it with its new version.

        Who said what about what never changes and is not saved.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class TermsReader(Protocol):
    """What the admin changed of the prices and limits, to read."""

    async def changed(self) -> Mapping[Term, int]:
        """Return what differs from the settings (see `PriceBook.under`)."""


class Terms(TermsReader, Protocol):
    """What the admin changed of the prices and limits."""

    async def change(self, term: Term, value: int | None, /) -> None:
        """Change a term from now on; None: as it is in the settings again."""


class AdminLogReader(Protocol):
    """The log of what the admins did, to read."""

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[AdminAction]:
        """Return the newest admin actions, newest first, without the first *skip*."""


class AdminLog(AdminLogReader, Protocol):
    """The log of what the admins did."""

    async def add(self, action: AdminAction, /) -> None:
        """Write one admin action down."""


class BroadcastsReader(Protocol):
    """The broadcasts, to read."""

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        """Return the broadcast.

        Raises:
            NotFoundError: There is none.
        """

    async def due(self, now: datetime, /) -> Broadcast | None:
        """Return the broadcast that is due the longest."""


class Broadcasts(BroadcastsReader, Protocol):
    """The broadcasts; all changes are made in the house's transactions."""

    async def add(self, broadcast: Broadcast, /) -> None:
        """Keep a new broadcast.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        """Keep a changed broadcast and return it."""


class IncidentsReader(Protocol):
    """The incidents, to read."""

    async def all(self) -> Sequence[Incident]:
        """Return every incident there ever was, one of each kind and model."""


class Incidents(IncidentsReader, Protocol):
    """The incidents."""

    async def put(self, incident: Incident, /) -> Incident:
        """Keep a new or changed incident and return it with its new version.

        Raises:
            StaleError: It was put since this version was loaded.
        """


class StatsReader(Protocol):
    """Everything counted."""

    async def everything(self, *, since: datetime) -> Stats:
        """Return the whole business in numbers; newcomers came since then."""
