"""A flood by one person costs nothing, and nobody else waits for it."""

import asyncio

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import attrs
import pytest

from aiogram.types import CallbackQuery, Message, Update
from tests.adapters.telegram.plumbing.rig import Rig, Tap, words
from tests.e2e.journey import photos

from adapters.telegram.screen import Screen
from adapters.telegram.updates.throttle import (
    EVERYTHING_ELSE,
    UPLOADS,
    Allowance,
    Throttle,
    Verdict,
)
from adapters.telegram.updates.webhook import WebhookUpdates
from entrypoints.sandbox.telegram import Person


SECRET = "opens-the-door"
Serve = Callable[[WebhookUpdates], Awaitable[str]]
FLOOD = 500


@attrs.define
class Seconds:
    """A stopped clock."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def sent(person: int = 1, **content: Any) -> Update:
    """Return an update with a message of that person."""
    user = {"id": person, "is_bot": False, "first_name": "A"}
    chat = {"id": person, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": user, **content}
    return Update.model_validate({"update_id": 1, "message": message})


FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [{**FILE, "width": 1, "height": 1}]
TAP = Update.model_validate(
    {
        "update_id": 1,
        "callback_query": {
            "id": "1",
            "chat_instance": "1",
            "from": {"id": 1, "is_bot": False, "first_name": "A"},
            "data": "x",
        },
    }
)
PAID = {
    "currency": "XTR",
    "total_amount": 1,
    "invoice_payload": "x",
    "telegram_payment_charge_id": "c",
    "provider_payment_charge_id": "",
}


def test_what_people_do_passes() -> None:
    """All photos of an avatar at once, with taps and texts, are admitted."""
    throttle = Throttle(Seconds())

    verdicts = [throttle.judge(sent(photo=PHOTO)) for _ in range(25)]
    verdicts += [throttle.judge(sent(text="hello")) for _ in range(15)]

    assert {Verdict.ADMITTED} == set(verdicts)


@pytest.mark.parametrize(
    ("update", "allowance"),
    [
        (sent(text="x"), EVERYTHING_ELSE),
        (sent(photo=PHOTO), UPLOADS),
        (sent(document=FILE), UPLOADS),
        (TAP, EVERYTHING_ELSE),
    ],
    ids=["words", "photo", "file", "tap"],
)
def test_too_much_is_said_once_and_forgiven(
    update: Update, allowance: Allowance
) -> None:
    """Over the limit the person is told once and the rest dropped; seconds later it goes on."""
    seconds = Seconds()
    throttle = Throttle(seconds)
    assert allowance.at_once < FLOOD
    for _ in range(int(allowance.at_once)):
        assert Verdict.ADMITTED is throttle.judge(update)

    verdicts = [throttle.judge(update) for _ in range(FLOOD)]
    seconds.now += 1
    admitted = int(allowance.per_second)
    later = [throttle.judge(update) for _ in range(admitted + 2)]

    assert [Verdict.TOLD] + [Verdict.DROPPED] * (FLOOD - 1) == verdicts
    assert [Verdict.ADMITTED] * admitted == later[:admitted]
    assert [Verdict.TOLD, Verdict.DROPPED] == later[admitted:]


def test_each_has_their_own() -> None:
    """Limits are separate for each person and kind of update."""
    throttle = Throttle(Seconds())
    for _ in range(FLOOD):
        throttle.judge(sent(text="x"))

    assert Verdict.ADMITTED is throttle.judge(sent(2, text="x"))
    assert Verdict.ADMITTED is throttle.judge(sent(photo=PHOTO))
    assert UPLOADS.at_once >= 20


def test_payments_are_never_dropped() -> None:
    """Payments are admitted in the middle of a flood."""
    throttle = Throttle(Seconds())
    for _ in range(FLOOD):
        throttle.judge(sent(text="x"))

    assert Verdict.ADMITTED is throttle.judge(sent(successful_payment=PAID))


async def test_a_flood_in_a_group_is_no_reason_to_speak_there(rig: Rig) -> None:
    """A person who floods from a group is told in private."""
    told = sent(rig.anna.id, text="/start").model_dump(exclude_none=True)
    told["message"]["chat"] = {"id": -5, "type": "group", "title": "us"}

    await Throttle().answer(rig.bot, Update.model_validate(told), Verdict.TOLD)

    chats = [call.params["chat_id"] for call in rig.emulator.calls]
    assert [str(rig.anna.id)] == [str(chat) for chat in chats]


def test_memory_is_bounded() -> None:
    """Only so many people are kept in memory."""
    throttle = Throttle(Seconds(), remembered=10)

    for person in range(1, 100):
        throttle.judge(sent(person, text="x"))

    assert 10 == len(throttle._buckets)


@pytest.mark.parametrize("webhook", [False, True])
async def test_a_flood_of_taps_leaves_others_prompt(
    rig: Rig, serve: Serve, *, webhook: bool
) -> None:
    """Of 500 taps only the allowance is handled before another person's message."""
    handled: list[int] = []

    async def handle(event: Message | CallbackQuery, screen: Screen) -> None:
        assert event.from_user is not None
        handled.append(event.from_user.id)
        await screen.show(words("hello" if isinstance(event, Message) else "tapped"))

    boris = rig.emulator.person(1002, "Boris")
    process = rig.process(handle, throttle=Throttle(Seconds()))
    await rig.bot.send_message(rig.anna.id, "card")
    card = rig.anna.messages[-1]
    taps = [rig.anna.tap(card.id, Tap(number=1).pack()) for _ in range(FLOOD)]
    await boris.send_text("hello")
    async with AsyncExitStack() as stack:
        if webhook:
            url = await serve(process.webhook(SECRET))
            await stack.enter_async_context(process.working())
            await rig.bot.set_webhook(url, secret_token=SECRET)
        else:
            await stack.enter_async_context(process.polling())
        await boris.wait_for(lambda message: message.text == "hello")
        await rig.mail.until(int(EVERYTHING_ELSE.at_once) + 1)
        await rig.anna.wait_until(lambda _: bool(scoldings(rig.anna)))

    assert handled.index(boris.id) <= EVERYTHING_ELSE.at_once
    assert EVERYTHING_ELSE.at_once == handled.count(rig.anna.id)
    assert 1 == len(scoldings(rig.anna))
    assert FLOOD == len(taps)


def scoldings(person: Person) -> list[str]:
    """Return the messages that said it was too much."""
    return [toast for toast in person.toasts if "a lot at once" in toast]


async def test_slow_photos_leave_others_prompt(rig: Rig) -> None:
    """Many slow photos of one person do not delay others."""
    go_on = asyncio.Event()

    async def take(message: Message, screen: Screen) -> None:
        if message.photo:
            await go_on.wait()
        await screen.show(words("taken"))

    [photo] = photos(1)
    for _ in range(120):
        await rig.anna.send_photo(photo)
    boris = rig.emulator.person(1002, "Boris")
    await boris.send_text("hello")
    async with rig.process(take).polling():
        await boris.wait_for(lambda message: message.text == "taken")
        go_on.set()
