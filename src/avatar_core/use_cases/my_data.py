"""Give people a copy of everything that is stored about them."""

import json

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from datetime import datetime
from enum import Enum
from itertools import count
from typing import Any, Final, TypeAlias

import attrs

from ..errors import BlobNotFoundError, ExportedLatelyError
from ..galleries import ALL_PICTURES
from ..ids import PersonId
from ..jobs import Job
from ..people import EXPORT_EVERY
from ..pictures import Picture
from ..ports import BlobStorage, Clock, Reading, Store


#: The name of a file of the copy, and its contents.
NamedFile: TypeAlias = tuple[str, bytes]

#: How many jobs or receipts are in memory at a time.
_PAGE: Final = 200
#: The most payments, and the most complaints, of a person in the copy.
_NEWEST: Final = 1000
#: Internal fields, which say nothing about the person.
_LEFT_OUT: Final = frozenset({"moves", "token"})


@attrs.frozen
class ExportData:
    """Copy everything about a person, once a day."""

    store: Store
    blobs: BlobStorage
    clock: Clock

    async def files(self, person: PersonId) -> AsyncIterator[NamedFile]:
        """Yield the person's rows, photos and pictures, one file at a time.

        The weights of models are left out: they are too large for a chat.

        Raises:
            ExportedLatelyError: There was a copy within a day.
        """
        async with self.store.read() as reading:
            known = await reading.people.get(person)
            if not known.may_export(self.clock()):
                again = (known.exported_at or self.clock()) + EXPORT_EVERY
                raise ExportedLatelyError(again)
            avatars = await reading.avatars.of(person)
            photos = {one: await reading.photos.of(one.id) for one in avatars}
            payments = await reading.payments.of(person, limit=_NEWEST)
            complaints = await reading.disputes.of(person, limit=_NEWEST)
        yield "person.json", _json([known])
        yield "avatars.json", _json(avatars)
        yield "photos.json", _json(one for some in photos.values() for one in some)
        yield "payments.json", _json(payments)
        yield "complaints.json", _json(complaints)
        for number, avatar in enumerate(photos, start=1):
            for which, photo in enumerate(photos[avatar], start=1):
                if photo.key is not None:
                    with suppress(BlobNotFoundError):
                        data = await self.blobs.get(photo.key)
                        yield f"photos/{number:02}/{which:02}.jpg", data
        async for file in self._orders(person):
            yield file
        async for file in self._receipts(person):
            yield file
        async for file in self._pictures(person):
            yield file

    async def sent(self, person: PersonId) -> None:
        """Note that the person has received the copy."""
        async with self.store.work(person) as work:
            known = await work.people.get(person)
            await work.people.save(attrs.evolve(known, exported_at=self.clock()))

    async def _orders(self, person: PersonId) -> AsyncIterator[NamedFile]:
        for number in count():
            async with self.store.read() as reading:
                skip = number * _PAGE
                page = await reading.jobs.newest(person, limit=_PAGE, skip=skip)
                rows = [await _with_scene(reading, job) for job in page]
            if not page:
                return
            yield f"orders-{number + 1}.json", _json(rows)

    async def _receipts(self, person: PersonId) -> AsyncIterator[NamedFile]:
        before = None
        while True:
            async with self.store.read() as reading:
                page = await reading.ledger.receipts(person, before=before, limit=_PAGE)
            if not page:
                return
            before = page[-1][0]
            yield f"credits-{before}.json", _json(posting for _, posting in page)

    async def _pictures(self, person: PersonId) -> AsyncIterator[NamedFile]:
        last: Picture | None = None
        while True:
            async with self.store.read() as reading:
                last = await reading.pictures.older(person, ALL_PICTURES, than=last)
            if last is None:
                return
            name = f"pictures/{last.created_at:%Y-%m-%d}-{last.id.hex[:12]}"
            yield f"{name}.json", _json([last])
            with suppress(BlobNotFoundError):
                yield f"{name}.{last.form}", await self.blobs.get(last.key)


async def _with_scene(reading: Reading, job: Job) -> dict[str, Any]:
    row = _columns(job) | {"kind": job.kind}
    scene = None if job.kind.recorded else await reading.jobs.scene(job.id)
    return row if scene is None else row | {"scene": _columns(scene)}


def _columns(row: Any) -> dict[str, Any]:
    return attrs.asdict(row, filter=lambda field, _: field.name not in _LEFT_OUT)


def _json(rows: Iterable[Any]) -> bytes:
    plain = [row if isinstance(row, dict) else _columns(row) for row in rows]
    text = json.dumps(plain, default=_plain, ensure_ascii=False, indent=1)
    return text.encode(errors="replace")


def _plain(value: object) -> object:
    """Return a value of a row as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return str(value)
