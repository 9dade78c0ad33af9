"""How many updates a second one process handles on SQLite, 128 at once."""

import asyncio
import itertools
import tempfile
import time

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import aiohttp
import attrs

from aiohttp import web
from tests.e2e.world import HOST, TOKEN, free_port, world_in
from tests.proofs.figures import Figure
from tests.proofs.load.programs import program
from tests.serving import serving


_PEOPLE: Final = range(2000, 2128)
_TIMES: Final = 8


@attrs.define
class _Telegram:
    """Sends updates and answers calls as Telegram does, with as little work as it can.

    The emulator takes longer for an update than the bots that are measured.
    """

    webhook: str = ""
    known: asyncio.Event = attrs.field(factory=asyncio.Event)
    headers: dict[str, str] = attrs.field(factory=dict)
    answered: dict[int, asyncio.Event] = attrs.field(
        factory=lambda: {person: asyncio.Event() for person in _PEOPLE}
    )
    numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1))

    def application(self) -> web.Application:
        """Return the Bot API."""
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self._call)
        return application

    async def _call(self, request: web.Request) -> web.Response:
        form = await request.post()
        result: Any = True
        match request.match_info["method"]:
            case "getMe":
                result = {"id": 1, "is_bot": True, "first_name": "B", "username": "b"}
            case "setWebhook":
                self.webhook = str(form["url"])
                secret = str(form.get("secret_token", ""))
                self.headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                self.known.set()
            case "sendMessage":
                person = int(str(form["chat_id"]))
                result = self._message(person, str(form["text"]))
                self.answered[person].set()
        return web.json_response({"ok": True, "result": result})

    def _message(self, person: int, text: str) -> dict[str, Any]:
        chat = {"id": person, "type": "private", "first_name": "Guest"}
        number = next(self.numbers)
        return {"message_id": number, "date": 1, "chat": chat, "text": text}

    async def rate(self) -> float:
        """Return updates a second; everybody waits for an answer before the next."""
        await self.known.wait()
        async with aiohttp.ClientSession(headers=self.headers) as session:

            async def asks(person: int, times: int) -> None:
                sender = {"id": person, "is_bot": False, "first_name": "Guest"}
                for _ in range(times):
                    self.answered[person].clear()
                    message = self._message(person, "hello") | {"from": sender}
                    update = {"update_id": next(self.numbers), "message": message}
                    await (await session.post(self.webhook, json=update)).release()
                    await self.answered[person].wait()

            await asyncio.gather(*(asks(person, 1) for person in _PEOPLE))  # newcomers
            begun = time.perf_counter()
            await asyncio.gather(*(asks(person, _TIMES) for person in _PEOPLE))
            return len(_PEOPLE) * _TIMES / (time.perf_counter() - begun)


async def _floor() -> float:
    telegram = _Telegram()
    async with serving(telegram.application()) as url:
        settings = f"{TOKEN} {url} {HOST}:{free_port()}"
        async with program("tests.proofs.bench.bare_bot", BARE_BOT=settings) as bot:
            await bot.said(lambda line: b"ready" in line)
            return await telegram.rate()


async def _product(data: Path) -> float:
    telegram = _Telegram()
    async with (
        serving(telegram.application()) as url,
        world_in(data, telegram_api_url=url, sweep_seconds=3600) as world,
    ):
        await world.start_process()
        return await telegram.rate()


def measure() -> list[Figure]:
    """Compare with the bare bot, between the same people."""
    with tempfile.TemporaryDirectory() as directory:
        floor = asyncio.run(_floor())
        rate = asyncio.run(_product(Path(directory)))
    return [
        Figure(
            name=f"updates a second on SQLite, 128 at once: {rate:.0f}/s",
            floor=f"a bare aiogram bot: {floor:.0f}/s",
            value=rate / floor,
            bound=0.5,
            unit="x",
            at_least=True,
        )
    ]
