"""Frequent queries use an index."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import (
    audit,
    avatars,
    broadcasts,
    disputes,
    erasure,
    jobs,
    ledger,
    notices,
    payments,
    people,
    photos,
    pictures,
    retention,
    scheduled_deletions,
    stats,
    tables,
    turns,
    updates,
)
from avatar_core.ledger import Reason
from avatar_core.orders import JobKind
from avatar_core.sizes import Size


QUERIES: dict[str, tuple[sa.Select[*tuple[Any, ...]], str]] = {
    "avatars of": (avatars._OF, "ix_avatars_owner_created_at"),
    "old photos": (avatars._WITH_OLD_PHOTOS, "ix_avatars_changed_at_photos_may_go"),
    "people named": (people._NAMED, "ix_people_username_created_at"),
    "people called": (people._CALLED, "ix_people_name_key"),
    "newest people": (people._NEWEST, "ix_people_created_at"),
    "next of a part": (people._NEXT_OF, "pk_people"),
    "who of a part has paid": (people._NEXT_OF, "ix_payments_person_position"),
    "who of a part is idle": (people._NEXT_OF, "ix_jobs_person_position"),
    "photos of": (photos._OF, "ix_photos_avatar_position"),
    "job by token": (jobs._BY_TOKEN, "uq_jobs_token"),
    "last training": (jobs._LAST_TRAINING, "ix_jobs_avatar_position_training"),
    "unfinished jobs": (jobs._UNFINISHED, "ix_jobs_person_position_unfinished"),
    "newest jobs": (jobs._NEWEST, "ix_jobs_person_position"),
    "newest orders": (jobs._ORDERS, "ix_jobs_person_position"),
    "due broadcasts": (broadcasts._DUE, "ix_broadcasts_due_at"),
    "jobs ordered together": (jobs._GROUP, "ix_jobs_lead"),
    "open jobs": (jobs._OPEN_COUNT, "ix_jobs_person_turn_open"),
    "enrichments in vain": (jobs._WASTED_ENRICHMENTS, "ix_jobs_person_submitted_at"),
    "next to send": (turns._NEXT_TO_SEND, "ix_jobs_kind_turn_position_requested"),
    "turn of the last sent": (turns._TURNS, "ix_jobs_turn_sent"),
    "turn of the next waiting": (turns._TURNS, "ix_jobs_kind_turn_position_requested"),
    "own last turn": (turns._TURNS, "ix_jobs_person_turn_open"),
    "held places": (turns._HELD_PLACES, "ix_jobs_kind_submitted_at_open"),
    "made ready": (turns._HELD_PLACES, "ix_jobs_kind_due_at_made_ready"),
    "due jobs": (jobs._DUE, "ix_jobs_due_at"),
    "unanswered": (jobs._UNANSWERED, "ix_jobs_position_unanswered"),
    "hinted successes": (jobs._WEBHOOKS_RECEIVED, "ix_jobs_ended_at_succeeded"),
    "newcomers": (stats._NEWCOMERS, "ix_people_created_at"),
    "all open jobs": (stats._OPEN_JOBS, "ix_jobs_kind_submitted_at_open"),
    "durations": (jobs._DURATIONS, "ix_jobs_ended_at_trained"),
    "pictures of": (pictures._OF, "uq_pictures_job_number"),
    "captured": (ledger._CAPTURED, "ix_holds_person"),
    "months": (pictures._LAST_BEFORE, "ix_pictures_owner_created_at_position"),
    "postings to": (ledger._POSTINGS, "ix_postings_dest_holder"),
    "postings from": (ledger._POSTINGS, "ix_postings_source_holder"),
    "total": (ledger._TOTAL, "ix_postings_dest_holder"),
    "receipts, spent": (ledger._RECEIPTS, "ix_postings_source_holder"),
    "receipts, got": (
        ledger._RECEIPTS,
        "ix_postings_dest_holder_position_receipts",
    ),
    "gained": (ledger._GAINED, "ix_postings_dest_holder"),
    "postings of a job": (ledger._OF_JOB, "ix_postings_job"),
    "postings of a payment": (ledger._OF_PAYMENT, "ix_postings_payment"),
    "friends": (people._BROUGHT_BY, "ix_people_referrer"),
    "open disputes": (disputes._OPEN_COUNT, "ix_disputes_person_position"),
    "disputes of": (disputes._OF, "ix_disputes_person_position"),
    "count of disputes": (disputes._WAITING_COUNT, "ix_disputes_position_open"),
    "waiting disputes": (disputes._WAITING, "ix_disputes_position_open"),
    "payments of": (payments._OF, "ix_payments_person_position"),
    "payments owed": (payments._OWED, "ix_payments_person_position"),
    "due payments": (payments._DUE, "ix_payments_due_at"),
    "audit": (audit._OF, "ix_audit_id_position"),
    "due notices": (notices._DUE, "ix_notices_due_at"),
    "deletions": (scheduled_deletions._DUE, "ix_scheduled_deletions_at"),
    **{
        f"old {at.table.name}": (retention._old(at), f"ix_{at.table.name}_{at.name}")
        for at in retention._COLUMNS
    },
    "erased jobs": (erasure._MORE_JOBS, "ix_jobs_person_position"),
    "pictures to erase": (pictures._SOME, "ix_pictures_owner_created_at_position"),
    "updates of a line": (updates._WAITING, "ix_received_updates_line_open"),
    "lines that nobody holds": (updates._UNHELD, "ix_received_updates_line_open"),
    "updates of an album": (
        updates._ALBUM,
        "ix_received_updates_media_group_update_id",
    ),
}


_NAMED_BY_SQLITE = {
    "pk_people": "sqlite_autoindex_people_1 (id>? AND id<?)",
    "uq_jobs_token": "sqlite_autoindex_jobs_2 (token=?)",
    "uq_pictures_job_number": "sqlite_autoindex_pictures_1 (job=?)",
}
VALUES: dict[str, object] = {
    "ids": [UUID(int=1)],
    "languages": ["en", "ru"],
    "payers": "paid",
    "idle_since": datetime(2026, 1, 1, tzinfo=UTC),
    **dict.fromkeys(("owner", "person", "holder", "most", "skip"), 1),
    **dict.fromkeys(("pk", "avatar", "job", "lead"), UUID(int=1)),
    **dict.fromkeys(
        ("now", "before", "since", "by", "trainings_since", "others_since"),
        datetime(2026, 1, 1, tzinfo=UTC),
    ),
    **dict.fromkeys(("total", "trainings"), 2),
    **dict.fromkeys(("token", "kind", "family", "username", "prefix"), "held"),
    **dict.fromkeys(("begin", "end", "edge_at"), datetime(2026, 1, 1, tzinfo=UTC)),
    "job_kind": JobKind.GENERATION,
    "shape": Size.WIDE,
    "edge_position": 1,
    **dict.fromkeys(("below", "after"), 9),
    "why": Reason.REFERRAL,
    "payment": UUID(int=1),
    **dict.fromkeys(("at_line", "of_person"), 1),
    "me": UUID(int=1),
    "group": "album",
}


#: Other indexes, which cost PostgreSQL the same if there are no rows.
_TIED = {
    "open jobs": "ix_jobs_kind_submitted_at_open",
    "open disputes": "ix_disputes_position_open",
    "made ready": "ix_jobs_kind_turn_position_requested",
    "all open jobs": "ix_jobs_person_turn_open",
}
_EVERY_TABLE = ", ".join(table.name for table in tables.metadata.sorted_tables)


async def _plan(engine: AsyncEngine, statement: sa.Select[Any]) -> str:
    own = statement.compile().params
    sql = statement.params({name: VALUES.get(name, own[name]) for name in own}).compile(
        dialect=engine.dialect, compile_kwargs={"literal_binds": True}
    )
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
        else:
            # Pages left by the rows of other tests would change the costs.
            await connection.exec_driver_sql(f"TRUNCATE {_EVERY_TABLE}")
            # Otherwise an empty table is scanned, because that costs nothing.
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            await connection.exec_driver_sql("SET LOCAL enable_sort = off")
            plan = await connection.exec_driver_sql(f"EXPLAIN {sql}")

        return "\n".join(str(row) for row in plan)


@pytest.mark.parametrize("query", QUERIES)
async def test_the_index_is_used(engine: AsyncEngine, query: str) -> None:
    """The plan names the index made for the query."""
    statement, index = QUERIES[query]

    lines = await _plan(engine, statement)
    # SQLite chooses the names of the indexes of unique columns.
    index = _NAMED_BY_SQLITE.get(index, index) if "SEARCH" in lines else index
    tied = _TIED.get(query, index) if engine.dialect.name == "postgresql" else index

    assert index in lines or tied in lines


@pytest.mark.parametrize("way", ["older", "newer", "count"])
@pytest.mark.parametrize("kind", pictures._LEAFINGS)
async def test_gallery_queries_use_an_index(
    engine: AsyncEngine, kind: tuple[bool, bool, bool], way: str
) -> None:
    """With any filter, one range of an index is read without sorting."""
    lines = await _plan(engine, getattr(pictures._LEAFINGS[kind], way))

    assert "ix_pictures_owner" in lines
    assert not {
        word for word in ("SCAN", "Seq Scan", "B-TREE", "Sort") if word in lines
    }
