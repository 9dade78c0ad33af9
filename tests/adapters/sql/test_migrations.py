"""The migrations make the tables, and drop them, on both databases."""

import asyncio
import json

from typing import Any

import attrs
import pytest
import sqlalchemy as sa

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import StoreRefusedError, metadata, open_engine, tables
from adapters.sql.migrate import current, downgrade, upgrade
from avatar_core.admin_log import AdminAction
from avatar_core.audit import AuditEntry
from avatar_core.avatars import Avatar, Weights
from avatar_core.broadcasts import Broadcast
from avatar_core.disputes import Dispute
from avatar_core.incidents import Incident
from avatar_core.jobs import Job, Progress
from avatar_core.ledger import Hold, Posting
from avatar_core.notices import Notice
from avatar_core.orders import ORDERS, Scene
from avatar_core.payments import Payment
from avatar_core.people import Person
from avatar_core.photos import Photo
from avatar_core.pictures import Picture
from avatar_core.promos import Promo


def _revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", "adapters.sql:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    return [script.revision for script in scripts.walk_revisions()][::-1]


async def _inspected(engine: AsyncEngine) -> dict[str, Any]:
    """Return everything that the database says about its tables."""

    def inspect(connection: sa.Connection) -> dict[str, Any]:
        inspector = sa.inspect(connection)

        def by_name(rows: list[Any]) -> list[str]:
            return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)

        return {
            table: (
                by_name(inspector.get_columns(table)),
                inspector.get_pk_constraint(table),
                by_name(inspector.get_foreign_keys(table)),
                by_name(inspector.get_unique_constraints(table)),
                by_name(inspector.get_check_constraints(table)),
                by_name(inspector.get_indexes(table)),
            )
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }

    async with engine.connect() as connection:
        return await connection.run_sync(inspect)


async def test_stairway(empty_url: str) -> None:
    """Every revision can be upgraded to, downgraded from and upgraded to again."""
    engine = open_engine(empty_url)
    assert await current(engine) is None
    before = "base"
    for revision in _revisions():
        await upgrade(engine, revision)
        assert await current(engine) == revision
        there = await _inspected(engine)
        await downgrade(engine, before)
        await upgrade(engine, revision)
        assert await _inspected(engine) == there
        before = revision
    await downgrade(engine, "base")

    assert await current(engine) is None
    assert await _inspected(engine) == {}
    await engine.dispose()


async def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    """Of two that start together, one finds the work done; a URL is enough."""
    await asyncio.gather(upgrade(empty_url), upgrade(empty_url))

    assert await current(empty_url) == _revisions()[-1]


async def test_the_migrations_make_the_tables(
    engine: AsyncEngine, empty_url: str
) -> None:
    """Migrated tables equal those made from `tables`, checks and names included."""
    if not empty_url.startswith(engine.dialect.name):
        pytest.skip("databases of different kinds are never equal")
    made = open_engine(empty_url)
    async with made.begin() as connection:
        await connection.run_sync(metadata.create_all)

    expected = await _inspected(made)
    await made.dispose()

    assert await _inspected(engine) == expected


def _names(cls: type[attrs.AttrsInstance], *without: str) -> set[str]:
    # Moves are stored as entries of the audit trail.
    return {field.name for field in attrs.fields(cls)} - {"moves", *without}


def test_columns_are_attributes() -> None:
    """Every attribute has a column, and every column an attribute."""
    accounts_of = {"source_holder", "source_kind", "dest_holder", "dest_kind"}
    expected = {
        tables.people: _names(Person) | {"name_key"},
        tables.avatars: _names(Avatar, "weights")
        | {f"weights_{name}" for name in _names(Weights)}
        | {"position"},
        tables.photos: _names(Photo) | {"position"},
        tables.jobs: _names(Job, "order", "progress")
        | _names(Progress)
        | {"kind", "position"},
        **{
            table: _names(ORDERS[kind]) | {"job"}
            for kind, table in tables.ORDER_TABLES.items()
        },
        tables.scenes: _names(Scene) | {"job"},
        tables.pictures: _names(Picture) | {"position"},
        tables.postings: _names(Posting, "source", "dest") | accounts_of | {"position"},
        tables.holds: _names(Hold),
        tables.broadcasts: _names(Broadcast),
        tables.incidents: _names(Incident),
        tables.admin_log: _names(AdminAction) | {"position"},
        tables.payments: _names(Payment) | {"position"},
        tables.disputes: _names(Dispute) | {"position"},
        tables.promos: _names(Promo) | {"position"},
        tables.notices: _names(Notice),
        tables.audit: _names(AuditEntry) | {"position"},
    }
    for table, names in expected.items():
        assert {column.name for column in table.columns} == names, table.name


async def test_a_migration_that_breaks_references_is_undone(
    empty_url: str,
) -> None:
    """On SQLite, foreign keys are off during a migration and checked at its end."""
    engine = open_engine(empty_url)
    await upgrade(engine)
    if engine.dialect.name != "sqlite":
        await engine.dispose()
        pytest.skip("only SQLite migrates with foreign keys off")
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(
            "INSERT INTO photos VALUES"
            " (1, 'p', 'nowhere', '2026-01-01', '', NULL, NULL, NULL, 'damaged',"
            " NULL, NULL, NULL, NULL, NULL)"
        )
        raw.execute("PRAGMA foreign_keys = ON")

    with pytest.raises(StoreRefusedError):
        await upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(tables.photos.delete())
    await upgrade(engine)

    async with engine.connect() as connection:
        enforced = await connection.exec_driver_sql("PRAGMA foreign_keys")
        assert enforced.scalar_one() == 1
    await engine.dispose()
