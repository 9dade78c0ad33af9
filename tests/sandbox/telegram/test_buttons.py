"""Pressed buttons: toasts, alerts, old buttons and late answers."""

import asyncio

import pytest

from aiogram import Bot, Dispatcher, F
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from tests.sandbox.telegram.rig import Clock, polling, refused

from entrypoints.sandbox.telegram import CallbackAnswer, Person


KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Show balance", callback_data="balance"),
            InlineKeyboardButton(text="Delete", callback_data="delete"),
        ]
    ]
)


async def pressed(bot: Bot, anna: Person, message_id: int) -> CallbackQuery:
    """Press the first button and receive the query."""
    anna.tap(message_id, "balance")
    updates = await bot.get_updates()
    query = updates[-1].callback_query
    assert query is not None
    return query


async def test_toast_and_alert(bot: Bot, anna: Person) -> None:
    """A press returns the bot's answer."""
    dispatcher = Dispatcher()

    @dispatcher.callback_query(F.data == "balance")
    async def balance(query: CallbackQuery) -> None:
        await query.answer("5 credits")

    @dispatcher.callback_query(F.data == "delete")
    async def delete(query: CallbackQuery) -> None:
        await query.answer("Sure?", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Deleted")

    await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)
    async with polling(bot, dispatcher):
        toast = await anna.press("balance")
        alert = await anna.press(data="delete")
        await anna.wait_for(lambda m: m.text == "Deleted")

    assert CallbackAnswer("5 credits", show_alert=False) == toast
    assert CallbackAnswer("Sure?", show_alert=True) == alert
    assert (["5 credits"], ["Sure?"]) == (anna.toasts, anna.alerts)


async def test_silent_bot(bot: Bot, anna: Person) -> None:
    """A press without an answer returns None."""
    await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)

    assert await anna.press("Delete", timeout=0.01) is None


async def test_no_such_button(bot: Bot, anna: Person) -> None:
    """Only buttons that are there can be pressed by their text."""
    await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)

    with pytest.raises(LookupError, match="Show balance"):
        await anna.press("Create")


async def test_too_late(bot: Bot, anna: Person, clock: Clock) -> None:
    """An answer after a minute, or to an unknown query, is refused."""
    sent = await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)
    query = await pressed(bot, anna, sent.message_id)
    clock.forward(seconds=61)
    words = "query is too old and response timeout expired or query ID is invalid"

    for query_id in (query.id, "12345"):
        assert words == await refused(bot.answer_callback_query(query_id, "hi"))


async def test_long_answer(bot: Bot, anna: Person) -> None:
    """An answer has at most 200 characters."""
    sent = await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)
    query = await pressed(bot, anna, sent.message_id)
    words = await refused(bot.answer_callback_query(query.id, "x" * 201))
    await bot.answer_callback_query(query.id, "x" * 200)

    assert "MESSAGE_TOO_LONG" == words
    assert ["x" * 200] == anna.toasts


async def test_button_of_a_deleted_message(bot: Bot, anna: Person) -> None:
    """A press of a button of a deleted message has an inaccessible message."""
    sent = await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)
    await bot.delete_message(anna.id, sent.message_id)
    pressing = asyncio.create_task(anna.press_again(sent.message_id, "balance"))
    [update] = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    await bot.answer_callback_query(query.id)

    assert isinstance(query.message, InaccessibleMessage)
    assert CallbackAnswer("", show_alert=False) == await pressing
