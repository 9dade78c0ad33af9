"""Fixtures: SQLite and PostgreSQL databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.databases import KINDS, database_url, open_without_rows

from adapters.sql import NoQueue, SqlStore


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database without tables."""
    return database_url(request.param, tmp_path, migrated=False)


@pytest.fixture(params=KINDS)
async def engine(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[AsyncEngine]:
    """Return an engine of a migrated database without rows."""
    engine = await open_without_rows(request.param, tmp_path)
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    """Return a store without a queue."""
    return SqlStore(engine, NoQueue())
