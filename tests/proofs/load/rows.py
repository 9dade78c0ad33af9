"""Jobs running at fal.ai, written before the product starts.

Most of them are trainings that go on; a few are pictures that are ready.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

import attrs

from adapters.sql import NoQueue, SqlStore, open_engine
from adapters.sql.migrate import upgrade
from avatar_core import Avatar, Gender, JobStatus, Language, Size
from avatar_core.ids import AvatarId, JobId, PersonId
from avatar_core.jobs import Job
from avatar_core.ledger import Hold
from avatar_core.people import Person
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.orders import GENERATION, TRAINING

from .plan import PEOPLE, READY


_PICTURE: Final = attrs.evolve(GENERATION, size=Size.SQUARE, count=1)
#: One job in this many is a picture: about four a second.
_PICTURE_EVERY: Final = 50


async def write(database_url: str, count: int) -> Sequence[Job]:
    """Write *count* jobs whose webhooks are to come; none is due within the hour."""
    await upgrade(database_url)
    engine = open_engine(database_url)
    store = SqlStore(engine, NoQueue())
    awaited: list[Job] = []
    for number in PEOPLE:
        person, now = PersonId(number), datetime.now(UTC)
        avatar = Avatar(
            id=AvatarId(uuid4()),
            owner=person,
            name="Ann",
            type=TRAINING.avatar_type,
            gender=Gender.FEMALE,
            family=TRAINING.family,
            created_at=now,
        )
        async with store.work(person) as work:
            await work.people.add(
                Person(
                    id=person, language=Language.ENGLISH, created_at=now, alias=ALIAS
                )
            )
            await work.avatars.add(avatar)
            for place in range(number, count + 1, len(PEOPLE)):
                ready = place % _PICTURE_EVERY == 0
                job = _job(person, avatar, now, ready=ready)
                await work.jobs.add(job)
                await work.ledger.add_hold(Hold(job=job.id, person=person, amount=0))
                awaited.append(job)
    await engine.dispose()
    return awaited


def _job(person: PersonId, avatar: Avatar, now: datetime, *, ready: bool) -> Job:
    return Job(
        id=JobId(uuid4()),
        person=person,
        avatar=avatar.id,
        order=_PICTURE if ready else TRAINING,
        price=0,
        token=uuid4().hex,
        status=JobStatus.RUNNING,
        request_id=f"{READY if ready else 'runs'}-{uuid4()}",
        submits=1,
        created_at=now,
        submitted_at=now,
        due_at=now + timedelta(hours=1),
        deadline_at=now + timedelta(hours=3),
    )
