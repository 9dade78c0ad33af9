"""A seeded scheduler that chooses which task runs next, with a simulated clock."""

import heapq
import inspect
import random
import types

from collections.abc import Callable, Coroutine, Generator
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from avatar_core.testing.time import EPOCH


Result = TypeVar("Result")
Step: TypeAlias = Coroutine[Any, Any, object]

#: The most time that passes at once while a task could go on, in seconds.
HASTE: Final = 5.0
#: More steps than any seed needs; beyond this, something loops for ever.
MOST_STEPS: Final = 2_000_000


@types.coroutine
def give_way() -> Generator[None, None, None]:
    """Let other tasks run once, on any event loop or none."""
    yield


@types.coroutine
def sleep(seconds: float) -> Generator[float, None, None]:
    """Continue after this much simulated time."""
    yield seconds


@types.coroutine
def park(waiting: "list[Task]") -> Generator["list[Task]", None, None]:
    """Continue when `Schedule.enqueue` is called with the same list."""
    yield waiting


class RestlessError(Exception):
    """The simulation does not come to an end."""


@attrs.define(eq=False)
class Task:
    """A coroutine and its state in the scheduler."""

    name: str
    work: Step
    #: Whether it belongs to the server, and dies with it.
    mortal: bool
    #: The subject of its work, used when it dies.
    about: object = None
    alive: bool = True
    #: While positive, the task is in a call with a time limit: it does not fall
    #: asleep, and continues exactly when its timer ends.
    awake: int = 0
    #: Whether it is stopped although it could run.
    asleep: bool = False
    #: Called when it wakes up, before it continues.
    on_waking: Callable[[], None] | None = None
    #: Raised in it when it continues.
    interruption: Exception | None = None
    #: The number of its steps; a timer set at an earlier step is ignored.
    turn: int = 0
    #: The list in which it is parked.
    parked: "list[Task] | None" = None


@attrs.define(eq=False)
class Schedule:
    """All tasks and the clock."""

    dice: random.Random
    #: The probability at each step that time passes although a task could run.
    haste: float = 0.02
    #: The probability at each step that a task of the server falls asleep, as on a
    #: stopped machine or during a long garbage collection.
    drowsiness: float = 0.0
    #: Called for every task that falls asleep.
    on_nap: Callable[[Task, float], None] = lambda *_: None
    #: Seconds since the start.
    seconds: float = 0.0
    #: While positive, no time passes as long as a task can run.
    unhurried: int = 0
    steps: int = 0
    current: Task | None = None
    ready: list[Task] = attrs.field(factory=list)
    _interrupted: list[Task] = attrs.field(factory=list)
    _timers: list[tuple[float, int, Task, int]] = attrs.field(factory=list)
    _timers_set: int = 0
    mortals: dict[int, Task] = attrs.field(factory=dict)

    def __call__(self) -> datetime:
        """Return the simulated time; this is the product's clock."""
        return EPOCH + timedelta(seconds=self.seconds)

    def spawn(
        self, name: str, work: Step, *, mortal: bool = False, after: float | None = None
    ) -> Task:
        """Start a task: soon, or exactly *after* seconds later."""
        task = Task(name, work, mortal)
        if after is None:
            self.ready.append(task)
        else:
            task.awake += 1
            self._set_timer(after, task)
        if mortal:
            self.mortals[id(task)] = task
        return task

    def enqueue(self, waiting: list[Task]) -> None:
        """Wake all tasks parked in this list."""
        for task in waiting:
            task.parked = None
        self.ready += [task for task in waiting if task.alive]
        waiting.clear()

    def kill_mortals(self) -> list[Task]:
        """Kill every task of the server; return them."""
        dead = [task for task in self.mortals.values() if task is not self.current]
        for task in dead:
            task.alive = False
            del self.mortals[id(task)]
        self.ready = [task for task in self.ready if task.alive]
        for task in dead:
            task.work.close()
        return dead

    def interrupt(self, task: Task, error: Exception) -> None:
        """Raise an error in a task, wherever it waits, before any time passes."""
        task.interruption = error
        task.turn += 1
        if task.parked is not None:
            task.parked.remove(task)
            task.parked = None
        self.ready = [other for other in self.ready if other is not task]
        self._interrupted.append(task)

    def kill(self, task: Task) -> None:
        """Kill a task."""
        if task.alive:
            task.alive = False
            self.mortals.pop(id(task), None)
            self.ready = [other for other in self.ready if other.alive]
            task.work.close()

    def run(self, limit: float) -> None:
        """Run until no task has anything to do.

        Raises:
            RestlessError: Tasks still run after *limit* simulated seconds.
        """
        try:
            self._run(limit)
        finally:
            # Some tasks may not have begun.
            for task in (*self.ready, *(task for _, _, task, _ in self._timers)):
                if inspect.getcoroutinestate(task.work) == inspect.CORO_CREATED:
                    task.work.close()

    def _run(self, limit: float) -> None:
        roll = self.dice.random
        ready, timers = self.ready, self._timers
        while True:
            while self._interrupted:
                task = self._interrupted.pop()
                if task.alive:
                    self._step(task)
            ready = self.ready
            if not ready:
                if not timers:
                    return
                self._pass_time(limit)
                continue
            # Longer waits than these are naps, and counted.
            hasty = not self.unhurried and roll() < self.haste
            if timers and hasty and timers[0][0] < self.seconds + HASTE:
                self._pass_time(limit)
                continue
            chosen = int(roll() * len(ready))
            task = ready[chosen]
            ready[chosen] = ready[-1]
            ready.pop()
            self._step(task)

    def _pass_time(self, limit: float) -> None:
        at, _, task, turn = heapq.heappop(self._timers)
        if not task.alive or turn != task.turn:
            return
        self.seconds = max(self.seconds, at)
        if self.seconds > limit:
            raise RestlessError(f"still busy after {limit:.0f} s: {task.name}")
        if task.awake:
            self._step(task)
        else:
            self.ready.append(task)

    def _step(self, task: Task) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise RestlessError(f"still busy after {MOST_STEPS} steps: {task.name}")
        self.current = task
        task.turn += 1
        if task.asleep:
            task.asleep = False
            if task.on_waking is not None:
                task.on_waking()
        interruption, task.interruption = task.interruption, None
        try:
            if interruption is None:
                wanted = task.work.send(None)
            else:
                wanted = task.work.throw(interruption)
        except StopIteration:
            task.alive = False
            self.mortals.pop(id(task), None)
            return
        finally:
            self.current = None
        if wanted is None:
            nap = self._nap(task)
            if nap:
                task.asleep = True
                self._set_timer(nap, task)
            else:
                self.ready.append(task)
        elif isinstance(wanted, list):
            wanted.append(task)
            task.parked = wanted
        else:
            self._set_timer(wanted, task)

    def _nap(self, task: Task) -> float:
        if not task.mortal or task.awake or not self.drowsiness:
            return 0.0
        if self.dice.random() >= self.drowsiness:
            return 0.0
        nap = self.dice.choice([3.0, 5.0, 7.0, 9.0, 11.0, 20.0, 70.0, 400.0])
        self.on_nap(task, nap)
        return nap

    def _set_timer(self, after: float, task: Task) -> None:
        self._timers_set += 1
        heapq.heappush(
            self._timers, (self.seconds + after, self._timers_set, task, task.turn)
        )
