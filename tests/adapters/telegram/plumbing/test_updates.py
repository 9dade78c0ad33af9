"""Handling one update: once, with retries and logging."""

import asyncio

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import attrs
import pytest

from aiogram.types import LabeledPrice, Message, Update
from structlog.testing import capture_logs
from structlog.typing import EventDict
from tests.adapters.telegram.plumbing.memory_inbox import LEASE
from tests.adapters.telegram.plumbing.rig import (
    Rig,
    Tap,
    as_sent,
    called,
    failing,
    noting,
    waiting_updates,
    words,
)
from tests.sandbox.telegram.rig import picture as jpeg

from adapters.telegram.callbacks import AvatarAction, AvatarMove
from adapters.telegram.files import FileUnavailableError
from adapters.telegram.screen import Screen
from adapters.telegram.texts import Texts
from adapters.telegram.updates.derived_ids import DerivedIds, ids_namespace
from adapters.telegram.updates.reading import language_of
from adapters.telegram.updates.scope import DEATHS, MESSAGE_ATTEMPTS
from avatar_core import AvatarId, Language, PersonId
from avatar_core.errors import StoreUnavailableError
from avatar_core.ids import Ids
from avatar_core.people import Person as Owner
from avatar_core.testing import ManualClock


class KilledError(BaseException):
    """The process was killed."""


OOPS = Texts(Language.ENGLISH).plain("oops")


def lines(logs: list[EventDict]) -> list[tuple[str, ...]]:
    """Return the events and outcomes of log lines."""
    return [(line["event"], line.get("outcome", "")) for line in logs]


async def tapped(rig: Rig) -> None:
    """Have the person tap a button."""
    await rig.bot.send_message(rig.anna.id, "words", reply_markup=None)
    rig.anna.tap(rig.anna.messages[-1].id, Tap(number=1).pack())


class TestHandlers:
    """What handlers are given."""

    async def test_provided(self, rig: Rig) -> None:
        """A new person is entered in their language, which stays the one they came with."""
        seen: list[Owner] = []

        async def handle(event: object, person: Owner) -> None:
            seen.append(person)

        rig.anna.speak("ru-RU")
        await rig.anna.send_text("hello")
        with capture_logs() as logs:
            await rig.process(handle).feed_newest()

        assert [PersonId(rig.anna.id)] == [person.id for person in seen]
        assert [("telegram.update", "ok")] == lines(logs)
        assert logs[0]["handler"].endswith("handle")
        assert "hello" not in str(logs)

        rig.anna.speak("en-GB")
        await rig.anna.send_text("again")
        await rig.process(handle).feed_newest()
        assert [Language.RUSSIAN] * 2 == [person.language for person in seen]

    async def test_refused(self, rig: Rig) -> None:
        """A refusal is answered, ends the update, and is no failure."""
        await rig.bot.send_message(rig.anna.id, "words")
        foreign = AvatarAction(move=AvatarMove.MAKE_MAIN, avatar=AvatarId(uuid4()))
        rig.anna.tap(rig.anna.messages[-1].id, foreign.pack())
        with capture_logs() as logs:
            await rig.product().feed_newest()

        assert "was deleted" in rig.anna.alerts[-1]
        assert ["answerCallbackQuery"] == called(rig.emulator, "answerCallbackQuery")
        assert [("telegram.update", "refused")] == lines(logs)
        assert 1 == len(rig.mail.ended)

    async def test_unhandled(self, rig: Rig) -> None:
        """A service message has no handler and is done."""
        await rig.anna.send_text("hello")
        update = (await waiting_updates(rig.bot))[-1].model_dump(exclude_none=True)
        update["message"] |= {"text": None, "new_chat_title": "ours"}
        with capture_logs() as logs:
            await rig.product().feed(Update.model_validate(update))

        assert [("telegram.update", "skipped")] == lines(logs)
        assert 1 == len(rig.mail.ended)

    async def test_blocked(self, rig: Rig) -> None:
        """An update of a person who blocked the bot is not retried."""

        async def handle(event: object, screen: Screen) -> None:
            await screen.show(words())

        await rig.anna.send_text("hello")
        update = (await waiting_updates(rig.bot))[-1]
        rig.anna.block()
        with capture_logs() as logs:
            await rig.process(handle).feed(update)

        assert [("telegram.update", "refused")] == lines(logs)
        assert {update.update_id} == rig.mail.ended

    async def test_strangers(self, rig: Rig) -> None:
        """Groups and unserved kinds of updates reach no handler."""
        seen, handle = noting()
        process = rig.process(handle)
        await rig.anna.send_text("hello")
        update = (await waiting_updates(rig.bot))[-1].model_dump(exclude_none=True)
        update["message"]["chat"] = {"id": -5, "type": "group", "title": "us"}
        await process.feed(Update.model_validate(update))
        update["message"]["chat"] = {"id": rig.anna.id, "type": "private"}
        update["business_message"] = update.pop("message")
        await process.feed(Update.model_validate(update))

        assert [] == seen


