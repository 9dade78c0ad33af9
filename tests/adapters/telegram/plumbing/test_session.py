"""Calls that are made again, and those that never are."""

from typing import Any

import pytest

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetMe, SendMessage, TelegramMethod
from tests.adapters.telegram.plumbing.rig import Sleeper, called
from tests.telegram_types import html

from adapters.telegram.session import RetryAfterPolicy
from entrypoints.sandbox.telegram import Person, TelegramEmulator


async def test_waits_as_asked(
    emulator: TelegramEmulator, bot: Bot, anna: Person, sleeper: Sleeper
) -> None:
    """A call refused for its pace is made again after the wait Telegram asks for."""
    emulator.flood(7, methods=2)

    await bot.send_message(anna.id, "hello")

    assert [7, 7] == sleeper.slept
    assert ["hello"] == [message.text for message in anna.messages]


async def test_gives_up_at_the_cap(
    emulator: TelegramEmulator, bot: Bot, anna: Person, sleeper: Sleeper
) -> None:
    """Nobody waits longer than the cap in all, and the error is Telegram's own."""
    emulator.flood(25, methods=9)

    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna.id, "hello")

    assert [25, 25] == sleeper.slept


@pytest.mark.parametrize(
    ("method", "attempts"), [(SendMessage(chat_id=1, text="hi"), 1), (GetMe(), 3)]
)
async def test_lost_answers(
    bot: Bot, sleeper: Sleeper, method: TelegramMethod[Any], attempts: int
) -> None:
    """A send whose answer was lost is never repeated; a harmless call is."""
    made: list[TelegramMethod[Any]] = []

    async def lose(bot: Bot, method: TelegramMethod[Any]) -> Any:
        made.append(method)
        raise TelegramNetworkError(method=method, message="gone")

    policy = RetryAfterPolicy(sleeper)

    with pytest.raises(TelegramNetworkError):
        await policy(lose, bot, method)

    assert [method] * attempts == made


async def test_make_bot(emulator: TelegramEmulator, bot: Bot, anna: Person) -> None:
    """Texts are HTML and show no link previews."""
    await bot.send_message(anna.id, "<b>see</b> example.com")

    assert "<b>see</b> example.com" == html(anna.messages[-1]).replace(
        '<a href="example.com">example.com</a>', "example.com"
    )
    assert ["sendMessage"] == called(emulator)
    assert "is_disabled" in str(emulator.calls[-1].params["link_preview_options"])
