"""The store: transactions, the audit trail, scheduled deletions and erasure."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import attrs

from ..audit import AuditEntry
from ..ids import Alias, JobId, PersonId
from ..jobs import Job
from ..people import Person
from .orders import (
    Avatars,
    AvatarsReader,
    Jobs,
    JobsReader,
    Ledger,
    LedgerReader,
    Payments,
    PaymentsReader,
    Photos,
    PhotosReader,
    Pictures,
    PicturesReader,
)
from .people import (
    AdminLog,
    AdminLogReader,
    Broadcasts,
    BroadcastsReader,
    Disputes,
    DisputesReader,
    Incidents,
    IncidentsReader,
    Notices,
    NoticesReader,
    People,
    PeopleReader,
    Promos,
    PromosReader,
    StatsReader,
    Terms,
    TermsReader,
)


class AuditReader(Protocol):
    """Reads the audit trail."""

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        """Return the entries of these entities, oldest first."""


class Audit(AuditReader, Protocol):
    """Reads and extends the audit trail."""

    async def add(self, entry: AuditEntry, /) -> None:
        """Record one change."""


class ScheduledDeletions(Protocol):
    """Keys of blobs and the times of their deletion, which the sweep carries out."""

    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        """Schedule the deletion of these blobs; the earlier of two times wins.

        A key that ends in a slash stands for all blobs below it.
        """

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        """Return keys that are due, those due longest first."""

    async def forget(self, keys: Collection[str], /) -> None:
        """Remove keys whose blobs are deleted, with all keys below a prefix."""


class Erasure(Protocol):
    """Erases the data of people, in several transactions."""

    async def begin(self, forgotten: Person, /, *, alias: Alias) -> None:
        """Replace the person's row by this one, and note that the rest is to follow.

        The *alias* that they had is kept until the rest is erased.
        """

    async def unfinished(self, *, limit: int) -> Sequence[PersonId]:
        """Return people whose data is not all erased yet."""

    async def is_unfinished(self, person: PersonId, /) -> bool:
        """Return whether some of the person's data is still to be erased."""

    async def proceed(
        self, person: PersonId, /, *, limit: int, since: datetime
    ) -> bool:
        """Erase more of what the person wrote; return False if that was the last.

        At most *limit* jobs are changed. Requests for those that are from *since* or
        later are noted for `requests`. Postings, payments, jobs, orders and
        admin actions stay, without any free text or key; notices are deleted. Avatars, photos
        and pictures are not touched.
        """

    async def requests(self, *, limit: int) -> Sequence[str]:
        """Return ids of requests for erased jobs, which the provider is to forget too."""

    async def forget_requests(self, requests: Collection[str], /) -> None:
        """Remove the ids of requests that the provider has forgotten."""


@attrs.frozen
class Wake:
    """A request that a worker look at a job, once a transaction is committed."""

    job: JobId
    after: timedelta = timedelta(0)
    #: Whether the job waits to be sent. What was sent comes first, so that a person is
    #: told an end before another job is begun.
    to_send: bool = False


class Reading(Protocol):
    """A consistent snapshot of the rows.

    In each of its parts, `get` raises `NotFoundError` if there is no such row, or it is
    not the given person's.
    """

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
    """A transaction that reads and writes: all of its changes are made, or none.

    Unless a part says otherwise, `add` raises `AlreadyExistsError` if the key of the row
    is taken, and the transaction can go on. For rows with a version, `save` and `put`
    raise `StaleError` if the row was saved since that version was loaded.
    """

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

    def enqueue(
        self, job: JobId, /, *, after: timedelta = timedelta(0), to_send: bool = False
    ) -> None:
        """Wake a worker for the job, as a `Wake` says.

        The wake may be lost or repeated; `Job.due_at` is authoritative.
        """


class Store(Protocol):
    """The rows, and transactions over them."""

    def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AbstractAsyncContextManager[Work]:
        """Begin a transaction; leaving it commits, an exception rolls back.

        Transactions of one person are serialised, so rows loaded in one stay current
        until it ends. Never wait for the network inside.

        Args:
            person: Whose transaction it is.
            durable: Whether the commit survives a loss of power. One that does not is
                undone as if the process had been killed before it, unless a durable
                commit followed. The end of a process undoes neither.
        """

    def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AbstractAsyncContextManager[tuple[Work, Job]]:
        """Begin a transaction of a job's person, as `work` does, and load the job.

        It is named by its id, or by the token of its webhook.

        Raises:
            NotFoundError: There is no such job.
        """

    def read(self) -> AbstractAsyncContextManager[Reading]:
        """Begin a read-only snapshot that waits for no lock."""
