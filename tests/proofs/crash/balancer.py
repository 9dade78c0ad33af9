"""A load balancer: one address in front of several processes."""

import asyncio

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import attrs

from tests.e2e.world import HOST


_CHUNK: Final = 1 << 16


@attrs.define
class Balancer:
    """Passes new connections on to the chosen port."""

    port: int
    chosen: int

    async def pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection."""
        try:
            inner_reader, inner_writer = await asyncio.open_connection(
                HOST, self.chosen
            )
        except OSError:
            writer.close()
            return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_copy(reader, inner_writer))
            tasks.create_task(_copy(inner_reader, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def balancer_at(port: int, chosen: int) -> AsyncIterator[Balancer]:
    """Run a load balancer at this port."""
    balancer = Balancer(port, chosen)
    server = await asyncio.start_server(balancer.pass_on, HOST, port)
    try:
        yield balancer
    finally:
        server.close()
