"""What Telegram refuses, and a proxy that answers in its place."""

from pathlib import Path
from typing import Any

import pytest

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramNotFound
from aiogram.types import (
    BufferedInputFile,
    LabeledPrice,
    MessageEntity,
    ReplyParameters,
)
from tests.sandbox.telegram.rig import bot_of, picture, refused
from tests.serving import started

from entrypoints.sandbox.telegram import Person, Receipt, TelegramEmulator


BOLD = MessageEntity(type="bold", offset=0, length=1)


def file(data: bytes) -> BufferedInputFile:
    """Return the bytes as an upload."""
    return BufferedInputFile(data, "x.jpg")


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
        await bot.send_photo(anna.id, file(data))
        return

    assert "PHOTO_INVALID_DIMENSIONS" == await refused(
        bot.send_photo(anna.id, file(data))
    )


async def test_another_bot_cannot_use_a_file_id(tmp_path: Path) -> None:
    """A file id is valid for one bot only."""
    async with (
        started(TelegramEmulator("42:TEST", data=tmp_path)) as ours,
        bot_of(ours, "42:TEST") as bot,
    ):
        anna = ours.person(1001, "Anna", "en")
        await bot.send_photo(anna.id, file(picture()))
        await bot.send_document(anna.id, file(picture()))
        shown, kept = (each.wire for each in anna.messages)
    async with (
        started(TelegramEmulator("43:TEST", data=tmp_path)) as theirs,
        bot_of(theirs, "43:TEST") as bot,
    ):
        chat = theirs.person(1001, "Anna", "en").id
        photo, document = shown["photo"][-1]["file_id"], kept["document"]["file_id"]

        assert "wrong file id" in await refused(bot.send_photo(chat, photo))
        assert "wrong file id" in await refused(bot.send_document(chat, document))


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


INVOICE: dict[str, Any] = {
    "title": "100 credits",
    "description": "Enough for an avatar",
    "payload": "order-1",
    "currency": "XTR",
    "prices": [LabeledPrice(label="credits", amount=50)],
}


async def test_deadline(bot: Bot, anna: Person) -> None:
    """A pre-checkout answer that comes too late is refused and nothing is paid."""
    await bot.send_invoice(anna.id, **INVOICE)
    receipt = await anna.pay(anna.messages[-1])
    [update] = await bot.get_updates()
    query = update.pre_checkout_query
    assert query is not None
    late = await refused(bot.answer_pre_checkout_query(query.id, ok=True))

    assert "query is too old" in late
    assert Receipt(paid=False, error="BOT_PRECHECKOUT_TIMEOUT") == receipt
    assert ("order-1", 50) == (query.invoice_payload, query.total_amount)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"payload": "я" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"currency": "USD"}, "CURRENCY_INVALID"),
        ({"provider_token": "x"}, "PAYMENT_PROVIDER_INVALID"),
        ({"prices": []}, "STARS_INVOICE_INVALID"),
    ],
)
async def test_refuses_bad_invoices(
    bot: Bot, anna: Person, change: dict[str, object], words: str
) -> None:
    """Only invoices in Stars with one price are accepted."""
    assert words == await refused(bot.send_invoice(anna.id, **INVOICE | change))


async def test_a_reply_shows_what_it_answers(bot: Bot, anna: Person) -> None:
    """A reply to a message that is gone is refused, unless it may go without."""
    asked = await anna.send_text("a question")
    to_it = ReplyParameters(message_id=asked.id)
    answer = await bot.send_message(anna.id, "an answer", reply_parameters=to_it)
    assert answer.reply_to_message is not None
    assert "a question" == answer.reply_to_message.text

    gone = ReplyParameters(message_id=1000)
    asked_of_nothing = bot.send_message(anna.id, "a", reply_parameters=gone)
    assert "message to be replied not found" == await refused(asked_of_nothing)
    anyway = ReplyParameters(message_id=1000, allow_sending_without_reply=True)
    alone = await bot.send_message(anna.id, "a", reply_parameters=anyway)
    assert alone.reply_to_message is None


async def test_effects_and_actions(bot: Bot, anna: Person) -> None:
    """A message may have a known effect, and a chat a known action."""
    sent = await bot.send_message(anna.id, "a", message_effect_id="5046509860389126442")
    assert "5046509860389126442" == sent.effect_id
    unknown = bot.send_message(anna.id, "a", message_effect_id="1")
    assert "EFFECT_ID_INVALID" == await refused(unknown)

    assert await bot.send_chat_action(anna.id, "upload_photo")
    assert "wrong parameter" in await refused(bot.send_chat_action(anna.id, "dance"))


async def test_what_is_not_emulated_is_refused(bot: Bot, anna: Person) -> None:
    """A parameter or method that Telegram obeys is never ignored in silence."""
    answered = bot.send_message(anna.id, "a", entities=[BOLD])

    assert "not emulated: entities" == await refused(answered)
    with pytest.raises(TelegramNotFound):
        await bot.send_dice(anna.id)
