"""Forgetting somebody with very many pictures holds up nobody else."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import attrs
import sqlalchemy as sa

from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON, PICTURE
from tests.databases import sqlite_url

from adapters.sql import NoQueue, SqlStore, open_engine, tables
from avatar_core.ids import JobId, PictureId
from avatar_core.job_lifecycle import JobStatus
from avatar_core.testing.orders import GENERATION
from avatar_core.use_cases import ForgetPeople


#: Many times what one transaction deletes.
_PICTURES = 3000
_CHANGES_AT_ONCE = 2000


async def test_each_transaction_is_short(tmp_path: Path) -> None:
    """However many pictures there are, a transaction changes a bounded number of rows."""
    engine = open_engine(sqlite_url(tmp_path))
    store = SqlStore(engine, NoQueue())
    job = attrs.evolve(
        JOB,
        order=GENERATION,
        status=JobStatus.CANCELLED,
        ended_at=NOW,
        told_at=NOW,
        due_at=None,
    )
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
        for number in range(_PICTURES // 4):
            made = JobId(UUID(int=number + 1))
            await work.jobs.add(attrs.evolve(job, id=made, token=str(number)))
            await work.pictures.add(
                [
                    attrs.evolve(
                        PICTURE,
                        id=PictureId(UUID(int=4 * number + each + 1)),
                        job=made,
                        owner=ANNA,
                        avatar=DRAFT.id,
                        number=each,
                        key=f"{number} {each}.jpg",
                    )
                    for each in range(4)
                ]
            )
    changes: list[int] = []
    totals: dict[int, int] = {}

    def begun(connection: sa.Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        totals[id(connection)] = driver.total_changes

    def committed(connection: sa.Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        changes.append(driver.total_changes - totals[id(connection)])

    sa.event.listen(engine.sync_engine, "begin", begun)
    sa.event.listen(engine.sync_engine, "commit", committed)
    forget = ForgetPeople(store, lambda: NOW + timedelta(days=1))

    await forget(ANNA)

    assert sum(changes) > 2 * _PICTURES
    assert max(changes) < _CHANGES_AT_ONCE
    async with engine.connect() as connection:
        for table, expected in (
            (tables.pictures, 0),
            # And the prefix of the person.
            (tables.scheduled_deletions, _PICTURES + 1),
        ):
            rows = sa.select(sa.func.count()).select_from(table)
            assert expected == await connection.scalar(rows)
    await engine.dispose()
