"""What the page tells of faults that have happened."""

import pytest

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile
from tests.sandbox.telegram.rig import TOKEN, bot_of, picture
from tests.serving import started

from entrypoints.sandbox.happenings import End, Happening, Happenings
from entrypoints.sandbox.telegram import TelegramEmulator
from entrypoints.sandbox.telegram.refusals import AS_PHOTOS


def test_a_fault_in_a_row_is_one() -> None:
    """It begins with the first time, and ends when the bot came over it."""
    now = [100.0]
    happenings = Happenings(clock=lambda: now[0])
    happenings.begin("telegram-429", "sendMessage")
    happenings.begin("telegram-429", "sendMessage")
    now[0] = 103.0
    happenings.end("sendPhoto", End.THROUGH)
    happenings.end("sendMessage", End.THROUGH)
    happenings.end("sendMessage", End.THROUGH)

    over = Happening("telegram-429", "sendMessage", 100.0, End.THROUGH, 3.0)
    assert [over] == happenings.newest()


def test_only_the_newest_are_kept() -> None:
    """A long evening of faults takes no more memory than a short one."""
    happenings = Happenings()
    for number in range(100):
        happenings.begin("lose-webhook", str(number))

    assert "99" == happenings.newest()[0].about
    assert 20 == len(happenings.newest())


async def test_a_refused_photo_is_sent_as_a_file() -> None:
    """The photo and the file are the same picture, told as one thing."""
    happenings = Happenings()
    emulator = TelegramEmulator(TOKEN, happenings=happenings)
    async with started(emulator), bot_of(emulator) as bot:
        emulator.person(1001)
        emulator.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS)
        sent = BufferedInputFile(picture(), "x.jpg")
        with pytest.raises(TelegramBadRequest):
            await bot.send_photo(1001, sent)
        await bot.send_document(1001, sent)

    [told] = happenings.newest()
    assert ("telegram-refused-photo", End.AS_FILE) == (told.fault, told.end)
