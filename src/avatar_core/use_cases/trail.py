"""Saving an aggregate together with the audit entry of its change."""

from datetime import datetime

from ..audit import AuditEntry, Entity
from ..avatars import Avatar
from ..broadcasts import Broadcast
from ..incidents import Incident
from ..jobs import Job
from ..ledger import Hold
from ..payments import Payment
from ..ports import Work
from ..statuses import (
    AvatarEvent,
    BroadcastEvent,
    HoldEvent,
    IncidentEvent,
    JobEvent,
    PaymentEvent,
)


async def save_avatar(
    work: Work, before: Avatar, after: Avatar, event: AvatarEvent, *, at: datetime
) -> Avatar:
    """Save the avatar, and write a change of its status down."""
    saved = await work.avatars.save(after)
    if after.status is not before.status:
        await work.audit.add(
            AuditEntry(
                entity=Entity.AVATAR,
                id=after.id,
                event=event,
                source=before.status,
                dest=after.status,
                at=at,
            )
        )
    return saved


async def save_job(
    work: Work, before: Job, after: Job, event: JobEvent, *, at: datetime
) -> Job:
    """Save the job, and write a change of its status, or the wish to cancel, down."""
    saved = await work.jobs.save(after)
    if after.status is not before.status or event is JobEvent.ASK_CANCEL:
        await work.audit.add(
            AuditEntry(
                entity=Entity.JOB,
                id=after.id,
                event=event,
                source=before.status,
                dest=after.status,
                at=at,
                why=(after.detail or "") if not after.open else "",
            )
        )
    return saved


async def save_hold(
    work: Work, before: Hold, after: Hold, event: HoldEvent, *, at: datetime
) -> None:
    """Save the ended hold, and write its end down."""
    await work.ledger.save_hold(after)
    await work.audit.add(
        AuditEntry(
            entity=Entity.HOLD,
            id=after.job,
            event=event,
            source=before.status,
            dest=after.status,
            at=at,
            why=f"{after.captured} of {after.amount}",
        )
    )


async def save_incident(
    work: Work,
    before: Incident,
    after: Incident,
    event: IncidentEvent,
    *,
    at: datetime,
) -> None:
    """Save the incident, and write its beginning or a change of its status down."""
    await work.incidents.put(after)
    if after.status is not before.status or not after.version:
        await work.audit.add(
            AuditEntry(
                entity=Entity.INCIDENT,
                id=after.id,
                event=event,
                source=before.status,
                dest=after.status,
                at=at,
                why=after.detail if after.open else "",
            )
        )


async def save_broadcast(
    work: Work,
    before: Broadcast,
    after: Broadcast,
    event: BroadcastEvent,
    *,
    at: datetime,
) -> None:
    """Save the broadcast, and write the change of its status down."""
    await work.broadcasts.save(after)
    await work.audit.add(
        AuditEntry(
            entity=Entity.BROADCAST,
            id=after.id,
            event=event,
            source=before.status,
            dest=after.status,
            at=at,
            why=f"{after.delivered} of {after.audience}",
        )
    )


async def save_payment(
    work: Work, before: Payment, after: Payment, event: PaymentEvent, *, at: datetime
) -> Payment:
    """Save the payment, and write a change of its status down."""
    saved = await work.payments.save(after)
    if after.status is not before.status:
        await note_payment(work, before, after, event, at=at)
    return saved


async def note_payment(
    work: Work, before: Payment, after: Payment, event: PaymentEvent, *, at: datetime
) -> None:
    """Write a change of a payment's status down."""
    await work.audit.add(
        AuditEntry(
            entity=Entity.PAYMENT,
            id=after.id,
            event=event,
            source=before.status,
            dest=after.status,
            at=at,
            why=f"{after.stars} stars, {after.credits} credits",
        )
    )
