"""The chat page in a browser, with a bot that answers."""

import shutil

from collections.abc import AsyncIterator

import pytest

from aiogram import Bot
from aiogram.types import BotCommand
from playwright.async_api import Page, async_playwright, expect
from tests.sandbox.telegram.page.rig import ARMED, dispatcher
from tests.sandbox.telegram.rig import TOKEN, picture, polling
from tests.telegram_types import faithful

from entrypoints.sandbox.telegram import FaultButton, TelegramEmulator


@pytest.fixture
async def emulator() -> AsyncIterator[TelegramEmulator]:
    """Start an emulator with a fault and sample photos."""
    ARMED.clear()
    emulator = TelegramEmulator(
        TOKEN,
        faults=[
            FaultButton(
                "lose",
                "Lose it",
                "Потерять",
                "Lost",
                "Потеряно",
                lambda: ARMED.append("lose"),
                lambda: len(ARMED),
            )
        ],
        sample_photos=lambda _: [(f"{n}.jpg", picture(80 + n)) for n in range(12)],
        poor_photos=lambda _: [(f"{n}.jpg", picture(40 + n)) for n in range(2)],
        check=faithful,
    )
    await emulator.start()
    yield emulator
    await emulator.stop()


@pytest.fixture
async def page(emulator: TelegramEmulator, bot: Bot) -> AsyncIterator[Page]:
    """Open the page with a polling bot; at the end there was no error in the browser."""
    await bot.set_my_commands([BotCommand(command="menu", description="The menu")])
    problems: list[str] = []
    async with async_playwright() as playwright, polling(bot, dispatcher()):
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = await browser.new_page(locale="en-US")
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(emulator.url)
        await expect(page.get_by_test_id("status")).to_have_text("bot")
        yield page
        await browser.close()
    assert [] == problems
