"""Incidents: problems that stop the product, or part of it, until an admin acts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self, TypeAlias
from uuid import NAMESPACE_OID, UUID, uuid5

import attrs

from .errors import Refusal
from .invariants import aware, check
from .lifecycle import Lifecycle, Move, Transition


class IncidentKind(StrEnum):
    """What is wrong."""

    #: The provider's account is out of money.
    BALANCE = "balance"
    #: The provider does not accept our key any more.
    KEY = "key"
    #: The provider does not offer this model any more.
    ENDPOINT = "endpoint"
    #: Jobs end without any webhook, although webhooks are in use.
    WEBHOOKS = "webhooks"
    #: The provider's catalogue marks a model on offer as deprecated.
    DEPRECATED = "deprecated"
    #: A model on offer is missing from the catalogue.
    UNLISTED = "unlisted"
    #: The provider's price of a model differs from the one we calculate with.
    PRICE = "price"


#: The refusals that are incidents.
INCIDENTS: Final[Mapping[Refusal, IncidentKind]] = {
    Refusal.BALANCE: IncidentKind.BALANCE,
    Refusal.KEY: IncidentKind.KEY,
    Refusal.ENDPOINT: IncidentKind.ENDPOINT,
}
#: The kinds that are about one model.
OF_A_MODEL: Final = frozenset(
    {
        IncidentKind.ENDPOINT,
        IncidentKind.DEPRECATED,
        IncidentKind.UNLISTED,
        IncidentKind.PRICE,
    }
)


class IncidentStatus(StrEnum):
    """The status of an incident."""

    OPEN = "open"
    #: An order was let through to see whether it is over.
    PROBING = "probing"
    RESOLVED = "resolved"


class IncidentEvent(StrEnum):
    """What can happen to an incident."""

    #: There was a sign of it.
    REPORT = "report"
    PROBE = "probe"
    RESOLVE = "resolve"


S: TypeAlias = IncidentStatus
E: TypeAlias = IncidentEvent


_T = Transition[S, E, "Incident"]

INCIDENT: Final = Lifecycle[S, E, "Incident"](
    "incident",
    initial=S.OPEN,
    transitions=[
        # There are new signs for as long as it lasts.
        *_T.each(E.REPORT, S, S.OPEN),
        _T(E.PROBE, S.OPEN, S.PROBING),
        # The previous probe was cancelled, or was never sent.
        _T(E.PROBE, S.PROBING, S.PROBING),
        *_T.each(E.RESOLVE, (S.OPEN, S.PROBING), S.RESOLVED),
    ],
)


@attrs.frozen(kw_only=True)
class Incident:
    """A problem of one kind with one model; a recurrence reopens it.

    Every method returns a new incident; none changes this one.

    Raises:
        ActionNotAllowedError: Raised by methods that move it: the status forbids it.
    """

    kind: IncidentKind
    #: The provider's model it is about; empty: all of them.
    model: str = ""
    status: S = attrs.field(
        default=INCIDENT.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: The details of the last sign, for the admin.
    detail: str
    #: When it last began.
    opened_at: datetime = attrs.field(validator=aware)
    #: The time of its last sign or of the last order let through as a probe.
    seen_at: datetime = attrs.field(validator=aware)
    resolved_at: datetime | None = attrs.field(default=None, validator=aware)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        check(
            (
                (self.kind in OF_A_MODEL) == bool(self.model),
                "an incident names a model exactly when its kind is about one",
            ),
            (
                self.open == (self.resolved_at is None),
                "an incident has an end exactly when it is resolved",
            ),
        )

    @classmethod
    def first(
        cls, kind: IncidentKind, model: str, detail: str, *, at: datetime
    ) -> "Incident":
        """Return a new incident at its first sign."""
        new = cls(kind=kind, model=model, detail=detail, opened_at=at, seen_at=at)
        return attrs.evolve(new, **INCIDENT.moved(new, E.REPORT, noted=True))

    @property
    def id(self) -> UUID:
        """Its id in the audit trail."""
        return uuid5(NAMESPACE_OID, f"incident {self.kind} {self.model}")

    @property
    def open(self) -> bool:
        """Whether it still lasts."""
        return self.status is not S.RESOLVED

    def stops(self, model: str) -> bool:
        """Whether it prevents jobs that need this model."""
        return (
            self.open and self.kind in INCIDENTS.values() and self.model in {"", model}
        )

    def report(self, detail: str, *, at: datetime) -> Self:
        """Record another sign of it."""
        return attrs.evolve(
            self,
            detail=detail,
            opened_at=self.opened_at if self.open else at,
            seen_at=at,
            resolved_at=None,
            **INCIDENT.moved(self, E.REPORT),
        )

    def probe(self, *, at: datetime) -> Self:
        """Let one order through, to see whether it is over."""
        return attrs.evolve(self, seen_at=at, **INCIDENT.moved(self, E.PROBE))

    def resolve(self, *, at: datetime) -> Self:
        """Record that it is over."""
        return attrs.evolve(self, resolved_at=at, **INCIDENT.moved(self, E.RESOLVE))


def subject(kind: IncidentKind, model: str) -> str:
    """Return the model that an incident is stored under; empty if it is about all."""
    return model if kind in OF_A_MODEL else ""


def stopping(incidents: Iterable[Incident], *models: str) -> Sequence[Incident]:
    """Return the incidents that prevent the use of any of these models."""
    return [one for one in incidents if any(map(one.stops, models))]


def over_at(incidents: Sequence[Incident], patience: timedelta) -> datetime | None:
    """Return when an order may be let through as a probe; None without incidents."""
    return max((one.seen_at + patience for one in incidents), default=None)
