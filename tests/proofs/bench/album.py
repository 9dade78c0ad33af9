"""The memory that an album of twenty photos of 5 MB costs the running bot."""

import asyncio
import io
import os
import sys
import tempfile

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from tests.proofs.figures import Figure

from entrypoints.sandbox.fal import FalEmulator
from entrypoints.sandbox.telegram import TelegramEmulator

from .meter import memory


_PHOTOS: Final = 20
#: The usual 12, 16 and 20 megapixels of phones.
_SIZES: Final = ((4032, 3024), (4624, 3468), (5184, 3888))
_BYTES: Final = 5_000_000
_TOKEN: Final = "1:bench"


def _photo(number: int) -> bytes:
    """Return a JPEG of some 5 MB: a gradient with noise."""
    size = _SIZES[number % len(_SIZES)]
    gradient = Image.radial_gradient("L").resize(size)
    noise = Image.effect_noise(size, 60 + number)
    picture = Image.merge("RGB", [gradient, Image.blend(gradient, noise, 0.3), noise])
    low, high = 20, 95
    while True:
        quality = (low + high) // 2
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        if high - low <= 1:
            return file.getvalue()
        if file.tell() < _BYTES:
            low = quality
        else:
            high = quality


def _forget_peak(pid: int) -> None:
    """Reset the peak of memory, which was that of the imports."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@asynccontextmanager
async def _bot(
    telegram: TelegramEmulator, fal: FalEmulator, data: Path
) -> AsyncIterator[int]:
    """Run `avatar-bot run` in a process of its own; yield its number."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from entrypoints.cli import main; main(['run'])",
        env={
            **os.environ,
            "BOT_TOKEN": _TOKEN,
            "TELEGRAM_API_URL": telegram.url,
            "FAL_KEY": "bench:key",
            "FAL_URL": fal.url,
            "DATABASE_URL": f"sqlite:///{data / 'avatar.db'}",
            "STORAGE_URL": str(data / "blobs"),
            "LISTEN": "127.0.0.1:0",
            "COACH": "false",
        },
        cwd=data,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def _measured(data: Path) -> tuple[float, float]:
    """Return the memory before the album, and the peak above it, in MB."""
    telegram = TelegramEmulator(_TOKEN, data / "telegram")
    fal = FalEmulator(key="bench:key", user_id="bench")
    await telegram.start()
    await fal.start()
    photos = [_photo(number) for number in range(_PHOTOS)]
    try:
        async with _bot(telegram, fal, data) as pid:
            person = telegram.person(1001, "Anna", "en")
            await person.send_text("/new")
            await person.wait_for(lambda m: "k1:flux-portrait" in _data(m), timeout=30)
            await person.press(data="k1:flux-portrait")
            await person.press(data="k3:flux-portrait:female")
            await person.send_text("Anna")
            await person.wait_for(lambda m: "Nobody under 18" in (m.text or ""))
            await person.press("I agree")
            await person.wait_for(lambda m: "0 of 20" in (m.text or ""), timeout=30)
            before = memory(pid, "VmRSS")
            _forget_peak(pid)
            await person.send_album(photos, as_documents=True)
            await person.wait_for(lambda m: "20 of 20" in (m.text or ""), timeout=120)
            return before, memory(pid, "VmHWM") - before
    finally:
        await telegram.stop()
        await fal.stop()


def _data(message: object) -> set[str]:
    rows = getattr(message, "buttons", ())
    return {button.data for row in rows for button in row}


def measure() -> list[Figure]:
    """Compare with the same process before the first photo."""
    with tempfile.TemporaryDirectory() as directory:
        before, added = asyncio.run(_measured(Path(directory)))
    return [
        Figure(
            name="an album of 20 photos of 5 MB adds",
            floor=f"the same process just before: {before:.0f} MB",
            value=added,
            bound=100,
            unit="MB",
        )
    ]
