"""Rows in dictionaries, and the changes of one transaction."""

import functools
import inspect
import itertools
import types

from collections.abc import Awaitable, Callable, Generator, Hashable
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import attrs

from ...admin_log import AdminAction
from ...audit import AuditEntry
from ...avatars import Avatar
from ...broadcasts import Broadcast
from ...coach import Likeness
from ...disputes import Dispute
from ...errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from ...figures import Milestone
from ...ids import (
    AvatarId,
    BroadcastId,
    DisputeId,
    JobId,
    PaymentId,
    PersonId,
    PhotoId,
    PictureId,
)
from ...incidents import Incident
from ...jobs import Job
from ...ledger import Hold, Posting
from ...lifecycle import check_written, written
from ...notices import Notice
from ...orders import Scene
from ...payments import Payment
from ...people import Person
from ...photos import Photo
from ...pictures import Picture
from ...prices import Term
from ...promos import Promo


Key = TypeVar("Key")
Row = TypeVar("Row")

#: Keys of rows that have none of their own.
numbers: Final = itertools.count()


@types.coroutine
def let_others_run() -> Generator[None, None, None]:
    """Yield to other tasks once, on any event loop."""
    yield


class Claims:
    """What one transaction alone may count until it ends, as with a lock on a row."""

    def __init__(self, in_use: set[Hashable]) -> None:
        #: What any transaction has taken.
        self._in_use = in_use
        self._taken: set[Hashable] = set()

    async def take(self, what: Hashable) -> None:
        """Wait until no other transaction has it."""
        while what in self._in_use - self._taken:
            await let_others_run()
        self._in_use.add(what)
        self._taken.add(what)

    def release(self) -> None:
        """Leave everything to others."""
        self._in_use -= self._taken


class Part(Generic[Key, Row]):
    """A part of a store in memory; every call yields to other tasks once, then runs.

    So a scheduler can interleave tasks at each call.
    """

    def __init__(self, tables: "Tables", table: "Table[Key, Row]") -> None:
        self.tables, self.table = tables, table

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if inspect.iscoroutinefunction(method):
                setattr(cls, name, _giving_way(method))


