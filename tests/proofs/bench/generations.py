"""The processor time of a generation, from the tap to the delivered picture."""

import asyncio
import tempfile

from pathlib import Path
from typing import Final

from tests.databases import postgres_url
from tests.e2e.journey import Visitor, photos
from tests.e2e.world import TOKEN, world_in
from tests.proofs.figures import Figure
from tests.proofs.load.programs import program

from entrypoints.sandbox.fal.weights import write_weights

from .meter import Costs, Meter, let_pass


_TIMES: Final = 30
_WARM_UP: Final = 6
#: What a person sends to order a picture: words and taps.
_UPDATES: Final = 6
_KEY: Final = "bench:key"
_KIND: Final = "generation"


async def _bare(data: Path) -> float:
    weights = data / "weights.safetensors"
    weights.write_bytes(write_weights("flux-1", "av1", list(photos(10))))
    async with world_in(data, fal_key=_KEY) as world:
        bot_settings = f"{TOKEN} {world.telegram.url} {world.settings.listen}"
        fal_settings = f"{world.fal.url} {_KEY} {weights}"
        module = "tests.proofs.bench.bare_generation"
        async with program(module, BARE_BOT=bot_settings, BARE_FAL=fal_settings) as bot:
            await bot.said(lambda line: b"ready" in line)
            anna = world.visitor()
            costs = Costs(Meter(bot.process.pid), _WARM_UP)
            for _ in range(_TIMES):
                await anna.asks("hello", "You said")
                await costs.measure(_KIND, lambda: _draws(anna, "Button 1"))
            return costs.median(_KIND)


async def _product(data: Path, database_url: str | None) -> float:
    async with world_in(
        data,
        database_url=database_url,
        sweep_seconds=3600,
        lease_seconds=120,
        picture_poll_seconds=60,  # the webhook comes first
        welcome_credits=1000,
    ) as world:
        process = await world.start_process()
        anna = world.visitor()
        await anna.has_avatar()
        costs = Costs(Meter(process.process.pid or 0), _WARM_UP)
        await costs.meter.watch_idle()
        for _ in range(_TIMES):
            await anna.is_choosing_count()
            await costs.measure(_KIND, lambda: _draws(anna, "1 picture"))
            await let_pass(_UPDATES)
        return costs.median(_KIND)


async def _draws(anna: Visitor, button: str) -> None:
    """Order one picture and wait for it."""
    before = len(anna.received)
    await anna.presses(button)
    await anna.receives(before + 1)


def measure() -> list[Figure]:
    """Compare with a bot that makes the same calls."""
    with tempfile.TemporaryDirectory() as directory:
        floor = asyncio.run(_bare(Path(directory)))
    figures = []
    for database, url, bound in (
        ("SQLite", None, 35.0),
        ("PostgreSQL", postgres_url(), None),
    ):
        with tempfile.TemporaryDirectory() as directory:
            cost = asyncio.run(_product(Path(directory), url))
        figures.append(
            Figure(
                name=f"CPU of a generation on {database}, {cost / floor:.1f} x",
                floor=f"the same calls made bare: {floor:.1f} ms",
                value=cost,
                bound=bound,
                unit="ms",
            )
        )
    return figures
