"""Sending, editing and deleting over real HTTP, with Telegram's refusals."""

import asyncio
import io

import aiohttp
import pytest

from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
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
    URLInputFile,
)
from aiogram.utils.media_group import MediaGroupBuilder
from aiohttp import web
from PIL import Image
from tests.sandbox.telegram.rig import TOKEN, Clock, bot_of, picture
from tests.telegram_types import html

from entrypoints.sandbox.telegram import Button, Person, TelegramEmulator


def keyboard(*rows: tuple[str, ...]) -> InlineKeyboardMarkup:
    """Buttons whose data are their texts."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=each, callback_data=each) for each in row]
            for row in rows
        ]
    )


def refusal(error: pytest.ExceptionInfo[TelegramBadRequest]) -> str:
    """The words of a refusal."""
    return error.value.message


async def test_introduces_the_bot(bot: Bot) -> None:
    """getMe tells the id that the token begins with."""
    me = await bot.get_me()

    assert (42, True) == (me.id, me.is_bot)


async def test_wrong_token(emulator: TelegramEmulator) -> None:
    """Another token is unauthorized."""
    async with bot_of(emulator, "42:WRONG") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_unknown_method(emulator: TelegramEmulator, bot: Bot) -> None:
    """A method the emulator lacks is not found rather than silently accepted."""
    with pytest.raises(TelegramNotFound):
        await bot.get_available_gifts()


@pytest.mark.parametrize("encoding", ["json", "form", "query"])
async def test_reads_every_encoding(
    emulator: TelegramEmulator, anna: Person, encoding: str
) -> None:
    """Parameters may come as JSON, as a form or in the query."""
    params = {"chat_id": str(anna.id), "text": "12"}
    ways = {"json": {"json": params}, "form": {"data": params}}
    way = ways.get(encoding, {"params": params})
    url = f"{emulator.url}/bot{TOKEN}/sendMessage"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, **way) as response,  # type: ignore[arg-type] # one of three
    ):
        answer = await response.json()

    assert answer["ok"]
    assert ["12"] == [each.text for each in anna.messages]


async def test_sends_marked_text_with_buttons(bot: Bot, anna: Person) -> None:
    """The person sees plain text, its marking and the rows of buttons."""
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
    """Every call can be looked at, with its parameters decoded."""
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
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_message(anna.id, text)

    assert f"Bad Request: {words}" == refusal(error)


async def test_measures_after_parsing(bot: Bot, anna: Person) -> None:
    """Marking does not count for the length."""
    await bot.send_message(anna.id, f"<b>{'x' * 4096}</b>")

    assert 4096 == len(anna.messages[0].text or "")


async def test_refuses_long_callback_data(bot: Bot, anna: Person) -> None:
    """Callback data are measured in bytes."""
    await bot.send_message(anna.id, "ok", reply_markup=keyboard(("я" * 32,)))
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_message(anna.id, "no", reply_markup=keyboard(("я" * 32 + "x",)))

    assert "Bad Request: BUTTON_DATA_INVALID" == refusal(error)


async def test_unknown_chat(bot: Bot) -> None:
    """Nobody can be written to before there is a chat."""
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_message(5, "x")

    assert "Bad Request: chat not found" == refusal(error)


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
    """The next calls get 429 with the seconds to wait, the one after goes through."""
    emulator.flood(7, methods=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as error:
            await bot.send_message(anna.id, "x")
        assert 7 == error.value.retry_after
    await bot.send_message(anna.id, "through")

    assert ["through"] == [each.text for each in anna.messages]


async def test_photo_in_three_sizes(bot: Bot, anna: Person) -> None:
    """A photo comes as JPEG in up to three sizes with the right proportions."""
    upload = BufferedInputFile(picture(2000, 1000, kind="PNG"), "x.png")
    sent = await bot.send_photo(anna.id, upload, caption="<i>c</i>")

    assert [(320, 160), (800, 400), (1280, 640)] == [
        (each.width, each.height) for each in sent.photo or []
    ]
    [seen] = anna.messages
    with Image.open(io.BytesIO(seen.photo or b"")) as shown:
        assert ("JPEG", (1280, 640)) == (shown.format, shown.size)
    assert "c" == seen.caption


async def test_small_photo_has_one_size(bot: Bot, anna: Person) -> None:
    """A small photo is not blown up."""
    sent = await bot.send_photo(anna.id, BufferedInputFile(picture(200, 100), "x.jpg"))

    assert [(200, 100)] == [(each.width, each.height) for each in sent.photo or []]


async def test_turns_and_shrinks_photos_of_the_person(anna: Person) -> None:
    """A person's app turns a picture upright and sends it however big it was."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (9000, 3000)).save(buffer, "JPEG", exif=exif)
    sent = await anna.send_photo(buffer.getvalue())

    largest = sent.wire["photo"][-1]
    assert (427, 1280) == (largest["width"], largest["height"])


