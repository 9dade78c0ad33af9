"""Which calls are retried."""

from typing import Any

import pytest

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import GetMe, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile, InputMediaPhoto, MediaUnion
from tests.adapters.telegram.plumbing.rig import Rig, called
from tests.sandbox.telegram.rig import picture
from tests.telegram_types import html

from adapters.telegram.session import RetryAfterPolicy, at_once
from entrypoints.sandbox.telegram import SendingMethod


async def test_waits_as_asked(rig: Rig) -> None:
    """A call is retried after the wait that Telegram asks for."""
    rig.emulator.flood(7, times=2)

    await rig.bot.send_message(rig.anna.id, "hello")

    assert [7, 7] == rig.sleeper.slept
    assert ["hello"] == [message.text for message in rig.anna.messages]


async def test_gives_up_at_the_cap(rig: Rig) -> None:
    """The waits of a call never exceed the cap; then Telegram's error is raised."""
    rig.emulator.flood(25, times=9)

    with pytest.raises(TelegramRetryAfter):
        await rig.bot.send_message(rig.anna.id, "hello")

    assert [25, 25] == rig.sleeper.slept


async def test_at_once(rig: Rig) -> None:
    """`at_once` makes calls without waits, and other calls are not affected."""
    rig.emulator.flood(5, times=2)

    with at_once(), pytest.raises(TelegramRetryAfter):
        await rig.bot.send_message(rig.anna.id, "half way")
    with at_once(), pytest.raises(TelegramRetryAfter):
        await rig.bot.get_me()
    rig.emulator.flood(5, times=1)
    await rig.bot.send_message(rig.anna.id, "done")

    assert [5] == rig.sleeper.slept


@pytest.mark.parametrize(
    ("method", "attempts"), [(SendMessage(chat_id=1, text="hi"), 1), (GetMe(), 3)]
)
async def test_lost_answers(
    rig: Rig, method: TelegramMethod[Any], attempts: int
) -> None:
    """A send without an answer is not repeated; an idempotent call is."""
    made: list[TelegramMethod[Any]] = []

    async def lose(bot: Bot, method: TelegramMethod[Any]) -> Any:
        made.append(method)
        raise TelegramNetworkError(method=method, message="gone")

    policy = RetryAfterPolicy(rig.sleeper)

    with pytest.raises(TelegramNetworkError):
        await policy(lose, rig.bot, method)

    assert [method] * attempts == made


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("USER_IS_BLOCKED", TelegramForbiddenError),
        ("INPUT_USER_DEACTIVATED", TelegramForbiddenError),
        ("IMAGE_PROCESS_FAILED", TelegramBadRequest),
    ],
)
async def test_what_an_album_is_refused_for(
    rig: Rig, words: str, meant: type[TelegramAPIError]
) -> None:
    """A 400 of an album that says that its person is gone is raised as a 403."""
    rig.emulator.refuse(words, {SendingMethod.SEND_MEDIA_GROUP}, picture=picture())

    with pytest.raises(meant) as raised:
        await rig.bot.send_media_group(rig.anna.id, album())

    assert meant is type(raised.value)
    assert words in raised.value.message


async def test_an_album_that_came_too_fast(rig: Rig) -> None:
    """The wait in a 400 of an album is honoured."""
    words = "Too Many Requests: retry after 8"
    rig.emulator.refuse(words, {SendingMethod.SEND_MEDIA_GROUP}, picture=picture())

    await rig.bot.send_media_group(rig.anna.id, album())

    assert [8] == rig.sleeper.slept
    assert 2 == len(rig.anna.messages)


def album() -> list[MediaUnion]:
    """Return two photos for an album."""
    return [
        InputMediaPhoto(media=BufferedInputFile(picture(), "x.jpg")) for _ in range(2)
    ]


async def test_make_bot(rig: Rig) -> None:
    """Texts are HTML without link previews."""
    await rig.bot.send_message(rig.anna.id, "<b>see</b> example.com")

    assert "<b>see</b> example.com" == html(rig.anna.messages[-1]).replace(
        '<a href="example.com">example.com</a>', "example.com"
    )
    assert ["sendMessage"] == called(rig.emulator)
    assert "is_disabled" in str(rig.emulator.calls[-1].params["link_preview_options"])
