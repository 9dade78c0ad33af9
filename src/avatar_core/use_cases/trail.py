"""Saving an aggregate together with the audit entry of its change."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import attrs

from ..audit import AuditEntry, Entity
from ..avatars import Avatar
from ..broadcasts import Broadcast
from ..disputes import Dispute
from ..incidents import Incident
from ..jobs import Job
from ..ledger import Hold
from ..payments import Payment
from ..ports import Work
from ..statuses import (
    AvatarEvent,
    BroadcastEvent,
    DisputeEvent,
    HoldEvent,
    IncidentEvent,
    PaymentEvent,
)


class _Moving(Protocol):
    """Whatever has a lifecycle."""

    @property
    def status(self) -> StrEnum: ...


async def save_avatar(
    work: Work, before: Avatar, after: Avatar, event: AvatarEvent, *, at: datetime
) -> Avatar:
    """Save the avatar, and write a change of its status down."""
    if (after.status, after.photo_count) != (before.status, before.photo_count):
        after = attrs.evolve(after, changed_at=at)
    saved = await work.avatars.save(after)
    if after.status is not before.status:
        await _note(work, Entity.AVATAR, after.id, event, before, after, at=at)
    return saved


async def save_job(work: Work, before: Job, after: Job, *, at: datetime) -> Job:
    """Save the job, and write a change of its status, or the wish to cancel, down."""
    saved = await work.jobs.save(after)
    event = after.event_since(before)
    if event is not None:
        await _note(
            work,
            Entity.JOB,
            after.id,
            event,
            before,
            after,
            at=at,
            why=(after.detail or "") if not after.open else "",
        )
    return saved


async def save_hold(
    work: Work, before: Hold, after: Hold, event: HoldEvent, *, at: datetime
) -> None:
    """Save the ended hold, and write its end down."""
    await work.ledger.save_hold(after)
    await _note(
        work,
        Entity.HOLD,
        after.job,
        event,
        before,
        after,
        at=at,
        why=f"{after.captured}/{after.amount}",
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
        await _note(
            work,
            Entity.INCIDENT,
            after.id,
            event,
            before,
            after,
            at=at,
            why=after.detail if after.open else "",
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
    await _note(
        work,
        Entity.BROADCAST,
        after.id,
        event,
        before,
        after,
        at=at,
        why=f"{after.delivered}/{after.audience}",
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
    await _note(work, Entity.PAYMENT, after.id, event, before, after, at=at)


async def save_dispute(
    work: Work, before: Dispute, after: Dispute, event: DisputeEvent, *, at: datetime
) -> Dispute:
    """Save the answered dispute, and write the answer down."""
    saved = await work.disputes.save(after)
    why = after.remedy.value if after.remedy else ""
    await _note(work, Entity.DISPUTE, after.id, event, before, after, at=at, why=why)
    return saved


async def _note(
    work: Work,
    entity: Entity,
    id_: UUID,
    event: StrEnum,
    before: _Moving,
    after: _Moving,
    *,
    at: datetime,
    why: str = "",
) -> None:
    await work.audit.add(
        AuditEntry(
            entity=entity,
            id=id_,
            event=event,
            source=before.status,
            dest=after.status,
            at=at,
            why=why,
        )
    )
