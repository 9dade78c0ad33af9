"""What the owners look at when they look into something."""

from collections.abc import Sequence, Set as AbstractSet
from typing import TypeAlias

import attrs

from .audit import AuditEntry
from .disputes import Dispute, Remedy
from .jobs import Job
from .ledger import Balance, Hold, Posting
from .payments import Payment
from .people import Person


Moment: TypeAlias = AuditEntry | Posting


@attrs.frozen(kw_only=True)
class Timeline:
    """Facts, changes and credit movements, oldest first."""

    #: The job that the order is known by.
    job: Job | None = None
    hold: Hold | None = None
    #: The free job that was made in its place.
    again: Job | None = None
    #: Whether one could be made now: there is none, and nothing stands against it.
    repeatable: bool = False
    payment: Payment | None = None
    moments: Sequence[Moment]


@attrs.frozen(kw_only=True)
class DisputeFile:
    """A dispute with all that it takes to answer it."""

    dispute: Dispute
    person: Person
    balance: Balance
    timeline: Timeline
    #: What can be done about it now; nothing once it is answered.
    remedies: AbstractSet[Remedy]
