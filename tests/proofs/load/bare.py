"""A handler that does nothing, in a process of its own, as a baseline."""

import asyncio

from aiohttp import web
from tests.serving import answering, serving


async def _run() -> None:
    async def bare(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    async with serving(answering(bare)) as url:
        print(url, flush=True)  # noqa: T201 - for the program that started it
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_run())
