"""The chat page for everybody: keyboard, screen reader, narrow and dark screens."""

from typing import Any

import pytest

from aiogram import Bot
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from tests.sandbox.telegram.page.rig import KEYBOARD, from_bot, write
from tests.sandbox.telegram.rig import picture

from entrypoints.sandbox.telegram import TelegramEmulator


pytestmark = pytest.mark.browser


async def serious(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds serious or worse, each with its elements."""
    found: Any = (await Axe().run(page)).response["violations"]
    return [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in found
        if each["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_serious_is_found(
    page: Page, bot: Bot, emulator: TelegramEmulator, scheme: Any
) -> None:
    """Messages of all kinds, the faults, a question, and the viewer."""
    anna = emulator.person(1001)
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert [] == await serious(page)
    await anna.send_album([picture(300), picture(400)], caption="Me")
    await anna.send_document(picture(), "me.jpg")
    anna.send_kind("sticker")
    await bot.send_message(
        1001,
        "<code>AB</code> https://x.test /menu",
        reply_markup=KEYBOARD,
    )
    await write(page, "/buy")
    await page.get_by_test_id("faults-toggle").click()
    await page.get_by_test_id("fault-lose").click()
    await expect(page.get_by_test_id("fault-lose")).to_contain_text("armed")
    await page.get_by_test_id("composer").press_sequentially("/")
    assert [] == await serious(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Pay ⭐5").click()
    assert [] == await serious(page)
    await page.get_by_test_id("ask-yes").click()
    await expect(page.get_by_test_id("paid")).to_be_visible()
    await page.get_by_test_id("photo").first.click()
    assert [] == await serious(page)


async def test_the_field_is_reached_first(page: Page) -> None:
    """It has the focus at once, and no button comes before it."""
    reached = await page.evaluate(
        "() => [document.activeElement, [...document.querySelectorAll("
        "'a, button, input, textarea, select')].find((each) => each.checkVisibility())"
        "].map((each) => each.id)"
    )
    assert ["composer", "composer"] == reached


async def test_all_is_done_by_the_keyboard(page: Page) -> None:
    """A message is answered without a pointer, and an armed fault keeps the focus."""
    await write(page, "hello")
    await from_bot(page, "hello").get_by_test_id("actions").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("action-reply")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await page.get_by_test_id("faults-toggle").press("Enter")
    await page.get_by_test_id("fault-lose").press("Enter")
    await expect(page.get_by_test_id("fault-lose")).to_contain_text("armed")
    await expect(page.get_by_test_id("fault-lose")).to_be_focused()


async def test_a_narrow_phone_is_wide_enough(
    page: Page, bot: Bot, emulator: TelegramEmulator
) -> None:
    """At 320 pixels only the row of extras goes on beyond the screen, and scrolls."""
    await page.set_viewport_size({"width": 320, "height": 568})
    await emulator.person(1001).send_album([picture(300 + n) for n in range(10)])
    await bot.send_message(1001, "word " * 30, reply_markup=KEYBOARD)
    await write(page, "/buy")
    await expect(page.get_by_test_id("invoice")).to_be_visible()

    wide = await page.evaluate(
        "() => [...document.querySelectorAll('#app :not(.extras *)')].filter((each) =>"
        " each.getBoundingClientRect().right > innerWidth + 1"
        " || each.getBoundingClientRect().left < -1).map((each) => each.outerHTML)"
    )
    assert [] == wide
