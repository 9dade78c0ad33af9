"""How much one person may send: generous for people, and nothing for a flood.

What is too much is dropped before anything is asked of the database, and it is said
so once. Payments are never dropped.
"""

import asyncio
import time

from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final

import attrs

from aiogram import Bot
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update, User

from ..texts import Texts
from .language import language_of


class Verdict(StrEnum):
    """What becomes of an update."""

    ADMITTED = "admitted"
    #: Too much, for the first time since it was not.
    TOLD = "told"
    DROPPED = "dropped"


@attrs.frozen
class Allowance:
    """How much of a kind: at once, and then per second."""

    at_once: float
    per_second: float


#: An album is ten files at most, and somebody may send all their photos at once.
UPLOADS: Final = Allowance(100, 2.0)
#: Taps, prompts, promo codes and whatever else people write.
EVERYTHING_ELSE: Final = Allowance(100, 5.0)
#: Updates of one person that are handled or wait for it: Telegram gives out no
#: others' while a hundred are, and large photos take seconds each.
IN_HAND: Final = 40
#: Buckets that are not full; the one used longest ago is forgotten first.
_REMEMBERED: Final = 20_000
_VOICES: Final = 4


@attrs.define
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class Throttle:
    """A token bucket for each person and kind of update, in a bounded memory."""

    def __init__(
        self,
        seconds: Callable[[], float] = time.monotonic,
        *,
        remembered: int = _REMEMBERED,
        in_hand: int = IN_HAND,
    ) -> None:
        """Measure time by a clock that never goes back."""
        self._seconds: Final = seconds
        self._remembered: Final = remembered
        self._most: Final = in_hand
        self._in_hand: Final = Counter[int]()
        # A flood's answers leave the connections to those of others.
        self._voices: Final = asyncio.Semaphore(_VOICES)
        self._buckets: Final[OrderedDict[tuple[int, Allowance], _Bucket]] = (
            OrderedDict()
        )

    def judge(self, update: Update) -> Verdict:
        """Take a token for the update, if there is one; say `done` when it is."""
        user = UserContextMiddleware.resolve_event_context(update).user
        if user is None or _is_payment(update):
            return Verdict.ADMITTED
        key = user.id, UPLOADS if is_upload(update) else EVERYTHING_ELSE
        bucket = self._filled(key)
        self._buckets[key] = bucket
        while len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1 and self._in_hand[user.id] < self._most:
            bucket.told = bucket.told and self._in_hand[user.id] > 0
            self._in_hand[user.id] += 1
            bucket.tokens -= 1
            return Verdict.ADMITTED
        if bucket.told:
            return Verdict.DROPPED
        bucket.told = True
        return Verdict.TOLD

    def done(self, update: Update) -> None:
        """Note that an update that was admitted is in hand no longer."""
        user = UserContextMiddleware.resolve_event_context(update).user
        if user is None or _is_payment(update):
            return
        self._in_hand[user.id] -= 1
        if not self._in_hand[user.id]:
            del self._in_hand[user.id]

    async def answer(self, bot: Bot, update: Update, verdict: Verdict) -> None:
        """Say kindly, once, that it was too much; every tap is answered somehow."""
        query, message = update.callback_query, update.message
        told = verdict is Verdict.TOLD
        async with self._voices:
            with suppress(TelegramAPIError):
                if query is not None:
                    said = _slower(query.from_user) if told else None
                    await bot.answer_callback_query(query.id, said)
                elif told and message is not None and message.from_user is not None:
                    user = message.from_user
                    await bot.send_message(user.id, _slower(user))

    def _filled(self, key: tuple[int, Allowance]) -> _Bucket:
        now, allowance = self._seconds(), key[1]
        bucket = self._buckets.pop(key, None) or _Bucket(allowance.at_once, now)
        gained = (now - bucket.at) * allowance.per_second
        bucket.tokens = min(allowance.at_once, bucket.tokens + gained)
        bucket.at = now
        return bucket


def is_upload(update: Update) -> bool:
    """Return whether the update is a file that somebody sends."""
    message = update.message
    return message is not None and (
        message.photo is not None or message.document is not None
    )


def _is_payment(update: Update) -> bool:
    message = update.message
    return update.pre_checkout_query is not None or (
        message is not None
        and (
            message.successful_payment is not None
            or message.refunded_payment is not None
        )
    )


def _slower(user: User) -> str:
    return Texts(language_of(user)).plain("slower")
