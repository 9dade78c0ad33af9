"""The rows of jobs, with their orders and the scenes that they wrote."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
import sqlalchemy as sa

from avatar_core.coach import Likeness
from avatar_core.errors import NotFoundError, Thing
from avatar_core.families import FamilyName
from avatar_core.ids import AvatarId, JobId, PersonId
from avatar_core.job_lifecycle import JobStatus
from avatar_core.jobs import Job, Progress
from avatar_core.orders import ORDERS, JobKind, Order, Scene
from avatar_core.policy import Places
from avatar_core.stats import Measured

from .engine import Connection
from .people import away
from .rows import MOST, Rows, columns_of, fields_of, number_of
from .tables import (
    ORDER_TABLES,
    cards,
    enrichments,
    generations,
    jobs,
    likenesses,
    scenes,
    trainings,
    with_orders,
)
from .turns import REQUESTED, TAKES_TURNS, next_to_send, next_turn


_ANY: Final = sa.select(
    *fields_of(jobs),
    *(
        column.label(f"{kind}_{column.name}")
        for kind, table in ORDER_TABLES.items()
        for column in table.c
    ),
).select_from(with_orders(ORDER_TABLES.values()))
_THEIRS: Final = _ANY.where(jobs.c.person == sa.bindparam("person"))
_GET: Final = _ANY.where(jobs.c.id == sa.bindparam("pk"))
_BY_TOKEN: Final = _ANY.where(jobs.c.token == sa.bindparam("token"))
_LAST_TRAINING: Final = (
    _ANY.where(jobs.c.avatar == sa.bindparam("avatar"))
    # The planner uses the partial index only if the values are literals.
    .where(sa.text("jobs.kind = 'training'"))
    .order_by(jobs.c.position.desc())
    .limit(1)
)
_NEWEST: Final = (
    _THEIRS.order_by(jobs.c.position.desc())
    .limit(MOST)
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_ORDERS: Final = (
    _THEIRS.where(jobs.c.lead.is_(None) | (jobs.c.lead == jobs.c.id))
    .where(sa.text("jobs.kind <> 'enrichment'"))
    .order_by(jobs.c.position.desc())
    .limit(MOST)
)
_UNANSWERED: Final = (
    _ANY.where(jobs.c.unanswered.is_not(None))
    .order_by(jobs.c.position.desc())
    .limit(MOST)
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_GROUP: Final = _ANY.where(jobs.c.lead == sa.bindparam("lead")).order_by(
    jobs.c.position
)
_IS_PREVIEW: Final = generations.c.preview_of.is_not(None)
_OPEN_COUNT: Final = (
    sa.select(sa.func.count(sa.func.coalesce(jobs.c.lead, jobs.c.id).distinct()))
    .where(jobs.c.person == sa.bindparam("person"))
    .where(jobs.c.ended_at.is_(None))
    .where(sa.text("jobs.kind <> 'enrichment'"))
    .where(~sa.exists().where(generations.c.job == jobs.c.id, _IS_PREVIEW))
)
_DRAWN: Final = jobs.alias("drawn")
_WASTED_ENRICHMENTS: Final = (
    sa.select(sa.func.count())
    .select_from(
        jobs.join(enrichments).join(_DRAWN, _DRAWN.c.id == enrichments.c.generation)
    )
    .where(jobs.c.person == sa.bindparam("person"))
    .where(jobs.c.submitted_at > sa.bindparam("since"))
    .where(_DRAWN.c.status.in_([JobStatus.CANCELLED, JobStatus.BLOCKED]))
)
_UNFINISHED: Final = _THEIRS.where(jobs.c.due_at.is_not(None)).order_by(jobs.c.position)
_DUE: Final = (
    sa.select(jobs.c.id)
    .where(jobs.c.due_at <= sa.bindparam("now"))
    .where(
        ~(REQUESTED.self_group() & TAKES_TURNS)
        | (jobs.c.deadline_at <= sa.bindparam("now"))
    )
    .where(jobs.c.ended_at.is_(None) | ~away(jobs.c.person))
    .order_by(jobs.c.due_at)
    .limit(MOST)
)
_DURATIONS: Final = (
    sa.select(jobs.c.submitted_at, jobs.c.ended_at)
    .join(trainings, trainings.c.job == jobs.c.id)
    .where(trainings.c.family == sa.bindparam("family"))
    # The planner uses the partial index only if the values are literals.
    .where(sa.text("jobs.kind = 'training' AND jobs.status = 'succeeded'"))
    .where(jobs.c.submitted_at.is_not(None))
    .order_by(jobs.c.ended_at.desc())
    .limit(MOST)
)
_WEBHOOKS_RECEIVED: Final = (
    sa.select(jobs.c.webhook_at.is_not(None))
    # The planner uses the partial index only if the values are literals.
    .where(sa.text("jobs.status = 'succeeded'"))
    .where(jobs.c.submitted_at >= sa.bindparam("since"))
    # Implied by the line before, but it bounds the search.
    .where(jobs.c.ended_at >= sa.bindparam("since"))
    .where((jobs.c.ended_at <= sa.bindparam("by")) | jobs.c.webhook_at.is_not(None))
    .order_by(jobs.c.ended_at.desc())
    .limit(MOST)
)
_ADD_ORDER: Final = {kind: ORDER_TABLES[kind].insert().inline() for kind in ORDERS}
_SAVE_ORDER: Final = generations.update().where(generations.c.job == sa.bindparam("pk"))
_SCENE: Final = sa.select(scenes.c.text, scenes.c.negative).where(
    scenes.c.job == sa.bindparam("job")
)
_ADD_SCENE: Final = scenes.insert().inline()
_LIKENESS: Final = sa.select(
    likenesses.c.best, likenesses.c.score, likenesses.c.offered
).where(likenesses.c.job == sa.bindparam("job"))
_MEASURED: Final = (
    sa.select(
        trainings.c.family,
        trainings.c.steps,
        trainings.c.readiness,
        likenesses.c.score,
    )
    .select_from(jobs)
    .join(trainings, trainings.c.job == jobs.c.id)
    .join(likenesses, likenesses.c.job == jobs.c.id)
    # The planner uses the partial index only if the values are literals.
    .where(sa.text("jobs.kind = 'training' AND jobs.status = 'succeeded'"))
    .order_by(jobs.c.ended_at.desc())
    .limit(MOST)
)
_ADD_LIKENESS: Final = likenesses.insert().inline()
_FORGET_LIKENESSES: Final = likenesses.delete().where(
    likenesses.c.job.in_(
        sa.select(jobs.c.id).where(jobs.c.person == sa.bindparam("person"))
    )
)
_RENEW: Final = jobs.update().where(jobs.c.id == sa.bindparam("pk"))
#: Nothing edits the card of a job whose end was told.
_DROP_CARD: Final = cards.delete().where(cards.c.job == sa.bindparam("pk"))
_SETTLED: Final = ("scene", "wording", "negative", "prompt")


def _columns(job: Job) -> dict[str, Any]:
    columns = columns_of(job)
    del columns["order"]
    progress: Progress = columns.pop("progress")
    return columns | attrs.asdict(progress) | {"kind": job.kind}


def _job(**row: Any) -> Job:
    fields = {
        field.name: row[field.name]
        for field in attrs.fields(Job)
        if field.name in jobs.c
    }
    fields["dead_requests"] = tuple(row["dead_requests"])
    progress = Progress(queue_position=row["queue_position"], percent=row["percent"])
    return Job(**fields, order=_order(row), progress=progress)


def _order(row: Mapping[str, Any]) -> Order:
    kind: JobKind = row["kind"]
    order = ORDERS[kind]
    return order(
        **{field.name: row[f"{kind}_{field.name}"] for field in attrs.fields(order)}
    )


_JOBS: Final = Rows(
    jobs,
    Thing.JOB,
    _job,
    _columns,
    fixed=("person", "avatar", "kind", "price", "lead", "turn", "token", "created_at"),
)


@attrs.frozen
class SqlJobs:
    """`avatar_core.ports.Jobs` in one transaction."""

    connection: Connection

    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        found = await _JOBS.get(self.connection, _GET, pk=job)
        if person not in (None, found.person):
            raise NotFoundError(Thing.JOB)
        return found

    async def by_token(self, token: str, /) -> Job:
        return await _JOBS.get(self.connection, _BY_TOKEN, token=token)

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        return await _JOBS.find(self.connection, _LAST_TRAINING, avatar=avatar)

    async def newest(
        self, person: PersonId, /, *, limit: int, skip: int = 0
    ) -> Sequence[Job]:
        return await _JOBS.list(
            self.connection, _NEWEST, person=person, most=limit, skip=skip
        )

    async def orders(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        return await _JOBS.list(self.connection, _ORDERS, person=person, most=limit)

    async def unanswered(self, *, limit: int, skip: int = 0) -> Sequence[Job]:
        return await _JOBS.list(self.connection, _UNANSWERED, most=limit, skip=skip)

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        return await _JOBS.list(self.connection, _GROUP, lead=lead)

    async def open_count(self, person: PersonId, /) -> int:
        return await number_of(self.connection, _OPEN_COUNT, person=person)

    async def wasted_enrichments(self, person: PersonId, /, *, since: datetime) -> int:
        return await number_of(
            self.connection, _WASTED_ENRICHMENTS, person=person, since=since
        )

    async def unfinished(self, person: PersonId, /) -> Sequence[Job]:
        return await _JOBS.list(self.connection, _UNFINISHED, person=person)

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        found = await self.connection.scalars(_DUE, {"now": now, "most": limit})
        return [JobId(id_) for id_ in found]

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        return await next_to_send(self.connection, now, places)

    async def next_turn(self, person: PersonId, /) -> int:
        return await next_turn(self.connection, person)

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        result = await self.connection.execute(
            _DURATIONS, {"family": family, "most": limit}
        )
        return [ended_at - submitted_at for submitted_at, ended_at in result]

    async def webhooks_received(
        self, *, since: datetime, by: datetime, limit: int
    ) -> Sequence[bool]:
        found = await self.connection.scalars(
            _WEBHOOKS_RECEIVED, {"since": since, "by": by, "most": limit}
        )
        return found.all()

    async def add(self, job: Job, /) -> None:
        await _JOBS.add(self.connection, job)
        order = attrs.asdict(job.order, recurse=False)
        await self.connection.execute(_ADD_ORDER[job.kind], {"job": job.id, **order})

    async def save(self, job: Job, /) -> Job:
        saved = await _JOBS.save(self.connection, job)
        if saved.told_at is not None:
            await self.connection.execute(_DROP_CARD, {"pk": saved.id})
        return saved

    async def renew(self, job: JobId, until: datetime, /) -> None:
        await self.connection.execute(_RENEW, {"pk": job, "due_at": until})

    async def scene(self, job: JobId, /) -> Scene | None:
        result = await self.connection.execute(_SCENE, {"job": job})
        row = result.mappings().one_or_none()
        return None if row is None else Scene(**row)

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        await self.connection.execute(_ADD_SCENE, {"job": job, **attrs.asdict(scene)})

    async def likeness(self, training: JobId, /) -> Likeness | None:
        result = await self.connection.execute(_LIKENESS, {"job": training})
        row = result.mappings().one_or_none()
        return None if row is None else Likeness(**row)

    async def measured(self, *, limit: int) -> Sequence[Measured]:
        found = await self.connection.execute(_MEASURED, {"most": limit})
        return [Measured(*row) for row in found]

    async def add_likeness(self, training: JobId, likeness: Likeness, /) -> None:
        row = {"job": training, **attrs.asdict(likeness)}
        await self.connection.execute(_ADD_LIKENESS, row)

    async def forget_likenesses(self, person: PersonId, /) -> None:
        await self.connection.execute(_FORGET_LIKENESSES, {"person": person})

    async def save_order(self, job: Job, /) -> None:
        order = attrs.asdict(job.order, recurse=False)
        await self.connection.execute(
            _SAVE_ORDER,
            {"pk": job.id, **{name: order[name] for name in _SETTLED}},
        )
