"""The emulators of Telegram and fal.ai, and the faults that the page offers."""

import tomllib

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Final

import attrs

from . import events
from .access import BOT_TOKEN, FAL_KEY, FAL_USER, HOST, Ports
from .fal import FalEmulator, Faults
from .faults import Fault
from .happenings import Happenings
from .sample_photos import poor_photos, sample_photos
from .telegram import PAGE_PEOPLE, FaultButton, TelegramEmulator


#: fal.ai waits for minutes before it calls a webhook again; here nobody would wait.
_WEBHOOK_RETRY_SECONDS: Final = 5


@attrs.frozen
class Emulators:
    """Both emulators, running."""

    telegram: TelegramEmulator
    fal: FalEmulator


def photos_of(user: int) -> list[tuple[str, bytes]]:
    """Return the sample photos of one of the chat page's people."""
    (first, _), *_ = PAGE_PEOPLE
    return sample_photos(person=user - first + 1)


def faults_of(faults: Faults, happenings: Happenings) -> tuple[FaultButton, ...]:
    """Return fal.ai's faults that a click on the chat page arms.

    When one happens, *happenings* is told.
    """
    titles = tomllib.loads((files(__package__) / "faults.toml").read_text("utf-8"))
    armed: dict[str, Fault] = vars(faults)
    buttons = tuple(
        FaultButton(
            name.replace("_", "-"),
            en,
            ru,
            did_en,
            did_ru,
            armed[name],
            armed[name].armed,
        )
        for name, (en, ru, did_en, did_ru) in titles.items()
    )
    for name, button in zip(titles, buttons, strict=True):
        armed[name].told = partial(happenings.begin, button.id)
    return buttons


@asynccontextmanager
async def emulators(
    ports: Ports,
    data: Path,
    *,
    training_seconds: float,
    picture_seconds: float = 2.0,
    watch: events.Watch = events.nobody,
) -> AsyncIterator[Emulators]:
    """Serve both until the block is left; keep everything in *data*.

    *watch* is told what happens.
    """
    happenings = Happenings()
    fal = FalEmulator(
        key=FAL_KEY,
        user_id=FAL_USER,
        data=data / "fal",
        training_seconds=training_seconds,
        picture_seconds=picture_seconds,
        webhook_retry_seconds=_WEBHOOK_RETRY_SECONDS,
        watch=watch,
        happenings=happenings,
    )
    telegram = TelegramEmulator(
        token=BOT_TOKEN,
        data=data / "telegram",
        faults=faults_of(fal.faults, happenings),
        sample_photos=photos_of,
        poor_photos=lambda _: poor_photos(),
        watch=watch,
        happenings=happenings,
    )
    await fal.start(HOST, ports.fal)
    try:
        await telegram.start(HOST, ports.telegram)
        yield Emulators(telegram, fal)
    finally:
        await telegram.stop()
        await fal.stop()
