"""Receiving updates without losing any."""

import ast
import asyncio
import inspect
import io
import json

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
import pytest

from aiogram import Bot
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import LabeledPrice, Message, PreCheckoutQuery
from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.memory_inbox import LEASE, POLLING, Lease
from tests.adapters.telegram.plumbing.rig import BODY_LIMIT, Rig, ignored, noting, words
from tests.sandbox.telegram.rig import TOKEN, closing, picture as jpeg

from adapters.telegram.screen import Screen
from adapters.telegram.session import RetryAfterPolicy, Sleep, make_bot
from adapters.telegram.updates import webhook
from adapters.telegram.updates.polling import CONFLICT_PAUSE, Polling
from adapters.telegram.updates.webhook import SECRET_HEADER, WebhookUpdates
from adapters.telegram.updates.worker import LOOK_EVERY, RENEWALS
from avatar_core.testing import ManualClock
from entrypoints.sandbox.telegram import ChatMessage, Person


SECRET = "opens-the-door"
Serve = Callable[[WebhookUpdates], Awaitable[str]]


def written(person: int) -> dict[str, Any]:
    """Return a message of a person, as Telegram posts it."""
    return {
        "message_id": 1,
        "date": 1,
        "chat": {"id": person, "type": "private"},
        "from": {"id": person, "is_bot": False, "first_name": "A"},
        "text": str(person),
    }


async def billed(bot: Bot, person: Person) -> ChatMessage:
    """Send a person an invoice; return it as they see it."""
    invoice = await bot.send_invoice(
        person.id,
        title="Credits",
        description="100 credits",
        payload="order",
        currency="XTR",
        prices=[LabeledPrice(label="100", amount=1)],
    )
    return next(x for x in person.messages if x.id == invoice.message_id)


async def seconds_until_answered(person: Person, text: str) -> float:
    """Return how long an answer takes."""
    loop = asyncio.get_running_loop()
    sent_at = loop.time()
    await person.send_text(text)
    await person.wait_for(lambda message: message.text == f"answer to {text}")
    return loop.time() - sent_at


async def post(url: str, update: Any) -> int:
    """Post an update as Telegram does; return the status of the answer."""
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {SECRET_HEADER: SECRET}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


async def pending(bot: Bot) -> int:
    """Return how many updates Telegram would still deliver."""
    return (await bot.get_webhook_info()).pending_update_count


