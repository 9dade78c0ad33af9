"""Databases of both kinds, migrated and empty."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.databases import emptied, postgres_url, sqlite_url

from adapters.sql import NoQueue, SqlStore, open_engine
from adapters.sql.migrate import upgrade


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database without tables."""
    return sqlite_url(tmp_path) if request.param == "sqlite" else postgres_url()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def migrated_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the URL of a database that a whole session's tests migrate once."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path_factory.mktemp("sqlite"))
    else:
        yield postgres_url()


@pytest.fixture
async def engine(migrated_url: str) -> AsyncIterator[AsyncEngine]:
    """Return an engine of a migrated database without rows."""
    engine = open_engine(migrated_url)
    await upgrade(engine)
    yield await emptied(engine)
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    """Return a store whose workers nobody wakes."""
    return SqlStore(engine, NoQueue())
