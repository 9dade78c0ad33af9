"""A lifecycle: a table of transitions, and the one machine that walks it."""

from collections.abc import Callable, Iterable, Set as AbstractSet
from enum import StrEnum
from typing import Any, Final, Generic, Protocol, TypedDict, TypeVar

import attrs

from transitions import Machine

from ..errors import GuardRejectedError, IllegalTransitionError


Status = TypeVar("Status", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)
Facts = TypeVar("Facts")


@attrs.frozen
class Transition(Generic[Status, Event, Facts]):
    """One row: *event* leads from *source* to *dest* if *guard* allows it."""

    event: Event
    source: Status
    dest: Status
    guard: Callable[[Facts], bool] | None = None


@attrs.frozen
class Move(Generic[Status, Event]):
    """One event that happened to an aggregate since it was loaded."""

    event: Event
    source: Status
    dest: Status


class Moved(TypedDict, Generic[Status, Event]):
    """What an event changes in any aggregate, as arguments for `attrs.evolve`."""

    status: Status
    moves: tuple[Move[Status, Event], ...]


class Moving(Protocol):
    """An aggregate that remembers what happened to it."""

    @property
    def moves(self) -> tuple[Move[Any, Any], ...]: ...


Mover = TypeVar("Mover", bound=Moving)


def written(mover: Mover) -> Mover:
    """Return an aggregate whose moves are in the audit trail, to be kept."""
    aggregate: Any = mover
    kept: Mover = attrs.evolve(aggregate, moves=()) if mover.moves else mover
    return kept


def check_written(mover: Moving) -> None:
    """Refuse to keep what nobody wrote down.

    Raises:
        ValueError: The aggregate has moved; see `use_cases.trail.save`.
    """
    if mover.moves:
        raise ValueError(f"not in the audit trail: {mover.moves}")


@attrs.define
class _Position:
    """The throw-away model that the shared machine moves."""

    state: str


class Lifecycle(Generic[Status, Event, Facts]):
    """Where each event leads from each status.

    Rows of the same event and source are tried in order; the first whose guard
    allows it wins. The machine has no registered models and keeps nothing
    between calls, so one object serves every aggregate and thread.
    """

    def __init__(
        self,
        name: str,
        *,
        initial: Status,
        transitions: Iterable[Transition[Status, Event, Facts]],
        by_people: AbstractSet[Event] = frozenset(),
    ) -> None:
        """Make a lifecycle; *by_people* are the events that people cause by a tap.

        Raises:
            ValueError: A row can never be taken, a status never be reached, or an
                event never happen.
        """
        self.name: Final = name
        self.initial: Final = initial
        self.statuses: Final = tuple(type(initial))
        self.transitions: Final = tuple(transitions)
        self.by_people: Final = frozenset(by_people)
        self._check()
        self._known: Final = {(row.source, row.event) for row in self.transitions}
        # The machine is a tenth faster with words, and nobody else sees them.
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

    def after(self, status: Status, event: Event, facts: Facts) -> Status:
        """Return where *event* leads from *status*.

        Raises:
            IllegalTransitionError: The table has no such row.
            GuardRejectedError: It has, but every guard refuses *facts*.
        """
        if (status, event) not in self._known:
            raise IllegalTransitionError(status, event)
        position = _Position(status.value)
        if not self._machine.events[event].trigger(position, facts):
            raise GuardRejectedError(status, event)
        return self._statuses[position.state]

    def moved(
        self,
        facts: Facts,
        event: Event,
        *,
        status: Status,
        moves: tuple[Move[Status, Event], ...],
        noted: bool = False,
    ) -> Moved[Status, Event]:
        """Return the next status, and the moves with this one.

        An event that leaves the status as it is is not remembered, unless *noted*.

        Raises:
            IllegalTransitionError: The table has no such row.
            GuardRejectedError: It has, but every guard refuses *facts*.
        """
        dest = self.after(status, event, facts)
        if dest is not status or noted:
            moves = (*moves, Move(event, status, dest))
        return {"status": dest, "moves": moves}

    def allowed(self, status: Status, facts: Facts) -> frozenset[Event]:
        """Return the events that would move *facts* on from *status*."""
        return frozenset(
            row.event
            for row in self.transitions
            if row.source is status and (row.guard is None or row.guard(facts))
        )

    def actions(self, status: Status, facts: Facts) -> frozenset[Event]:
        """Return what people can do with *facts* now."""
        return self.allowed(status, facts) & self.by_people

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
