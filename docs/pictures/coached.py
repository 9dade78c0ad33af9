"""Takes the pictures of the coach for docs/photos.md: a poor set, and the good one.

    PYTHONPATH=. python docs/pictures/coached.py

Needs chromium on the PATH. It writes coach.png and coached.png next to itself.
"""

import asyncio
import io
import shutil
import tempfile

from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Locator, async_playwright
from tests.browser.sandbox_process import sandbox_process
from tests.browser.visitor import Visitor


HERE: Final = Path(__file__).parent


async def _shoot(message: Locator, name: str) -> None:
    shot = Image.open(io.BytesIO(await message.screenshot())).convert("RGB")
    small = shot.quantize(128, dither=Image.Dither.NONE)
    small.save(HERE / name, optimize=True)


async def main() -> None:
    """Coach the poor set to a good one."""
    with tempfile.TemporaryDirectory() as directory:
        async with (
            sandbox_process(Path(directory) / "data", coach=True) as sandbox,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = await browser.new_page(
                locale="en-GB", viewport={"width": 560, "height": 1000}
            )
            visitor = Visitor(page)
            await visitor.starts(sandbox.url)
            await visitor.begins_portrait("Me in summer")
            await page.get_by_test_id("poor-photos").click()
            await visitor.has_photos_looked_at("2 blurred")
            await visitor.presses("👥 Yes, compare the faces")
            poor = await visitor.hears("1 shows somebody else")
            await _shoot(poor, "coach.png")
            await visitor.drops_the_marked(6, photos=12)
            await page.get_by_test_id("sample-photos").click()
            good = await visitor.has_photos_looked_at("All 12 photos are good.")
            await _shoot(good, "coached.png")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
