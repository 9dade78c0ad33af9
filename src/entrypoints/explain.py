"""Say what happened to a person, an avatar, a job or a payment, and what comes next.

All is read from the rows: no photo, no picture and no secret is among it.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from adapters import sql
from adapters.sql.migrate import current
from avatar_core import Avatar, AvatarId, Job, JobId, JobStatus, Payment, PersonId
from avatar_core.audit import AuditEntry
from avatar_core.errors import NotFoundError
from avatar_core.ids import PaymentId
from avatar_core.incidents import stopping
from avatar_core.ports import Reading
from avatar_core.timelines import Moment
from avatar_core.use_cases.admin import timeline_of_job, timeline_of_payment

from .clock import wall_clock
from .database import existing_database, require_latest
from .environment import StartError


#: The most changes, and the most orders or payments of a person, that are listed.
_CHANGES: Final = 200
_NEWEST: Final = 20
#: The ids of people are below.
_IDS: Final = 1 << 63
#: Of a reason, in characters.
_WHY: Final = 160
_STEPS: Final = {
    JobStatus.REQUESTED: "it is sent to fal.ai",
    JobStatus.SUBMITTING: "fal.ai's books are searched for a request without answer",
    JobStatus.SUBMITTED: "fal.ai is asked how it stands",
    JobStatus.RUNNING: "fal.ai is asked how it stands",
}


class Subject(StrEnum):
    """What can be explained."""

    PERSON = "person"
    AVATAR = "avatar"
    JOB = "job"
    PAYMENT = "payment"


async def explain(database_url: str, subject: Subject, name: str) -> str:
    """Return the whole timeline as plain text, and why it is where it is.

    Raises:
        StartError: There is no such thing, or the database cannot be used.
    """
    unknown = StartError(f"There is no {subject} {name!r}.")
    try:
        if subject is Subject.PERSON and not 0 < int(name) < _IDS:
            raise unknown
        number = int(name) if subject is Subject.PERSON else UUID(name).int
    except ValueError:
        raise unknown from None
    async with existing_database(database_url) as engine:
        if engine is None or (version := await current(engine)) is None:
            raise StartError("DATABASE_URL: there is no database yet.")
        require_latest(version)
        async with sql.SqlStore(engine, sql.NoQueue()).read() as reading:
            now = wall_clock()
            try:
                match subject:
                    case Subject.PERSON:
                        lines = await _person(reading, PersonId(number))
                    case Subject.AVATAR:
                        avatar = AvatarId(UUID(int=number))
                        owner = await sql.owner_of(engine, avatar)
                        lines = await _avatar(reading, avatar, owner)
                    case Subject.JOB:
                        lines = await _job(reading, JobId(UUID(int=number)), now)
                    case Subject.PAYMENT:
                        payment = PaymentId(UUID(int=number))
                        lines = await _payment(reading, payment, now)
            except NotFoundError:
                raise unknown from None
    return "\n".join(lines)


async def _person(reading: Reading, person: PersonId) -> list[str]:
    known = await reading.people.get(person)
    balance = await reading.ledger.balance(person)
    avatars = await reading.avatars.of(person)
    jobs = await reading.jobs.orders(person, limit=_NEWEST)
    unfinished = await reading.jobs.unfinished(person)
    payments = await reading.payments.of(person, limit=_NEWEST)
    disputes = await reading.disputes.of(person, limit=_NEWEST)
    times = {
        "blocked": known.blocked_at,
        "left the chat": known.left_at,
        "forgotten": known.forgotten_at,
    }
    return [
        f"person {person}, {known.language}, since {_at(known.created_at)}",
        *(f"{what} at {_at(at)}" for what, at in times.items() if at is not None),
        f"credits: {balance.available} available, {balance.held} held",
        *(
            f"avatar {one.id}: {one.status}, {one.photo_count} photos"
            for one in avatars
        ),
        *(f"{_at(one.created_at)}  {_order(one)}" for one in jobs),
        *(f"{_at(one.created_at)}  {_paid(one)}" for one in payments),
        *(f"{_at(one.created_at)}  dispute {one.id}: {one.status}" for one in disputes),
        *(
            f"Next: {one.kind} {one.id} is {one.status}; see: explain job {one.id}"
            for one in unfinished[:_NEWEST]
        ),
        *([] if unfinished else ["Next: nothing; no order of theirs is under way."]),
    ]


async def _avatar(reading: Reading, avatar: AvatarId, owner: PersonId) -> list[str]:
    kept: Avatar | None = None
    with suppress(NotFoundError):
        kept = await reading.avatars.get(avatar, owner=owner)
    training = await reading.jobs.last_training(avatar)
    changes = await reading.audit.of(avatar)
    if kept is None:
        return [f"avatar {avatar} of person {owner}: deleted", *_changes(changes)]
    if training is not None and training.open:
        following = f"its training goes on; see: explain job {training.id}"
    elif kept.weights is not None:
        following = "nothing; pictures can be made with it."
    else:
        following = (
            f"its person's tap. Its photos are kept for PHOTO_RETENTION_DAYS since "
            f"{_at(kept.changed_at)}."
        )
    return [
        f"avatar {avatar} of person {owner}: {kept.status}",
        f"{kept.type}, {kept.family}, {kept.photo_count} photos",
        *(
            [f"last trained by job {training.id}: {training.status}"]
            if training
            else []
        ),
        *_changes(changes),
        f"Next: {following}",
    ]


async def _job(reading: Reading, job: JobId, now: datetime) -> list[str]:
    timeline = await timeline_of_job(reading, job)
    found = await reading.jobs.get(job)
    hold, again = timeline.hold, timeline.again
    return [
        f"{_order(found)}, of person {found.person}, with avatar {found.avatar}",
        f"ordered {_at(found.created_at)}, given up {_at(found.deadline_at)}",
        *(
            f"ordered together: {_order(one)}"
            for one in timeline.jobs
            if len(timeline.jobs) > 1
        ),
        f"delivered {found.delivered} of {found.order.count}; model {found.order.model}",
        *([f"credits: {hold.amount} held, {hold.captured} charged"] if hold else []),
        *([f"fal.ai's request: {found.request_id}"] if found.request_id else []),
        *([f"failure: {found.failure}"] if found.failure else []),
        *([f"said: {found.detail[:_WHY]}"] if found.detail else []),
        *_changes(timeline.moments),
        *([f"made anew for free by job {again.id}"] if again else []),
        f"Next: {await _next_step(reading, found, now)}",
    ]


async def _next_step(reading: Reading, job: Job, now: datetime) -> str:
    """Return what comes next of a job, when, and what it waits for."""
    owner = await reading.people.get(job.person)
    if job.told_at is not None:
        return f"nothing; its end was told at {_at(job.told_at)}."
    if not job.open and owner.away:
        return "its end is told when its person returns to the chat."
    step = _STEPS.get(job.status, "its end is told to its person")
    if job.open and now >= job.deadline_at:
        step = "its time is over, so it is given up"
    waits = []
    if job.awaits_words:
        waits.append("it waits for better words, which are a job of their own")
    elif job.waits_its_turn(now):
        stopped = stopping(await reading.incidents.all(), job.order.model)
        waits += [f"it waits for the end of the incident {one.kind}" for one in stopped]
        waits.append(f"it waits for its turn ({job.turn}) and a free place at fal.ai")
    if job.troubles:
        waits.append(f"it has failed {job.troubles} times in a row")
    if job.cancel_asked:
        waits.append("it waits for fal.ai to cancel it")
    return "; ".join([f"{step}, {_due(job.due_at, now, job.starts)}", *waits]) + "."


async def _payment(reading: Reading, payment: PaymentId, now: datetime) -> list[str]:
    timeline = await timeline_of_payment(reading, payment)
    found = await reading.payments.get(payment)
    following = "nothing."
    if found.due_at is not None:
        following = f"Telegram is asked for the refund, {_due(found.due_at, now)}."
    return [
        f"{_paid(found)}, of person {found.person}, {_at(found.created_at)}",
        f"bought {found.credits} credits, {found.reclaimed} taken back",
        *([f"said: {found.detail[:_WHY]}"] if found.detail else []),
        *_changes(timeline.moments),
        f"Next: {following}",
    ]


def _changes(moments: Sequence[Moment]) -> Iterator[str]:
    """Yield a line for each of the newest changes, oldest first."""
    if len(moments) > _CHANGES:
        yield f"({len(moments) - _CHANGES} earlier changes are left out)"
    for one in moments[-_CHANGES:]:
        match one:
            case AuditEntry():
                why = f" ({one.why[:_WHY]})" if one.why else ""
                did = f"{one.entity} {one.event}: {one.source} -> {one.dest}{why}"
            case _:
                way = f"{one.source.kind} -> {one.dest.kind}"
                did = f"credits {one.reason}: {one.amount}, {way}"
        yield f"{_at(one.at)}  {did}"


def _order(job: Job) -> str:
    return f"{job.kind} {job.id}: {job.status}, {job.price} credits"


def _paid(payment: Payment) -> str:
    money = f"{payment.amount} {payment.currency}"
    return f"payment {payment.id}: {payment.status}, {money}"


def _due(due_at: datetime | None, now: datetime, starts: int = 0) -> str:
    if due_at is None:
        return "at no time"
    if starts and due_at > now:
        return f"which a worker has begun, and must end by {_at(due_at)}"
    if due_at > now:
        return f"due at {_at(due_at)}"
    return f"due since {_at(due_at)}: within seconds if avatar-bot run is running"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"
