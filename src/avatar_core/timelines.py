"""Histories that admins look at."""

from collections.abc import Sequence, Set as AbstractSet
from typing import TypeAlias

import attrs

from .audit import AuditEntry
from .avatars import Avatar
from .coach import Likeness
from .disputes import Dispute, Remedy
from .jobs import Job
from .ledger import Balance, Hold, Posting
from .payments import Payment
from .people import Person


Moment: TypeAlias = AuditEntry | Posting


@attrs.frozen(kw_only=True)
class Timeline:
    """The history of an order or a payment, oldest first."""

    job: Job | None = None
    #: All jobs that were ordered together, the leading one first.
    jobs: Sequence[Job] = attrs.field(
        default=attrs.Factory(
            lambda own: () if own.job is None else (own.job,), takes_self=True
        )
    )
    #: None if it was deleted, and for a payment.
    avatar: Avatar | None = None
    hold: Hold | None = None
    #: How much the first pictures of a training resembled the photos, if that is known.
    likeness: Likeness | None = None
    #: The free job that replaced it.
    again: Job | None = None
    #: Whether one could be made now: there is none yet, and nothing prevents it.
    repeatable: bool = False
    payment: Payment | None = None
    moments: Sequence[Moment]


@attrs.frozen(kw_only=True)
class DisputeFile:
    """A dispute with everything needed to answer it."""

    dispute: Dispute
    person: Person
    balance: Balance
    timeline: Timeline
    #: The remedies available now; none once it is answered.
    remedies: AbstractSet[Remedy]
