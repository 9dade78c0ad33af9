"""Send, edit and delete messages over HTTP, with Telegram's refusals."""

import asyncio
import io

import pytest

from aiogram import Bot
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MenuButtonCommands,
)
from aiogram.utils.media_group import MediaGroupBuilder
from PIL import Image
from tests.sandbox.telegram.rig import Clock, bot_of, picture, refused
from tests.telegram_types import html

from entrypoints.sandbox.telegram import Button, Person, TelegramEmulator


def keyboard(*rows: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Make buttons whose data are their texts."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=each, callback_data=each) for each in row]
            for row in rows
        ]
    )


async def test_token_and_method(emulator: TelegramEmulator, bot: Bot) -> None:
    """The id is that of the token; other tokens and unknown methods are refused."""
    me = await bot.get_me()

    assert (42, True) == (me.id, me.is_bot)
    with pytest.raises(TelegramNotFound):
        await bot.get_available_gifts()
    async with bot_of(emulator, "42:WRONG") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_sends_marked_text_with_buttons(bot: Bot, anna: Person) -> None:
    """The person sees plain text, its entities and the rows of buttons."""
    sent = await bot.send_message(
        anna.id,
        "<b>Hi</b> &amp; bye",
        reply_markup=keyboard(("one", "two"), ("three",)),
    )

    [seen] = anna.messages
    assert "Hi & bye" == seen.text == sent.text
    assert "<b>Hi</b> &amp; bye" == html(seen) == sent.html_text
    assert [
        [Button("one", "one"), Button("two", "two")],
        [Button("three", "three")],
    ] == seen.buttons
    assert seen.from_bot


async def test_remembers_calls(
    emulator: TelegramEmulator, bot: Bot, anna: Person
) -> None:
    """Every call is kept with its decoded parameters."""
    await bot.send_message(anna.id, "5", reply_markup=keyboard(("a",)))

    [(method, params)] = emulator.calls
    assert "sendMessage" == method
    assert (anna.id, "5", "HTML") == (
        params["chat_id"],
        params["text"],
        params["parse_mode"],
    )
    assert "a" == params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]


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


async def test_measures_after_parsing(bot: Bot, anna: Person) -> None:
    """Markup does not count for the length."""
    await bot.send_message(anna.id, f"<b>{'x' * 4096}</b>")

    assert 4096 == len(anna.messages[0].text or "")


async def test_refuses_long_callback_data(bot: Bot, anna: Person) -> None:
    """Callback data are measured in bytes."""
    await bot.send_message(anna.id, "ok", reply_markup=keyboard(("я" * 32,)))
    longer = keyboard(("я" * 32 + "x",))

    words = await refused(bot.send_message(anna.id, "no", reply_markup=longer))
    assert "BUTTON_DATA_INVALID" == words


async def test_unknown_chat(bot: Bot) -> None:
    """A message to an unknown chat is refused."""
    assert "chat not found" == await refused(bot.send_message(5, "x"))


async def test_blocked_by_the_person(bot: Bot, anna: Person) -> None:
    """A person who blocked the bot gets nothing until they unblock it."""
    anna.block()
    with pytest.raises(TelegramForbiddenError) as error:
        await bot.send_message(anna.id, "x")
    anna.unblock()
    await bot.send_message(anna.id, "again")

    assert "Forbidden: bot was blocked by the user" == error.value.message
    assert ["again"] == [each.text for each in anna.messages]


