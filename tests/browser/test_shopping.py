"""Buying credits and a pack, and the owner's statistics."""

import shutil

from pathlib import Path

import pytest

from playwright.async_api import Page, expect
from tests.browser.sandbox_process import sandbox_process
from tests.browser.visitor import Visitor


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
]


async def test_from_stars_to_a_pack_and_a_remix(page: Page, tmp_path: Path) -> None:
    """An invoice is paid, a pack arrives as an album, and one picture is remixed."""
    visitor = Visitor(page)
    async with sandbox_process(tmp_path / "data") as sandbox:
        await visitor.starts(sandbox.url)
        await visitor.makes_ready_to_train("Summer")
        await visitor.presses("🚀 Start the training")
        await visitor.hears("“Summer” is ready!")
        await visitor.writes("/topup")
        await visitor.presses("250 credits")
        await visitor.pays()
        await visitor.hears("+ 250 credits. Available now: 420.")

        await visitor.writes("/packs")
        await visitor.presses("🍁 Seasons")
        await visitor.presses("🍁 Four seasons")
        await visitor.presses("🎨 Make 4 pictures")
        await visitor.hears("19 credits spent, 401 left.")
        album = visitor.said("With: Summer").get_by_test_id("photo")
        await expect(album).to_have_count(4)
        await visitor.presses("🖼️ In the gallery")
        # The first one drawn may be any of them.
        await visitor.hears("of 6 🎭 Summer")
        await visitor.presses("🪄 Remix")
        await visitor.presses("🎲 Same scene, another take")
        await visitor.hears("5 credits spent, 396 left.")

        await page.get_by_role("button", name="Olga, owner").click()
        await visitor.hears("Sold: 250 💎")
        await visitor.writes("/start")
        await visitor.hears("Welcome!")
        await visitor.writes("/admin")
        await visitor.hears("Only you see this")
        await visitor.presses("📊")
        await visitor.hears("Pictures · 🎭 Portrait: 6 ✅")
