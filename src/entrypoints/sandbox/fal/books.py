"""The provider's own books: every request ever taken, kept in SQLite."""

import json
import sqlite3

from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import attrs


class QueueStatus(StrEnum):
    """The three words fal's queue knows; a failed request is COMPLETED too."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class Delivery(StrEnum):
    """What became of a request's webhook."""

    NONE = "none"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    LOST = "lost"


@attrs.frozen
class Outcome:
    """What a model answers: an HTTP status and a body, or an error of the runner."""

    http_status: int
    body: Any
    error: str | None = None
    error_type: str | None = None
    #: Sent with the result.
    headers: dict[str, str] = attrs.field(factory=dict)


def _outcome(value: Outcome | dict[str, Any] | None) -> Outcome | None:
    return Outcome(**value) if isinstance(value, dict) else value


@attrs.define(kw_only=True, eq=False)
class Record:
    """One request as the provider sees it; times are seconds since the epoch."""

    request_id: str
    gateway_request_id: str
    endpoint: str
    #: The JSON body exactly as the client sent it, valid or not.
    input: Any
    submitted_at: float
    webhook_url: str | None = None
    status: QueueStatus = attrs.field(
        default=QueueStatus.IN_QUEUE, converter=QueueStatus
    )
    #: When the request must have left the queue, from X-Fal-Request-Timeout.
    start_deadline: float | None = None
    started_at: float | None = None
    completed_at: float | None = None
    #: How long the work takes by the wall clock, counted from `started_at`.
    duration: float = 0.0
    #: Images found in the archive of a training, for its log.
    images: int = 0
    #: The outcome already worked out while the wall clock still runs.
    prepared: Outcome | None = attrs.field(default=None, converter=_outcome)
    outcome: Outcome | None = attrs.field(default=None, converter=_outcome)
    #: The result may not be fetched any more (404), although it once existed.
    result_lost: bool = False
    #: Cancelled while it waited: the queue does not know it any more.
    removed: bool = False
    delivery: Delivery = attrs.field(default=Delivery.NONE, converter=Delivery)
    delivery_attempts: int = 0

    @property
    def app(self) -> str:
        """Owner and app, the part of the endpoint that status URLs use."""
        return "/".join(self.endpoint.split("/")[:2])

    @property
    def token(self) -> str | None:
        """The last part of the webhook's path: the client's own name of it."""
        if self.webhook_url is None:
            return None
        return self.webhook_url.partition("?")[0].rpartition("/")[2]

    @property
    def completed(self) -> bool:
        """Whether the queue is done with it, well or badly."""
        return self.status is QueueStatus.COMPLETED

    @property
    def succeeded(self) -> bool:
        """Whether the model answered 200."""
        return self.outcome is not None and self.outcome.http_status == 200


_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS requests (
    place INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Books:
    """Records in the order they were taken, written through to one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing; only a power cut could.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)
        self._records: dict[str, Record] = {}
        rows = self._connection.execute("SELECT record FROM requests ORDER BY place")
        for (text,) in rows:
            record = Record(**json.loads(text))
            self._records[record.request_id] = record

    @property
    def records(self) -> list[Record]:
        """Every record, oldest first."""
        return list(self._records.values())

    def find(self, request_id: str) -> Record | None:
        """Return the record of *request_id*, if there is one."""
        return self._records.get(request_id)

    def write(self, record: Record) -> None:
        """Keep *record* as it is now."""
        self._records[record.request_id] = record
        self._connection.execute(
            "INSERT INTO requests (request_id, record) VALUES (?, ?) "
            "ON CONFLICT (request_id) DO UPDATE SET record = excluded.record",
            (record.request_id, json.dumps(attrs.asdict(record))),
        )

    def fact(self, name: str) -> str | None:
        """Return a remembered value, such as the signing key."""
        row = self._connection.execute(
            "SELECT value FROM facts WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep *value* under *name*."""
        self._connection.execute(
            "INSERT INTO facts VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def close(self) -> None:
        """Close the file; the records stay readable in memory."""
        self._connection.close()
