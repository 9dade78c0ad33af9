"""Incidents: what stops the product, or a part of it, until its admin mends it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self, TypeAlias
from uuid import NAMESPACE_OID, UUID, uuid5

import attrs

from .errors import Refusal
from .invariants import aware, check
from .lifecycle import Lifecycle, Move, Moved, Transition


class IncidentKind(StrEnum):
    """What is wrong."""

    #: The provider's account is out of money.
    BALANCE = "balance"
    #: The provider does not know our key any more.
    KEY = "key"
    #: The provider does not offer this model any more.
    ENDPOINT = "endpoint"
    #: Jobs end without any webhook, although webhooks are in use.
    WEBHOOKS = "webhooks"
    #: The provider's catalogue calls a model on offer deprecated.
    DEPRECATED = "deprecated"
    #: The catalogue does not have a model on offer.
    UNLISTED = "unlisted"
    #: The provider's price of a model is another than the one we reckon with.
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
    """Where a trouble stands that only the admin can mend."""

    OPEN = "open"
    #: Somebody was let through, to see whether it is over.
    PROBING = "probing"
    RESOLVED = "resolved"


class IncidentEvent(StrEnum):
    """What can happen to an incident."""

    #: It shows.
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
        # It shows again and again for as long as it lasts.
        _T(E.REPORT, S.OPEN, S.OPEN),
        _T(E.REPORT, S.PROBING, S.OPEN),
        _T(E.REPORT, S.RESOLVED, S.OPEN),
        _T(E.PROBE, S.OPEN, S.PROBING),
        # The one before was called off, or never came to be sent.
        _T(E.PROBE, S.PROBING, S.PROBING),
        _T(E.RESOLVE, S.OPEN, S.RESOLVED),
        _T(E.RESOLVE, S.PROBING, S.RESOLVED),
    ],
)


@attrs.frozen(kw_only=True)
class Incident:
    """One trouble of one kind; the same one again opens it again.

    Every method returns a new incident; none changes this one.

    Raises:
        ActionNotAllowedError: From every method that moves it: the status forbids it.
    """

    kind: IncidentKind
    #: The provider's model it is about; empty: all of them.
    model: str = ""
    status: S = attrs.field(
        default=INCIDENT.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: What was said of it last, for the admin.
    detail: str
    #: When it began, this time.
    opened_at: datetime = attrs.field(validator=aware)
    #: When it last showed, or somebody was last let through to try.
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
                "exactly what is over says since when",
            ),
        )

    @classmethod
    def first(
        cls, kind: IncidentKind, model: str, detail: str, *, at: datetime
    ) -> "Incident":
        """Return an incident that shows for the first time."""
        new = cls(kind=kind, model=model, detail=detail, opened_at=at, seen_at=at)
        return attrs.evolve(new, **new._moved(E.REPORT, noted=True))

    @property
    def id(self) -> UUID:
        """What the audit knows it by."""
        return uuid5(NAMESPACE_OID, f"incident {self.kind} {self.model}")

    @property
    def open(self) -> bool:
        """Whether it is not over."""
        return self.status is not S.RESOLVED

    def stops(self, model: str) -> bool:
        """Whether nothing that needs this model can be made."""
        return (
            self.open and self.kind in INCIDENTS.values() and self.model in {"", model}
        )

    def report(self, detail: str, *, at: datetime) -> Self:
        """Note that it has shown again."""
        return attrs.evolve(
            self,
            detail=detail,
            opened_at=self.opened_at if self.open else at,
            seen_at=at,
            resolved_at=None,
            **self._moved(E.REPORT),
        )

    def probe(self, *, at: datetime) -> Self:
        """Let one through, to see whether it is over."""
        return attrs.evolve(self, seen_at=at, **self._moved(E.PROBE))

    def resolve(self, *, at: datetime) -> Self:
        """Note that it is over."""
        return attrs.evolve(self, resolved_at=at, **self._moved(E.RESOLVE))

    def _moved(self, event: E, *, noted: bool = False) -> Moved[S, E]:
        return INCIDENT.moved(self, event, noted=noted)


def subject(kind: IncidentKind, model: str) -> str:
    """Return the model that an incident is kept under; empty if it is about all."""
    return model if kind in OF_A_MODEL else ""


def stopping(incidents: Iterable[Incident], *models: str) -> Sequence[Incident]:
    """Return the incidents for which none of these models can be used."""
    return [one for one in incidents if any(map(one.stops, models))]


def over_at(incidents: Sequence[Incident], patience: timedelta) -> datetime | None:
    """Return when whatever these incidents stop may be tried again."""
    return max((one.seen_at + patience for one in incidents), default=None)
