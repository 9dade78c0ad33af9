"""The chat page in a browser, in front of a bot."""

import asyncio
import shutil

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import Command
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
)
from playwright.async_api import Page, async_playwright, expect
from tests.sandbox.telegram.rig import TOKEN, bot_of, picture, polling
from tests.telegram_types import faithful

from entrypoints.sandbox.telegram import FaultButton, TelegramEmulator


KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Balance", callback_data="balance")],
        [InlineKeyboardButton(text="Erase", callback_data="erase")],
    ]
)
ARMED: list[str] = []


def dispatcher() -> Dispatcher:
    """Make a bot with commands, buttons and an invoice."""
    dispatcher = Dispatcher()

    @dispatcher.message(Command("menu"))
    async def menu(message: Message) -> None:
        await message.answer("<b>Menu</b> <i>here</i>", reply_markup=KEYBOARD)

    @dispatcher.message(Command("buy"))
    async def buy(message: Message) -> None:
        prices = [LabeledPrice(label="x", amount=5)]
        await message.answer_invoice("Credits", "Five", "order", "XTR", prices)

    @dispatcher.pre_checkout_query()
    async def check(query: PreCheckoutQuery) -> None:
        await query.answer(ok=True)

    @dispatcher.callback_query(F.data == "balance")
    async def balance(query: CallbackQuery) -> None:
        await query.answer("Five credits")

    @dispatcher.callback_query(F.data == "erase")
    async def erase(query: CallbackQuery) -> None:
        await query.answer("Really?", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Gone")

    @dispatcher.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"{message.text}", parse_mode=None)

    return dispatcher


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


async def write(page: Page, text: str) -> None:
    """Write a text and press Enter."""
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


def from_bot(page: Page, text: str) -> Any:
    """Find the bot's message with this text."""
    return page.locator("[data-testid=message][data-from=bot]", has_text=text)


@pytest.mark.browser
async def test_writes_and_presses(page: Page) -> None:
    """Markup is shown, one button answers with a toast, another with an alert."""
    await write(page, "/menu")
    menu = from_bot(page, "Menu")
    await expect(menu.locator("strong")).to_have_text("Menu")
    await menu.get_by_test_id("button").first.click()
    await expect(page.get_by_test_id("toast")).to_have_text("Five credits")
    await menu.get_by_test_id("button").last.click()
    await expect(page.get_by_test_id("alert")).to_contain_text("Really?")
    await page.get_by_test_id("alert-ok").click()

    await expect(from_bot(page, "Gone")).to_be_visible()
    await expect(page.get_by_test_id("button")).to_have_count(0)


@pytest.mark.browser
async def test_text_is_never_markup(page: Page) -> None:
    """HTML that a person writes stays text."""
    await write(page, "<img src=x onerror=alert(1)> & <b>")

    await expect(from_bot(page, "<img src=x onerror=alert(1)> & <b>")).to_be_visible()
    await expect(page.get_by_test_id("log").locator("img, b")).to_have_count(0)


@pytest.mark.browser
async def test_three_photos_are_one_album(
    page: Page, emulator: TelegramEmulator
) -> None:
    """Pictures that are attached together are one album, or files."""
    files: list[Any] = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(90 + n)}
        for n in range(3)
    ]
    await page.get_by_test_id("attach").set_input_files(files)
    album = page.locator("[data-testid=message][data-album]")
    await expect(album.get_by_test_id("photo")).to_have_count(3)
    await expect(album).to_have_count(1)
    await page.get_by_test_id("as-files").check()
    await page.get_by_test_id("attach").set_input_files(files)
    await expect(page.get_by_test_id("document")).to_have_count(3)

    sent = emulator.person(1001).messages
    assert [3, 3] == [sum(x.album == y for x in sent) for y in {x.album for x in sent}]
    assert [each["buffer"] for each in files] == [each.document for each in sent[3:]]


@pytest.mark.browser
async def test_sample_photos_go_as_ten_and_two(page: Page) -> None:
    """One button sends the sample photos, in albums of at most ten."""
    await page.get_by_test_id("sample-photos").click()

    albums = page.locator("[data-testid=message][data-album]")
    await expect(albums).to_have_count(2)
    await expect(albums.first.get_by_test_id("photo")).to_have_count(10)
    await expect(albums.last.get_by_test_id("photo")).to_have_count(2)


@pytest.mark.browser
async def test_poor_photos_have_a_button_of_their_own(page: Page) -> None:
    """The button beside it sends the poor set."""
    await page.get_by_test_id("poor-photos").click()

    albums = page.locator("[data-testid=message][data-album]")
    await expect(albums.first.get_by_test_id("photo")).to_have_count(2)


