"""The audit trail: every change of status."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import attrs


class Entity(StrEnum):
    """The kinds of aggregates that have a lifecycle."""

    AVATAR = "avatar"
    JOB = "job"
    HOLD = "hold"
    PAYMENT = "payment"
    BROADCAST = "broadcast"
    INCIDENT = "incident"


@attrs.frozen(kw_only=True)
class AuditEntry:
    """One change of status, saved in the transaction that made it."""

    entity: Entity
    id: UUID
    event: StrEnum
    source: StrEnum
    dest: StrEnum
    at: datetime
    #: For the admin who reads the timeline; empty when the event says it all.
    why: str = ""
