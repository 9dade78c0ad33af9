"""Keep what an emulator knows in a SQLite table of JSON records, and tell of changes."""

import asyncio
import json
import sqlite3

from collections import UserDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import attrs


K = TypeVar("K")
V = TypeVar("V")


class Changes:
    """Wakes all tasks that wait for the next change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def announce(self) -> None:
        """Wake all waiting tasks."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next `announce`."""
        await self._event.wait()

    async def until(self, look: Callable[[], V | None], seconds: float) -> V:
        """Return what *look* finds, as soon as it finds anything.

        Raises:
            TimeoutError: It finds nothing within *seconds*.
        """
        async with asyncio.timeout(seconds):
            while not (found := look()):
                await self.wait()
        return found


class Journal:
    """A table of records by kind and key, written at once or in a batch with others.

    A write is one row of a few hundred bytes in WAL mode without fsync: some tens of
    microseconds, safe against a killed process, but not against a power cut.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._depth = 0
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS records (kind TEXT, key TEXT, body TEXT,"
            " PRIMARY KEY (kind, key))"
        )

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write everything inside together or not at all; may be nested."""
        if self._depth:
            yield
            return
        self.connection.execute("BEGIN")
        self._depth += 1
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        else:
            self.connection.execute("COMMIT")
        finally:
            self._depth -= 1

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class Table(UserDict[K, V]):
    """Records of one kind by key, written through to the journal.

    Of more than *most* records the oldest are dropped.
    """

    def __init__(
        self,
        journal: Journal,
        kind: str,
        key: Callable[[str], K],
        read: Callable[[Any], V],
        *,
        most: int | None = None,
    ) -> None:
        """Load what the journal contains; make each record with *read*."""
        rows = journal.connection.execute(
            "SELECT key, body FROM records WHERE kind = ? ORDER BY rowid", (kind,)
        )
        super().__init__()
        # Not by `__setitem__`, which would write what was just read.
        self.data.update((key(name), read(json.loads(body))) for name, body in rows)
        self._journal = journal
        self._kind = kind
        self._most = most

    def __setitem__(self, key: K, record: V) -> None:
        super().__setitem__(key, record)
        with self._journal.batch():
            self._journal.connection.execute(
                "INSERT INTO records VALUES (?, ?, ?)"
                " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                (self._kind, str(key), json.dumps(_body(record))),
            )
            while self._most is not None and len(self) > self._most:
                del self[next(iter(self))]

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self._journal.connection.execute(
            "DELETE FROM records WHERE kind = ? AND key = ?", (self._kind, str(key))
        )


def _body(record: Any) -> Any:
    # What takes no part in comparisons is no part of the record.
    if attrs.has(type(record)):
        return attrs.asdict(record, filter=lambda field, _: bool(field.eq))
    return record


def settings(journal: Journal) -> Table[str, Any]:
    """Return values by name that survive restarts."""
    return Table(journal, "setting", str, lambda body: body)