@pytest.mark.browser
async def test_commands_payment_and_people(
    page: Page, emulator: TelegramEmulator
) -> None:
    """The menu of commands, the Pay button, the second user and the language work."""
    await page.get_by_test_id("commands-toggle").click()
    await page.get_by_test_id("command-menu").click()
    await expect(from_bot(page, "Menu")).to_be_visible()
    await write(page, "/buy")
    await expect(page.get_by_test_id("invoice")).to_contain_text("Credits")
    await page.get_by_role("button", name="Pay ⭐5").click()
    await expect(page.get_by_test_id("paid")).to_have_text("You paid ⭐5")
    await page.get_by_test_id("people-1002").click()
    await expect(page.get_by_test_id("welcome")).to_be_visible()
    await page.get_by_test_id("languages-ru").click()
    await expect(page.get_by_test_id("start")).to_have_text("Начать")

    assert "ru" == emulator.person(1002).profile.language_code
    assert "en" == emulator.person(1001).profile.language_code


@pytest.mark.browser
async def test_arms_faults(page: Page, emulator: TelegramEmulator, bot: Bot) -> None:
    """A click arms a fault; its lamp goes out when it has happened."""
    await page.get_by_test_id("faults-toggle").click()
    await page.get_by_test_id("fault-lose").click()
    flood = page.get_by_test_id("fault-telegram-429")
    await flood.click()
    await expect(page.get_by_test_id("fault-lose")).to_contain_text("armed")
    await expect(flood).to_have_attribute("aria-pressed", "true")
    for _ in range(3):
        with pytest.raises(TelegramRetryAfter):
            await bot.get_me()
    await expect(flood).to_have_attribute("aria-pressed", "false")

    assert ["lose"] == ARMED


@pytest.mark.browser
async def test_other_kinds_and_edits(
    page: Page, emulator: TelegramEmulator, bot: Bot
) -> None:
    """The panel sends messages of other kinds; a double click edits one."""
    await page.get_by_test_id("faults-toggle").click()
    await page.get_by_test_id("kinds").select_option("sticker")
    await expect(page.get_by_text("[sticker]")).to_be_visible()
    await page.get_by_test_id("faults-toggle").click()
    await write(page, "wrods")
    page.once("dialog", lambda dialog: dialog.accept("words"))
    mine = page.locator('[data-from="person"] .bubble', has_text="wrods")
    await mine.dblclick()
    await expect(page.locator('[data-from="person"]', has_text="words")).to_be_visible()


@pytest.mark.browser
async def test_comes_back_after_a_restart(page: Page, bot: Bot) -> None:
    """A reloaded page shows the same chat again, deletions and edits included."""
    await write(page, "one")
    await expect(from_bot(page, "one")).to_be_visible()
    sent = await bot.send_message(1001, "two")
    await expect(from_bot(page, "two")).to_be_visible()
    await bot.edit_message_text("three", chat_id=1001, message_id=sent.message_id)
    await expect(from_bot(page, "three")).to_be_visible()
    await bot.delete_message(1001, sent.message_id - 1)
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await page.reload()

    await expect(page.get_by_test_id("message")).to_have_count(2)
    await expect(from_bot(page, "three")).to_be_visible()


async def test_other_sites_cannot_write(emulator: TelegramEmulator) -> None:
    """A page of another site cannot write to the bot."""
    emulator.person(1001)
    async with (
        aiohttp.ClientSession(headers={"Origin": "http://elsewhere.test"}) as session,
        session.post(f"{emulator.url}/chat/1001/text", json={"text": "x"}) as response,
    ):
        assert 403 == response.status
    assert [] == emulator.person(1001).messages


async def test_events_start_with_a_snapshot(emulator: TelegramEmulator) -> None:
    """A stream begins with the whole chat, so a reconnection misses nothing."""
    anna = emulator.person(1001)
    await anna.send_text("before")
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{emulator.url}/chat/1001/events") as response,
    ):
        lines: list[str] = []
        async with asyncio.timeout(30):
            while not any(line.startswith("data:") for line in lines):
                lines.append((await response.content.readline()).decode())

    assert '"type": "snapshot"' in lines[-1]
    assert '"text": "before"' in lines[-1]


async def test_a_file_that_is_no_picture(emulator: TelegramEmulator) -> None:
    """A photo that is no picture is refused with a reason."""
    emulator.person(1001)
    form = aiohttp.FormData()
    form.add_field("file", b"nothing", filename="x.jpg", content_type="image/jpeg")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{emulator.url}/chat/1001/media", data=form) as response,
    ):
        answer = await response.json()

    assert (400, "Bad Request: IMAGE_PROCESS_FAILED") == (
        response.status,
        answer["error"],
    )


async def test_bot_api_and_page_share_a_port(emulator: TelegramEmulator) -> None:
    """The page is at the root of the server that the bot talks to."""
    async with aiohttp.ClientSession() as session:
        async with session.get(emulator.url + "/") as response:
            assert 'data-testid="composer"' in await response.text()
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        async with session.get(emulator.url + "/page/../emulator.py") as response:
            assert 404 == response.status
    async with bot_of(emulator) as bot:
        assert (await bot.get_me()).is_bot
