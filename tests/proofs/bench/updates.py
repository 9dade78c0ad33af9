"""The processor time of one update, beside that of a bot with nothing behind it."""

import asyncio
import tempfile

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.databases import postgres_url
from tests.e2e.journey import Visitor
from tests.e2e.world import HOST, free_port, world_in
from tests.proofs.figures import Figure
from tests.proofs.load.programs import program

from entrypoints.sandbox.telegram import Person, TelegramEmulator

from .meter import Costs, Meter, let_pass


_TOKEN: Final = "1:bench"
_TIMES: Final = 40
_WARM_UP: Final = 8
#: What a person sends in one round.
_UPDATES: Final = 10
_BOUND: Final = {"SQLite": 3.0, "PostgreSQL": 5.0}


@asynccontextmanager
async def _bare(data: Path) -> AsyncIterator[tuple[Person, Meter]]:
    telegram = TelegramEmulator(_TOKEN, data)
    await telegram.start(HOST, 0)
    listen = f"{HOST}:{free_port()}"
    settings = f"{_TOKEN} {telegram.url} {listen}"
    try:
        async with program("tests.proofs.bench.bare_bot", BARE_BOT=settings) as bot:
            await bot.said(lambda line: b"ready" in line)
            yield telegram.person(1001, "Anna", "en"), Meter(bot.process.pid)
    finally:
        await telegram.stop()


async def _says(person: Person, words: str) -> None:
    """Send words and wait for a new message of the bot."""
    last = person.messages[-1].id if person.messages else 0
    await person.send_text(words)
    await person.wait_for(lambda message: message.id > last + 1)


async def _compared(data: Path, database_url: str | None) -> tuple[Costs, Costs]:
    """Return the costs of the floor and of the product, measured in turn."""
    async with (
        _bare(data / "bare") as (person, bare),
        world_in(
            data / "product",
            database_url=database_url,
            sweep_seconds=3600,
            lease_seconds=120,
        ) as world,
    ):
        floor = Costs(bare, _WARM_UP)
        process = await world.start_process()
        anna = world.visitor()
        await anna.has_avatar()
        for _ in range(2):
            before = len(anna.received)
            await anna.orders_pictures(2)
            await anna.receives(before + 2)
        costs = Costs(Meter(process.process.pid or 0), _WARM_UP)
        await costs.meter.watch_idle()
        for _ in range(_TIMES):
            await _once(anna, costs)
            await floor.measure("message", lambda: _says(person, "hello"))
            await floor.measure("tap", lambda: person.press("Button 1"))
            await let_pass(_UPDATES)
        return floor, costs


async def _once(anna: Visitor, costs: Costs) -> None:
    person = anna.person
    await costs.measure("/start", lambda: _says(person, "/start"))
    await costs.measure("tap", lambda: person.press("My avatars"))
    await costs.measure("card", lambda: person.press("Summer"))
    await _says(person, "/gallery")
    await person.press("1")
    await costs.measure("gallery", lambda: person.press("▶️"))
    await _says(person, "/menu")
    await anna.presses("🎨 Create pictures")
    await anna.presses("Describe a picture")
    await costs.measure("words", lambda: _says(person, "on the Moon"))


def measure() -> list[Figure]:
    """Compare each kind of update with a message or a tap of the bare bot."""
    figures = []
    for database, url in (("SQLite", None), ("PostgreSQL", postgres_url())):
        with tempfile.TemporaryDirectory() as directory:
            floor, costs = asyncio.run(_compared(Path(directory), url))
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
