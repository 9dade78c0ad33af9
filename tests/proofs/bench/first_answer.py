"""The time from the command to the answer to /start in the browser."""

import asyncio
import re
import shutil
import sys
import tempfile
import time

from typing import Final

from playwright.async_api import Browser, async_playwright
from tests.proofs.figures import Figure

from .imports import best_seconds


#: A locator that has waited for a while looks only twice a second.
_ANSWERED: Final = """() => new Promise((resolve) => {
  const look = () =>
    document.querySelector('[data-testid="message"][data-from="bot"]')
      ? resolve() : requestAnimationFrame(look);
  look();
})"""
_LIBRARIES: Final = (
    "import aiogram, aiohttp, sqlalchemy.ext.asyncio, alembic, pgqueuer, PIL"
)


async def _answered(browser: Browser, data: str) -> float:
    """Return the seconds until the page shows the bot's first message."""
    page = await browser.new_page()
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from entrypoints.cli import main; main()",
        "sandbox",
        "--port",
        "0",
        "--data",
        data,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            if url := re.search(rb"http://\S+", line):
                await page.goto(url[0].decode())
                break
        await page.get_by_test_id("start").click()
        await page.evaluate(_ANSWERED)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        await process.communicate()
        await page.close()


async def _best() -> float:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        try:
            runs = []
            for _ in range(3):
                with tempfile.TemporaryDirectory() as data:
                    runs.append(await _answered(browser, data))
            return min(runs)
        finally:
            await browser.close()


def measure() -> list[Figure]:
    """Compare with importing the libraries the bot is built on."""
    if shutil.which("chromium") is None:
        return []
    floor = best_seconds(_LIBRARIES)
    return [
        Figure(
            name="from the command to the answer to /start in the browser",
            floor=f"{_LIBRARIES}: {floor:.2f} s",
            value=asyncio.run(_best()),
            bound=3,
            unit="s",
        )
    ]
