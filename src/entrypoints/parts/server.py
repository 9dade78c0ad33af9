"""The web server."""

from contextlib import AsyncExitStack

from aiohttp import web

from adapters.telegram import warm_up

from ..errors import StartError
from ..settings import Settings
from ..web import Site


async def listen(settings: Settings, site: Site, stack: AsyncExitStack) -> str:
    """Serve the site, once nothing is left that would hold up the first to come.

    Returns:
        Its address.

    Raises:
        StartError: It cannot be served where the settings say.
    """
    warm_up()
    if settings.public:
        await site.webhooks.prepare()
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    host, port = settings.address
    server = web.TCPSite(runner, host, port)
    try:
        await server.start()
    except OSError as error:
        raise StartError(
            f"LISTEN: {settings.listen} cannot be listened at "
            f"({error.strerror or error}). Is another program using it?"
        ) from None
    bound = runner.addresses[0][1]
    return f"http://{host}:{bound}"
