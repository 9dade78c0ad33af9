"""Kills the product at every commit and at random moments."""

import asyncio
import random
import time

from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import attrs

from tests.e2e.world import World, world_in

from .boundary import Boundary
from .life import Plan
from .people import PATIENCE, Crowd
from .proof import Findings, prove


#: A process that reaches no new boundary within these seconds is killed anyway. It is
#: enough to handle an update, which is given up after ten deaths.
_LONGEST: Final = 7.0
#: On a busy machine, the limit is this many times the product's start, so that work is
#: finished at all.
_STARTS: Final = 3.0
#: The share of processes that may die while they start.
_WHILE_STARTING: Final = 0.25
#: The share of processes that die at a random moment only. If all of the first fifty
#: died at the first commit that was new to them, nobody would be served for a minute.
_AT_NO_COMMIT: Final = 0.3


@attrs.define
class Report:
    """The result of a run of kills."""

    seconds: float = 0.0
    #: Boundaries at which the product was killed.
    boundaries: Counter[Boundary] = attrs.field(factory=Counter)
    #: Kills at random moments.
    moments: int = 0
    people: int = 0
    findings: Findings = attrs.field(factory=Findings)

    @property
    def kills(self) -> int:
        """How often the product was killed."""
        return self.boundaries.total() + self.moments


@attrs.define
class Slaughter:
    """The product killed again and again while people do the main job."""

    world: World
    data: Path
    wanted: int
    dice: random.Random
    #: Kill at commits of this name only, and at no other moment.
    within: str | None
    report: Report = attrs.field(factory=Report)
    #: The number of calls to Telegram before each kill.
    _kills: list[int] = attrs.field(factory=list)
    _longest: float = _LONGEST

    async def run(self) -> None:
        """Kill *wanted* times, let everybody finish, and check the promises."""
        begun = time.monotonic()
        async with AsyncExitStack() as stack:
            crowd = Crowd(self.world)
            people = crowd.begin()
            for task in people:
                stack.callback(task.cancel)
            while self.report.kills < self.wanted:
                await self._one_life()
                for task in people:
                    if task.done():
                        task.result()
            crowd.over = True
            last = Plan(settings=self.world.settings, data=self.data).begin()
            stack.push_async_callback(last.kill)
            await last.ready()
            await asyncio.gather(*people)
            await crowd.settle()
            await last.terminate()
        self.report.people = crowd.people
        self.report.findings = await prove(self.world, self._kills)
        self.report.seconds = time.monotonic() - begun

    async def _one_life(self) -> None:
        anywhere = self.within is None and self.dice.random() < _AT_NO_COMMIT
        plan = Plan(
            settings=self.world.settings,
            data=self.data,
            spared=None if anywhere else frozenset(self.report.boundaries),
            within=self.within or "",
        )
        life = plan.begin()
        longest = PATIENCE
        if self.within is None:
            begun = time.monotonic()
            if self.dice.random() >= _WHILE_STARTING and await life.started():
                self._longest = max(_LONGEST, _STARTS * (time.monotonic() - begun))
            longest = self._longest * self.dice.random()
        if not await life.ended(longest):
            await life.kill()
        self._kills.append(len(self.world.telegram.calls))
        boundary = plan.died_at
        if not life.killed:
            raise AssertionError(f"it ended by itself: {life.lines[-3:]}")
        if boundary is None:
            self.report.moments += 1
        else:
            self.report.boundaries[boundary] += 1


async def kill(
    data: Path,
    wanted: int,
    seed: int,
    *,
    database_url: str | None = None,
    within: str | None = None,
) -> Report:
    """Kill the product *wanted* times; return the result."""
    async with world_in(
        data,
        database_url=database_url,
        training_seconds=0.3,
        picture_seconds=0.1,
        # Longer than any message takes, or a living worker is taken for dead.
        lease_seconds=3,
    ) as world:
        dice = random.Random(seed)  # noqa: S311 - not secret
        slaughter = Slaughter(world, data, wanted, dice, within)
        await slaughter.run()
        return slaughter.report
