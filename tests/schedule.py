"""A scheduler that decides by a seed which task goes on, and what time it is."""

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
#: More awaits than any seed needs; beyond it something spins.
MOST_STEPS: Final = 2_000_000


@types.coroutine
def give_way() -> Generator[None, None, None]:
    """Let others run once, on any event loop or none."""
    yield


@types.coroutine
def sleep(seconds: float) -> Generator[float, None, None]:
    """Go on that much simulated time later."""
    yield seconds


@types.coroutine
def park(waiting: "list[Task]") -> Generator["list[Task]", None, None]:
    """Go on when somebody calls `Schedule.enqueue` with the same list."""
    yield waiting


class RestlessError(Exception):
    """The simulated world does not come to rest."""


@attrs.define(eq=False)
class Task:
    """One coroutine and what its scheduler knows of it."""

    name: str
    work: Step
    #: Tasks of the server die with it; those of the world do not.
    mortal: bool
    #: What it is about; used when it dies.
    about: object = None
    alive: bool = True
    #: While positive the task is in a call that is bounded in time: it does not
    #: fall asleep, and goes on exactly when its time has come.
    awake: int = 0
    #: Whether it is stopped although it could go on.
    asleep: bool = False
    #: Called when it wakes up, before it goes on.
    on_waking: Callable[[], None] | None = None
    #: Raised in it when it goes on.
    interruption: Exception | None = None
    #: Counts its steps: a timer set for an earlier one is void.
    turn: int = 0
    #: Where it is parked.
    parked: "list[Task] | None" = None


@attrs.define(eq=False)
class Schedule:
    """All tasks, and the one clock."""

    dice: random.Random
    #: How likely time passes at a step although a task could go on.
    haste: float = 0.02
    #: How likely a task of the server falls asleep at a step: a stopped machine,
    #: a long collection of garbage.
    drowsiness: float = 0.0
    #: Told of every task that falls asleep.
    on_nap: Callable[[Task, float], None] = lambda *_: None
    #: Seconds since the beginning.
    seconds: float = 0.0
    #: While positive no time passes as long as somebody could go on.
    unhurried: int = 0
    steps: int = 0
    current: Task | None = None
    ready: list[Task] = attrs.field(factory=list)
    _interrupted: list[Task] = attrs.field(factory=list)
    _timers: list[tuple[float, int, Task, int]] = attrs.field(factory=list)
    _timers_set: int = 0
    mortals: dict[int, Task] = attrs.field(factory=dict)

    def __call__(self) -> datetime:
        """Return the present moment: this is the product's clock."""
        return EPOCH + timedelta(seconds=self.seconds)

    def spawn(
        self, name: str, work: Step, *, mortal: bool = False, after: float | None = None
    ) -> Task:
        """Begin a task: soon, or exactly after so many seconds."""
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
        """Let all tasks go on that are parked there."""
        for task in waiting:
            task.parked = None
        self.ready += [task for task in waiting if task.alive]
        waiting.clear()

    def kill_mortals(self) -> list[Task]:
        """End every task of the server where it stands; return them."""
        dead = [task for task in self.mortals.values() if task is not self.current]
        for task in dead:
            task.alive = False
            del self.mortals[id(task)]
        self.ready = [task for task in self.ready if task.alive]
        for task in dead:
            task.work.close()
        return dead

    def interrupt(self, task: Task, error: Exception) -> None:
        """Raise an error in a task, wherever it waits, before time passes."""
        task.interruption = error
        task.turn += 1
        if task.parked is not None:
            task.parked.remove(task)
            task.parked = None
        self.ready = [other for other in self.ready if other is not task]
        self._interrupted.append(task)

    def kill(self, task: Task) -> None:
        """End one task where it stands."""
        if task.alive:
            task.alive = False
            self.mortals.pop(id(task), None)
            self.ready = [other for other in self.ready if other.alive]
            task.work.close()

    def run(self, limit: float) -> None:
        """Run until nobody has anything to do.

        Raises:
            RestlessError: That is not so after *limit* simulated seconds.
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
