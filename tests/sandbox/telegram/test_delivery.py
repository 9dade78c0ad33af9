"""Updates are delivered by long polling or by webhook, at least once."""

import asyncio

from collections.abc import AsyncIterator, Callable
from typing import Any

import attrs
import pytest

from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramConflictError
from aiogram.filters import CommandStart
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from tests.sandbox.telegram.rig import Clock, picture, polling, refused
from tests.telegram_types import html

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


Serve = Callable[[web.Application], Any]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves applications on loopback and returns their addresses."""
    runners = []

    async def start(application: web.Application) -> str:
        runner = web.AppRunner(application)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def hook(serve: Serve) -> Hook:
    """A served webhook."""
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    hook.url = await serve(application) + "/hook"
    return hook


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


async def test_long_poll_wakes_up(bot: Bot, anna: Person) -> None:
    """A waiting poll answers as soon as somebody writes."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await anna.send_text("now")

    [update] = await asyncio.wait_for(poll, 5)
    assert update.message is not None
    assert update.message.from_user is not None
    assert ("now", "Anna", "en") == (
        update.message.text,
        update.message.from_user.first_name,
        update.message.from_user.language_code,
    )


async def test_marks_commands(bot: Bot, anna: Person) -> None:
    """A command of the person is marked as one."""
    await anna.send_text("/start deep")
    [update] = await bot.get_updates()

    assert update.message is not None
    assert [("bot_command", 0, 6)] == [
        (each.type, each.offset, each.length) for each in update.message.entities or []
    ]


async def test_only_one_poll(emulator: TelegramEmulator, bot: Bot) -> None:
    """A second poll ends the first with a conflict."""
    polls = [asyncio.create_task(bot.get_updates(timeout=5)) for _ in range(2)]
    done, _ = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)

    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        done.pop().result()
    emulator.person(1).block()
    results = await asyncio.gather(*polls, return_exceptions=True)
    assert 1 == sum(isinstance(each, list) for each in results)


async def test_no_poll_with_a_webhook(bot: Bot, hook: Hook) -> None:
    """While a webhook is set, polling is a conflict."""
    await bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()

    assert [] == await bot.get_updates()


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


async def test_repeats_a_polled_update(bot: Bot, anna: Person) -> None:
    """An update can be delivered twice with one update_id."""
    await anna.send_text("x")
    [first] = await bot.get_updates()
    anna.redeliver_last_update()
    [second] = await bot.get_updates(offset=first.update_id + 1)

    assert first.update_id == second.update_id
    assert [] == await bot.get_updates(offset=first.update_id + 1)


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
    bot: Bot, emulator: TelegramEmulator, serve: Serve
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

    application = web.Application()
    application.router.add_post("/hook", handle)
    await bot.set_webhook(await serve(application) + "/hook")
    for user_id in (1, 2):
        await emulator.person(user_id).send_text("x")

    await asyncio.wait_for(both.wait(), 5)
    release.set()
    await emulator.delivered()


async def test_webhook_takes_over_what_is_pending(
    bot: Bot, emulator: TelegramEmulator, anna: Person, hook: Hook
) -> None:
    """Pending updates are delivered to a new webhook."""
    await anna.send_text("kept")
    await bot.set_webhook(hook.url)
    assert await hook.next_id()
    await emulator.delivered()

    assert 0 == (await bot.get_webhook_info()).pending_update_count


async def test_repeats_a_webhook_update(bot: Bot, anna: Person, hook: Hook) -> None:
    """An accepted update can be delivered twice."""
    await bot.set_webhook(hook.url)
    await anna.send_text("x")
    first = await hook.next_id()
    anna.redeliver_last_update()

    assert first == await hook.next_id()


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


async def test_drives_a_polling_dispatcher(bot: Bot, anna: Person) -> None:
    """A real dispatcher answers a person by polling."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        await message.answer("<b>Hello</b>")

    async with polling(bot, dispatcher):
        await anna.send_text("/start")
        answer = await anna.wait_for(lambda m: m.text == "Hello")

    assert "<b>Hello</b>" == html(answer)


async def test_drives_a_webhook_dispatcher(
    bot: Bot, anna: Person, serve: Serve
) -> None:
    """A real webhook handler answers a person."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"<i>{message.text}</i>")

    application = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, bot, handle_in_background=False, secret_token="s"
    )
    handler.register(application, "/hook")
    url = await serve(application) + "/hook"
    await bot.set_webhook(
        url,
        secret_token="s",
        allowed_updates=dispatcher.resolve_used_update_types(),
    )
    await anna.send_text("hey")

    assert "<i>hey</i>" == html(await anna.wait_for(lambda m: m.text == "hey"))


@pytest.mark.parametrize("as_documents", [False, True])
async def test_albums_of_the_person(
    bot: Bot, anna: Person, *, as_documents: bool
) -> None:
    """Eleven pictures are an album of ten and a single one, each its own update."""
    pictures = [picture(100, 100 + number) for number in range(11)]
    await anna.send_album(pictures, as_documents=as_documents, caption="mine")
    updates = await bot.get_updates()
    messages = [each.message for each in updates if each.message]

    albums = [each.media_group_id for each in messages]
    assert [10, 1] == [albums.count(each) for each in dict.fromkeys(albums)]
    assert albums[-1] is None
    assert "mine" == messages[0].caption
    assert 11 == sum(bool(x.document if as_documents else x.photo) for x in messages)
    if as_documents:
        assert pictures == [each.document for each in anna.messages]


async def test_tells_of_blocking(bot: Bot, anna: Person) -> None:
    """Blocking and unblocking reach the bot."""
    anna.block()
    anna.unblock()
    changes = [each.my_chat_member for each in await bot.get_updates()]

    assert ["kicked", "member"] == [x.new_chat_member.status for x in changes if x]
