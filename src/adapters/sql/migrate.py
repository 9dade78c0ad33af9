"""Migrations. Imported on its own, because it loads alembic."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, open_engine, reading
from .errors import StoreRefusedError, translated
from .sqlite import LONG, Mode


#: Makes two processes migrate one after the other. The same kind of lock is taken
#: for people, whose ids are positive.
_LOCK: Final = sa.text("SELECT pg_advisory_xact_lock(-1)")


async def upgrade(engine: AsyncEngine | str, revision: str = "head") -> None:
    """Upgrade the database to a revision, in one transaction."""
    await _run(engine, lambda config: command.upgrade(config, revision))


async def downgrade(engine: AsyncEngine | str, revision: str) -> None:
    """Downgrade the database to a revision; "base" is the empty database."""
    await _run(engine, lambda config: command.downgrade(config, revision))


async def current(engine: AsyncEngine | str) -> str | None:
    """Return the database's revision; None if it is empty."""
    async with _opened(engine) as opened, connected(reading(opened)) as connection:
        return await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


def latest() -> str | None:
    """Return the newest revision of this program."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def knows(revision: str) -> bool:
    """Return whether this program knows the revision; if not, the revision is newer."""
    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(each.revision == revision for each in revisions)


async def _run(engine: AsyncEngine | str, run: Callable[[Config], None]) -> None:
    async with _opened(engine) as opened:
        if opened.dialect.name == "sqlite":
            await _run_on_sqlite(opened, run)
            return
        async with connected(opened) as connection:
            await connection.execute(_LOCK)
            await connection.run_sync(_invoke, run)


async def _run_on_sqlite(engine: AsyncEngine, run: Callable[[Config], None]) -> None:
    # SQLite alters a table by making a new one and dropping the old one, which foreign
    # keys forbid. They can be switched off only outside a transaction, so underneath
    # SQLAlchemy, which begins one with the first statement.
    with translated():
        async with engine.execution_options(**LONG).connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None  # noqa: S101 - it is lent to us
            driver.execute("PRAGMA foreign_keys = OFF")
            driver.mode = Mode.WRITE
            try:
                async with connection.begin():
                    await connection.run_sync(_invoke, run)
                    dangling = await connection.exec_driver_sql(
                        "PRAGMA foreign_key_check"
                    )
                    if dangling.first() is not None:
                        raise StoreRefusedError("the migration broke references")
            finally:
                driver.mode = Mode.READ
                driver.execute("PRAGMA foreign_keys = ON")


def _config() -> Config:
    config = Config()
    scripts = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _invoke(connection: sa.Connection, run: Callable[[Config], None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    run(config)


@asynccontextmanager
async def _opened(engine: AsyncEngine | str) -> AsyncIterator[AsyncEngine]:
    if isinstance(engine, AsyncEngine):
        yield engine
        return
    opened = open_engine(engine)
    try:
        yield opened
    finally:
        await opened.dispose()
