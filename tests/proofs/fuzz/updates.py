"""Hostile updates through the real scope, handlers and renderer."""

import asyncio
import copy
import json

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs
import structlog

from aiogram import Bot
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.adapters.telegram.plumbing.resolve import WITNESS
from tests.adapters.telegram.plumbing.rig import Plumbing
from tests.adapters.telegram.screens.chat import Chat, House
from tests.books import check_money, check_trails
from tests.money import package

from adapters.telegram.announce import ADMIN_COMMANDS
from adapters.telegram.callbacks import AvatarAction, AvatarMove
from avatar_core import Bill, PersonId, PriceBook
from avatar_core.admins import Admins
from avatar_core.testing import ManualClock
from avatar_core.testing.memory.rows import Rows
from entrypoints.sandbox.telegram import KINDS

from .offline import TOKEN, Offline


#: Updates in one example; the product starts anew for each.
TOGETHER: Final = 50
OWNER: Final = 1003
_PEOPLE: Final = (1001, 1002, OWNER, 2**52 - 1, 777000, 2**64, -5)
_GOLDEN: Final = tuple(
    line
    for line in Path("tests/adapters/telegram/golden_callbacks.txt")
    .read_text()
    .splitlines()
    if line and not line.startswith("#")
)

_WITNESS: Final = WITNESS.hex

Raw = dict[str, Any]

_ODD: Final = (
    "",
    " ",
    "\x00",
    "\u202e",
    "\u200b",
    "\u3164\u3164\u3164",
    "\u2800\u0301\uffa0",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "<b>",
    "&lt;",
    "</code><a href='https://x.example'>x</a>",
    "{ $x }",
    "%s%n",
    "A" * 5000,
    "\ud800",
    "ё" * 300,
    "\n" * 100,
    "ref_1001",
    "-1",
    "0",
    "5",
    "-99999999999999999999",
    "9" * 40,
    "10:100",
    "１２３",
    "1e9",
    "a summer's day",
)
_NUMBERS: Final = (-(2**63), -1, 0, 1, 2, 7, 999, 2**31, 2**53, 2**64, 10**30)
_COMMANDS: Final = (*ADMIN_COMMANDS, "disputes", "start ref_1001", "start x")
_FILE: Final = {"file_id": "f", "file_unique_id": "f"}


