"""Pictures that Telegram refuses, and files that it knows by their ids."""

from pathlib import Path

import pytest

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError
from aiogram.types import (
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
)
from tests.sandbox.telegram.rig import bot_of, picture, refused

from entrypoints.sandbox.telegram import (
    AS_PHOTOS,
    GROUP_SEND_FAILED,
    Person,
    SendingMethod,
    TelegramEmulator,
)


RED = picture()
BLUE = picture(colour="blue")
GREEN = picture(colour="green")


def file(data: bytes) -> BufferedInputFile:
    """Return the bytes as an upload."""
    return BufferedInputFile(data, "x.jpg")


def photo(data: bytes) -> InputMediaPhoto:
    """Return the bytes as an item of an album."""
    return InputMediaPhoto(media=file(data))


async def as_photo(bot: Bot, chat: int, data: bytes) -> None:
    """Send one photo."""
    await bot.send_photo(chat, file(data))


async def as_album(bot: Bot, chat: int, data: bytes) -> None:
    """Send an album in which the photo is the second."""
    await bot.send_media_group(chat, [photo(GREEN), photo(data)])


async def as_edit(bot: Bot, chat: int, data: bytes) -> None:
    """Put the photo in place of another."""
    shown = await bot.send_photo(chat, file(GREEN))
    await bot.edit_message_media(photo(data), chat_id=chat, message_id=shown.message_id)


WAYS = {"sendPhoto": as_photo, "sendMediaGroup": as_album, "editMessageMedia": as_edit}


@pytest.mark.parametrize("way", WAYS)
async def test_a_picture_refused_for_good(
    emulator: TelegramEmulator, bot: Bot, anna: Person, way: str
) -> None:
    """One picture is refused as a photo every time, but not as a file, nor others."""
    words = "IMAGE_PROCESS_FAILED"
    emulator.refuse(words, AS_PHOTOS, times=None, picture=RED)
    if way == "sendMediaGroup":
        words = f'failed to send message #2 with the error message "{words}"'

    for _ in range(2):
        assert words == await refused(WAYS[way](bot, anna.id, RED))
    await WAYS[way](bot, anna.id, BLUE)
    await bot.send_document(anna.id, file(RED))

    assert RED == anna.messages[-1].document


async def test_a_picture_refused_as_a_file_as_well(
    emulator: TelegramEmulator, bot: Bot, anna: Person
) -> None:
    """One picture is refused however it is sent."""
    words = "PHOTO_SAVE_FILE_INVALID"
    emulator.refuse(words, frozenset(SendingMethod), times=None, picture=RED)

    assert words == await refused(bot.send_photo(anna.id, file(RED)))
    assert words == await refused(bot.send_document(anna.id, file(RED)))
    assert [] == anna.messages


@pytest.mark.parametrize("way", WAYS)
async def test_a_passing_refusal(
    emulator: TelegramEmulator, bot: Bot, anna: Person, way: str
) -> None:
    """A fault without a picture refuses that many calls, whatever they send."""
    emulator.refuse(GROUP_SEND_FAILED, {SendingMethod(way)}, times=2)

    for _ in range(2):
        assert GROUP_SEND_FAILED == await refused(WAYS[way](bot, anna.id, RED))
    await WAYS[way](bot, anna.id, RED)


@pytest.mark.parametrize(
    ("size", "taken"),
    [
        ((9000, 1000), True),
        ((9001, 1000), False),
        ((2000, 100), True),
        ((2001, 100), False),
    ],
)
async def test_the_shape_of_a_photo(
    bot: Bot, anna: Person, size: tuple[int, int], taken: bool
) -> None:
    """The sides add up to at most 10 000 pixels, and their ratio is at most twenty."""
    data = picture(*size)
    if taken:
        await as_photo(bot, anna.id, data)
        return

    assert "PHOTO_INVALID_DIMENSIONS" == await refused(as_photo(bot, anna.id, data))


async def test_a_photo_becomes_a_file_and_again_a_photo(bot: Bot, anna: Person) -> None:
    """A single message can change from a photo to a file and back."""
    shown = await bot.send_photo(anna.id, file(RED))

    async def become(media: InputMediaDocument | InputMediaPhoto) -> None:
        await bot.edit_message_media(
            media, chat_id=anna.id, message_id=shown.message_id
        )

    await become(InputMediaDocument(media=file(BLUE)))
    as_file = anna.messages[-1]
    await become(photo(GREEN))

    assert (BLUE, None) == (as_file.document, as_file.photo)
    assert anna.messages[-1].photo
    assert anna.messages[-1].document is None


async def test_uploads_are_counted(
    emulator: TelegramEmulator, bot: Bot, anna: Person
) -> None:
    """A file that is sent by its id is no upload; the same bytes again are."""
    sent = await bot.send_photo(anna.id, file(RED))
    assert sent.photo
    await bot.send_photo(anna.id, sent.photo[-1].file_id)
    assert 1 == len(emulator.uploads)

    await bot.send_photo(anna.id, file(RED))
    await bot.send_photo(anna.id, file(BLUE))

    first, again, other = emulator.uploads
    assert first == again != other


async def test_another_bot_cannot_use_a_file_id(tmp_path: Path) -> None:
    """A file id is valid for one bot only."""
    chat = 1001
    ids: list[str] = []
    for token in ("42:TEST", "43:TEST"):
        emulator = TelegramEmulator(token, data=tmp_path)
        person = emulator.person(chat, "Anna", "en")
        await emulator.start()
        try:
            async with bot_of(emulator, token) as bot:
                if not ids:
                    await bot.send_photo(chat, file(RED))
                    await bot.send_document(chat, file(RED))
                    shown, kept = (each.wire for each in person.messages)
                    ids = [shown["photo"][-1]["file_id"], kept["document"]["file_id"]]
                    continue
                assert "wrong file id" in await refused(bot.send_photo(chat, ids[0]))
                assert "wrong file id" in await refused(bot.send_document(chat, ids[1]))
        finally:
            await emulator.stop()


async def test_blocked_while_an_album_is_on_its_way(
    emulator: TelegramEmulator, bot: Bot, anna: Person
) -> None:
    """An album is refused with a 400 where another message is with a 403."""
    emulator.refuse(
        "USER_IS_BLOCKED", {SendingMethod.SEND_MEDIA_GROUP}, times=1, picture=GREEN
    )

    assert (
        'failed to send message #1 with the error message "USER_IS_BLOCKED"'
        == await refused(as_album(bot, anna.id, RED))
    )


async def test_a_proxy_answers_instead(
    emulator: TelegramEmulator, bot: Bot, anna: Person
) -> None:
    """That many calls are answered with a web page; then Telegram is back."""
    emulator.bad_gateway(times=2)

    for call in (bot.get_me(), bot.send_message(anna.id, "lost")):
        with pytest.raises(ClientDecodeError):
            await call
    await bot.send_message(anna.id, "through")

    assert ["through"] == [message.text for message in anna.messages]
