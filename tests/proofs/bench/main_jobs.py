"""The growth of the bot's memory over main jobs: from photos to a picture."""

import asyncio
import itertools
import tempfile

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from tests.e2e.world import World, world_in
from tests.proofs.figures import Figure

from .meter import memory


#: How many people are at it at the same time.
_AT_ONCE: Final = 4
#: Of each person: so many that the coach asks nothing before the training.
_PHOTOS: Final = 12
_BOUND: Final = 5


async def _grown(data: Path, jobs: int) -> tuple[float, float]:
    """Return the memory after the first half of the jobs, and its growth, in MB."""
    async with world_in(
        data, coach=True, sweep_seconds=5, fal_concurrency=_AT_ONCE
    ) as world:
        process = await world.start_process()
        pid, people = process.process.pid or 0, itertools.count(1001)
        await _main_jobs(world, people, jobs)
        before = memory(pid, "VmRSS")
        await _main_jobs(world, people, jobs)
        return before, memory(pid, "VmRSS") - before


async def _main_jobs(world: World, people: Iterator[int], jobs: int) -> None:
    """Do so many main jobs, each for a person of its own."""
    left = iter(range(jobs))

    async def do() -> None:
        for _ in left:
            visitor = attrs.evolve(world.visitor(next(people)), look=1)
            await visitor.has_avatar(count=_PHOTOS)
            await visitor.orders_pictures(1)
            await visitor.receives(1)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(_AT_ONCE):
            tasks.create_task(do())


def measure(jobs: int) -> list[Figure]:
    """Compare the memory after so many main jobs with that after twice as many."""
    with tempfile.TemporaryDirectory() as directory:
        before, grown = asyncio.run(_grown(Path(directory), jobs))
    return [
        Figure(
            name=f"growth of memory over {jobs:,} main jobs",
            floor=f"the same process after as many before: {before:.0f} MB",
            value=grown,
            bound=_BOUND,
            unit="MB",
        )
    ]