@pytest.mark.parametrize(
    ("size", "words"),
    [((4000, 100), "PHOTO_INVALID_DIMENSIONS"), (None, "IMAGE_PROCESS_FAILED")],
)
async def test_refuses_what_is_no_photo(
    bot: Bot,
    anna: Person,
    size: tuple[int, int] | None,
    words: str,
) -> None:
    """Odd shapes and files that are no pictures cannot be sent as photos."""
    data = picture(*size) if size else b"not a picture"
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_photo(anna.id, BufferedInputFile(data, "x.jpg"))

    assert f"Bad Request: {words}" == refusal(error)


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
    """A file id brings the same file in all its sizes, but never as another type."""
    first = await bot.send_photo(anna.id, BufferedInputFile(picture(), "x.jpg"))
    assert first.photo
    again = await bot.send_photo(anna.id, first.photo[0].file_id)
    with pytest.raises(TelegramBadRequest) as mismatch:
        await bot.send_document(anna.id, first.photo[0].file_id)
    with pytest.raises(TelegramBadRequest) as unknown:
        await bot.send_photo(anna.id, "AgAC")

    assert first.photo == again.photo
    assert "Bad Request: can't use file of type Photo as Document" == refusal(mismatch)
    assert "Bad Request: wrong file identifier/HTTP URL specified" == refusal(unknown)


