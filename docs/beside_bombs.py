"""Time an album of six photos alone, and beside eight bombs that another person sends.

Run ``PYTHONPATH=src:. python docs/beside_bombs.py``. See docs/photos.md.
"""

import asyncio
import statistics
import time

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from PIL import Image
from tests.adapters.image_files import encoded
from tests.adapters.test_odd_photos import BOMBS

from adapters.pictures import PillowPictures
from adapters.telegram.files import Slots
from avatar_core.errors import PhotoRejectedError
from avatar_core.ids import PersonId


_FULL: Final = 20 * 1024 * 1024
#: Files that are refused, and a photo that is taken although it is slow.
ATTACKS: Final = {
    **{
        name: BOMBS[name]()[:_FULL]
        for name in ("fill bytes", "empty segments", "tiny chunks", "a hundred scans")
    },
    "64 megapixels, progressive, no end": encoded(
        Image.linear_gradient("L").resize((8000, 8000)).convert("RGB"), progressive=True
    )[:-2],
}
_TIMES: Final = 3


async def _taken(slots: Slots, pictures: PillowPictures, data: bytes, by: int) -> None:
    async with slots.taken_by(PersonId(by)):
        with suppress(PhotoRejectedError):
            await pictures.inspect(data)


async def _seconds(album: Sequence[bytes], bombs: Sequence[bytes]) -> float:
    slots, pictures = Slots(2), PillowPictures()
    async with asyncio.TaskGroup() as group:
        for bomb in bombs:
            group.create_task(_taken(slots, pictures, bomb, by=2))
        await asyncio.sleep(0)
        begun = time.perf_counter()
        await asyncio.gather(*(_taken(slots, pictures, one, by=1) for one in album))
        return time.perf_counter() - begun


async def main() -> None:
    """Print the median of the ratio for each kind of bomb."""
    size = (3000, 4000)
    album = [
        encoded(Image.effect_noise((750, 1000), 9 + n).resize(size).convert("RGB"))
        for n in range(6)
    ]
    for name, bomb in ATTACKS.items():
        pairs = [
            (await _seconds(album, []), await _seconds(album, [bomb] * 8))
            for _ in range(_TIMES)
        ]
        alone, beside = (statistics.median(each) for each in zip(*pairs, strict=True))
        ratio = statistics.median(beside / alone for alone, beside in pairs)
        print(f"{name}: {alone:.2f} s alone, {beside:.2f} s beside, {ratio:.2f} x")


if __name__ == "__main__":
    asyncio.run(main())
