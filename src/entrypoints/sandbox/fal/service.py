"""What all parts of the emulator share: settings, faults, records, common answers."""

import asyncio
import hmac
import time

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import attrs

from aiohttp import web

from .. import events
from ..happenings import Happenings
from ..journal import Changes, Table
from .endpoints import Endpoint
from .files import Files
from .records import Faults, Record


@attrs.define(kw_only=True, eq=False)
class Service:
    """The settings of the emulator, and the parts that others work with."""

    #: The one API key it accepts, "id:secret".
    key: str
    #: Whether that key is of the kind ADMIN.
    admin_key: bool = False
    #: The owner of the account, whom webhooks name.
    user_id: str
    #: Folder in which everything survives a kill; a temporary one if None.
    data: Path | None = None
    #: How long a training takes by the wall clock, and anything else.
    training_seconds: float = 20.0
    picture_seconds: float = 2.0
    #: Wait before the second delivery of a webhook; later ones double.
    webhook_retry_seconds: float = 120.0
    #: How many requests run at a time; the others queue.
    concurrency: int = 2
    #: The time in seconds since the epoch.
    clock: Callable[[], float] = time.time
    #: Waits; for work, late and repeated webhooks.
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    #: Is told what happens.
    watch: events.Watch = events.nobody
    #: What the armed faults did.
    happenings: Happenings = attrs.field(factory=Happenings)
    faults: Faults = attrs.field(init=False, factory=Faults)
    changes: Changes = attrs.field(init=False, factory=Changes)
    #: Base of all addresses, without a slash at the end.
    url: str = attrs.field(init=False, default="")
    #: Set when the emulator stops.
    stopping: asyncio.Event = attrs.field(init=False, factory=asyncio.Event)
    # The rest is opened at the start.
    records: Table[str, Record] = attrs.field(init=False)
    settings: Table[str, Any] = attrs.field(init=False)
    files: Files = attrs.field(init=False)
    session: aiohttp.ClientSession = attrs.field(init=False)

    @property
    def requests(self) -> list[Record]:
        """Every request it took, oldest first."""
        return list(self.records.values())

    def authorized(self, request: web.Request) -> bool:
        """Return whether a request has the key."""
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, f"Key {self.key}".encode())

    def note(self, record: Record) -> None:
        """Save a record and wake those who wait for it."""
        self.records[record.request_id] = record
        self.changes.announce()

    async def wait_for(
        self,
        holds: Callable[[Record], bool],
        timeout: float = 30.0,  # noqa: ASYNC109 - the convenience of tests
    ) -> Record:
        """Return the first record for which *holds* is true, as soon as there is one.

        Raises:
            TimeoutError: There is none after *timeout* seconds.
        """
        return await self.changes.until(
            lambda: next(filter(holds, self.requests), None), timeout
        )


@attrs.frozen
class Work:
    """One request to be carried out."""

    fal: Service
    record: Record
    endpoint: Endpoint
    #: The checked input, defaults included.
    values: Mapping[str, Any] = attrs.field(factory=dict)

    def file(self, name: str, content_type: str, data: bytes) -> dict[str, Any]:
        """Keep an output and return fal's File."""
        return {
            "url": self.fal.files.save(name, data),
            "content_type": content_type,
            "file_name": name,
            "file_size": len(data),
        }


def unauthorized() -> web.Response:
    """Return fal's answer to a wrong key."""
    return web.json_response({"detail": "invalid key credentials"}, status=401)


def iso(moment: float) -> str:
    """Format a time as fal's JSON does."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
