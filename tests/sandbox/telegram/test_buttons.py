"""Pressed buttons: toasts, alerts, old buttons and late answers."""

import asyncio

import pytest

from aiogram import Bot
from aiogram.types import (
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from entrypoints.sandbox.telegram import CallbackAnswer, Person


KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Show balance", callback_data="balance"),
            InlineKeyboardButton(text="Delete", callback_data="delete"),
        ]
    ]
)


async def test_silent_bot(bot: Bot, anna: Person) -> None:
    """A press without an answer returns None."""
    await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)

    assert await anna.press("Delete", timeout=0.01) is None


async def test_no_such_button(bot: Bot, anna: Person) -> None:
    """Only buttons that are there can be pressed by their text."""
    await bot.send_message(anna.id, "menu", reply_markup=KEYBOARD)

    with pytest.raises(LookupError, match="Show balance"):
        await anna.press("Create")


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
