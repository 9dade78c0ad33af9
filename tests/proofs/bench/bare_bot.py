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


_KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=f"Button {number}", callback_data=f"b:{number}")]
        for number in range(4)
    ]
)


async def _said(message: Message) -> None:
    await message.answer(f"You said: {message.text}", reply_markup=_KEYBOARD)


async def _tapped(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.message.edit_text(f"You tapped: {query.id}", reply_markup=_KEYBOARD)
    await query.answer()


async def _run(token: str, telegram: str, listen: str) -> None:
    server = TelegramAPIServer.from_base(telegram)
    bot = Bot(token, session=AiohttpSession(api=server))
    router = Router()
    router.message.register(_said)
    router.callback_query.register(_tapped)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    application = web.Application()
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
    asyncio.run(_run(*os.environ["BARE_BOT"].split()))
