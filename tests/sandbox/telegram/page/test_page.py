"""The chat page in a browser, in front of a bot."""

import asyncio
import re

from typing import Any

import aiohttp
import pytest

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from playwright.async_api import Page, expect
from tests.sandbox.telegram.page.rig import ARMED, from_bot, write
from tests.sandbox.telegram.rig import bot_of, picture

from entrypoints.sandbox.telegram import TelegramEmulator


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
async def test_commands_people_and_language(
    page: Page, emulator: TelegramEmulator
) -> None:
    """The menu of commands, the second user and the language work."""
    await page.get_by_test_id("commands-toggle").click()
    await page.get_by_test_id("command-menu").click()
    await expect(from_bot(page, "Menu")).to_be_visible()
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
    await expect(page.get_by_test_id("happened")).to_contain_text(
        "Telegram answered 429"
    )
    await bot.get_me()
    await expect(page.get_by_test_id("happened")).to_contain_text(
        re.compile(r"Telegram answered 429: went through after [\d.]+ s")
    )

    assert ["lose"] == ARMED


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
