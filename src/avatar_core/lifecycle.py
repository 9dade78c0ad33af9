"""A lifecycle: a table of transitions, run as a state machine.

Each lifecycle is defined beside the aggregate that it moves.
"""

from collections.abc import Callable, Iterable, Set as AbstractSet
from enum import StrEnum
from typing import Any, Final, Generic, Protocol, Self, TypedDict, TypeVar

import attrs

from transitions import Machine

from .errors import GuardRejectedError, IllegalTransitionError


Status = TypeVar("Status", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


@attrs.frozen
class Move(Generic[Status, Event]):
    """One event that happened to an aggregate after it was loaded."""

    event: Event
    source: Status
    dest: Status


class Moved(TypedDict, Generic[Status, Event]):
    """What an event changes in any aggregate, as arguments for `attrs.evolve`."""

    status: Status
    moves: tuple[Move[Status, Event], ...]


class Moving(Protocol):
    """An aggregate that has a status and remembers its moves."""

    @property
    def status(self) -> Any: ...
    @property
    def moves(self) -> tuple[Move[Any, Any], ...]: ...


Aggregate = TypeVar("Aggregate", bound=Moving)


@attrs.frozen
class Transition(Generic[Status, Event, Aggregate]):
    """One row: *event* leads from *source* to *dest* if *guard* allows it."""

    event: Event
    source: Status
    dest: Status
    guard: Callable[[Aggregate], bool] | None = None

    @classmethod
    def each(
        cls,
        event: Event,
        sources: Iterable[Status],
        dest: Status | None = None,
        guard: Callable[[Aggregate], bool] | None = None,
    ) -> list[Self]:
        """Return a row for each source; without *dest* the status stays as it is."""
        return [cls(event, source, dest or source, guard) for source in sources]


def written(aggregate: Aggregate) -> Aggregate:
    """Return the aggregate without its moves, which are in the audit trail."""
    if not aggregate.moves:
        return aggregate
    moved: Any = aggregate
    kept: Aggregate = attrs.evolve(moved, moves=())
    return kept


def check_written(aggregate: Moving) -> None:
    """Check that all moves of an aggregate are in the audit trail.

    Raises:
        ValueError: Some are not; see `use_cases.trail.save`.
    """
    if aggregate.moves:
        raise ValueError(f"not in the audit trail: {aggregate.moves}")


@attrs.define
class _Position:
    """The throw-away model that the shared machine moves."""

    state: str


class Lifecycle(Generic[Status, Event, Aggregate]):
    """A state machine: where each event leads from each status.

    Rows of the same event and source are tried in order; the first whose guard
    allows it wins. The machine keeps no models, so one lifecycle serves all
    aggregates of its kind.
    """

    def __init__(
        self,
        name: str,
        *,
        initial: Status,
        transitions: Iterable[Transition[Status, Event, Aggregate]],
        by_people: AbstractSet[Event] = frozenset(),
    ) -> None:
        """Make a lifecycle; *by_people* are the events that people cause.

        Raises:
            ValueError: A row, a status or an event is unreachable.
        """
        self.name: Final = name
        self.initial: Final = initial
        self.statuses: Final = tuple(type(initial))
        self.transitions: Final = tuple(transitions)
        self.by_people: Final = frozenset(by_people)
        self._check()
        self._known: Final = {(row.source, row.event) for row in self.transitions}
        # The machine is a tenth faster with strings, which are used only in here.
        self._statuses: Final = {status.value: status for status in self.statuses}
        self._machine: Final = Machine(
            model=None,
            states=[status.value for status in self.statuses],
            initial=initial.value,
            auto_transitions=False,
            transitions=[
                {
                    "trigger": row.event,
                    "source": row.source.value,
                    "dest": row.dest.value,
                    "conditions": row.guard,
                }
                for row in self.transitions
            ],
        )

    def after(self, status: Status, event: Event, aggregate: Aggregate) -> Status:
        """Return where *event* leads *aggregate* from *status*.

        Raises:
            IllegalTransitionError: The table has no such row.
            GuardRejectedError: It has, but every guard refuses.
        """
        if (status, event) not in self._known:
            raise IllegalTransitionError(status, event)
        position = _Position(status.value)
        if not self._machine.events[event].trigger(position, aggregate):
            raise GuardRejectedError(status, event)
        return self._statuses[position.state]

    def moved(
        self, aggregate: Aggregate, event: Event, *, noted: bool = False
    ) -> Moved[Status, Event]:
        """Return the aggregate's next status, and its moves with this one.

        An event that leaves the status as it is adds no move, unless *noted*.

        Raises:
            IllegalTransitionError: The table has no such row.
            GuardRejectedError: It has, but every guard refuses.
        """
        status: Status = aggregate.status
        dest = self.after(status, event, aggregate)
        moves = aggregate.moves
        if dest is not status or noted:
            moves = (*moves, Move(event, status, dest))
        return {"status": dest, "moves": moves}

    def allowed(self, aggregate: Aggregate) -> frozenset[Event]:
        """Return the events that would move the aggregate."""
        return frozenset(
            row.event
            for row in self.transitions
            if row.source is aggregate.status
            and (row.guard is None or row.guard(aggregate))
        )

    def actions(self, aggregate: Aggregate) -> frozenset[Event]:
        """Return the events that a person may cause now."""
        return self.allowed(aggregate) & self.by_people

    def _check(self) -> None:
        guards: dict[tuple[Status, Event], list[object]] = {}
        for row in self.transitions:
            before = guards.setdefault((row.source, row.event), [])
            if before and (row.guard is None or {None, row.guard} & {*before}):
                raise ValueError(
                    f"{self.name}: {row.event} of {row.source} is shadowed"
                )
            before.append(row.guard)
        reached = {self.initial}
        for _ in self.statuses:
            reached |= {row.dest for row in self.transitions if row.source in reached}
        if lost := set(self.statuses) - reached:
            raise ValueError(f"{self.name}: nothing leads to {', '.join(sorted(lost))}")
        events = set(type(self.transitions[0].event))
        if never := events - {row.event for row in self.transitions}:
            raise ValueError(f"{self.name}: no row has {', '.join(sorted(never))}")

    @property
    def final(self) -> frozenset[Status]:
        """The statuses that no event leaves for another one."""
        leaving = {row.source for row in self.transitions if row.dest is not row.source}
        return frozenset(self.statuses) - leaving
