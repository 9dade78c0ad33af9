"""Getting updates so that none is lost."""

import ast
import asyncio
import inspect
import io

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from aiogram import Bot, Router
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import Message, PreCheckoutQuery
from aiohttp import web
from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.rig import (
    MemoryDone,
    Plumbing,
    Sleeper,
    Tap,
    called,
    waiting_updates,
    words,
)
from tests.sandbox.telegram.rig import TOKEN, picture as jpeg

from adapters.telegram.files import sent_file
from adapters.telegram.screen import Files, Screen
from adapters.telegram.session import RetryAfterPolicy, make_bot
from adapters.telegram.updates import webhook
from adapters.telegram.updates.lines import PersonLines
from adapters.telegram.updates.polling import Polling
from adapters.telegram.updates.webhook import SECRET_HEADER, WebhookUpdates
from adapters.telegram.view import View
from entrypoints.sandbox.telegram import Person, TelegramEmulator


SECRET = "opens-the-door"
#: Of a body, in bytes.
LIMIT = 256 * 1024


def routing(handle: Callable[..., Awaitable[Any]]) -> Router:
    """Return a router with one handler of everything."""
    router = Router()
    router.message.register(handle)
    router.callback_query.register(handle, Tap.filter())
    return router


def written(person: int) -> dict[str, Any]:
    """Return a message of that person, as Telegram posts it."""
    return {
        "message_id": 1,
        "date": 1,
        "chat": {"id": person, "type": "private"},
        "from": {"id": person, "is_bot": False, "first_name": "A"},
        "text": str(person),
    }


@asynccontextmanager
async def polled(polling: Polling) -> AsyncIterator[Polling]:
    """Poll while the block runs."""
    task = asyncio.create_task(polling.run())
    try:
        yield polling
    finally:
        await polling.stop()
        await task


async def pending(bot: Bot) -> int:
    """Return how many updates Telegram would still deliver."""
    return (await bot.get_webhook_info()).pending_update_count


