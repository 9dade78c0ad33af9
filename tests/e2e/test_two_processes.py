"""Two products share one PostgreSQL, and each webhook goes to either of them."""

import asyncio
import itertools

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import aiohttp
import pytest

from aiohttp import web
from tests.databases import postgres_url
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import HOST, free_port
from tests.serving import serving
from yarl import URL

from entrypoints.environment import StartError
from entrypoints.product import running
from entrypoints.settings import Role


PEOPLE: Final = 10
ROUNDS: Final = 10


@asynccontextmanager
async def balancer(backends: Sequence[str]) -> AsyncIterator[str]:
    """Pass requests to the backends in turn; yield the common address."""
    turns = itertools.cycle(backends)

    async with aiohttp.ClientSession() as session:

        async def forward(request: web.Request) -> web.Response:
            async with session.request(
                request.method,
                URL(f"{next(turns)}{request.raw_path}", encoded=True),
                headers=request.headers,
                data=await request.read(),
            ) as answer:
                return web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    content_type=answer.content_type,
                )

        application = web.Application()
        application.router.add_route("*", "/{path:.*}", forward)
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


async def _all_it_does(visitor: Visitor) -> None:
    await visitor.has_avatar()
    await visitor.orders_pictures(2)
    await visitor.receives(2)
    await visitor.says("/topup", "How many more would you like?")
    await visitor.person.press("100 credits")
    bill = await visitor.person.wait_for(lambda message: message.invoice is not None)
    assert (await visitor.person.pay(bill)).paid
    await visitor.sees("+ 100 credits")


async def test_two_of_everything(make_world: MakeWorld) -> None:
    """Of two bots, webs and workers each does its part, and nothing happens twice."""
    async with (
        make_world(database_url=postgres_url(), welcome_credits=500) as world,
        AsyncExitStack() as products,
    ):
        webs = [f"{HOST}:{free_port()}" for _ in range(2)]
        url = await products.enter_async_context(
            balancer([f"http://{address}" for address in webs])
        )
        for role, listens in (
            *((Role.WORKER, f"{HOST}:0") for _ in range(2)),
            *((Role.WEB, address) for address in webs),
            *((Role.BOT, f"{HOST}:0") for _ in range(2)),
        ):
            settings = world.settings.model_copy(
                update={"listen": listens, "public_url": url}
            )
            await products.enter_async_context(running(settings, only=role))
        people = [world.visitor(1001 + number) for number in range(4)]

        await asyncio.gather(*map(_all_it_does, people))

        await world.all_told()
        await world.handled()
        for visitor in people:
            told = ("is ready!", "Here you are!", "+ 100 credits")
            assert [1, 1, 1] == [visitor.said(words) for words in told]
            assert 2 == len(visitor.received)
        assert 8 == len(world.fal.requests)
        await world.prove()


@pytest.mark.parametrize("only", Role)
async def test_one_role_needs_a_database_for_several(
    make_world: MakeWorld, only: Role
) -> None:
    """SQLite is for one process, which says so."""
    async with make_world() as world:
        with pytest.raises(StartError, match=rf"DATABASE_URL: with --only {only}"):
            async with running(world.settings, only=only):
                pass
