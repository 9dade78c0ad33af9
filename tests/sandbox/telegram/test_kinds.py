"""Messages of other kinds, edits and forwarded messages."""

import aiohttp
import pytest

from aiogram import Bot
from tests.sandbox.telegram.rig import picture

from entrypoints.sandbox.telegram import KINDS, Person, TelegramEmulator


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_arrives(bot: Bot, anna: Person, kind: str) -> None:
    """The bot gets a message of that kind."""
    anna.send_kind(kind)

    [update] = await bot.get_updates()
    assert update.message is not None
    assert kind == update.message.content_type


async def test_edits(bot: Bot, anna: Person) -> None:
    """A bot that asks for edits gets them."""
    words = await anna.send_text("wrods")
    photo = await anna.send_photo(picture(), caption="a phtoo")
    anna.edit(words, "words")
    anna.edit(photo, "a photo")

    updates = await bot.get_updates(allowed_updates=["message", "edited_message"])
    edits = [each.edited_message for each in updates if each.edited_message]
    assert ["words", None] == [edit.text for edit in edits]
    assert [None, "a photo"] == [edit.caption for edit in edits]
    await bot.get_updates(offset=updates[-1].update_id + 1, allowed_updates=["message"])
    anna.edit(words, "again")
    assert not await bot.get_updates()


async def test_the_page_sends_them(emulator: TelegramEmulator, anna: Person) -> None:
    """The page sends other kinds, and edits only a person's own messages."""
    words = await anna.send_text("wrods")
    chat = f"{emulator.url}/chat/{anna.id}"
    async with aiohttp.ClientSession() as session:
        for path, body, status in (
            ("kind", {"kind": "dice"}, 200),
            ("kind", {"kind": "hologram"}, 404),
            ("edit", {"message_id": words.id, "text": "words"}, 200),
            ("edit", {"message_id": words.id, "text": " "}, 404),
            ("edit", {"message_id": 999, "text": "words"}, 404),
        ):
            async with session.post(f"{chat}/{path}", json=body) as response:
                assert status == response.status, path

    assert ["words", None] == [each.text for each in anna.messages]
    assert "dice" in anna.messages[-1].wire
