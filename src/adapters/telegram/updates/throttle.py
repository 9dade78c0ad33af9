"""Rate limits per person: generous for people, strict for floods.

Updates over the limit are dropped before the database is asked; the person is told
once. Payments are never dropped.
"""

import asyncio
import time

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Final

import attrs

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Update, User

from ..texts import Texts
from .reading import is_payment, is_upload, language_of, sender_of


class Verdict(StrEnum):
    """The verdict on an update."""

    ADMITTED = "admitted"
    #: Dropped, and the person is told: the first one over the limit.
    TOLD = "told"
    DROPPED = "dropped"


@attrs.frozen
class Allowance:
    """A limit: a number at once, then a number per second."""

    at_once: float
    per_second: float


#: A person may send all their photos at once, in albums of ten.
UPLOADS: Final = Allowance(100, 2.0)
#: Taps and texts of any kind.
EVERYTHING_ELSE: Final = Allowance(100, 5.0)
#: Buckets kept in memory; the least recently used is dropped first.
_REMEMBERED: Final = 20_000
_VOICES: Final = 4


@attrs.define
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class Throttle:
    """A token bucket per person and kind of update, in bounded memory."""

    def __init__(
        self,
        seconds: Callable[[], float] = time.monotonic,
        *,
        remembered: int = _REMEMBERED,
    ) -> None:
        """*seconds* is a monotonic clock."""
        self._seconds: Final = seconds
        self._remembered: Final = remembered
        # Answers to a flood must not use up all connections.
        self._voices: Final = asyncio.Semaphore(_VOICES)
        self._buckets: Final[OrderedDict[tuple[int, Allowance], _Bucket]] = (
            OrderedDict()
        )

    def judge(self, update: Update) -> Verdict:
        """Take a token for the update, if there is one left."""
        user = sender_of(update)
        if user is None or is_payment(update):
            return Verdict.ADMITTED
        key = user.id, UPLOADS if is_upload(update) else EVERYTHING_ELSE
        bucket = self._filled(key)
        self._buckets[key] = bucket
        while len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1:
            bucket.told = False
            bucket.tokens -= 1
            return Verdict.ADMITTED
        if bucket.told:
            return Verdict.DROPPED
        bucket.told = True
        return Verdict.TOLD

    async def answer(self, bot: Bot, update: Update, verdict: Verdict) -> None:
        """Tell the person once that they are over the limit; answer every tap."""
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


def _slower(user: User) -> str:
    return Texts(language_of(user)).plain("slower")
