"""Rows in dictionaries, committed and not."""

import types

from collections.abc import Generator
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

import attrs

from ...audit import AuditEntry
from ...avatars import Avatar
from ...broadcasts import Broadcast
from ...deeds import Deed
from ...disputes import Dispute
from ...errors import AlreadyExistsError, Thing
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


@types.coroutine
def let_others_run() -> Generator[None, None, None]:
    """Give way once, on any event loop."""
    yield


class Table(Generic[Key, Row]):
    """Rows by key, over the committed rows of the same table."""

    def __init__(self, committed: dict[Key, Row]) -> None:
        self._committed = committed
        self._written: dict[Key, Row] = {}
        self._removed: set[Key] = set()

    def get(self, key: Key) -> Row | None:
        if key in self._removed:
            return None
        return self._written.get(key, self._committed.get(key))

    def values(self) -> list[Row]:
        rows = {**self._committed, **self._written}
        return [row for key, row in rows.items() if key not in self._removed]

    def keys(self) -> list[Key]:
        return [key for key in {**self._committed, **self._written} if self.has(key)]

    def has(self, key: Key) -> bool:
        return self.get(key) is not None

    def insert(self, key: Key, row: Row, *, thing: Thing) -> None:
        if self.has(key):
            raise AlreadyExistsError(thing)
        self.put(key, row)

    def put(self, key: Key, row: Row) -> None:
        self._removed.discard(key)
        self._written[key] = row

    def remove(self, key: Key) -> None:
        self._written.pop(key, None)
        self._removed.add(key)

    def commit(self) -> None:
        self._committed.update(self._written)
        for key in self._removed:
            self._committed.pop(key, None)


@attrs.define
class Rows:
    """Everything that was committed."""

    people: dict[PersonId, Person] = attrs.field(factory=dict)
    avatars: dict[AvatarId, Avatar] = attrs.field(factory=dict)
    photos: dict[PhotoId, Photo] = attrs.field(factory=dict)
    jobs: dict[JobId, Job] = attrs.field(factory=dict)
    pictures: dict[PictureId, Picture] = attrs.field(factory=dict)
    scenes: dict[JobId, Scene] = attrs.field(factory=dict)
    postings: dict[str, Posting] = attrs.field(factory=dict)
    holds: dict[JobId, Hold] = attrs.field(factory=dict)
    payments: dict[PaymentId, Payment] = attrs.field(factory=dict)
    promos: dict[str, Promo] = attrs.field(factory=dict)
    disputes: dict[DisputeId, Dispute] = attrs.field(factory=dict)
    redeemed: dict[tuple[str, PersonId], datetime] = attrs.field(factory=dict)
    notices: dict[str, Notice] = attrs.field(factory=dict)
    audit: dict[int, AuditEntry] = attrs.field(factory=dict)
    terms: dict[Term, int] = attrs.field(factory=dict)
    broadcasts: dict[BroadcastId, Broadcast] = attrs.field(factory=dict)
    deeds: dict[int, Deed] = attrs.field(factory=dict)
    doomed: dict[str, datetime] = attrs.field(factory=dict)
    incidents: dict[UUID, Incident] = attrs.field(factory=dict)

    def away(self, person: PersonId) -> bool:
        """Return whether a person has left the chat."""
        known = self.people.get(person)
        return known is not None and known.away