class TestOnce:
    """An update has its effect once."""

    async def test_redelivered(self, rig: Rig) -> None:
        """A handled update is not handled again by any process."""
        seen, handle = noting()
        await tapped(rig)
        for _ in range(3):
            await rig.process(handle).feed_newest()

        assert 1 == len(seen)
        assert ["answerCallbackQuery"] == called(rig.emulator, "answerCallbackQuery")

    async def test_killed_before_the_mark(self, rig: Rig) -> None:
        """Handled again after a kill, an update makes the same ids."""

        async def handle(event: object, ids: Ids) -> None:
            given.extend([ids(), ids()])

        given: list[UUID] = []
        rig.mail.dying = 1
        rig.clock = clock = ManualClock()
        await rig.anna.send_text("hello")
        with pytest.raises(ConnectionError):
            await rig.process(handle).feed_newest()
        clock.advance(2 * LEASE)
        await rig.process(handle).feed_newest()

        first, second, again, and_again = given
        assert (first, second) == (again, and_again)
        assert first != second

    async def test_at_once(self, rig: Rig) -> None:
        """While an update is handled, the same one sent again is not handled."""
        begun, go_on = asyncio.Event(), asyncio.Event()
        times = 0

        async def handle(event: object) -> None:
            nonlocal times
            times += 1
            begun.set()
            await go_on.wait()

        await rig.anna.send_text("hello")
        async with rig.process(handle).polling():
            await begun.wait()
            rig.anna.redeliver_last_update()
            await rig.anna.send_text("after it")
            while len(rig.mail.rows) < 2:  # noqa: ASYNC110 - rows tell nobody
                await asyncio.sleep(0)
            go_on.set()
            await rig.mail.until(2)

        assert 2 == times

    def test_ids(self) -> None:
        """Ids differ between updates and between bots, and are UUIDs of version 5."""
        ours, theirs = ids_namespace("1:A"), ids_namespace("1:B")
        made = [
            DerivedIds(ours, "1")(),
            DerivedIds(ours, "2")(),
            DerivedIds(theirs, "1")(),
        ]

        assert 3 == len(set(made))
        assert {5} == {each.version for each in made}


