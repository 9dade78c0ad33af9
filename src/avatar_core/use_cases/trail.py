"""Save an aggregate together with the audit entries of its moves."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from ..audit import AuditEntry, Entity
from ..avatars import Avatar
from ..broadcasts import Broadcast
from ..incidents import Incident
from ..jobs import Job
from ..ledger import Hold
from ..lifecycle import written
from ..payments import Payment
from ..ports import Work


Aggregate = TypeVar("Aggregate", Avatar, Job, Hold, Payment, Broadcast, Incident)


async def save(work: Work, after: Aggregate, *, at: datetime) -> Aggregate:
    """Save an aggregate with its audit entries; return it as saved.

    Raises:
        StaleError: It was saved since this version was loaded.
    """
    await note(work, after, at=at)
    kept = written(after)
    match kept:
        case Avatar():
            return await work.avatars.save(kept)
        case Job():
            return await work.jobs.save(kept)
        case Hold():
            return await work.ledger.save_hold(kept)
        case Payment():
            return await work.payments.save(kept)
        case Broadcast():
            return await work.broadcasts.save(kept)
        case Incident():
            return await work.incidents.put(kept)


async def note(work: Work, after: Aggregate, *, at: datetime) -> None:
    """Add the audit entries of an aggregate's moves since it was loaded."""
    entity, id_, why = _subject(after)
    for move in after.moves:
        await work.audit.add(
            AuditEntry(
                entity=entity,
                id=id_,
                event=move.event,
                source=move.source,
                dest=move.dest,
                at=at,
                why=why if move is after.moves[-1] else "",
            )
        )


def _subject(after: Aggregate) -> tuple[Entity, UUID, str]:
    """Return the entity and the id for the audit trail, and the detail to note."""
    match after:
        case Avatar():
            return Entity.AVATAR, after.id, ""
        case Job():
            return Entity.JOB, after.id, "" if after.open else after.detail or ""
        case Hold():
            return Entity.HOLD, after.job, f"{after.captured}/{after.amount}"
        case Payment():
            return Entity.PAYMENT, after.id, ""
        case Broadcast():
            why = f"{after.delivered}/{after.audience}"
            return Entity.BROADCAST, after.id, why
        case Incident():
            return Entity.INCIDENT, after.id, after.detail if after.open else ""
