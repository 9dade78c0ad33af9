"""A handler that does nothing, in a process of its own, as a baseline."""

import asyncio
import sys

from aiohttp import web

from .plan import HOST


async def _run() -> None:
    async def bare(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    application = web.Application()
    application.router.add_post("/{rest:.*}", bare)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    sys.stdout.write(f"http://{HOST}:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_run())