class TestPolling:
    """Long polling."""

    async def test_album(
        self, emulator: TelegramEmulator, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """Twenty photos at once end in one card that tells the truth."""
        plumbing.pace = 0.05
        taken: list[int] = []

        async def handle(message: Message, screen: Screen, files: Files) -> None:
            file = sent_file(message)
            assert file is not None
            async with files.fetched(file) as data:
                taken.append(len(data))

            async def make() -> View:
                return words(f"{len(taken)} photos")

            await screen.refresh(make, key="photos")

        dispatcher = plumbing.dispatcher(routing(handle))
        async with polled(Polling(bot, dispatcher)):
            await anna.send_album([jpeg()] * 20)
            await anna.wait_for(lambda message: message.text == "20 photos")

        cards = [message for message in anna.messages if message.from_bot]
        assert ["20 photos"] == [card.text for card in cards]
        assert 20 == len(plumbing.done.marked)
        assert 0 == await pending(bot)
        assert len(called(emulator, "sendMessage", "editMessageText")) < 15

    async def test_confirms_what_ended(
        self, emulator: TelegramEmulator, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """While an update is being handled, it and all after it stay at Telegram."""
        go_on, later = asyncio.Event(), asyncio.Event()

        async def handle(message: Message) -> None:
            if message.text == "slow":
                await go_on.wait()
            if message.text == "later":
                later.set()

        boris = emulator.person(1002, "Boris")
        async with polled(Polling(bot, plumbing.dispatcher(routing(handle)))):
            await anna.send_text("slow")
            await boris.send_text("quick")
            # Others are served meanwhile, whenever they come.
            await boris.send_text("later")
            await later.wait()
            assert 3 == await pending(bot)
            go_on.set()

        assert 0 == await pending(bot)
        assert 3 == len(plumbing.done.marked)

    async def test_retries(
        self, bot: Bot, anna: Person, plumbing: Plumbing, sleeper: Sleeper
    ) -> None:
        """A failing update is tried again after a while, and its successors wait."""
        seen: list[str | None] = []

        async def handle(message: Message, screen: Screen) -> None:
            seen.append(message.text)
            if seen.count("one") < 3:
                raise ZeroDivisionError
            await screen.show(words(message.text or ""))

        dispatcher = plumbing.dispatcher(routing(handle))
        await anna.send_text("one")
        await anna.send_text("two")
        async with polled(Polling(bot, dispatcher, sleep=sleeper)):
            await anna.wait_for(lambda message: message.text == "two")

        assert ["one", "one", "one", "two"] == seen
        assert [0.5, 1.0] == sleeper.slept

    async def test_drain(self, bot: Bot, anna: Person, plumbing: Plumbing) -> None:
        """Stopping lets begun updates end; those not begun come again."""
        begun, go_on = asyncio.Event(), asyncio.Event()
        seen: list[str | None] = []

        async def handle(message: Message) -> None:
            begun.set()
            await go_on.wait()
            seen.append(message.text)

        polling = Polling(bot, plumbing.dispatcher(routing(handle)))
        await anna.send_text("begun")
        await anna.send_text("queued")
        running = asyncio.create_task(polling.run())
        await begun.wait()
        stopping = asyncio.create_task(polling.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        go_on.set()
        await stopping
        await running

        assert ["begun"] == seen
        left = await waiting_updates(bot)
        assert ["queued"] == [x.message.text for x in left if x.message is not None]

    async def test_drain_deadline(
        self, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """An update that does not end in time is cut short, and comes again."""
        begun = asyncio.Event()

        async def handle(message: Message) -> None:
            begun.set()
            await asyncio.Event().wait()

        dispatcher = plumbing.dispatcher(routing(handle))
        await anna.send_text("hello")
        with capture_logs() as logs:
            async with polled(Polling(bot, dispatcher, drain_seconds=0.01)):
                await begun.wait()

        assert "telegram.drain_cut_short" in [line["event"] for line in logs]
        assert 1 == await pending(bot)
        assert not plumbing.done.marked

    async def test_conflict(self, bot: Bot, anna: Person, plumbing: Plumbing) -> None:
        """Another reader of the same bot is reported, and waited for."""
        waits: list[float] = []
        waited = asyncio.Event()

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            await bot.delete_webhook()
            waited.set()

        done = asyncio.Event()

        async def handle(message: Message) -> None:
            done.set()

        await bot.set_webhook("http://127.0.0.1:9/none")
        dispatcher = plumbing.dispatcher(routing(handle))
        with capture_logs() as logs:
            async with polled(Polling(bot, dispatcher, sleep=sleep)):
                await waited.wait()
                await anna.send_text("hello")
                await done.wait()

        assert [15.0] == waits
        assert "telegram.polling_conflict" in [line["event"] for line in logs]

    async def test_outage(
        self, emulator: TelegramEmulator, plumbing: Plumbing, bot: Bot, anna: Person
    ) -> None:
        """When Telegram cannot be reached, polling waits ever longer and goes on."""
        waits: list[float] = []
        done = asyncio.Event()
        nowhere = bot.session.api
        api = nowhere.base
        object.__setattr__(nowhere, "base", "http://127.0.0.1:9/bot{token}/{method}")

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                object.__setattr__(nowhere, "base", api)

        async def handle(message: Message) -> None:
            done.set()

        await anna.send_text("hello")
        dispatcher = plumbing.dispatcher(routing(handle))
        with capture_logs() as logs:
            async with polled(Polling(bot, dispatcher, sleep=sleep)):
                await done.wait()

        assert [0.5, 1.0, 2.0] == waits
        assert TOKEN not in str(logs)

    async def test_wrong_token(
        self, emulator: TelegramEmulator, plumbing: Plumbing, sleeper: Sleeper
    ) -> None:
        """A token that is no bot's ends the polling."""
        stranger = make_bot("7:NOBODY", emulator.url, policy=RetryAfterPolicy(sleeper))

        with pytest.raises(TelegramUnauthorizedError):
            await Polling(stranger, plumbing.dispatcher(Router())).run()

        session = stranger.session
        assert hasattr(session, "create_session")
        await (await session.create_session()).close()

    async def test_unreadable(
        self, emulator: TelegramEmulator, plumbing: Plumbing, bot: Bot, anna: Person
    ) -> None:
        """An update that nothing can be made of hides no other; the owners hear of it."""
        done = asyncio.Event()

        async def handle(message: Message) -> None:
            done.set()

        answer = bot.session.json_loads

        def garble(text: str) -> Any:
            parsed = answer(text)
            result = parsed.get("result")
            if isinstance(result, list) and result:
                result.insert(0, {"update_id": 5, "message": {"what": "is this"}})
            return parsed

        bot.session.json_loads = garble
        dispatcher = plumbing.dispatcher(routing(handle))
        with capture_logs() as logs:
            async with polled(Polling(bot, dispatcher)):
                await anna.send_text("hello")
                await done.wait()

        assert ("telegram.update_unreadable", 5) in [
            (line["event"], line.get("update_id")) for line in logs
        ]
        [alarm] = plumbing.alarms
        assert (5, None) == (alarm.update_id, alarm.person)
        assert "message.message_id: missing" == alarm.error

    async def test_killed(
        self, bot: Bot, anna: Person, plumbing: Plumbing, sleeper: Sleeper
    ) -> None:
        """What was handled and not confirmed is not handled twice after a kill."""
        seen: list[str | None] = []
        done = asyncio.Event()

        async def handle(message: Message) -> None:
            seen.append(message.text)
            if message.text == "two":
                done.set()

        await anna.send_text("one")
        dispatcher = plumbing.dispatcher(routing(handle))
        [update] = await waiting_updates(bot)
        await dispatcher.feed_update(bot, update)
        await anna.send_text("two")
        async with polled(Polling(bot, plumbing.dispatcher(routing(handle)))):
            await done.wait()

        assert ["one", "two"] == seen

    async def test_answers_taps_once(
        self, emulator: TelegramEmulator, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """Each of many taps is answered, once."""

        async def handle(event: object, screen: Screen) -> None:
            await screen.show(words())

        await plumbing.renderer().show(anna.id, words("first"))
        async with polled(Polling(bot, plumbing.dispatcher(routing(handle)))):
            for _ in range(5):
                assert await anna.press("tap 0") is not None

        assert 5 == len(called(emulator, "answerCallbackQuery"))


class TestLines:
    """The order of one person's updates."""

    async def test_order(self, bot: Bot, anna: Person, plumbing: Plumbing) -> None:
        """Uploads go together, four at a time; a text waits for those before it."""
        inside: list[str] = []
        log: list[tuple[str, ...]] = []
        full, go_on = asyncio.Event(), asyncio.Event()

        async def enter(name: str, number: int) -> None:
            async with lines.turn(updates[number]):
                inside.append(name)
                log.append(tuple(inside))
                if len(inside) == 4:
                    full.set()
                await go_on.wait()
                inside.remove(name)

        lines = PersonLines(together=4)
        await anna.send_text("before")
        await anna.send_album([jpeg()] * 5)
        await anna.send_text("after")
        await anna.send_photo(jpeg())
        updates = await waiting_updates(bot)
        names = ["before", *["photo"] * 5, "after", "photo"]
        async with asyncio.TaskGroup() as tasks:
            for number, name in enumerate(names):
                tasks.create_task(enter(name, number))
            await asyncio.sleep(0)
            assert ["before"] == inside
            go_on.set()

        assert ("before",) == log[0]
        assert max(len(entry) for entry in log) <= 4
        assert ("after",) in log
        assert ("photo",) == log[-1]
        assert names == [entry[-1] for entry in log]

    async def test_payment_waits_for_nobody(
        self, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """The last question of a payment is let in while others are at work."""
        go_on, answered = asyncio.Event(), asyncio.Event()
        router = Router()

        @router.message()
        async def work(message: Message) -> None:
            await go_on.wait()

        @router.pre_checkout_query()
        async def answer(query: PreCheckoutQuery) -> None:
            await query.answer(ok=True)
            answered.set()

        invoice = await bot.send_invoice(
            anna.id,
            title="Credits",
            description="100 credits",
            payload="order",
            currency="XTR",
            prices=[{"label": "100", "amount": 1}],  # type: ignore[list-item] # as JSON
        )
        shown = next(x for x in anna.messages if x.id == invoice.message_id)
        dispatcher = plumbing.dispatcher(router)
        async with polled(Polling(bot, dispatcher, concurrency=1)):
            await anna.send_text("slow")
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(anna.pay(shown))
                await answered.wait()
                go_on.set()

    async def test_so_many_at_once(
        self, emulator: TelegramEmulator, bot: Bot, plumbing: Plumbing
    ) -> None:
        """However many people write at once, only so many are served beside another."""
        inside, most, ended = 0, 0, 0

        async def handle(message: Message) -> None:
            nonlocal inside, most, ended
            inside += 1
            most = max(most, inside)
            for _ in range(50):
                await asyncio.sleep(0)
            inside -= 1
            ended += 1

        for number in range(12):
            await emulator.person(2000 + number, "Boris").send_text("hello")
        dispatcher = plumbing.dispatcher(routing(handle))
        async with polled(Polling(bot, dispatcher, concurrency=3)):
            await plumbing.done.until(12)

        assert (3, 12) == (most, ended)

    async def test_cancelled_in_line(
        self, bot: Bot, anna: Person, plumbing: Plumbing
    ) -> None:
        """Somebody who leaves the line holds up nobody."""
        lines = PersonLines()
        for text in ("one", "two", "three"):
            await anna.send_text(text)
        one, two, three = await waiting_updates(bot)

        async def wait() -> None:
            async with lines.turn(two):
                pytest.fail("it was cancelled before")

        async with lines.turn(one):
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0)
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting
        async with asyncio.timeout(30), lines.turn(three):
            pass


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[WebhookUpdates], Awaitable[str]]]:
    """Serve a webhook on loopback, and return its URL."""
    runners: list[web.AppRunner] = []

    async def start(webhook: WebhookUpdates) -> str:
        application = web.Application(client_max_size=LIMIT)
        application.router.add_post("/telegram", webhook.__call__)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"

    yield start
    for runner in runners:
        await runner.cleanup()


Serve = Callable[[WebhookUpdates], Awaitable[str]]


class TestWebhook:
    """Updates that Telegram posts."""

    async def test_handled(
        self, bot: Bot, anna: Person, plumbing: Plumbing, serve: Serve
    ) -> None:
        """A posted update is handled, and confirmed when it has been."""

        async def handle(message: Message, screen: Screen) -> None:
            await screen.show(words("seen"))

        dispatcher = plumbing.dispatcher(routing(handle))
        url = await serve(WebhookUpdates(dispatcher, bot, SECRET))
        await bot.set_webhook(url, secret_token=SECRET)
        await anna.send_text("hello")
        await anna.wait_for(lambda message: message.text == "seen")
        await plumbing.done.until(1)

    async def test_album(
        self, bot: Bot, anna: Person, plumbing: Plumbing, serve: Serve
    ) -> None:
        """Twenty photos by webhook end in one card, too."""
        taken: list[int] = []

        async def handle(message: Message, screen: Screen) -> None:
            taken.append(message.message_id)

            async def make() -> View:
                return words(f"{len(taken)} photos")

            await screen.refresh(make, key="photos")

        dispatcher = plumbing.dispatcher(routing(handle))
        url = await serve(WebhookUpdates(dispatcher, bot, SECRET))
        await bot.set_webhook(url, secret_token=SECRET)
        await anna.send_album([jpeg()] * 20)
        await anna.wait_for(lambda message: message.text == "20 photos")

        cards = [message.text for message in anna.messages if message.from_bot]
        assert ["20 photos"] == cards

    async def test_redelivered(
        self, bot: Bot, anna: Person, plumbing: Plumbing, serve: Serve
    ) -> None:
        """What failed is posted again until it succeeds, and then no more."""
        seen: list[str | None] = []

        async def handle(message: Message, screen: Screen) -> None:
            seen.append(message.text)
            if len(seen) < 3:
                raise ZeroDivisionError
            await screen.show(words("third time"))

        dispatcher = plumbing.dispatcher(routing(handle))
        url = await serve(WebhookUpdates(dispatcher, bot, SECRET))
        await bot.set_webhook(url, secret_token=SECRET)
        await anna.send_text("hello")
        await anna.wait_for(lambda message: message.text == "third time")

        assert ["hello"] * 3 == seen

    async def test_set_aside(
        self, bot: Bot, anna: Person, plumbing: Plumbing, serve: Serve
    ) -> None:
        """What fails three times is confirmed, and those behind it get through."""
        seen: list[str | None] = []

        async def handle(message: Message, screen: Screen) -> None:
            seen.append(message.text)
            if message.text == "bad":
                raise ZeroDivisionError
            await screen.show(words("good"))

        dispatcher = plumbing.dispatcher(routing(handle))
        url = await serve(WebhookUpdates(dispatcher, bot, SECRET))
        await bot.set_webhook(url, secret_token=SECRET)
        await anna.send_text("bad")
        await anna.send_text("good")
        await anna.wait_for(lambda message: message.text == "good")

        assert ["bad", "bad", "bad", "good"] == seen
        await plumbing.done.until(2)

    @pytest.mark.parametrize(
        ("headers", "body", "status"),
        [
            ({}, b"{}", 401),
            ({SECRET_HEADER: "opens"}, b"{}", 401),
            ({SECRET_HEADER: "öffnet"}, b"{}", 401),
            ({SECRET_HEADER: SECRET}, b'{"update_id": 1, "mess', 400),
            ({SECRET_HEADER: SECRET}, b"\xff\xfe\xfd", 400),
            ({SECRET_HEADER: SECRET}, b"[" * 100_000, 400),
            ({SECRET_HEADER: SECRET}, b"[]", 200),
            ({SECRET_HEADER: SECRET}, b'{"message": 2}', 200),
            ({SECRET_HEADER: SECRET}, b" " * (LIMIT + 1), 413),
        ],
    )
    async def test_hostile(
        self,
        *,
        bot: Bot,
        plumbing: Plumbing,
        serve: Serve,
        headers: dict[str, str],
        body: bytes,
        status: int,
    ) -> None:
        """Who has not the secret gets nowhere; nonsense is answered, not handled."""
        url = await serve(WebhookUpdates(plumbing.dispatcher(Router()), bot, SECRET))

        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=io.BytesIO(body), headers=headers) as answer,
        ):
            assert status == answer.status
            assert b"" == (await answer.read()) or status == 401

        assert MemoryDone() == plumbing.done

    async def test_more_than_can_be_held(
        self, bot: Bot, plumbing: Plumbing, serve: Serve
    ) -> None:
        """With so many in hand Telegram is to keep the next, and post it again."""
        go_on, seen = asyncio.Event(), list[str | None]()

        async def handle(message: Message) -> None:
            seen.append(message.text)
            await go_on.wait()

        hook = WebhookUpdates(plumbing.dispatcher(routing(handle)), bot, SECRET, most=2)
        url = await serve(hook)
        async with aiohttp.ClientSession() as session:

            async def post(number: int) -> int:
                update = {"update_id": number, "message": written(number)}
                async with session.post(
                    url, json=update, headers={SECRET_HEADER: SECRET}
                ) as answer:
                    return answer.status

            held = [asyncio.create_task(post(number)) for number in (1, 2)]
            while len(seen) < 2:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0)
            assert 503 == await post(3)
            go_on.set()
            assert [200, 200] == await asyncio.gather(*held)
            assert 200 == await post(3)

        assert {"1", "2", "3"} == set(seen)

    async def test_a_strangers_body_is_not_waited_for(
        self, bot: Bot, plumbing: Plumbing, serve: Serve
    ) -> None:
        """Who has not the secret is refused before any of their body has come."""
        url = urlsplit(
            await serve(WebhookUpdates(plumbing.dispatcher(Router()), bot, SECRET))
        )
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(
            f"POST {url.path} HTTP/1.1\r\nHost: bot\r\n{SECRET_HEADER}: guess\r\n"
            "Content-Length: 10000000\r\n\r\n".encode()
        )
        async with asyncio.timeout(5):
            answer = await reader.readline()
        writer.close()

        assert b"401" in answer

    def test_the_secret_is_compared_in_constant_time(self) -> None:
        """How long a wrong secret takes to refuse says nothing of the right one."""
        tree = ast.parse(inspect.getsource(webhook))
        compared = [
            ast.unparse(node)
            for node in ast.walk(tree)
            if isinstance(node, ast.Compare | ast.Call)
            and "_secret" in ast.unparse(node)
        ]

        assert [
            "hmac.compare_digest(offered.encode(errors='replace'), self._secret)"
        ] == compared

    async def test_unreadable(self, bot: Bot, plumbing: Plumbing, serve: Serve) -> None:
        """What cannot be read is confirmed and told the owners, once."""
        url = await serve(WebhookUpdates(plumbing.dispatcher(Router()), bot, SECRET))
        body = b'{"update_id": 1, "message": 2}'
        async with aiohttp.ClientSession() as session:
            for _ in range(3):
                async with session.post(
                    url, data=body, headers={SECRET_HEADER: SECRET}
                ) as answer:
                    assert 200 == answer.status

        [alarm] = plumbing.alarms
        assert (1, None) == (alarm.update_id, alarm.person)
        assert await plumbing.done.handled(1)

    @pytest.mark.parametrize("data", ["x1:" + "0" * 62, "\\ud800"])
    async def test_no_button(
        self, bot: Bot, plumbing: Plumbing, serve: Serve, data: str
    ) -> None:
        """A tap on what can be no button reaches no handler; the owners hear of it."""
        url = await serve(WebhookUpdates(plumbing.dispatcher(Router()), bot, SECRET))
        body = (
            '{"update_id": 1, "callback_query": {"id": "1", "chat_instance": "1",'
            ' "from": {"id": 1001, "is_bot": false, "first_name": "Anna"},'
            f' "data": "{data}"}}}}'
        )
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                url, data=io.BytesIO(body.encode()), headers={SECRET_HEADER: SECRET}
            ) as answer,
        ):
            assert 200 == answer.status

        [alarm] = plumbing.alarms
        assert "callback_query.data: no button" == alarm.error

    def test_secret_needed(self, bot: Bot, plumbing: Plumbing) -> None:
        """Without a secret there is no webhook."""
        with pytest.raises(ValueError, match="secret"):
            WebhookUpdates(plumbing.dispatcher(Router()), bot, "")
