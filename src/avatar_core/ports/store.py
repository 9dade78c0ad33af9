"""All rows together: transactions over them, their trail, and what they leave."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from ..audit import AuditEntry
from ..ids import JobId, PersonId
from ..people import Person
from .admin import (
    AdminLog,
    AdminLogReader,
    Broadcasts,
    BroadcastsReader,
    Disputes,
    DisputesReader,
    Incidents,
    IncidentsReader,
    StatsReader,
    Terms,
    TermsReader,
)
from .avatars import Avatars, AvatarsReader, Photos, PhotosReader
from .jobs import Jobs, JobsReader
from .ledger import Ledger, LedgerReader, Payments, PaymentsReader
from .people import (
    Notices,
    NoticesReader,
    People,
    PeopleReader,
    Promos,
    PromosReader,
)
from .pictures import Pictures, PicturesReader


class AuditReader(Protocol):
    """The audit trail, to read."""

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        """Return the entries of these entities, oldest first."""


class Audit(AuditReader, Protocol):
    """The audit trail."""

    async def add(self, entry: AuditEntry, /) -> None:
        """Write one change down."""


class ScheduledDeletions(Protocol):
    """Keys of blobs that are to be deleted, and when: a promise kept by the sweep."""

    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        """Have these blobs deleted at that time; the earlier of two times wins."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        """Return keys whose time has come, the longest due first."""

    async def hasten(self, prefix: str, /, *, at: datetime) -> None:
        """Have what begins so deleted at that time, unless that is sooner already."""

    async def forget(self, keys: Collection[str], /) -> None:
        """Strike keys off the list: their blobs are gone."""


class Erasure(Protocol):
    """What is known of people, to be erased."""

    async def erase(self, forgotten: Person, /) -> None:
        """Keep nothing of the person but this, and their orders without words.

        Postings, payments, jobs and admin actions stay, without what anybody wrote in them;
        notices go. Avatars, photos and pictures are not touched.
        """


class Reading(Protocol):
    """One consistent look at the rows."""

    @property
    def people(self) -> PeopleReader: ...
    @property
    def avatars(self) -> AvatarsReader: ...
    @property
    def photos(self) -> PhotosReader: ...
    @property
    def jobs(self) -> JobsReader: ...
    @property
    def pictures(self) -> PicturesReader: ...
    @property
    def ledger(self) -> LedgerReader: ...
    @property
    def payments(self) -> PaymentsReader: ...
    @property
    def promos(self) -> PromosReader: ...
    @property
    def notices(self) -> NoticesReader: ...
    @property
    def disputes(self) -> DisputesReader: ...
    @property
    def audit(self) -> AuditReader: ...
    @property
    def terms(self) -> TermsReader: ...
    @property
    def admin_log(self) -> AdminLogReader: ...
    @property
    def broadcasts(self) -> BroadcastsReader: ...
    @property
    def incidents(self) -> IncidentsReader: ...
    @property
    def stats(self) -> StatsReader: ...


class Work(Reading, Protocol):
    """A reading that can write, in one transaction: all of it happens, or nothing."""

    @property
    def people(self) -> People: ...
    @property
    def avatars(self) -> Avatars: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def promos(self) -> Promos: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def disputes(self) -> Disputes: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def terms(self) -> Terms: ...
    @property
    def admin_log(self) -> AdminLog: ...
    @property
    def broadcasts(self) -> Broadcasts: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def deletions(self) -> ScheduledDeletions: ...
    @property
    def erasure(self) -> Erasure: ...

    def enqueue(self, job: JobId, /, *, after: timedelta = timedelta(0)) -> None:
        """Have a worker look at the job after that time, once this is committed.

        A hint, which may be lost or doubled: `Job.due_at` is the truth.
        """


class Store(Protocol):
    """The rows, and transactions over them."""

    def work(self, person: PersonId, /) -> AbstractAsyncContextManager[Work]:
        """Begin a transaction; leaving it commits, an exception rolls back.

        Transactions of one person wait for one another, so whatever is loaded
        in one is fresh until it ends. Never wait for the network inside.
        """

    def read(self) -> AbstractAsyncContextManager[Reading]:
        """Begin a look that changes nothing and waits for nobody."""
