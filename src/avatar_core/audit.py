"""The audit trail: every change of a status, kept for ever."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import attrs


class Entity(StrEnum):
    """What has a lifecycle."""

    AVATAR = "avatar"
    JOB = "job"
    HOLD = "hold"
    PAYMENT = "payment"
    BROADCAST = "broadcast"
    INCIDENT = "incident"


@attrs.frozen(kw_only=True)
class AuditEntry:
    """One change, written in the transaction that made it."""

    entity: Entity
    id: UUID
    event: StrEnum
    source: StrEnum
    dest: StrEnum
    at: datetime
    #: For the owner who reads the timeline; empty when the event says it all.
    why: str = ""