def _giving_way(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(method)
    async def after_others(*args: Any, **kwargs: Any) -> Any:
        await let_others_run()
        return await method(*args, **kwargs)

    return after_others


class Table(Generic[Key, Row]):
    """One transaction's view of the committed rows of a kind.

    Errors name the *thing* that a row is. The *fixed* fields of a row never change.
    """

    def __init__(self, committed: dict[Key, Row], thing: Thing, *fixed: str) -> None:
        self._committed = committed
        self._thing = thing
        self._fixed = fixed
        self._written: dict[Key, Row] = {}
        self._removed: set[Key] = set()

    def get(self, key: Key) -> Row | None:
        if key in self._removed:
            return None
        return self._written.get(key, self._committed.get(key))

    def items(self) -> list[tuple[Key, Row]]:
        rows = {**self._committed, **self._written}
        return [(key, row) for key, row in rows.items() if key not in self._removed]

    def values(self) -> list[Row]:
        return [row for _, row in self.items()]

    def has(self, key: Key) -> bool:
        return self.get(key) is not None

    def put(self, key: Key, row: Row) -> None:
        self._removed.discard(key)
        self._written[key] = row

    def change(self, mine: Callable[[Row], bool], **changes: Any) -> None:
        """Change some fields of the rows that are *mine*."""
        for key, row in self.items():
            if mine(row):
                known: Any = row
                self.put(key, attrs.evolve(known, **changes))

    def remove(self, key: Key) -> None:
        self._written.pop(key, None)
        self._removed.add(key)

    def commit(self) -> None:
        self._committed.update(self._written)
        for key in self._removed:
            self._committed.pop(key, None)

    def found(self, key: Key, mine: Callable[[Row], bool] = lambda _: True) -> Row:
        """Return the row.

        Raises:
            NotFoundError: There is none, or it is not *mine*.
        """
        row = self.get(key)
        if row is None or not mine(row):
            raise NotFoundError(self._thing)
        return row

    def insert(self, key: Key, row: Row) -> None:
        """Add a row.

        Raises:
            AlreadyExistsError: There is one with this key.
        """
        if self.has(key):
            raise AlreadyExistsError(self._thing)
        new: Any = row
        self.put(key, written(new) if hasattr(row, "moves") else row)

    def save(self, key: Key, row: Row) -> Row:
        """Replace a row by its next version, if it has versions, and return that.

        Raises:
            StaleError: Another version is there, or none.
            NotFoundError: It has no versions, and there is none.
        """
        changed: Any = row
        if hasattr(row, "moves"):
            check_written(changed)
        known: Any = self.get(key)
        kept = {field: getattr(known, field, None) for field in self._fixed}
        if hasattr(row, "version"):
            if known is None or known.version != changed.version:
                raise StaleError(self._thing)
            kept["version"] = changed.version + 1
        elif known is None:
            raise NotFoundError(self._thing)
        saved: Row = attrs.evolve(changed, **kept)
        self.put(key, saved)
        return saved


@attrs.define
class Rows:
    """Everything that was committed."""

    people: dict[PersonId, Person] = attrs.field(factory=dict)
    avatars: dict[AvatarId, Avatar] = attrs.field(factory=dict)
    photos: dict[PhotoId, Photo] = attrs.field(factory=dict)
    jobs: dict[JobId, Job] = attrs.field(factory=dict)
    pictures: dict[PictureId, Picture] = attrs.field(factory=dict)
    scenes: dict[JobId, Scene] = attrs.field(factory=dict)
    likenesses: dict[JobId, Likeness] = attrs.field(factory=dict)
    postings: dict[str, Posting] = attrs.field(factory=dict)
    holds: dict[JobId, Hold] = attrs.field(factory=dict)
    welcomes: dict[date, int] = attrs.field(factory=dict)
    payments: dict[PaymentId, Payment] = attrs.field(factory=dict)
    promos: dict[str, Promo] = attrs.field(factory=dict)
    disputes: dict[DisputeId, Dispute] = attrs.field(factory=dict)
    redeemed: dict[tuple[str, PersonId], datetime] = attrs.field(factory=dict)
    notices: dict[str, Notice] = attrs.field(factory=dict)
    audit: dict[int, AuditEntry] = attrs.field(factory=dict)
    terms: dict[Term, int] = attrs.field(factory=dict)
    broadcasts: dict[BroadcastId, Broadcast] = attrs.field(factory=dict)
    admin_log: dict[int, AdminAction] = attrs.field(factory=dict)
    deletions: dict[str, datetime] = attrs.field(factory=dict)
    incidents: dict[UUID, Incident] = attrs.field(factory=dict)
    #: How many of a forgotten person's jobs are erased so far.
    erasures: dict[PersonId, int] = attrs.field(factory=dict)
    erased_requests: dict[str, None] = attrs.field(factory=dict)
    milestones: dict[tuple[PersonId, Milestone], None] = attrs.field(factory=dict)


class Tables:
    """All tables, as one transaction sees them."""

    def __init__(self, rows: Rows) -> None:
        self.people = Table(rows.people, Thing.PERSON, "referrer", "bounty")
        self.avatars = Table(rows.avatars, Thing.AVATAR)
        self.photos = Table(rows.photos, Thing.PHOTO)
        self.jobs = Table(rows.jobs, Thing.JOB, "order", "price", "person", "lead")
        self.pictures = Table(rows.pictures, Thing.PICTURE)
        self.scenes = Table(rows.scenes, Thing.JOB)
        self.likenesses = Table(rows.likenesses, Thing.JOB)
        self.postings = Table(rows.postings, Thing.JOB)
        self.holds = Table(rows.holds, Thing.HOLD)
        self.welcomes = Table(rows.welcomes, Thing.COMMAND)
        paid = ("person", "charge_id", "payload", "amount", "currency", "credits")
        self.payments = Table(rows.payments, Thing.PAYMENT, *paid, "created_at")
        self.promos = Table(rows.promos, Thing.PROMO)
        said = ("person", "job", "payment", "words")
        self.disputes = Table(rows.disputes, Thing.DISPUTE, *said)
        self.redeemed = Table(rows.redeemed, Thing.PROMO)
        self.notices = Table(rows.notices, Thing.COMMAND)
        self.audit = Table(rows.audit, Thing.COMMAND)
        self.terms = Table(rows.terms, Thing.COMMAND)
        self.broadcasts = Table(rows.broadcasts, Thing.BROADCAST)
        self.admin_log = Table(rows.admin_log, Thing.COMMAND)
        self.deletions = Table(rows.deletions, Thing.COMMAND)
        self.incidents = Table(rows.incidents, Thing.INCIDENT)
        self.erasures = Table(rows.erasures, Thing.PERSON)
        self.erased_requests = Table(rows.erased_requests, Thing.COMMAND)
        self.milestones = Table(rows.milestones, Thing.PERSON)

    def reach(self, person: PersonId, **steps: bool) -> None:
        """Write down which milestones a person has reached."""
        for name, reached in steps.items():
            if reached:
                self.milestones.put((person, Milestone(name)), None)

    def away(self, person: PersonId) -> bool:
        """Return whether a person has left the chat."""
        known = self.people.get(person)
        return known is not None and known.away

    def commit(self) -> None:
        table: Table[Any, Any]
        for table in vars(self).values():
            table.commit()
