"""Stops one of two processes for longer than its lease, and resumes it.

The other process takes over its work meanwhile.
"""

import asyncio
import time

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import attrs

from tests.e2e.process import Process
from tests.e2e.world import HOST, World, free_port, world_in

from .boundary import Boundary
from .life import Plan, is_stopped, resume
from .people import Crowd
from .proof import Findings, prove


#: The length of a lease, and of a stop, in seconds. A stop is also longer than the
#: time in which a recorded POST may still be made.
_LEASE: Final = 3.0
_STOPPED: Final = 7.0
_LOOK_EVERY: Final = 0.02
#: Seconds in which people bring about every step of a job several times.
_NOTHING_NEW: Final = 120.0


@attrs.define(kw_only=True)
class Freeze:
    """A process that stops at each commit of a job's steps, and a healthy one."""

    world: World
    plan: Plan
    frozen: Process
    wanted: int
    #: The number of calls to Telegram before each stop.
    stops: list[int] = attrs.field(factory=list)
    boundaries: list[Boundary] = attrs.field(factory=list)

    async def run(self) -> Findings:
        """Stop the process *wanted* times, and let everybody finish."""
        crowd = Crowd(self.world)
        lanes = crowd.begin()
        try:
            while len(self.stops) < self.wanted:
                await self._stop_once(lanes)
            crowd.over = True
            while not all(lane.done() for lane in lanes):
                await self._stop_once(lanes)
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()
        await crowd.settle()
        return await prove(self.world, self.stops)

    async def _stop_once(self, lanes: list[asyncio.Task[None]]) -> None:
        """Resume the process some time after it has stopped."""
        begun = time.monotonic()
        while not is_stopped(self.frozen):
            for lane in lanes:
                if lane.done():
                    lane.result()
            if all(lane.done() for lane in lanes):
                return
            if time.monotonic() - begun > _NOTHING_NEW:
                raise AssertionError(
                    f"no new commit in {_NOTHING_NEW:.0f} s; stopped at {self.boundaries}"
                )
            await asyncio.sleep(_LOOK_EVERY)
        self.stops.append(len(self.world.telegram.calls))
        if (boundary := self.plan.died_at) is not None:
            self.boundaries.append(boundary)
        await asyncio.sleep(_STOPPED)
        resume(self.frozen)


async def freeze(
    data: Path, database_url: str, wanted: int = 12
) -> tuple[str, Findings]:
    """Stop one of two processes *wanted* times; return a summary and the findings."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(
            world_in(
                data,
                database_url=database_url,
                training_seconds=0.5,
                picture_seconds=0.2,
                lease_seconds=_LEASE,
            )
        )
        first = Plan(settings=world.settings, data=data).begin()
        stack.push_async_callback(first.kill)
        await first.ready()
        home = data / "frozen"
        home.mkdir()
        # Webhooks go to the healthy process only.
        plan = Plan(
            settings=world.settings.model_copy(
                update={"listen": f"{HOST}:{free_port()}"}
            ),
            data=home,
            spared=frozenset(),
            within="Jobs.",  # `AdvanceJobs` and the classes of its steps
            stops=True,
        )
        second = plan.begin()
        stack.push_async_callback(second.kill)
        await second.ready()
        scene = Freeze(world=world, plan=plan, frozen=second, wanted=wanted)
        findings = await scene.run()
        sites = len({site for site, _ in scene.boundaries})
        return f"{len(scene.stops)} stops at {sites} commits", findings
