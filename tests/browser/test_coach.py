"""A poor set of photos, coached in a real browser."""

import shutil

from pathlib import Path

import pytest

from playwright.async_api import Page
from tests.browser.sandbox_process import sandbox_process
from tests.browser.visitor import Visitor

from adapters.faces import is_installed


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
    pytest.mark.skipif(not is_installed(), reason="dlib has no wheel for this system"),
]


async def test_a_poor_set_is_coached(page: Page, tmp_path: Path) -> None:
    """The card groups what harms the likeness; the stranger is found after one tap."""
    visitor = Visitor(page)
    async with sandbox_process(tmp_path / "data", coach=True) as sandbox:
        await visitor.starts(sandbox.url)
        await visitor.begins_portrait("Ahoy")
        await page.get_by_test_id("poor-photos").click()
        await visitor.hears("12 of 20")
        # Opening the card looks at what a busy machine could not look at in time.
        await visitor.presses("💡 Which photos are good?")
        await visitor.presses("◀️ Back to uploading")
        await visitor.hears("2 blurred, 1 too dark, 2 much like others")
        await visitor.presses("👥 Yes, compare the faces")
        await visitor.hears("1 shows somebody else, 2 blurred, 1 too dark")
        await visitor.presses("🔍 Look at the marked ones (6)")
        await visitor.hears("Photo 7 of 12")
        await visitor.presses("🗑️ Drop this photo")
        await visitor.hears("of 11")
        await visitor.presses("◀️ Back to uploading")
        await visitor.presses("🚀 Continue to training")
        await visitor.hears("I ask this only once")
