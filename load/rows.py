"""Jobs that run at fal.ai, a hundred to a person, written before the product starts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

import attrs

from adapters.sql import NoQueue, SqlStore, open_engine
from adapters.sql.migrate import upgrade
from avatar_core import Avatar, Gender, JobStatus, Language
from avatar_core.families import FLUX_PORTRAIT, AvatarType
from avatar_core.ids import AvatarId, JobId, PersonId
from avatar_core.jobs import Job
from avatar_core.orders import TrainingOrder
from avatar_core.people import Person


_EACH: Final = 100


@attrs.frozen
class Awaited:
    """A request whose webhook is still to come."""

    token: str
    request_id: str


async def write(database_url: str, count: int) -> Sequence[Awaited]:
    """Write so many jobs down; none is looked at by itself for an hour."""
    await upgrade(database_url)
    engine = open_engine(database_url)
    store = SqlStore(engine, NoQueue())
    awaited: list[Awaited] = []
    for number in range(1, -(-count // _EACH) + 1):
        person, now = PersonId(number), datetime.now(UTC)
        avatar = Avatar(
            id=AvatarId(uuid4()),
            owner=person,
            name="Ann",
            type=AvatarType.PORTRAIT,
            gender=Gender.FEMALE,
            family=FLUX_PORTRAIT.name,
            created_at=now,
        )
        async with store.work(person) as work:
            await work.people.add(
                Person(id=person, language=Language.ENGLISH, created_at=now)
            )
            await work.avatars.add(avatar)
            for _ in range(min(_EACH, count - len(awaited))):
                job = _job(person, avatar, now)
                await work.jobs.add(job)
                awaited.append(Awaited(job.token, job.request_id or ""))
    await engine.dispose()
    return awaited


def _job(person: PersonId, avatar: Avatar, now: datetime) -> Job:
    return Job(
        id=JobId(uuid4()),
        person=person,
        avatar=avatar.id,
        order=TrainingOrder(
            family=avatar.family,
            model=FLUX_PORTRAIT.trainer,
            avatar_type=avatar.type,
            steps=1000,
            trigger="av1",
        ),
        price=0,
        token=uuid4().hex,
        status=JobStatus.RUNNING,
        request_id=str(uuid4()),
        submits=1,
        created_at=now,
        submitted_at=now,
        due_at=now + timedelta(hours=1),
        deadline_at=now + timedelta(hours=3),
    )
