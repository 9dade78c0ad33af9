"""Olga, who runs the bot, plays her part in the sandbox."""

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


async def test_a_loss_a_training_and_a_dispute(page: Page, tmp_path: Path) -> None:
    """She is warned of a price below cost, trains herself, and answers a dispute."""
    visitor = Visitor(page)
    async with sandbox_process(tmp_path / "data") as sandbox:
        await page.goto(sandbox.url)
        await page.get_by_test_id("people-1003").click()
        await visitor.starts(sandbox.url)
        await visitor.writes("/admin")
        await visitor.presses("🏷️ Prices and limits")
        await visitor.presses("A training: 330")
        await visitor.hears("Write the new number.")
        await visitor.writes("10")
        await visitor.hears("A training: below cost")
        # Another number is weighed like the first one.
        await visitor.writes("11")
        await visitor.hears("11 💎 bring")
        await visitor.writes("330")
        await visitor.hears("✅ A training: 330")

        await page.get_by_test_id("faults-toggle").click()
        await page.get_by_test_id("fault-lose-webhook").click()
        await page.get_by_test_id("faults-toggle").click()
        await visitor.writes("/start")
        await visitor.makes_ready_to_train("Me")
        await visitor.presses("🚀 Start the training")
        await visitor.hears("330 credits spent")
        await expect(page.get_by_test_id("toast")).to_contain_text(
            "Webhook lost: found by polling after"
        )

        await visitor.writes("/paysupport")
        about = page.get_by_test_id("button").filter(has_text="Training of “Me”")
        await about.last.click()
        await visitor.hears("What happened?")
        await visitor.writes("It looks like my sister")
        await visitor.presses("✍️ Answer in words")
        await visitor.writes("Try photos from this year.")
        await visitor.hears("Here is our answer")
