"""How much memory an album costs: twenty photos of 5 MB, one after another.

    python bench/album_memory.py [directory for the blobs]

Each format runs in a fresh process, which prints the memory it added at its
peak (VmHWM, in MB) to what the same process needed before the first photo.
"""

# ruff: noqa: INP001, T201 - a script, which prints

import argparse
import asyncio
import io
import multiprocessing
import os
import re
import tempfile
import time

from pathlib import Path
from typing import Final

from PIL import Image

from adapters.blobs import SignedLinks, open_blobs
from adapters.pictures import PillowPictures


PHOTOS: Final = 20
#: Width and height of the phones' usual 12, 16 and 20 megapixels.
SIZES: Final = ((4032, 3024), (4624, 3468), (5184, 3888))
TARGET_BYTES: Final = 5 * 1000 * 1000


def draw(size: tuple[int, int], *, progressive: bool = False) -> bytes:
    """Return a JPEG of some 5 MB: a gradient under as much noise as that takes."""
    gradient = Image.radial_gradient("L").resize(size)
    noise = Image.effect_noise(size, 64)
    picture = Image.merge("RGB", [gradient, Image.blend(gradient, noise, 0.3), noise])
    low, high = 20, 95
    while True:
        quality = (low + high) // 2
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, progressive=progressive)
        if high - low <= 1:
            return file.getvalue()
        if file.tell() < TARGET_BYTES:
            low = quality
        else:
            high = quality


def status(name: str) -> float:
    """Return a figure of this process from the kernel, in MB."""
    text = Path("/proc/self/status").read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


async def keep_album(photos: Path, storage: str, *, at_once: int) -> None:
    """Inspect and keep every file in *photos*, *at_once* of them at a time."""
    pictures = PillowPictures(workers=1)
    blobs = open_blobs(
        storage, SignedLinks("http://localhost", os.urandom(32), lambda: NotImplemented)
    )
    gate = asyncio.Semaphore(at_once)

    async def keep(path: Path) -> None:
        async with gate:
            photo = await pictures.inspect(path.read_bytes())  # noqa: ASYNC240
            await blobs.put(f"people/1/photos/{path.stem}.jpg", photo.data)

    async with asyncio.TaskGroup() as group:
        for path in sorted(photos.iterdir()):  # noqa: ASYNC240
            group.create_task(keep(path))
    pictures.close()
    blobs.close()


def measure(photos: Path, storage: str, at_once: int) -> None:
    """Print what this process needed; meant to be its only work."""
    before = status("VmRSS")
    # Else the peak would be that of the imports.
    Path("/proc/self/clear_refs").write_text("5")
    began = time.perf_counter()
    asyncio.run(keep_album(photos, storage, at_once=at_once))
    seconds = time.perf_counter() - began
    print(
        f"{photos.name}, {at_once} at once: {status('VmHWM') - before:.0f} MB"
        f" above {before:.0f} MB, {seconds:.1f} s"
    )


def main() -> None:
    """Draw the albums, then measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("storage", nargs="?")
    chosen = parser.parse_args().storage
    processes = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as directory:
        for name in ("baseline", "progressive"):
            album = Path(directory) / name
            album.mkdir()
            drawn = [draw(size, progressive=name == "progressive") for size in SIZES]
            for number in range(PHOTOS):
                photo = drawn[number % len(drawn)]
                (album / f"{number:02}.jpg").write_bytes(photo)
            sizes = ", ".join(f"{len(photo) / 1e6:.1f}" for photo in drawn)
            print(f"{name}: {PHOTOS} photos of {sizes} MB")
            for at_once in (1, 4, PHOTOS):
                storage = chosen or f"{directory}/blobs"
                process = processes.Process(
                    target=measure, args=(album, storage, at_once)
                )
                process.start()
                process.join()


if __name__ == "__main__":
    main()
