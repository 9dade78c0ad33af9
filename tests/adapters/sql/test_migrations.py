"""The migrations lead to the tables, and back, on both databases."""

import asyncio
import itertools
import json
import re

from enum import StrEnum
from typing import Any

import attrs
import pytest
import sqlalchemy as sa

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import StoreRefusedError, metadata, open_engine, tables
from adapters.sql.migrate import current, downgrade, upgrade
from avatar_core.audit import AuditEntry, Entity
from avatar_core.avatars import Avatar, AvatarStatus, Gender, Hair, Weights
from avatar_core.broadcasts import Broadcast, BroadcastStatus
from avatar_core.deeds import Deed, DeedKind
from avatar_core.disputes import Dispute, DisputeStatus, Remedy
from avatar_core.errors import PhotoFault
from avatar_core.failures import Failure, Unanswered
from avatar_core.families import AvatarType
from avatar_core.incidents import Incident, IncidentKind, IncidentStatus
from avatar_core.jobs import Job, JobStatus, Progress
from avatar_core.ledger import AccountKind, Hold, HoldStatus, Posting, Reason
from avatar_core.notices import Notice, NoticeKind
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    JobKind,
    Scene,
    TrainingOrder,
    UpscaleOrder,
    Wording,
)
from avatar_core.payments import Payment, PaymentStatus
from avatar_core.people import Language, Person
from avatar_core.photos import Photo
from avatar_core.pictures import Picture
from avatar_core.prices import Term
from avatar_core.promos import Promo
from avatar_core.sizes import Size


WORD_COLUMNS: dict[tuple[str, str], type[StrEnum]] = {
    ("people", "language"): Language,
    ("people", "default_size"): Size,
    ("terms", "term"): Term,
    ("deeds", "what"): DeedKind,
    ("broadcasts", "status"): BroadcastStatus,
    ("avatars", "type"): AvatarType,
    ("avatars", "gender"): Gender,
    ("avatars", "hair"): Hair,
    ("avatars", "status"): AvatarStatus,
    ("photos", "fault"): PhotoFault,
    ("jobs", "kind"): JobKind,
    ("jobs", "status"): JobStatus,
    ("jobs", "failure"): Failure,
    ("jobs", "unanswered"): Unanswered,
    ("trainings", "avatar_type"): AvatarType,
    ("generations", "size"): Size,
    ("generations", "wording"): Wording,
    ("upscales", "shape"): Size,
    ("pictures", "shape"): Size,
    ("accounts", "kind"): AccountKind,
    ("postings", "source_kind"): AccountKind,
    ("postings", "dest_kind"): AccountKind,
    ("postings", "reason"): Reason,
    ("holds", "status"): HoldStatus,
    ("payments", "status"): PaymentStatus,
    ("disputes", "status"): DisputeStatus,
    ("disputes", "remedy"): Remedy,
    ("notices", "what"): NoticeKind,
    ("audit", "entity"): Entity,
    ("incidents", "kind"): IncidentKind,
    ("incidents", "status"): IncidentStatus,
}


def _revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", "adapters.sql:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    return [script.revision for script in scripts.walk_revisions()][::-1]


async def _inspected(engine: AsyncEngine) -> dict[str, Any]:
    """Return all that can be read of the tables."""

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
    """Every version can be reached, left and reached again."""
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


async def test_a_url_will_do(empty_url: str) -> None:
    """A database can be migrated by its URL alone; migrating twice is no harm."""
    await upgrade(empty_url)
    await upgrade(empty_url)

    assert await current(empty_url) == _revisions()[-1]

    await downgrade(empty_url, "base")

    assert await current(empty_url) is None


async def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    """Of two that start together, one finds the work done."""
    await asyncio.gather(upgrade(empty_url), upgrade(empty_url))

    assert await current(empty_url) == _revisions()[-1]