class TestFailures:
    """Handlers that fail."""

    async def test_set_aside(self, rig: Rig) -> None:
        """After three failures an update is given up, and the person is told."""
        process = rig.process(failing())
        await tapped(rig)
        with capture_logs() as logs:
            for _ in range(2):
                await process.feed_newest()
            assert not rig.mail.ended
            await process.feed_newest()

        assert [
            ("telegram.update", "failed"),
            ("telegram.update", "failed"),
            ("telegram.update_set_aside", ""),
            ("telegram.update", "failed"),
        ] == lines(logs)
        assert [OOPS] == rig.anna.alerts
        assert ["answerCallbackQuery"] == called(rig.emulator, "answerCallbackQuery")
        assert 1 == len(rig.mail.ended)

    async def test_only_failed_downloads_count(self, rig: Rig) -> None:
        """While the database is away nothing is tried, and no photo is given up."""
        rig.clock = clock = ManualClock()
        process = rig.process(failing(FileUnavailableError("no answer to getFile")))
        await rig.anna.send_photo(jpeg())
        first = await process.feed_newest()
        assert first is not None
        assert first.aside is not None
        lost = []
        for _ in range(2):
            clock.advance(LEASE * 0.8)
            look = await process.inbox.look(first.aside)
            [photo] = look.waiting
            lost.append((await process.scope.attend(photo, look)).lost)

        assert [False, True] == lost

    async def test_a_message_is_worth_waiting_for(self, rig: Rig) -> None:
        """A message is retried for a minute."""
        rig.message_attempts = MESSAGE_ATTEMPTS
        rig.clock = clock = ManualClock()
        tried_at: list[datetime] = []

        async def handle(event: object) -> None:
            tried_at.append(clock())
            raise OSError("the storage is away")

        async def sleep(seconds: float) -> None:
            clock.advance(timedelta(seconds=seconds))
            await asyncio.sleep(0)

        await rig.anna.send_text("hello")
        async with rig.process(handle, sleep=sleep).polling():
            await rig.mail.until(1)

        assert MESSAGE_ATTEMPTS == len(tried_at)
        assert timedelta(minutes=1) <= tried_at[-1] - tried_at[0]
        await rig.anna.wait_for(lambda message: message.text == OOPS)

    async def test_answered_before(self, rig: Rig) -> None:
        """A tap that was answered before the failure is not answered again."""

        async def handle(event: object, screen: Screen) -> None:
            await screen.toast("wait")
            raise ZeroDivisionError

        process = rig.process(handle)
        await tapped(rig)
        for _ in range(3):
            await process.feed_newest()

        assert ["wait"] == rig.anna.toasts
        assert ["answerCallbackQuery"] == called(rig.emulator, "answerCallbackQuery")
        assert OOPS == rig.anna.messages[-1].text

    async def test_database_away(self, rig: Rig) -> None:
        """No update is given up while that could not be stored."""
        rig.mail.dying = 2
        process = rig.process(failing())
        await rig.anna.send_text("hello")
        for _ in range(2):
            await process.feed_newest()
        for _ in range(2):
            with pytest.raises(ConnectionError):
                await process.feed_newest()
        assert ["hello"] == [message.text for message in rig.anna.messages]

        await process.feed_newest()

        assert ["hello", OOPS] == [message.text for message in rig.anna.messages]


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", Language.RUSSIAN),
        ("ru-UA", Language.RUSSIAN),
        ("en-GB", Language.ENGLISH),
        ("pt-br", Language.ENGLISH),
        (None, Language.ENGLISH),
    ],
)
def test_language(code: str | None, language: Language) -> None:
    """New people are greeted in the language of their app, if we have texts in it."""
    user = {"id": 1, "is_bot": False, "first_name": "A", "language_code": code}
    raw = {"id": "1", "from": user, "chat_instance": "1"}
    update = Update.model_validate({"update_id": 1, "callback_query": raw})

    assert update.callback_query is not None
    assert language is language_of(update.callback_query.from_user)


async def test_a_blocked_person_cannot_pay_but_is_heard_when_money_moved(
    rig: Rig,
) -> None:
    """A blocked person only hears so, but a payment that was made is recorded."""
    heard: list[str] = []

    async def handle(event: Message) -> None:
        heard.append(event.content_type)

    process = rig.process(handle)
    await rig.anna.send_text("hello")
    await process.feed_newest()
    async with rig.store.work(PersonId(rig.anna.id)) as work:
        person = await work.people.get(PersonId(rig.anna.id))
        await work.people.save(attrs.evolve(person, blocked_at=rig.clock()))
    await rig.bot.send_invoice(
        rig.anna.id,
        title="Credits",
        description="A hundred",
        payload="100",
        currency="XTR",
        prices=[LabeledPrice(label="Credits", amount=100)],
    )
    invoice = rig.anna.messages[-1]
    paying = asyncio.create_task(rig.anna.pay(invoice))
    await asyncio.sleep(0)
    await process.feed_newest()
    receipt = await paying
    assert not receipt.paid
    assert "closed this chat" in (receipt.error or "")
    for _ in range(2):
        await rig.anna.send_text("let me in")
        await process.feed_newest()
    await rig.close()
    assert heard == ["text"]

    assert (await rig.anna.pay(invoice, agreed=True)).paid
    await process.feed_newest()

    assert heard == ["text", "successful_payment"]