class TestPolling:
    """Long polling."""

    async def test_confirms_what_is_stored(self, rig: Rig) -> None:
        """Stored updates are confirmed before they are handled."""
        go_on, later = asyncio.Event(), asyncio.Event()

        async def handle(message: Message) -> None:
            if message.text == "slow":
                await go_on.wait()
            if message.text == "later":
                later.set()

        boris = rig.emulator.person(1002, "Boris")
        async with rig.process(handle).polling():
            await rig.anna.send_text("slow")
            await rig.anna.send_text("behind it")
            await boris.send_text("quick")
            # Others are served meanwhile, whenever they come.
            await boris.send_text("later")
            await later.wait()
            await rig.emulator.delivered()
            assert 2 == len(rig.mail.rows) - len(rig.mail.ended)
            go_on.set()
            await rig.mail.until(4)

    @pytest.mark.parametrize("webhook", [False, True])
    async def test_a_slow_handler_delays_only_its_person(
        self, rig: Rig, *, serve: Serve, webhook: bool
    ) -> None:
        """While one handler is slow, everybody else is answered at once.

        Telegram slows down polling for updates that are not confirmed; waiting for a
        slow update made others wait for ten seconds.
        """
        go_on, begun = asyncio.Event(), asyncio.Event()

        async def handle(event: Message | PreCheckoutQuery, screen: Screen) -> None:
            if isinstance(event, PreCheckoutQuery):
                await event.answer(ok=True)
            elif event.text == "slow":
                begun.set()
                await go_on.wait()
            else:
                await screen.show(words(f"answer to {event.text}"))

        bill = await billed(rig.bot, rig.anna)
        process = rig.process(handle)
        async with process.working() if webhook else process.polling():
            if webhook:
                url = await serve(process.webhook(SECRET))
                await rig.bot.set_webhook(url, secret_token=SECRET)
            await rig.anna.send_text("slow")
            await begun.wait()
            seconds = []
            for number in range(8):
                boris = rig.emulator.person(2000 + number, "Boris")
                seconds.append(await seconds_until_answered(boris, "hello"))
            sent_at = asyncio.get_running_loop().time()
            receipt = await rig.anna.pay(bill)
            paid_in = asyncio.get_running_loop().time() - sent_at
            go_on.set()

        assert receipt.paid
        # The test's process may stop for a moment; a slow handler would delay all.
        assert sorted(seconds)[-2] < 0.3, seconds
        assert paid_in < 1

    async def test_retries(self, rig: Rig) -> None:
        """A failing update is retried after a pause, and later ones wait."""
        seen: list[str | None] = []
        rig.clock = clock = ManualClock()
        tried_at: list[datetime] = []

        async def handle(message: Message, screen: Screen) -> None:
            seen.append(message.text)
            tried_at.append(clock())
            if seen.count("one") < 3:
                raise ZeroDivisionError
            await screen.show(words(message.text or ""))

        rig.message_attempts = 8
        await rig.anna.send_text("one")
        await rig.anna.send_text("two")
        process = rig.process(handle, sleep=hurried(clock))
        async with process.polling():
            await rig.anna.wait_for(lambda message: message.text == "two")

        assert ["one", "one", "one", "two"] == seen
        pauses = [later - at for at, later in pairwise(tried_at)]
        assert pauses[0] >= timedelta(seconds=0.5)
        assert pauses[1] >= timedelta(seconds=1)

    async def test_drain(self, rig: Rig) -> None:
        """Stopping waits for started updates; the others are left to the next process."""
        begun, go_on = asyncio.Event(), asyncio.Event()
        seen: list[str | None] = []

        async def handle(message: Message) -> None:
            begun.set()
            await go_on.wait()
            seen.append(message.text)

        process = rig.process(handle)
        await rig.anna.send_text("begun")
        await rig.anna.send_text("queued")
        async with process.polling():
            await begun.wait()
            stopping = asyncio.create_task(process.worker.stop())
            await asyncio.sleep(0)
            assert not stopping.done()
            go_on.set()
            await stopping

        assert ["begun"] == seen
        assert not rig.mail.lines
        async with rig.process(handle).working():
            await rig.mail.until(2)
        assert ["begun", "queued"] == seen

    async def test_drain_deadline(self, rig: Rig) -> None:
        """An update that does not end in time is cancelled, and does not count as failed."""
        begun = asyncio.Event()

        async def handle(message: Message) -> None:
            begun.set()
            await asyncio.Event().wait()

        await rig.anna.send_text("hello")
        with capture_logs() as logs:
            process = rig.process(handle, drain_seconds=0.01)
            async with process.polling():
                await begun.wait()

        assert "telegram.drain_cut_short" in [line["event"] for line in logs]
        assert not rig.mail.ended
        assert [0] == [row.starts for row in rig.mail.rows.values()]
        assert not rig.mail.lines

    async def test_conflict(self, rig: Rig) -> None:
        """Another poller of the same bot is logged once, and waited for."""
        waits: list[float] = []
        waited = asyncio.Event()

        async def sleep(seconds: float) -> None:
            if seconds != CONFLICT_PAUSE:
                await asyncio.sleep(seconds)
                return
            waits.append(seconds)
            if len(waits) == 3:
                await rig.bot.delete_webhook()
                waited.set()

        await rig.bot.set_webhook("http://127.0.0.1:9/none")
        with capture_logs() as logs:
            async with rig.process(ignored).polling(sleep):
                await waited.wait()
                await rig.anna.send_text("hello")
                await rig.mail.until(1)

        assert [15.0] * 3 == waits
        told = [line["event"] for line in logs]
        assert 1 == told.count("telegram.polling_conflict")

    async def test_second_waits_in_reserve(self, rig: Rig) -> None:
        """Of two processes on one database one polls; the other takes over."""
        rig.clock = clock = ManualClock()
        in_reserve = asyncio.Event()
        seen, handle = noting()

        async def sleep(seconds: float) -> None:
            in_reserve.set()
            await asyncio.sleep(0.01)

        first = rig.process(handle)
        assert await first.inbox.poll()
        with capture_logs() as logs:
            async with rig.process(handle).polling(sleep):
                await rig.anna.send_text("hello")
                await in_reserve.wait()
                assert 1 == await pending(rig.bot)
                assert not seen
                clock.advance(2 * LEASE)
                await rig.mail.until(1)

        told = [line["event"] for line in logs]
        assert 1 == told.count("telegram.polling_in_reserve")
        assert 1 == told.count("telegram.polling_taken_over")
        assert 1 == len(seen)

    async def test_a_process_without_its_lease_stops_polling(self, rig: Rig) -> None:
        """A process that lost its lease stops polling."""
        rig.clock = clock = ManualClock()
        lost = asyncio.Event()

        async def sleep(seconds: float) -> None:
            if seconds == LOOK_EVERY:
                lost.set()
            await asyncio.sleep(0.01)

        with capture_logs() as logs:
            async with rig.process(ignored).polling(sleep):
                while POLLING not in rig.mail.lines:  # noqa: ASYNC110
                    await asyncio.sleep(0)
                clock.advance(2 * LEASE)
                rig.mail.lines[POLLING] = Lease(uuid4(), clock() + LEASE)
                await lost.wait()

        assert "telegram.polling_lost" in [line["event"] for line in logs]

    async def test_outage(self, rig: Rig) -> None:
        """While Telegram cannot be reached, polling retries with growing pauses."""
        waits: list[float] = []
        nowhere = rig.bot.session.api
        api = nowhere.base
        object.__setattr__(nowhere, "base", "http://127.0.0.1:9/bot{token}/{method}")

        async def sleep(seconds: float) -> None:
            if seconds == LEASE.total_seconds() / RENEWALS:
                await asyncio.sleep(seconds)
                return
            waits.append(seconds)
            if len(waits) == 3:
                object.__setattr__(nowhere, "base", api)

        await rig.anna.send_text("hello")
        with capture_logs() as logs:
            async with rig.process(ignored).polling(sleep):
                await rig.mail.until(1)

        assert [0.5, 1.0, 2.0] == waits
        assert TOKEN not in str(logs)

    async def test_wrong_token(self, rig: Rig) -> None:
        """An invalid token ends the polling."""
        policy = RetryAfterPolicy(rig.sleeper)
        stranger = make_bot("7:NOBODY", rig.emulator.url, policy=policy)
        async with closing(stranger) as rig.bot:
            process = rig.process(ignored)
            polling = Polling(rig.bot, process.inbox, process.intake)
            with pytest.raises(TelegramUnauthorizedError):
                await polling.run()

    async def test_unreadable(self, rig: Rig) -> None:
        """An unreadable update does not hide others; the admins are told."""
        answer = rig.bot.session.json_loads

        def garble(text: str) -> Any:
            parsed = answer(text)
            result = parsed.get("result")
            if isinstance(result, list) and result:
                result.insert(0, {"update_id": 5, "message": {"what": "is this"}})
            return parsed

        rig.bot.session.json_loads = garble
        with capture_logs() as logs:
            async with rig.process(ignored).polling():
                await rig.anna.send_text("hello")
                await rig.mail.until(2)

        assert ("telegram.update_unreadable", 5) in [
            (line["event"], line.get("update_id")) for line in logs
        ]
        [alarm] = rig.alarms
        assert (5, None) == (alarm.update_id, alarm.person)
        assert "message.message_id: missing" == alarm.error


