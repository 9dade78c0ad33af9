"""What survives a kill of the emulator."""

from pathlib import Path

from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from tests.sandbox.telegram.rig import TOKEN, bot_of, picture
from tests.serving import started
from tests.telegram_types import faithful

from entrypoints.sandbox.telegram import TelegramEmulator


async def test_goes_on_after_a_kill(tmp_path: Path) -> None:
    """Messages, files, buttons and pending updates survive a kill."""
    # The first emulator is not stopped: everything must already be written.
    first = TelegramEmulator(TOKEN, data=tmp_path, check=faithful)
    await first.start()
    anna = first.person(1001, "Anna", "ru")
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="b", callback_data="b")]]
    )
    async with bot_of(first) as bot:
        sent = await bot.send_photo(
            anna.id,
            BufferedInputFile(picture(colour="blue"), "x.jpg"),
            caption="<b>c</b>",
            reply_markup=keyboard,
        )
        await anna.send_document(b"exact", "d.bin")
        [update] = await bot.get_updates()
        before = anna.messages

        second = TelegramEmulator(TOKEN, data=tmp_path, check=faithful)
        await second.start()
    async with bot_of(second) as bot:
        boris = second.person(1001)
        assert [x.wire for x in before] == [x.wire for x in boris.messages]
        assert before[0].photo == boris.messages[0].photo
        assert b"exact" == boris.messages[1].document
        assert "ru" == boris.profile.language_code
        callback = boris.tap(sent.message_id, "b")
        updates = await bot.get_updates()
        assert [update.update_id, update.update_id + 1] == [
            each.update_id for each in updates
        ]
        assert await bot.answer_callback_query(callback.id)
        assert sent.photo is not None
        again = await bot.send_photo(1001, sent.photo[-1].file_id)
        assert again.message_id == before[-1].id + 1
    await second.stop()
    await first.stop()


async def test_webhook_is_remembered(tmp_path: Path) -> None:
    """The webhook and the allowed updates survive a restart."""
    async with (
        started(TelegramEmulator(TOKEN, data=tmp_path, check=faithful)) as first,
        bot_of(first) as bot,
    ):
        await bot.set_webhook("http://127.0.0.1:9/x", allowed_updates=["message"])
    async with (
        started(TelegramEmulator(TOKEN, data=tmp_path, check=faithful)) as second,
        bot_of(second) as bot,
    ):
        info = await bot.get_webhook_info()

    assert ("http://127.0.0.1:9/x", ["message"]) == (info.url, info.allowed_updates)


async def test_leaves_nothing_behind_without_data() -> None:
    """Without a folder the files are deleted at the end."""
    emulator = TelegramEmulator(TOKEN, check=faithful)
    await emulator.start()
    sent = await emulator.person().send_photo(picture())
    assert sent.files is not None
    file = sent.files.find(sent.wire["photo"][-1]["file_id"])
    assert file is not None
    location = sent.files.location(file)
    assert location.exists()
    await emulator.stop()

    assert not location.exists()