class TestDeaths:
    """Updates that kill the process which handles them."""

    async def test_set_aside_after_so_many_deaths(self, rig: Rig) -> None:
        """An update that ten processes died with is given up, and the admins are told."""
        rig.clock = clock = ManualClock()
        deaths = 0

        async def handle(event: object) -> None:
            nonlocal deaths
            deaths += 1
            raise KilledError

        await rig.anna.send_text("hello")
        for _ in range(DEATHS):
            with pytest.raises(KilledError):
                await rig.process(handle).feed_newest()
            clock.advance(2 * LEASE)
        assert not rig.alarms
        await rig.process(handle).feed_newest()

        assert DEATHS == deaths
        assert 1 == len(rig.mail.ended)
        assert OOPS == rig.anna.messages[-1].text
        (alarm,) = rig.alarms
        assert (rig.anna.id, "message", "DeadlyUpdateError", 0) == (
            alarm.person,
            alarm.kind,
            alarm.error,
            alarm.others,
        )

    @pytest.mark.parametrize("people", [5, 1])
    async def test_the_innocent_are_not_blamed(self, rig: Rig, people: int) -> None:
        """Updates in hand when processes died are handled one at a time, an album too."""
        rig.clock = clock = ManualClock()
        inside, most = 0, 0

        async def handle(event: Message) -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            for _ in range(20):
                await asyncio.sleep(0)
            inside -= 1

        dead = rig.process(handle)
        for number in range(people):
            person = rig.emulator.person(2000 + number, "Boris")
            await person.send_photo(jpeg())
        if people == 1:
            await person.send_album([jpeg()] * 4)
        batch = dead.intake.sort(
            [as_sent(each, rig.bot) for each in await waiting_updates(rig.bot)]
        )
        await dead.inbox.take(batch.arrivals)
        for _ in range(2):
            clock.advance(2 * LEASE)
            another = rig.process(handle)
            await another.inbox.claim([2000 + number for number in range(people)])
        clock.advance(2 * LEASE)

        async def sleep(seconds: float) -> None:
            await asyncio.Event().wait()

        async with rig.process(handle, sleep=sleep).working():
            await rig.mail.until(5)

        assert 1 == most


async def test_our_own_store_is_no_fault_of_an_update(rig: Rig) -> None:
    """However long the store is away, the update is handled afterwards."""
    errors = [StoreUnavailableError("gone") for _ in range(20)]

    async def handle(event: object) -> None:
        if errors:
            raise errors.pop()

    process = rig.process(handle)
    await tapped(rig)
    for _ in range(20):
        with pytest.raises(StoreUnavailableError):
            await process.feed_newest()
    assert [0] == [row.starts for row in rig.mail.rows.values()]
    await process.feed_newest()

    assert 1 == len(rig.mail.ended)
    assert not rig.alarms
    assert [] == rig.anna.alerts


async def test_admins_hear_of_a_flood_once(rig: Rig) -> None:
    """Failed updates soon after one another are counted in the next message."""
    rig.clock = clock = ManualClock()

    process = rig.process(failing())
    for minutes in (0, 1, 1, 20):
        clock.advance(timedelta(minutes=minutes))
        await rig.anna.send_text("hello")
        for _ in range(3):
            await process.feed_newest()

    assert [0, 2] == [alarm.others for alarm in rig.alarms]