class TestLines:
    """The order of one person's updates."""

    async def test_order(self, rig: Rig) -> None:
        """Uploads are handled four at a time; a text waits for those before it."""
        inside: list[str] = []
        log: list[tuple[str, ...]] = []
        go_on = asyncio.Event()

        async def handle(message: Message) -> None:
            name = message.text or "photo"
            inside.append(name)
            log.append(tuple(inside))
            if len(log) > 4:
                go_on.set()
            if name == "photo":
                await go_on.wait()
            inside.remove(name)

        await rig.anna.send_text("before")
        await rig.anna.send_album([jpeg()] * 5)
        await rig.anna.send_text("after")
        await rig.anna.send_photo(jpeg())
        async with rig.process(handle).polling():
            await rig.mail.until(8)

        assert ("before",) == log[0]
        assert ("photo",) * 4 == log[4]
        assert 4 == max(len(entry) for entry in log)
        assert ("after",) in log
        assert ("photo",) == log[-1]
        names = ["before", *["photo"] * 5, "after", "photo"]
        assert names == [entry[-1] for entry in log]

    async def test_payment_does_not_wait(self, rig: Rig) -> None:
        """A pre-checkout query is handled while all slots are taken."""
        go_on, answered = asyncio.Event(), asyncio.Event()

        async def handle(event: Message | PreCheckoutQuery) -> None:
            if isinstance(event, PreCheckoutQuery):
                await event.answer(ok=True)
                answered.set()
            await go_on.wait()

        shown = await billed(rig.bot, rig.anna)
        async with rig.process(handle, concurrency=1).polling():
            await rig.anna.send_text("slow")
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(rig.anna.pay(shown))
                await answered.wait()
                go_on.set()

    async def test_concurrency(self, rig: Rig) -> None:
        """At most *concurrency* updates are handled at once."""
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
            await rig.emulator.person(2000 + number, "Boris").send_text("hello")
        async with rig.process(handle, concurrency=3).polling():
            await rig.mail.until(12)

        assert (3, 12) == (most, ended)


