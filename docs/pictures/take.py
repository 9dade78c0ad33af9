"""Takes the pictures of the chat page for the README, by doing the main job.

    PYTHONPATH=. python docs/pictures/take.py

Needs chromium on the PATH. It writes chat.png and phone.png next to itself.
"""

import asyncio
import io
import shutil
import tempfile

from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Page, async_playwright
from tests.browser.sandbox_process import sandbox_process
from tests.browser.visitor import Visitor


HERE: Final = Path(__file__).parent
WORDS: Final = "as an astronaut on Mars, cinematic light, looking at the camera"


async def _order(visitor: Visitor, size: str, count: str) -> None:
    await visitor.presses("🎨 Create pictures")
    await visitor.presses("✍️ Describe a picture")
    await visitor.hears("What should the picture show?")
    await visitor.writes(WORDS)
    await visitor.presses(size)
    await visitor.presses(count)
    await visitor.hears("credits spent")
    await visitor.hears(WORDS)


async def _shoot(page: Page, name: str) -> None:
    await (
        page.get_by_test_id("photo")
        .last.locator("img")
        .evaluate(
            "async (image) => { document.activeElement.blur(); await image.decode(); }"
        )
    )
    # Let the last message settle at the bottom before it is painted.
    await page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() =>"
        " requestAnimationFrame(done)))"
    )
    shot = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    small = shot.quantize(256, dither=Image.Dither.NONE)
    small.save(HERE / name, optimize=True)


async def main() -> None:
    """Do the job once, in a wide and in a narrow window."""
    with tempfile.TemporaryDirectory() as directory:
        async with (
            sandbox_process(Path(directory) / "data") as sandbox,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = await browser.new_page(
                locale="en-GB", viewport={"width": 1100, "height": 800}
            )
            visitor = Visitor(page)
            await visitor.starts(sandbox.url)
            await visitor.makes_ready_to_train("Me in summer")
            await page.set_viewport_size({"width": 390, "height": 844})
            await visitor.presses("🚀 Start the training")
            await visitor.hears("is ready!")
            await _shoot(page, "phone.png")
            await page.set_viewport_size({"width": 1100, "height": 900})
            await _order(visitor, "🖥️ Wide 16:9", "1 picture")
            await _shoot(page, "chat.png")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
