"""A browser window for each test."""

import shutil

from collections.abc import AsyncIterator

import pytest

from playwright.async_api import Page, async_playwright


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Open a new window in English."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield await browser.new_page(
            locale="en-GB", viewport={"width": 1100, "height": 800}
        )
        await browser.close()
