"""Fetching what people send."""

import asyncio

import pytest

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.types import Message
from tests.adapters.telegram.plumbing.rig import last_message, waiting_updates
from tests.sandbox.telegram.rig import picture as jpeg

from adapters.telegram.files import TelegramFiles
from avatar_core.errors import PhotoFault, PhotoRejectedError
from entrypoints.sandbox.telegram import Person


async def test_document(bot: Bot, anna: Person) -> None:
    """A file sent as a document comes as it was sent."""
    await anna.send_document(b"bytes" * 100_000)

    async with TelegramFiles(bot).fetched(await last_message(bot)) as data:
        assert b"bytes" * 100_000 == data


async def test_photo(bot: Bot, anna: Person) -> None:
    """Of a photo's sizes the largest is fetched."""
    sent = await anna.send_photo(jpeg(1280, 960))

    async with TelegramFiles(bot).fetched(await last_message(bot)) as data:
        assert sent.photo == data


async def test_no_file(bot: Bot, anna: Person) -> None:
    """A message without a file is refused."""
    await anna.send_text("hello")

    with pytest.raises(PhotoRejectedError, match="not_an_image"):
        async with TelegramFiles(bot).fetched(await last_message(bot)):
            pass


async def test_announced_too_big(bot: Bot, anna: Person) -> None:
    """A file that says it is too big is not asked for."""
    await anna.send_document(b"0123456789")
    files = TelegramFiles(bot, limit=9)

    with pytest.raises(PhotoRejectedError) as refused:
        async with files.fetched(await last_message(bot)):
            pass

    assert PhotoFault.TOO_BIG is refused.value.fault


async def test_turns_out_too_big(bot: Bot, anna: Person) -> None:
    """A file that is bigger than it says is not read to its end."""
    await anna.send_document(b"0123456789")
    files = TelegramFiles(bot, limit=9)

    with pytest.raises(PhotoRejectedError) as refused:
        async with files.fetched(_silent(await last_message(bot))):
            pass

    assert PhotoFault.TOO_BIG is refused.value.fault


async def test_telegram_refuses(bot: Bot, anna: Person) -> None:
    """A file beyond what Telegram hands out is too big, whatever our limit is."""
    await anna.send_document(b"0" * (20 * 1024 * 1024 + 1))
    files = TelegramFiles(bot, limit=1024**3)

    with pytest.raises(PhotoRejectedError) as refused:
        async with files.fetched(_silent(await last_message(bot))):
            pass

    assert PhotoFault.TOO_BIG is refused.value.fault


async def test_few_at_a_time(bot: Bot, anna: Person) -> None:
    """Of an album only two files are held at once, until they are done with."""
    await anna.send_album([jpeg(colour="red")] * 10)
    messages = [update.message for update in await waiting_updates(bot)]
    files = TelegramFiles(bot, concurrency=2)
    held, most, full = 0, 0, asyncio.Event()

    async def hold(message: Message) -> None:
        nonlocal held, most
        async with files.fetched(message):
            held += 1
            most = max(most, held)
            if held == 2:
                full.set()
            await full.wait()
            await asyncio.sleep(0)
            held -= 1

    async with asyncio.TaskGroup() as tasks:
        for message in messages:
            assert message is not None
            tasks.create_task(hold(message))

    assert (0, 2) == (held, most)


async def test_broken_off(bot: Bot, anna: Person) -> None:
    """A download that fails tells nobody the URL, which holds the token."""
    await anna.send_document(b"0123456789")
    message = await last_message(bot)
    object.__setattr__(
        bot.session.api, "file", bot.session.api.file.replace("/file/", "/nowhere/")
    )

    with pytest.raises(TelegramNetworkError) as failed:
        async with TelegramFiles(bot).fetched(message):
            pass

    assert bot.token not in str(failed.value)
    assert failed.value.__suppress_context__


def _silent(message: Message) -> Message:
    """Return the message without the size of its file."""
    document = message.document
    assert document is not None
    return message.model_copy(
        update={"document": document.model_copy(update={"file_size": None})}
    )
