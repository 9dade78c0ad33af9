"""Updates are delivered by long polling or by webhook, at least once."""

import asyncio

from collections.abc import AsyncIterator
from typing import Any

import attrs
import pytest

from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiohttp import web
from tests.sandbox.telegram.rig import Clock, refused
from tests.serving import answering, serving

from entrypoints.sandbox.telegram import Person, TelegramEmulator


@attrs.define
class Hook:
    """A webhook that answers with prepared statuses and keeps what it got."""

    url: str = ""
    statuses: list[int] = attrs.Factory(list)
    seen: asyncio.Queue[tuple[dict[str, Any], str | None]] = attrs.Factory(
        asyncio.Queue
    )

    async def take(self, request: web.Request) -> web.Response:
        """Take one delivery."""
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.seen.put_nowait((await request.json(), secret))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def next_id(self) -> int:
        """The update_id of the next delivery."""
        update, _ = await asyncio.wait_for(self.seen.get(), 5)
        return int(update["update_id"])


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A served webhook."""
    hook = Hook()
    async with serving(answering(hook.take)) as hook.url:
        yield hook


async def test_polls_and_confirms(bot: Bot, anna: Person) -> None:
    """Updates come again until a higher offset confirms them."""
    await anna.send_text("/start")
    await anna.send_text("two")
    first = await bot.get_updates()
    again = await bot.get_updates(limit=1)
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    none = await bot.get_updates(offset=first[1].update_id + 1)

    assert ["/start", "two"] == [x.message.text for x in first if x.message]
    assert first[0].update_id + 1 == first[1].update_id
    assert [first[0].update_id] == [each.update_id for each in again]
    assert [first[1].update_id] == [each.update_id for each in rest]
    assert [] == none


async def test_an_impatient_poll_gets_one_update(bot: Bot, anna: Person) -> None:
    """The same offset again at once gets one update; a new offset gets all."""
    for text in ("one", "two", "three"):
        await anna.send_text(text)
    everything = await bot.get_updates()
    again = await bot.get_updates()
    confirmed = await bot.get_updates(offset=everything[0].update_id + 1)

    assert [3, 1, 2] == [len(each) for each in (everything, again, confirmed)]


async def test_an_impatient_poll_waits(bot: Bot, anna: Person) -> None:
    """Without updates, the same offset within three seconds waits for three."""
    loop = asyncio.get_running_loop()
    assert [] == await bot.get_updates(timeout=0)
    began = loop.time()
    assert [] == await bot.get_updates(timeout=0)

    assert loop.time() - began > 2.9


async def test_delivers_only_what_was_asked_for(bot: Bot, anna: Person) -> None:
    """Updates of kinds that the bot did not ask for are dropped."""
    await bot.get_updates(allowed_updates=["callback_query"])
    await anna.send_text("unheard")
    await bot.get_updates(allowed_updates=[])
    await anna.send_text("heard")

    [update] = await bot.get_updates()
    assert update.message is not None
    assert "heard" == update.message.text


async def test_forgets_after_a_day(bot: Bot, anna: Person, clock: Clock) -> None:
    """Telegram keeps an update for 24 hours."""
    await anna.send_text("old")
    clock.forward(hours=25)
    await anna.send_text("new")

    assert ["new"] == [x.message.text for x in await bot.get_updates() if x.message]


async def test_redelivers_until_accepted(
    bot: Bot, emulator: TelegramEmulator, anna: Person, hook: Hook
) -> None:
    """A refused update comes again, with its id and secret, before the next one."""
    hook.statuses = [500, 403, 302, 200]
    await bot.set_webhook(hook.url, secret_token="s3cret")
    await anna.send_text("one")
    await anna.send_text("two")
    ids = [await hook.next_id() for _ in range(4)]
    update, secret = await asyncio.wait_for(hook.seen.get(), 5)
    await emulator.delivered()

    assert 1 == len(set(ids))
    assert ids[0] + 1 == update["update_id"]
    assert "s3cret" == secret
    info = await bot.get_webhook_info()
    assert "Wrong response from the webhook: 302 Found" == info.last_error_message


async def test_chats_do_not_wait_for_each_other(
    bot: Bot, emulator: TelegramEmulator
) -> None:
    """While an update of one chat is handled, one of another is delivered."""
    release, both = asyncio.Event(), asyncio.Event()
    inside = set()

    async def handle(request: web.Request) -> web.Response:
        update = await request.json()
        inside.add(update["message"]["chat"]["id"])
        if len(inside) == 2:
            both.set()
        await release.wait()
        return web.Response()

    async with serving(answering(handle)) as url:
        await bot.set_webhook(url)
        for user_id in (1, 2):
            await emulator.person(user_id).send_text("x")

        await asyncio.wait_for(both.wait(), 5)
        release.set()
        await emulator.delivered()


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("https://8.8.8.8/x", None, "loopback addresses only"),
        ("bot.example", None, "loopback addresses only"),
        ("ftp://bot.example/x", None, "invalid webhook URL specified"),
        ("https://bot.example:what/x", None, "invalid webhook URL specified"),
        ("http://bot.example/x", None, "An HTTPS URL must be provided for webhook"),
        ("https://bot.example:8081/x", None, "only on ports 80, 88, 443 or 8443"),
        ("https://[2606:4700::1111]/x", None, "IPv6-only addresses are not allowed"),
        ("https://192.168.1.5/x", None, "IP address 192.168.1.5 is reserved"),
        ("http://127.0.0.1/x", "no spaces", "secret token contains unallowed"),
    ],
)
async def test_refuses_bad_webhooks(
    bot: Bot, url: str, secret: str | None, words: str
) -> None:
    """Invalid webhooks are refused in Telegram's words."""
    assert words in await refused(bot.set_webhook(url, secret_token=secret))


async def test_only_one_poll(emulator: TelegramEmulator, bot: Bot) -> None:
    """A second poll ends the first with a conflict."""
    polls = [asyncio.create_task(bot.get_updates(timeout=5)) for _ in range(2)]
    done, _ = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)

    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        done.pop().result()
    emulator.person(1).block()
    results = await asyncio.gather(*polls, return_exceptions=True)
    assert 1 == sum(isinstance(each, list) for each in results)


async def test_repeats_a_polled_update(bot: Bot, anna: Person) -> None:
    """An update can be delivered twice with one update_id."""
    await anna.send_text("x")
    [first] = await bot.get_updates()
    anna.redeliver_last_update()
    [second] = await bot.get_updates(offset=first.update_id + 1)

    assert first.update_id == second.update_id
    assert [] == await bot.get_updates(offset=first.update_id + 1)


async def test_repeats_a_webhook_update(bot: Bot, anna: Person, hook: Hook) -> None:
    """An accepted update can be delivered twice."""
    await bot.set_webhook(hook.url)
    await anna.send_text("x")
    first = await hook.next_id()
    anna.redeliver_last_update()

    assert first == await hook.next_id()
