"""A bot that makes the calls of a generation with nothing behind them.

A tap edits the message, answers the tap and posts a request to fal.ai; the webhook
leads to its status, its result, the picture, a message with it, and the deletion of
the first message.
"""

import asyncio
import os

from pathlib import Path
from typing import Any, Final

import aiohttp
import attrs

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiohttp import web

from .bare_bot import KEYBOARD, run, said


_MODEL: Final = "fal-ai/flux-lora"


@attrs.frozen
class _Drawing:
    fal: str
    key: str
    weights: Path
    own_url: str
    http: aiohttp.ClientSession
    #: The message and the status URL of each request.
    sent: dict[str, tuple[Message, str]] = attrs.field(factory=dict)
    tasks: set[asyncio.Task[None]] = attrs.field(factory=set)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Key {self.key}"}

    async def tapped(self, query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text(f"Drawing: {query.id}", reply_markup=KEYBOARD)
        await query.answer()
        body = {
            "prompt": "photo of av1 woman, as an astronaut on Mars",
            "loras": [{"path": f"{self.own_url}/weights", "scale": 1.0}],
            "image_size": {"width": 1024, "height": 1024},
            "num_images": 1,
            "output_format": "jpeg",
        }
        async with self.http.post(
            f"{self.fal}/queue/{_MODEL}",
            params={"fal_webhook": f"{self.own_url}/fal"},
            json=body,
            headers=self._headers,
        ) as response:
            sent = await response.json()
        self.sent[sent["request_id"]] = query.message, sent["status_url"]

    async def webhook(self, request: web.Request) -> web.Response:
        body = await request.json()
        task = asyncio.create_task(self._deliver(body["request_id"]))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return web.Response()

    async def file(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(self.weights)

    async def _deliver(self, request_id: str) -> None:
        message, status_url = self.sent.pop(request_id)
        status = await self._get(status_url)
        result = await self._get(status["response_url"])
        async with self.http.get(result["images"][0]["url"]) as response:
            picture = BufferedInputFile(await response.read(), "picture.jpg")
        await message.answer_photo(picture, caption="Seed: 1", reply_markup=KEYBOARD)
        await message.delete()

    async def _get(self, url: str) -> Any:
        async with self.http.get(url, headers=self._headers) as response:
            return await response.json()


async def _run(bot: str, fal: str) -> None:
    url, key, weights = fal.split()
    own_url = f"http://{bot.split()[2]}"
    async with aiohttp.ClientSession() as http:
        drawing = _Drawing(url, key, Path(weights), own_url, http)
        router, application = Router(), web.Application()
        router.message.register(said)
        router.callback_query.register(drawing.tapped)
        application.router.add_post("/fal", drawing.webhook)
        application.router.add_get("/weights", drawing.file)
        await run(router, application, bot)


if __name__ == "__main__":
    asyncio.run(_run(os.environ["BARE_BOT"], os.environ["BARE_FAL"]))
