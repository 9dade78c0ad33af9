"""The processor time of one update, beside that of a bot with nothing behind it."""

import asyncio
import statistics
import tempfile
import time

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeAlias

import attrs

from tests.databases import postgres_url
from tests.e2e.journey import Visitor
from tests.e2e.world import HOST, free_port, world_in
from tests.proofs.figures import Figure
from tests.proofs.load.programs import program

from entrypoints.sandbox.telegram import Person, TelegramEmulator


_TOKEN: Final = "1:bench"
_TIMES: Final = 40
_WARM_UP: Final = 8
#: Seconds without work after which an update counts as done.
_QUIET: Final = 0.06
_IDLE_SECONDS: Final = 5.0
_BOUND: Final = {"SQLite": 3.0, "PostgreSQL": 5.0}

Act: TypeAlias = Callable[[], Awaitable[object]]


@attrs.define
class _Meter:
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
        """Measure what it costs to run it without any updates."""
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
class _Costs:
    """What acts have cost, by kind."""

    meter: _Meter
    found: dict[str, list[float]] = attrs.field(factory=dict)

    async def measure(self, kind: str, act: Act) -> None:
        """Do something and note its cost."""
        self.found.setdefault(kind, []).append(await self.meter.cost(act))

    def median(self, kind: str) -> float:
        """Return the median of a kind, in milliseconds, after the first few."""
        return statistics.median(self.found[kind][_WARM_UP:])


@asynccontextmanager
async def _bare(data: Path) -> AsyncIterator[tuple[Person, _Meter]]:
    telegram = TelegramEmulator(_TOKEN, data / "bare")
    await telegram.start(HOST, 0)
    listen = f"{HOST}:{free_port()}"
    settings = f"{_TOKEN} {telegram.url} {listen}"
    try:
        async with program("tests.proofs.bench.bare_bot", BARE_BOT=settings) as bot:
            await bot.said(lambda line: b"ready" in line)
            yield telegram.person(1001, "Anna", "en"), _Meter(bot.process.pid)
    finally:
        await telegram.stop()


async def _floor(data: Path) -> _Costs:
    async with _bare(data) as (person, meter):
        costs = _Costs(meter)
        for _ in range(_TIMES):
            await costs.measure("message", lambda: _says(person, "hello"))
            await costs.measure("tap", lambda: person.press("Button 1"))
        return costs


async def _says(person: Person, words: str) -> None:
    """Send words and wait for a new message of the bot."""
    last = person.messages[-1].id if person.messages else 0
    await person.send_text(words)
    await person.wait_for(lambda message: message.id > last + 1)


async def _product(data: Path, database_url: str | None) -> _Costs:
    async with world_in(
        data, database_url=database_url, sweep_seconds=3600, lease_seconds=120
    ) as world:
        process = await world.start_process()
        anna = world.visitor()
        await anna.has_avatar()
        for _ in range(2):
            before = len(anna.received)
            await anna.orders_pictures(2)
            await anna.receives(before + 2)
        costs = _Costs(_Meter(process.process.pid or 0))
        await costs.meter.watch_idle()
        for _ in range(_TIMES):
            await _once(anna, costs)
        return costs


async def _once(anna: Visitor, costs: _Costs) -> None:
    person = anna.person
    await costs.measure("/start", lambda: _says(person, "/start"))
    await costs.measure("tap", lambda: person.press("My avatars"))
    await costs.measure("card", lambda: person.press("Summer"))
    await _says(person, "/gallery")
    await costs.measure("gallery", lambda: person.press("▶"))
    await _says(person, "/menu")
    await person.press("🎨 Create pictures")
    await person.press("Describe a picture")
    await costs.measure("words", lambda: _says(person, "on the Moon"))


def measure() -> list[Figure]:
    """Compare each kind of update with a message or a tap of the bare bot."""
    figures = []
    for database, url in (("SQLite", None), ("PostgreSQL", postgres_url())):
        with tempfile.TemporaryDirectory() as directory:
            floor = asyncio.run(_floor(Path(directory)))
            costs = asyncio.run(_product(Path(directory), url))
        for kind in costs.found:
            bare = "message" if kind in {"/start", "words"} else "tap"
            least, cost = floor.median(bare), costs.median(kind)
            figures.append(
                Figure(
                    name=f"CPU of an update on {database}: {kind}, {cost:.1f} ms",
                    floor=f"a {bare} of a bare aiogram bot: {least:.1f} ms",
                    value=cost / least,
                    bound=_BOUND[database],
                    unit="x",
                )
            )
    return figures
