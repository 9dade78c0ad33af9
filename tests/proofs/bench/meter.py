"""The processor time and the memory of a process."""

import asyncio
import re
import statistics
import time

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeAlias

import attrs

from adapters.telegram.updates.throttle import EVERYTHING_ELSE


#: Seconds without work after which an act counts as done.
_QUIET: Final = 0.06
_IDLE_SECONDS: Final = 5.0

Act: TypeAlias = Callable[[], Awaitable[object]]


@attrs.define
class Meter:
    """Reads from the kernel what a process has used, all threads together."""

    pid: int
    #: The processor time of each second in which nobody asks anything.
    idle: float = 0.0

    def seconds(self) -> float:
        """Return the processor time so far."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        spent = [int((task / "schedstat").read_text().split()[0]) for task in tasks]
        return sum(spent) / 1e9

    async def settled(self) -> float:
        """Wait until the process rests; return its processor time."""
        last = self.seconds()
        while True:
            await asyncio.sleep(_QUIET)
            now = self.seconds()
            if now - last < 0.001:
                return now
            last = now

    async def watch_idle(self) -> None:
        """Measure what it costs to run it without any work."""
        before = await self.settled()
        await asyncio.sleep(_IDLE_SECONDS)
        self.idle = (self.seconds() - before) / _IDLE_SECONDS

    async def cost(self, act: Act) -> float:
        """Return what one act costs, in milliseconds."""
        before, begun = await self.settled(), time.monotonic()
        await act()
        spent = await self.settled() - before
        return (spent - self.idle * (time.monotonic() - begun)) * 1000


@attrs.define
class Costs:
    """What acts have cost, by kind."""

    meter: Meter
    #: Acts of each kind that are not counted, because they come first.
    warm_up: int
    found: dict[str, list[float]] = attrs.field(factory=dict)

    async def measure(self, kind: str, act: Act) -> None:
        """Do something and note its cost."""
        self.found.setdefault(kind, []).append(await self.meter.cost(act))

    def median(self, kind: str) -> float:
        """Return the median of a kind, in milliseconds."""
        return statistics.median(self.found[kind][self.warm_up :])


async def let_pass(updates: int) -> None:
    """Wait until so many updates no longer count for their sender's throttle."""
    await asyncio.sleep(updates / EVERYTHING_ELSE.per_second)


def memory(pid: int, name: str) -> float:
    """Return a figure of a process from the kernel, such as VmRSS, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
