"""Send, edit and delete messages over HTTP, with Telegram's refusals."""

import io

import pytest

from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
)
from PIL import Image
from tests.sandbox.telegram.rig import Clock, picture, refused

from entrypoints.sandbox.telegram import Person


def keyboard(*rows: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Make buttons whose data are their texts."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=each, callback_data=each) for each in row]
            for row in rows
        ]
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 4097, "message is too long"),
        ("   ", "text must be non-empty"),
        (
            "<b>x",
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
    ],
)
async def test_refuses_bad_texts(bot: Bot, anna: Person, text: str, words: str) -> None:
    """Texts too long, empty or badly marked are refused in Telegram's words."""
    assert words == await refused(bot.send_message(anna.id, text))


async def test_refuses_long_callback_data(bot: Bot, anna: Person) -> None:
    """Callback data are measured in bytes."""
    await bot.send_message(anna.id, "ok", reply_markup=keyboard(("я" * 32,)))
    longer = keyboard(("я" * 32 + "x",))

    words = await refused(bot.send_message(anna.id, "no", reply_markup=longer))
    assert "BUTTON_DATA_INVALID" == words


@pytest.mark.parametrize(
    ("style", "known"), [("success", True), ("danger", True), ("green", False)]
)
async def test_styles_of_buttons(
    bot: Bot, anna: Person, style: str, *, known: bool
) -> None:
    """A button has a colour of three, or none."""
    button = InlineKeyboardButton(text="x", callback_data="x", style=style)
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    sending = bot.send_message(anna.id, "menu", reply_markup=markup)

    if known:
        kept = (await sending).reply_markup
        assert kept is not None
        assert kept.inline_keyboard[0][0].style == style
    else:
        assert "style is unknown" in await refused(sending)


async def test_unknown_chat(bot: Bot) -> None:
    """A message to an unknown chat is refused."""
    assert "chat not found" == await refused(bot.send_message(5, "x"))


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((2000, 1000), [(320, 160), (800, 400), (1280, 640)]),
        ((200, 100), [(200, 100)]),
    ],
)
async def test_sizes_of_a_photo(
    bot: Bot, anna: Person, size: tuple[int, int], sizes: list[tuple[int, int]]
) -> None:
    """A photo comes as JPEG in up to three sizes, none larger than it was."""
    upload = BufferedInputFile(picture(*size, kind="PNG"), "x.png")
    sent = await bot.send_photo(anna.id, upload, caption="<i>c</i>")

    assert sizes == [(each.width, each.height) for each in sent.photo or []]
    [seen] = anna.messages
    with Image.open(io.BytesIO(seen.photo or b"")) as shown:
        assert ("JPEG", sizes[-1]) == (shown.format, shown.size)
    assert "c" == seen.caption


async def test_turns_and_shrinks_photos_of_the_person(anna: Person) -> None:
    """A person's app turns a picture upright and sends it whatever its size."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (9000, 3000)).save(buffer, "JPEG", exif=exif)
    sent = await anna.send_photo(buffer.getvalue())

    largest = sent.wire["photo"][-1]
    assert (427, 1280) == (largest["width"], largest["height"])


async def test_fetches_nothing(bot: Bot, anna: Person) -> None:
    """Telegram itself fetches a URL, the emulator does not."""
    words = await refused(bot.send_photo(anna.id, "http://198.51.100.1/x.jpg"))
    assert "failed to get HTTP URL content" == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "media group must include 2-10 items"),
        (11, "too many messages to send as an album"),
    ],
)
async def test_album_limits(bot: Bot, anna: Person, count: int, words: str) -> None:
    """An album has two to ten items."""
    upload = BufferedInputFile(picture(), "x.jpg")
    album = [InputMediaPhoto(media=upload) for _ in range(count)]

    assert words == await refused(bot.send_media_group(anna.id, [*album]))
    assert [] == anna.messages


async def test_album_of_one_kind(bot: Bot, anna: Person) -> None:
    """Photos and documents do not mix in an album, documents alone do."""
    upload = BufferedInputFile(picture(), "x.jpg")
    photo, document = InputMediaPhoto(media=upload), InputMediaDocument(media=upload)
    words = await refused(bot.send_media_group(anna.id, [photo, document]))
    await bot.send_media_group(anna.id, [document, document])

    assert "document can't be mixed with other media types" in words
    assert [picture(), picture()] == [each.document for each in anna.messages]


async def test_refuses_edits(bot: Bot, anna: Person) -> None:
    """Edits that change nothing or are impossible are refused in Telegram's words."""
    text = await bot.send_message(anna.id, "<b>x</b>", reply_markup=keyboard(("a",)))
    photo = await bot.send_photo(anna.id, BufferedInputFile(picture(), "x.jpg"))
    mine = await anna.send_text("mine")
    same = (
        "message is not modified: specified new message content and reply markup"
        " are exactly the same as a current content and reply markup of the message"
    )
    attempts = {
        same: bot.edit_message_text(
            "<b>x</b>",
            chat_id=anna.id,
            message_id=text.message_id,
            reply_markup=keyboard(("a",)),
        ),
        "there is no text in the message to edit": bot.edit_message_text(
            "y", chat_id=anna.id, message_id=photo.message_id
        ),
        "message caption is too long": bot.edit_message_media(
            InputMediaPhoto(media="x", caption="y" * 1025),
            chat_id=anna.id,
            message_id=photo.message_id,
        ),
        "message to edit not found": bot.edit_message_text(
            "y", chat_id=anna.id, message_id=999
        ),
        "message can't be edited": bot.edit_message_text(
            "y", chat_id=anna.id, message_id=mine.id
        ),
    }
    for words, attempt in attempts.items():
        assert words == await refused(attempt)


async def test_deletes(bot: Bot, anna: Person, clock: Clock) -> None:
    """Messages are deleted for both sides, once, and only within 48 hours."""
    first = await bot.send_message(anna.id, "1")
    mine = await anna.send_text("2")
    third = await bot.send_message(anna.id, "3")
    await bot.delete_message(anna.id, first.message_id)
    gone = await refused(bot.delete_message(anna.id, first.message_id))
    await bot.delete_message(anna.id, mine.id)
    clock.forward(hours=49)
    late = await refused(bot.delete_message(anna.id, third.message_id))

    assert "message to delete not found" == gone
    assert "message can't be deleted for everyone" == late
    assert ["3"] == [each.text for each in anna.messages]


async def test_reports_the_latest_messages(bot: Bot, anna: Person) -> None:
    """A wait without success reports the latest messages."""
    await bot.send_message(anna.id, "something else")

    with pytest.raises(TimeoutError, match="something else"):
        await anna.wait_for(lambda m: m.text == "this", timeout=0.01)