async def test_flood(emulator: TelegramEmulator, bot: Bot, anna: Person) -> None:
    """The next calls get 429 with the seconds to wait, the one after succeeds."""
    emulator.flood(7, times=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as error:
            await bot.send_message(anna.id, "x")
        assert 7 == error.value.retry_after
    await bot.send_message(anna.id, "through")

    assert ["through"] == [each.text for each in anna.messages]


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


async def test_refuses_what_is_no_photo(bot: Bot, anna: Person) -> None:
    """A file that is no picture cannot be sent as a photo."""
    upload = BufferedInputFile(b"not a picture", "x.jpg")

    assert "IMAGE_PROCESS_FAILED" == await refused(bot.send_photo(anna.id, upload))


async def test_document_keeps_its_bytes(bot: Bot, anna: Person) -> None:
    """A document arrives byte for byte, with its name and type."""
    data = bytes(range(256)) * 1000
    sent = await bot.send_document(anna.id, BufferedInputFile(data, "a.png"))

    [seen] = anna.messages
    assert data == seen.document
    assert "a.png" == seen.document_name
    assert sent.document is not None
    assert ("image/png", len(data)) == (
        sent.document.mime_type,
        sent.document.file_size,
    )


async def test_sends_again_by_file_id(bot: Bot, anna: Person) -> None:
    """A file id sends the same file in all its sizes, but not as another type."""
    first = await bot.send_photo(anna.id, BufferedInputFile(picture(), "x.jpg"))
    assert first.photo
    file_id = first.photo[0].file_id
    again = await bot.send_photo(anna.id, file_id)
    mismatch = await refused(bot.send_document(anna.id, file_id))
    unknown = await refused(bot.send_photo(anna.id, "AgAC"))

    assert first.photo == again.photo
    assert "can't use file of type Photo as Document" == mismatch
    assert "wrong file identifier/HTTP URL specified" == unknown


async def test_fetches_nothing(bot: Bot, anna: Person) -> None:
    """Telegram itself fetches a URL, the emulator does not."""
    words = await refused(bot.send_photo(anna.id, "http://198.51.100.1/x.jpg"))

    assert "failed to get HTTP URL content" == words


async def test_sends_an_album(bot: Bot, anna: Person) -> None:
    """An album is several messages that share an id, with the caption on the first."""
    album = MediaGroupBuilder(caption="<b>c</b>")
    for colour in ("red", "green", "blue"):
        album.add_photo(BufferedInputFile(picture(colour=colour), f"{colour}.jpg"))
    sent = await bot.send_media_group(anna.id, [*album.build()])

    seen = anna.messages
    assert [each.message_id for each in sent] == [each.id for each in seen]
    assert 1 == len({each.album for each in seen})
    assert ["c", None, None] == [each.caption for each in seen]
    assert 3 == len({each.photo for each in seen})


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


async def test_person_gets_what_was_received(
    bot: Bot, emulator: TelegramEmulator, anna: Person
) -> None:
    """The bot downloads a person's document byte for byte."""
    data = picture(3000, 2000)
    await anna.send_document(data, file_name="a.heic", mime_type="image/heic")
    [update] = await bot.get_updates()
    assert update.message is not None
    document = update.message.document
    assert document is not None
    target = io.BytesIO()
    await bot.download(document, target)

    assert data == target.getvalue()
    assert ("a.heic", "image/heic") == (document.file_name, document.mime_type)


async def test_refuses_big_downloads(bot: Bot, anna: Person) -> None:
    """A bot cannot download more than 20 MB."""
    sent = await anna.send_document(b"x" * (20 * 2**20 + 1), "big.bin")
    file_id = sent.wire["document"]["file_id"]

    assert "file is too big" == await refused(bot.get_file(file_id))
    assert "invalid file_id" == await refused(bot.get_file("nothing"))


async def test_edits_text(bot: Bot, anna: Person) -> None:
    """An edit replaces the text, and removes the keyboard if it has none."""
    sent = await bot.send_message(anna.id, "one", reply_markup=keyboard(("a",)))
    await bot.edit_message_text(
        "<b>two</b>", chat_id=anna.id, message_id=sent.message_id
    )

    [seen] = anna.messages
    assert ("two", 1, []) == (seen.text, seen.edited, seen.buttons)
    assert "<b>two</b>" == html(seen)


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
        "there is no caption in the message to edit": bot.edit_message_caption(
            chat_id=anna.id, message_id=text.message_id, caption="y"
        ),
        "message caption is too long": bot.edit_message_caption(
            chat_id=anna.id, message_id=photo.message_id, caption="y" * 1025
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


async def test_edits_caption_markup_and_media(bot: Bot, anna: Person) -> None:
    """Captions, keyboards and the picture itself can be replaced."""
    sent = await bot.send_photo(
        anna.id, BufferedInputFile(picture(colour="red"), "x.jpg"), caption="one"
    )
    bound = sent.as_(bot)
    red = anna.messages[0].photo
    await bound.edit_caption(caption="two")
    await bound.edit_reply_markup(reply_markup=keyboard(("a",)))
    assert ("two", [[Button("a", "a")]]) == (
        anna.messages[0].caption,
        anna.messages[0].buttons,
    )
    blue = BufferedInputFile(picture(colour="blue"), "y.jpg")
    await bound.edit_media(InputMediaPhoto(media=blue, caption="three"))

    [seen] = anna.messages
    assert ("three", [], 3) == (seen.caption, seen.buttons, seen.edited)
    assert red != seen.photo


async def test_a_text_becomes_a_picture(bot: Bot, anna: Person) -> None:
    """editMessageMedia may turn a text into a picture."""
    sent = await bot.send_message(anna.id, "wait")
    await bot.edit_message_media(
        InputMediaPhoto(media=BufferedInputFile(picture(), "x.jpg")),
        chat_id=anna.id,
        message_id=sent.message_id,
    )

    [seen] = anna.messages
    assert seen.text is None
    assert seen.photo


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


async def test_front_page(bot: Bot) -> None:
    """Commands are kept by scope and language; other settings are accepted."""
    commands = [BotCommand(command="start", description="Begin")]
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(commands, scope=scope, language_code="en")
    await bot.set_my_description("d")
    await bot.set_my_short_description("s")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    [kept] = await bot.get_my_commands(scope=scope, language_code="en")
    assert ("start", "Begin") == (kept.command, kept.description)
    assert [] == await bot.get_my_commands()
    await bot.delete_my_commands(scope=scope, language_code="en")
    assert [] == await bot.get_my_commands(scope=scope, language_code="en")
    nobody = BotCommandScopeChat(chat_id=404)
    assert "chat not found" == await refused(
        bot.set_my_commands(commands, scope=nobody)
    )


async def test_waits_for_an_edit(bot: Bot, anna: Person) -> None:
    """An edit ends a wait at once."""
    sent = await bot.send_message(anna.id, "0 %")
    waiting = asyncio.create_task(anna.wait_for(lambda m: m.text == "100 %"))
    await bot.edit_message_text("100 %", chat_id=anna.id, message_id=sent.message_id)

    assert sent.message_id == (await waiting).id


async def test_reports_the_latest_messages(bot: Bot, anna: Person) -> None:
    """A wait without success reports the latest messages."""
    await bot.send_message(anna.id, "something else")

    with pytest.raises(TimeoutError, match="something else"):
        await anna.wait_for(lambda m: m.text == "this", timeout=0.01)