class Stranger:
    """Makes updates, mostly of the right shape, with arbitrary content."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def update(self) -> Raw:
        """Return an update, without its number."""
        kind = self._one_of(
            *["message"] * 8,
            *["callback_query"] * 12,
            "pre_checkout_query",
            *["edited_message"] * 2,
            "channel_post",
            "my_chat_member",
        )
        made: Raw = {
            "callback_query": self._tap,
            "pre_checkout_query": self._checkout,
        }.get(kind, self._message)()
        update = {kind: made} if self._seldom(0.98) else {self._text(): self._junk()}
        while self._seldom(0.1):
            update = self._spoilt(update)
        return update

    def _one_of(self, *choices: Any) -> Any:
        return self._chance.choice(choices)

    def _seldom(self, odds: float) -> bool:
        return self._chance.random() < odds

    def _text(self) -> str:
        if self._seldom(0.7):
            return str(self._one_of(*_ODD))
        points = [self._chance.randrange(1, 0x3000) for _ in range(self._number(40))]
        return "".join(map(chr, points))

    def _number(self, below: int) -> int:
        return self._chance.randrange(below)

    def _junk(self, depth: int = 3) -> Any:
        match self._number(7 if depth else 5):
            case 0:
                return None
            case 1:
                return self._seldom(0.5)
            case 2 | 3:
                return self._text()
            case 4:
                return self._one_of(*_NUMBERS)
            case 5:
                return [self._junk(depth - 1) for _ in range(self._number(4))]
            case _:
                return {
                    self._text(): self._junk(depth - 1) for _ in range(self._number(4))
                }

    def _user(self) -> Raw:
        user = {"id": self._one_of(*_PEOPLE[:3]), "is_bot": False, "first_name": "Ann"}
        if self._seldom(0.1):
            user["id"] = self._one_of(*_PEOPLE)
            name = self._one_of("first_name", "last_name", "username", "language_code")
            user[name] = self._text()
        return user

    def _message(self) -> Raw:
        user = self._user()
        chat = (
            "private" if self._seldom(0.98) else self._one_of("group", "channel", "x")
        )
        return {
            "message_id": self._number(50),
            "date": 1_700_000_000,
            "chat": {"id": user["id"], "type": chat},
            "from": user,
            **self._content(user["id"]),
        }

    def _content(self, user: int) -> Raw:
        size = self._one_of(None, 0, 10, 30 * 2**20)
        side = self._one_of(0, 1, 600, 10**9)
        match self._number(20):
            case 0 | 1 | 2 | 3 | 4 | 5:
                return {"text": f"/{self._one_of(*_COMMANDS)}"}
            case 6:
                return {"text": f"/{self._one_of(*_COMMANDS)} {self._text()}"}
            case 7 | 8 | 9 | 10:
                return {"text": self._text()}
            case 11 | 12 | 13:
                photo = {**_FILE, "width": side, "height": side, "file_size": size}
                sent: Raw = {"photo": [photo] * self._number(3)}
                if self._seldom(0.5):
                    sent["caption"] = self._text()
                if self._seldom(0.5):
                    sent["media_group_id"] = str(self._number(3))
                if self._seldom(0.2):
                    sent["live_photo"] = {**photo, "duration": 1, "photo": [photo]}
                return sent
            case 14 | 15:
                name = {"file_name": self._text(), "mime_type": self._text()}
                return {"document": {**_FILE, **name, "file_size": size}}
            case 16:
                charge = {
                    "telegram_payment_charge_id": self._one_of(
                        f"charge {user} {self._number(9)}", self._text()
                    ),
                    "provider_payment_charge_id": "",
                }
                kind = self._one_of("successful_payment", "refunded_payment")
                return {kind: {**self._payment(), **charge}}
            case 17:
                return {
                    "contact": {"phone_number": "1", "first_name": self._text()},
                    "media_group_id": self._text(),
                }
            case 18:
                return dict(KINDS[self._one_of(*KINDS)])
            case _:
                return {self._text(): self._junk()}

    def _payment(self) -> Raw:
        return {
            "currency": self._one_of("XTR", "XTR", "USD", ""),
            "total_amount": self._one_of(100, 225, *_NUMBERS),
            "invoice_payload": self._one_of(
                *(
                    Bill(PersonId(one), package(100, 100)).payload
                    for one in _PEOPLE
                    if one > 0
                ),
                f"top-up:{10**6}:{self._one_of(*_NUMBERS)}:XTR:{self._one_of(*_PEOPLE)}",
                self._text(),
            ),
        }

    def _checkout(self) -> Raw:
        return {"id": self._text(), "from": self._user(), **self._payment()}

    def _tap(self) -> Raw:
        user, under = self._user(), {"date": 1_700_000_000, "text": "card"}
        if self._seldom(0.1):
            photo = [{**_FILE, "width": 1, "height": 1}]
            # A date of 0: too old for Telegram to show.
            under = self._one_of({"date": 1, "photo": photo}, {"date": 0})
        tap = {
            "id": str(self._number(99)),
            "from": user,
            "chat_instance": "1",
            "data": self._data(),
            "message": {
                "message_id": 1,
                "chat": {"id": user["id"], "type": "private"},
                **under,
            },
        }
        if self._seldom(0.05):
            del tap["message"]
        return tap

    def _data(self) -> str:
        """Return the data of a button.

        "#3" is the third of those shown last in this chat; "3@a1:show:…" is any button
        about the third thing that exists.
        """
        golden = str(self._one_of(*_GOLDEN))
        match self._number(10):
            case 0 | 1 | 2 | 3:
                return f"#{self._number(12)}"
            case 4 | 5 | 6 | 7:
                return f"{self._number(60)}@{golden}"
            case 8:
                parts = golden.split(":")
                parts[self._number(len(parts))] = self._text()
                return f"{self._number(60)}@{':'.join(parts)}"
            case _:
                return self._text()

    def _spoilt(self, update: Raw) -> Raw:
        """Return the update with one value inside removed or replaced."""
        place: Any = update
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            if not keys:
                return update
            key = self._one_of(*keys)
            if not isinstance(place[key], dict | list) or self._seldom(0.2):
                break
            place = place[key]
        if self._seldom(0.4):
            del place[key]
        else:
            place[key] = self._junk()
        return update


def _life(number: int) -> list[Raw]:
    stranger = Stranger(Random(number))  # noqa: S311 - nothing is secret here
    return [stranger.update() for _ in range(TOGETHER)]


#: Chosen by a number, because hypothesis explores long lists poorly.
LIVES: SearchStrategy[list[Raw]] = st.integers(0, 2**64).map(_life)


@attrs.frozen
class _LivedIn:
    """The rows of a product in use."""

    rows: Rows
    #: The ids of everything in it.
    things: Sequence[str]


async def live(updates: Sequence[Raw], lived_in: _LivedIn) -> None:
    """Send these updates to a product one after another, then check its books."""
    session = Offline()
    bot = Bot(TOKEN, session=session)
    plumbing = Plumbing(bot, ManualClock(datetime(2026, 1, 2, tzinfo=UTC)))
    plumbing.admins = Admins([PersonId(OWNER)])
    plumbing.store._rows = copy.deepcopy(lived_in.rows)
    process = plumbing.product()
    for number, raw in enumerate(updates, 1):
        sent = _as_sent({**raw, "update_id": number}, session, lived_in.things)
        await process.feed_raw(sent)
        kept = plumbing.mail.rows.get(number)
        assert kept is None or kept.ended_at is not None, sent
    await plumbing.close()
    check_money(plumbing.store)
    check_trails(plumbing.store)
    for payment in plumbing.store._rows.payments.values():
        bill = Bill.read(payment.payload)
        sold = bill is not None and bill.fault(payment.person, payment.money) is None
        worth = bill.package.credits if bill is not None and sold else 0
        assert payment.credits == worth, payment


def _as_sent(raw: Raw, session: Offline, things: Sequence[str]) -> Any:
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("data"), str):
        sender = query.get("from")
        chat = sender.get("id") if isinstance(sender, dict) else None
        shown = session.buttons.get(chat, []) if isinstance(chat, int) else []
        query = {**query, "data": _pressed(query["data"], shown, things)}
        raw = {**raw, "callback_query": query}
    # As it comes over the wire, including half of a surrogate pair.
    return json.loads(json.dumps(raw))


def _pressed(data: str, shown: Sequence[str], things: Sequence[str]) -> str:
    number, at, golden = data.partition("@")
    if at and number.isdecimal():
        return golden.replace(_WITNESS, things[int(number) % len(things)])
    if shown and data[1:].isdecimal() and data.startswith("#"):
        return shown[int(data[1:]) % len(shown)]
    return data


@cache
def _lived_in() -> _LivedIn:
    return asyncio.run(_lives())


async def _lives() -> _LivedIn:
    house = House(PriceBook(training=150, welcome=5000))
    for person in _PEOPLE[:2]:
        chat = Chat(house, person)
        await chat.say("/new")
        await chat.tap_label("🎭 Portrait")
        await chat.tap_label("Woman")
        await chat.say("Anna <b>")
        for number in range(10):
            await chat.send_photo(f"photo {number} of {person}")
        await chat.tap_label("Continue to training")
        await chat.tap_label("Start the training")
        await house.work()
        avatar = list(house.store._rows.avatars)[-1]
        await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar))
        await chat.say("on the <moon>")
        await chat.tap_label("Square")
        await chat.tap_label("4 picture")
        await house.work()
    await house.bot.session.close()
    rows = house.store._rows
    things = [*rows.avatars, *rows.jobs, *rows.pictures, *rows.photos]
    return _LivedIn(rows, [thing.hex for thing in things])


def check(updates: list[Raw]) -> None:
    """Fail if any of the updates does."""
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()],
        logger_factory=structlog.ReturnLoggerFactory(),
    )
    asyncio.run(live(updates, _lived_in()))
