"""How much one person may send: generous for people, and nothing for a flood.

What is too much is dropped before anything is asked of the database, and it is said
so once. Payments are never dropped.
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
from .kinds import is_payment, is_upload, language_of, sender_of


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
    ) -> None:
        """Measure time by a clock that never goes back."""
        self._seconds: Final = seconds
        self._remembered: Final = remembered
        # A flood's answers leave the connections to those of others.
        self._voices: Final = asyncio.Semaphore(_VOICES)
        self._buckets: Final[OrderedDict[tuple[int, Allowance], _Bucket]] = (
            OrderedDict()
        )

    def judge(self, update: Update) -> Verdict:
        """Take a token for the update, if there is one."""
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


def _slower(user: User) -> str:
    return Texts(language_of(user)).plain("slower")