async def test_the_migrations_make_the_tables(engine: AsyncEngine) -> None:
    """Nothing is left for alembic to generate."""

    def compare(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection)
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_the_migrations_make_every_detail(
    engine: AsyncEngine, empty_url: str
) -> None:
    """The tables are the same as made at once, checks and names included."""
    if not empty_url.startswith(engine.dialect.name):
        pytest.skip("two kinds of database are never the same")
    made = open_engine(empty_url)
    async with made.begin() as connection:
        await connection.run_sync(metadata.create_all)

    expected = await _inspected(made)
    await made.dispose()

    assert await _inspected(engine) == expected


async def _check(engine: AsyncEngine, table: str, name: str) -> str:
    async with engine.connect() as connection:
        checks = await connection.run_sync(
            lambda sync: sa.inspect(sync).get_check_constraints(table)
        )
    return next(str(check["sqltext"]) for check in checks if check["name"] == name)


async def test_the_database_knows_every_word(engine: AsyncEngine) -> None:
    """Every enum's values are those its column's CHECK allows."""
    for (table, column), enum in WORD_COLUMNS.items():
        check = await _check(engine, table, f"ck_{table}_{column}")
        assert set(re.findall(r"'([^']*)'", check)) == {m.value for m in enum}, table
    pairs = tables.AUDIT_WORDS.values()
    audited = itertools.chain.from_iterable(pairs)
    words = {member.value for enum in audited for member in enum} | set(Entity)
    check = await _check(engine, "audit", "ck_audit_words")
    assert set(re.findall(r"'([^']*)'", check)) == words


def test_every_word_column_is_known() -> None:
    """No enum column is forgotten above."""
    found = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    }

    assert found == WORD_COLUMNS.keys()


def _names(cls: type[attrs.AttrsInstance], *without: str) -> set[str]:
    # Moves are kept as entries of the audit trail.
    return {field.name for field in attrs.fields(cls)} - {"moves", *without}


def test_columns_are_attributes() -> None:
    """Every attribute has its column, and every column its attribute."""
    accounts_of = {"source_holder", "source_kind", "dest_holder", "dest_kind"}
    expected = {
        tables.people: _names(Person),
        tables.avatars: _names(Avatar, "weights")
        | {f"weights_{name}" for name in _names(Weights)}
        | {"position"},
        tables.photos: _names(Photo) | {"position"},
        tables.jobs: _names(Job, "order", "progress")
        | _names(Progress)
        | {"kind", "position"},
        tables.trainings: _names(TrainingOrder) | {"job"},
        tables.generations: _names(GenerationOrder) | {"job"},
        tables.descriptions: _names(DescriptionOrder) | {"job"},
        tables.enrichments: _names(EnrichmentOrder) | {"job"},
        tables.upscales: _names(UpscaleOrder) | {"job"},
        tables.scenes: _names(Scene) | {"job"},
        tables.pictures: _names(Picture) | {"position"},
        tables.postings: _names(Posting, "source", "dest") | accounts_of | {"position"},
        tables.holds: _names(Hold),
        tables.broadcasts: _names(Broadcast),
        tables.incidents: _names(Incident),
        tables.deeds: _names(Deed) | {"position"},
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
    """SQLite checks foreign keys at the end, and not at all if nobody asks."""
    engine = open_engine(empty_url)
    await upgrade(engine)
    if engine.dialect.name != "sqlite":
        await engine.dispose()
        pytest.skip("only SQLite has foreign keys off while it migrates")
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute("PRAGMA foreign_keys = OFF")
        await raw.execute(
            "INSERT INTO photos VALUES"
            " (1, 'p', 'nowhere', '2026-01-01', '', NULL, NULL, 'damaged', NULL, NULL, NULL)"
        )
        await raw.execute("PRAGMA foreign_keys = ON")

    with pytest.raises(StoreRefusedError):
        await upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(tables.photos.delete())
    await upgrade(engine)

    async with engine.connect() as connection:
        enforced = await connection.exec_driver_sql("PRAGMA foreign_keys")
        assert enforced.scalar_one() == 1
    await engine.dispose()
