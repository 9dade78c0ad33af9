"""How many updates a second one process handles on SQLite, 128 at once."""

import asyncio
import tempfile
import time

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.e2e.world import world_in
from tests.proofs.figures import Figure

from entrypoints.sandbox.telegram import Person, TelegramEmulator

from .updates import bare, says


_PEOPLE: Final = 128
_TIMES: Final = 4


def _people(telegram: TelegramEmulator) -> Sequence[Person]:
    return [telegram.person(2000 + n, f"Guest {n}", "en") for n in range(_PEOPLE)]


async def _rate(people: Sequence[Person]) -> float:
    """Return updates a second; everybody waits for an answer before the next."""

    async def asks(person: Person, times: int) -> None:
        for _ in range(times):
            await says(person, "/menu")

    await asyncio.gather(*(asks(person, 1) for person in people))  # newcomers
    begun = time.perf_counter()
    await asyncio.gather(*(asks(person, _TIMES) for person in people))
    return _PEOPLE * _TIMES / (time.perf_counter() - begun)


async def _floor(data: Path) -> float:
    async with bare(data) as (telegram, _):
        return await _rate(_people(telegram))


async def _product(data: Path) -> float:
    async with world_in(data, sweep_seconds=3600, lease_seconds=120) as world:
        await world.start_process()
        return await _rate(_people(world.telegram))


def measure() -> list[Figure]:
    """Compare with the bare bot between the same emulator and the same people."""
    with tempfile.TemporaryDirectory() as directory:
        floor = asyncio.run(_floor(Path(directory)))
        rate = asyncio.run(_product(Path(directory)))
    return [
        Figure(
            name=f"updates a second on SQLite, {_PEOPLE} at once: {rate:.0f}/s",
            floor=f"a bare aiogram bot: {floor:.0f}/s",
            value=rate / floor,
            bound=0.25,
            unit="x",
            at_least=True,
        )
    ]
