"""The web server."""

import errno

from contextlib import AsyncExitStack

from aiohttp import web

from adapters.telegram import warm_up

from ..addresses import shown
from ..settings import Settings, StartError
from ..web import Site


async def listen(settings: Settings, site: Site, stack: AsyncExitStack) -> str:
    """Serve the site and return its address.

    Everything slow on first use is prepared before.

    Raises:
        StartError: The address in the settings cannot be used.
    """
    warm_up()
    if settings.public_url:
        await site.webhooks.prepare()
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    host, port = settings.address
    server = web.TCPSite(runner, host, port)
    try:
        await server.start()
    except OSError as error:
        raise StartError(f"LISTEN: {_explained(error, settings.listen)}.") from None
    return f"http://{shown(host, runner.addresses[0][1])}"


def _explained(error: OSError, address: str) -> str:
    words = error.strerror or str(error)
    match error.errno:
        case errno.EADDRINUSE:
            return f"another program listens at {address}; stop it, or choose a port"
        case errno.EACCES:
            return f"this user may not listen at {address}; choose a port above 1023"
        case errno.EADDRNOTAVAIL:
            return f"{address} is no address of this machine; 0.0.0.0 is every one"
    return f"{address} cannot be listened at ({words}); choose another host or port"
