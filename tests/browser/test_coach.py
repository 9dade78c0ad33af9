"""A poor set of photos, coached in a real browser."""

import shutil

from pathlib import Path

import pytest

from playwright.async_api import Page
from tests.browser.sandbox_process import sandbox_process
from tests.browser.visitor import WHILE_LOOKED_AT, Visitor

from adapters.faces import is_installed


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
    pytest.mark.skipif(not is_installed(), reason="dlib has no wheel for this system"),
]


async def test_a_poor_set_is_coached_to_a_good_one(page: Page, tmp_path: Path) -> None:
    """The marked photos are dropped by taps; better ones make the set good."""
    visitor = Visitor(page)
    async with sandbox_process(tmp_path / "data", coach=True) as sandbox:
        await visitor.starts(sandbox.url)
        await visitor.begins_portrait("Ahoy")
        await page.get_by_test_id("poor-photos").click()
        await visitor.hears("12 of 20", WHILE_LOOKED_AT)
        await visitor.has_photos_looked_at("2 blurred, 1 too dark, 2 much like others")
        await visitor.presses("👥 Yes, compare the faces")
        await visitor.hears("1 shows somebody else, 2 blurred, 1 too dark")
        await visitor.presses("🚀 Continue to training")
        await visitor.hears("I ask this only once")
        await visitor.presses("📸 Improve the photos")
        await visitor.drops_the_marked(6, photos=12)
        await page.get_by_test_id("sample-photos").click()
        await visitor.hears("12 of 20", WHILE_LOOKED_AT)
        await visitor.has_photos_looked_at("All 12 photos are good.")
        await visitor.presses("🚀 Continue to training")
        await visitor.hears("Everything ready?")
