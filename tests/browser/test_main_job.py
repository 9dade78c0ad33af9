"""The main job with the real command and a real browser."""

import shutil

from pathlib import Path

import pytest

from playwright.async_api import Page, expect
from tests.browser.sandbox_process import free_ports, sandbox_process
from tests.browser.visitor import PATIENCE, Visitor


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium"),
]

WORDS = "on the deck of a ship, golden hour, smiling at the camera"


async def test_from_start_to_pictures_and_over_a_crash(
    page: Page, tmp_path: Path
) -> None:
    """An avatar is trained, two wide pictures are delivered, and a crash loses nothing."""
    visitor = Visitor(page)
    data, port = tmp_path / "data", free_ports()
    async with sandbox_process(data, port=port) as sandbox:
        await visitor.starts(sandbox.url)
        await visitor.makes_ready_to_train("Ahoy")
        await visitor.presses("🚀 Start the training")
        card = await visitor.hears("Training “Ahoy”")
        card_id = await card.get_attribute("data-message-id")
        assert card_id is not None
        await visitor.hears("“Ahoy” is ready!")
        await visitor.hears("330 credits spent, 170 left.")
        statuses = await visitor.texts_of(card_id)
        assert any("Getting ready" in each for each in statuses)
        assert any("Working on it" in each for each in statuses)

        await visitor.presses("🎨 Create pictures")
        await visitor.presses("✍️ Describe a picture")
        await visitor.hears("What should the picture show?")
        await visitor.writes(WORDS)
        await visitor.presses("🖥️ Wide 16:9")
        await visitor.presses("2 pictures · 10 credits")
        await visitor.hears("10 credits spent, 160 left.")
        pictures = visitor.said(WORDS).get_by_test_id("photo").locator("img")
        await expect(pictures).to_have_count(2)
        for picture in await pictures.all():
            width, height = await picture.evaluate(
                "async (image) => {"
                " await image.decode(); return [image.naturalWidth, image.naturalHeight]"
                "}"
            )
            assert width / height == pytest.approx(16 / 9, rel=0.01)
        await visitor.sees_balance(160)
        await sandbox.kill()

    await expect(page.get_by_test_id("status")).to_have_text("connecting…")
    async with sandbox_process(data, port=port):
        await expect(page.get_by_test_id("status")).to_have_text(
            "bot", timeout=PATIENCE
        )
        await page.reload()
        await visitor.hears("Available: 160 credits")
        await expect(pictures).to_have_count(2)
        await visitor.presses("🔁 Same prompt again")
        # The button was further up, so the page does not scroll.
        await expect(visitor.said("Which shape?")).to_be_visible(timeout=PATIENCE)
        await visitor.presses("◻️ Square 1:1")
        await visitor.presses("1 picture · 5 credits")
        await visitor.hears("5 credits spent, 155 left.")
