"""A bot with nothing behind it, in a process of its own: what an update costs at least.

It answers a message, and a tap by editing the message and answering the tap.
"""

import asyncio
import os
import sys

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web


KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=f"Button {number}", callback_data=f"b:{number}")]
        for number in range(4)
    ]
)


async def said(message: Message) -> None:
    """Answer a message."""
    await message.answer(f"You said: {message.text}", reply_markup=KEYBOARD)


async def _tapped(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.message.edit_text(f"You tapped: {query.id}", reply_markup=KEYBOARD)
    await query.answer()


async def run(router: Router, application: web.Application, settings: str) -> None:
    """Answer updates until it is stopped; *settings* are token, Telegram and address."""
    token, telegram, listen = settings.split()
    server = TelegramAPIServer.from_base(telegram)
    bot = Bot(token, session=AiohttpSession(api=server))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    SimpleRequestHandler(dispatcher, bot).register(application, "/telegram")
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    await web.TCPSite(runner, host, int(port)).start()
    await bot.set_webhook(f"http://{listen}/telegram")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    answers = Router()
    answers.message.register(said)
    answers.callback_query.register(_tapped)
    asyncio.run(run(answers, web.Application(), os.environ["BARE_BOT"]))