def hurried(clock: ManualClock) -> Sleep:
    """Return a sleep that only advances the clock."""

    async def sleep(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0.001)

    return sleep


class TestWebhook:
    """Updates that Telegram posts."""

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
            ({SECRET_HEADER: SECRET}, b" " * (BODY_LIMIT + 1), 413),
        ],
    )
    async def test_hostile(
        self, rig: Rig, serve: Serve, headers: dict[str, str], body: bytes, status: int
    ) -> None:
        """Without the secret nothing is accepted; nonsense is answered, not handled."""
        url = await serve(rig.process(ignored).webhook(SECRET))

        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=io.BytesIO(body), headers=headers) as answer,
        ):
            assert status == answer.status
            assert b"" == (await answer.read()) or status == 401

        assert not rig.mail.rows

    async def test_answered_when_stored(self, rig: Rig, serve: Serve) -> None:
        """Telegram is answered while the update is still being handled."""
        go_on, seen = asyncio.Event(), list[str | None]()

        async def handle(message: Message) -> None:
            seen.append(message.text)
            await go_on.wait()

        process = rig.process(handle)
        url = await serve(process.webhook(SECRET))
        async with process.working():
            for number in (1, 2, 1):
                update = {"update_id": number, "message": written(number)}
                assert 200 == await post(url, update)
            go_on.set()
            await rig.mail.until(2)

        assert ["1", "2"] == sorted(map(str, seen))

    async def test_two_processes_keep_the_order(self, rig: Rig, serve: Serve) -> None:
        """The updates of a person are handled in order by two processes, too."""
        seen: list[str] = []
        inside = 0

        async def handle(message: Message) -> None:
            nonlocal inside
            inside += 1
            assert 1 == inside
            for _ in range(10):
                await asyncio.sleep(0)
            seen.append(message.text or "")
            inside -= 1

        processes = [rig.process(handle) for _ in range(2)]
        urls = [await serve(process.webhook(SECRET)) for process in processes]
        async with processes[0].working(), processes[1].working():
            for number in range(1, 31):
                message = written(1001) | {"text": str(number)}
                update = {"update_id": number, "message": message}
                assert 200 == await post(urls[number % 2], update)
            await rig.mail.until(30)

        assert [str(number) for number in range(1, 31)] == seen

    async def test_closed(self, rig: Rig, serve: Serve) -> None:
        """A process that is about to end accepts no updates."""
        process = rig.process(ignored)
        url = await serve(process.webhook(SECRET))
        await process.intake.close()

        assert 503 == await post(url, {"update_id": 1, "message": written(1)})
        assert not rig.mail.rows

    async def test_no_body_is_read_without_the_secret(
        self, rig: Rig, serve: Serve
    ) -> None:
        """A request without the secret is refused before its body arrives."""
        url = urlsplit(await serve(rig.process(ignored).webhook(SECRET)))
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
        """The secret is compared in constant time."""
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

    @pytest.mark.parametrize("data", ["x1:" + "0" * 62, "\\ud800"])
    async def test_no_button(self, rig: Rig, serve: Serve, data: str) -> None:
        """Invalid callback data reaches no handler; the admins are told."""
        url = await serve(rig.process(ignored).webhook(SECRET))
        body = (
            '{"update_id": 1, "callback_query": {"id": "1", "chat_instance": "1",'
            ' "from": {"id": 1001, "is_bot": false, "first_name": "Anna"},'
            f' "data": "{data}"}}}}'
        )
        assert 200 == await post(url, body.encode())

        [alarm] = rig.alarms
        assert "callback_query.data: no button" == alarm.error

    def test_secret_needed(self, rig: Rig) -> None:
        """Without a secret there is no webhook."""
        with pytest.raises(ValueError, match="secret"):
            rig.process(ignored).webhook("")
