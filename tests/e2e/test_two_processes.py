"""Two products share one PostgreSQL, and each webhook goes to either of them."""

import itertools

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import aiohttp

from aiohttp import web
from tests.databases import postgres_url
from tests.e2e.conftest import MakeWorld
from tests.e2e.world import HOST, free_port
from tests.serving import serving

from entrypoints.product import running


PEOPLE: Final = 10
ROUNDS: Final = 10


@asynccontextmanager
async def balancer(backends: Sequence[str]) -> AsyncIterator[str]:
    """Pass requests to the backends in turn; yield the common address."""
    turns = itertools.cycle(backends)

    async with aiohttp.ClientSession() as session:

        async def forward(request: web.Request) -> web.Response:
            async with session.post(
                f"{next(turns)}{request.path}",
                headers=request.headers,
                data=await request.read(),
            ) as answer:
                return web.Response(status=answer.status)

        application = web.Application()
        application.router.add_post("/{path:.*}", forward)
        async with serving(application) as url:
            yield url


async def test_words_right_after_a_tap_find_the_dialog(make_world: MakeWorld) -> None:
    """Words that the other gets right after a tap answer its question, 100 times."""
    async with (
        make_world(database_url=postgres_url()) as world,
        AsyncExitStack() as products,
    ):
        addresses = [f"{HOST}:{free_port()}" for _ in range(2)]
        url = await products.enter_async_context(
            balancer([f"http://{address}" for address in addresses])
        )
        for address in addresses:
            settings = world.settings.model_copy(
                update={"listen": address, "public_url": url}
            )
            await products.enter_async_context(running(settings))
        # Many from one person in a short time would be throttled.
        for visitor in (world.visitor(1000 + number) for number in range(PEOPLE)):
            await visitor.comes()
            for number in range(1, ROUNDS + 1):
                before = visitor.last_id
                await visitor.person.send_text("/menu")
                menu = await visitor.sees_new(before + 1)
                visitor.person.tap(menu.id, "k3:flux-portrait:female")
                await world.telegram.delivered()  # stored by one, and not handled yet
                await visitor.person.send_text("A")
                await visitor.sees_new(menu.id, "That name is a bit short")
                assert visitor.said("That name is a bit short") == number
        await world.prove()