async def test_fetches_from_loopback_only(bot: Bot, anna: Person) -> None:
    """A URL is fetched by Telegram itself, and the emulator leaves this machine not."""
    data = picture(300, 200)
    application = web.Application()

    async def serve(_: web.Request) -> web.Response:
        return web.Response(body=data, content_type="image/jpeg")

    application.router.add_get("/x.jpg", serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/x.jpg"
        await bot.send_photo(anna.id, url)
        await bot.send_document(anna.id, URLInputFile(url, bot=bot))
        with pytest.raises(TelegramBadRequest) as error:
            await bot.send_photo(anna.id, "http://198.51.100.1/x.jpg")
    finally:
        await runner.cleanup()

    photo, document = anna.messages
    assert photo.photo
    assert data == document.document
    assert "Bad Request: failed to get HTTP URL content" == refusal(error)


async def test_sends_an_album(bot: Bot, anna: Person) -> None:
    """An album is several messages with one id in common, the caption on the first."""
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
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_media_group(
            anna.id, [InputMediaPhoto(media=upload) for _ in range(count)]
        )

    assert f"Bad Request: {words}" == refusal(error)
    assert [] == anna.messages


async def test_album_of_one_kind(bot: Bot, anna: Person) -> None:
    """Photos and documents do not mix in an album, documents alone do."""
    upload = BufferedInputFile(picture(), "x.jpg")
    with pytest.raises(TelegramBadRequest) as error:
        await bot.send_media_group(
            anna.id, [InputMediaPhoto(media=upload), InputMediaDocument(media=upload)]
        )
    await bot.send_media_group(
        anna.id, [InputMediaDocument(media=upload), InputMediaDocument(media=upload)]
    )

    assert "document can't be mixed with other media types" in refusal(error)
    assert [picture(), picture()] == [each.document for each in anna.messages]


async def test_person_gets_what_was_received(
    bot: Bot, emulator: TelegramEmulator, anna: Person
) -> None:
    """A document of the person is downloaded by the bot byte for byte."""
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
    with pytest.raises(TelegramBadRequest) as error:
        await bot.get_file(sent.wire["document"]["file_id"])
    with pytest.raises(TelegramBadRequest) as unknown:
        await bot.get_file("nothing")

    assert "Bad Request: file is too big" == refusal(error)
    assert "Bad Request: invalid file_id" == refusal(unknown)


async def test_edits_text(bot: Bot, anna: Person) -> None:
    """An edit replaces the text, and without a keyboard takes the keyboard away."""
    sent = await bot.send_message(anna.id, "one", reply_markup=keyboard(("a",)))
    await bot.edit_message_text(
        "<b>two</b>", chat_id=anna.id, message_id=sent.message_id
    )

    [seen] = anna.messages
    assert ("two", 1, []) == (seen.text, seen.edited, seen.buttons)
    assert "<b>two</b>" == html(seen)


async def test_refuses_edits(bot: Bot, anna: Person) -> None:
    """Edits that change nothing or cannot be are refused word for word."""
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
        with pytest.raises(TelegramBadRequest) as error:
            await attempt
        assert f"Bad Request: {words}" == refusal(error)


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
    """Messages go for both sides, once, and only within 48 hours."""
    first = await bot.send_message(anna.id, "1")
    mine = await anna.send_text("2")
    third = await bot.send_message(anna.id, "3")
    await bot.delete_message(anna.id, first.message_id)
    with pytest.raises(TelegramBadRequest) as gone:
        await bot.delete_message(anna.id, first.message_id)
    await bot.delete_messages(anna.id, [first.message_id, mine.id])
    clock.forward(hours=49)
    with pytest.raises(TelegramBadRequest) as late:
        await bot.delete_message(anna.id, third.message_id)

    assert "Bad Request: message to delete not found" == refusal(gone)
    assert "Bad Request: message can't be deleted for everyone" == refusal(late)
    assert ["3"] == [each.text for each in anna.messages]


async def test_copies_and_replies(
    bot: Bot, anna: Person, emulator: TelegramEmulator
) -> None:
    """A copy carries the content to another chat, a reply shows what it answers."""
    boris = emulator.person(1002, "Boris", "ru")
    received = await anna.send_photo(picture(), caption="me")
    await bot.copy_message(boris.id, anna.id, received.id, caption="<b>you</b>")
    received_text = await boris.send_text("who?")
    [_, update] = await bot.get_updates()
    assert update.message is not None
    await update.message.as_(bot).reply("Anna")

    copied, _, reply = boris.messages
    assert ("you", received.photo) == (copied.caption, copied.photo)
    assert received_text.id == reply.wire["reply_to_message"]["message_id"]


async def test_front_page(bot: Bot) -> None:
    """Commands are kept by scope and language; the rest is accepted."""
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
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=404))


async def test_waits_for_an_edit(bot: Bot, anna: Person) -> None:
    """A waiting test is woken by an edit, not by the clock."""
    sent = await bot.send_message(anna.id, "0 %")
    waiting = asyncio.create_task(anna.wait_for(lambda m: m.text == "100 %"))
    await bot.edit_message_text("100 %", chat_id=anna.id, message_id=sent.message_id)

    assert sent.message_id == (await waiting).id


async def test_says_what_came_instead(bot: Bot, anna: Person) -> None:
    """A wait in vain tells what was there."""
    await bot.send_message(anna.id, "something else")

    with pytest.raises(TimeoutError, match="something else"):
        await anna.wait_for(lambda m: m.text == "this", timeout=0.01)
