"""A bot behind the chat page, and what a person does on the page."""

from typing import Any

from aiogram import Dispatcher, F
from aiogram.filters import Command
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
)
from playwright.async_api import Page


KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Balance", callback_data="balance")],
        [InlineKeyboardButton(text="Erase", callback_data="erase")],
    ]
)
ARMED: list[str] = []


def dispatcher() -> Dispatcher:
    """Make a bot with commands, buttons and an invoice."""
    dispatcher = Dispatcher()

    @dispatcher.message(Command("menu"))
    async def menu(message: Message) -> None:
        await message.answer("<b>Menu</b> <i>here</i>", reply_markup=KEYBOARD)

    @dispatcher.message(Command("buy"))
    async def buy(message: Message) -> None:
        prices = [LabeledPrice(label="x", amount=5)]
        await message.answer_invoice("Credits", "Five", "order", "XTR", prices)

    @dispatcher.pre_checkout_query()
    async def check(query: PreCheckoutQuery) -> None:
        await query.answer(ok=True)

    @dispatcher.callback_query(F.data == "balance")
    async def balance(query: CallbackQuery) -> None:
        await query.answer("Five credits")

    @dispatcher.callback_query(F.data == "erase")
    async def erase(query: CallbackQuery) -> None:
        await query.answer("Really?", show_alert=True)
        assert isinstance(query.message, Message)
        await query.message.edit_text("Gone")

    @dispatcher.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"{message.text}", parse_mode=None)

    return dispatcher


async def write(page: Page, text: str) -> None:
    """Write a text and press Enter."""
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


def from_bot(page: Page, text: str) -> Any:
    """Find the bot's message with this text."""
    return page.locator("[data-testid=message][data-from=bot]", has_text=text)
