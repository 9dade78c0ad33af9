"""The SQL store keeps the contract of every store, on both databases."""

import tempfile
import unittest

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection
from tests.databases import emptied, postgres_url, sqlite_url

from adapters.sql import SqlStore, open_engine
from adapters.sql.migrate import upgrade
from avatar_core.ids import JobId
from avatar_core.ports import Store
from avatar_core.testing.contracts.store import StoreContract


class RecordingQueue:
    """Notes what it is told, and whether in time."""

    def __init__(self) -> None:
        self.put: list[tuple[JobId, timedelta]] = []
        self.inside: list[tuple[JobId, timedelta]] = []

    async def put_with(
        self, connection: AsyncConnection, wakes: Sequence[tuple[JobId, timedelta]], /
    ) -> None:
        """Note what was put in with the transaction."""
        assert connection.in_transaction()
        self.inside += wakes

    async def put_after(self, wakes: Sequence[tuple[JobId, timedelta]], /) -> None:
        """Note what was put in after it; it was put in with it before."""
        assert self.inside == [*self.put, *wakes]
        self.put += wakes


class SqlStoreContract(StoreContract):
    """The contract over one database that is emptied before each test."""

    url: ClassVar[str] = ""

    @classmethod
    def make_database(cls) -> str:
        """Return the URL of a new database."""
        raise NotImplementedError

    async def open_store(self) -> Store:
        """Return a store over the class's database, migrated and empty."""
        if not self.url:
            type(self).url = self.make_database()
            await upgrade(self.url)
        engine = open_engine(self.url)
        self.addAsyncCleanup(engine.dispose)
        await emptied(engine)
        self.queue = RecordingQueue()
        return SqlStore(engine, self.queue)

    async def woken(self) -> Sequence[tuple[JobId, timedelta]]:
        """Return what was put in after the commit."""
        return self.queue.put


class TestSqlite(SqlStoreContract, unittest.IsolatedAsyncioTestCase):
    """`SqlStore` on a SQLite file."""

    @classmethod
    def make_database(cls) -> str:
        """Return the URL of a new file."""
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        return sqlite_url(Path(directory.name))


class TestPostgres(SqlStoreContract, unittest.IsolatedAsyncioTestCase):
    """`SqlStore` on PostgreSQL."""

    @classmethod
    def make_database(cls) -> str:
        """Return the URL of a new database."""
        return postgres_url()
