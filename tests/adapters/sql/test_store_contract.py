"""The contract of every store, on both databases."""

import tempfile
import unittest

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa

from tests.databases import open_without_rows

from adapters.sql import Connection, SqlStore
from avatar_core.ports import Store, Wake
from avatar_core.testing.contracts.store import StoreContract


class RecordingQueue:
    """Records what is enqueued, and when."""

    def __init__(self) -> None:
        self.put: list[Wake] = []
        self.inside: list[Wake] = []

    async def put_with(
        self,
        connection: Connection,
        enqueued: Sequence[Wake],
        /,
    ) -> None:
        """Record what is enqueued in the transaction."""
        assert await connection.scalar(sa.text("SELECT 1"))
        self.inside += enqueued

    async def put_after(self, enqueued: Sequence[Wake], /) -> None:
        """Record what is enqueued after it: the same."""
        assert self.inside == [*self.put, *enqueued]
        self.put += enqueued


class SqlStoreContract(StoreContract, unittest.IsolatedAsyncioTestCase):
    """The contract over a database without rows."""

    __test__ = False
    kind: ClassVar[str]

    async def open_store(self) -> Store:
        """Return a store over a database without rows."""
        directory = self.enterContext(tempfile.TemporaryDirectory())
        engine = await open_without_rows(self.kind, Path(directory))
        self.addAsyncCleanup(engine.dispose)
        self.queue = RecordingQueue()
        return SqlStore(engine, self.queue)

    async def woken(self) -> Sequence[Wake]:
        """Return what was enqueued after the commit."""
        return self.queue.put


class TestSqlite(SqlStoreContract):
    """`SqlStore` on a SQLite file."""

    __test__ = True
    kind = "sqlite"


class TestPostgres(SqlStoreContract):
    """`SqlStore` on PostgreSQL."""

    __test__ = True
    kind = "postgresql"
