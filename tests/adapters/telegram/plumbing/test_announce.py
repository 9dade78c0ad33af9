"""Commands of each role in each language, and the webhook, at the start."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
    Chat,
    Message,
    Update,
    User,
)
from aiohttp import web
from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.rig import Rig, Sleeper, called
from tests.sandbox.telegram.rig import TOKEN, closing
from tests.serving import answering, serving

from adapters.telegram.announce import ADMIN_COMMANDS, COMMANDS, announce
from adapters.telegram.session import RetryAfterPolicy, make_bot
from adapters.telegram.texts import Texts, spoken
from avatar_core import PersonId
from avatar_core.admins import Admins
from avatar_core.testing.time import EPOCH


EVERYBODY = BotCommandScopeAllPrivateChats()


async def _offered(
    bot: Bot, scope: BotCommandScopeUnion, code: str | None = None
) -> dict[str, str]:
    found = await bot.get_my_commands(scope=scope, language_code=code)
    return {command.command: command.description for command in found}


async def _start(bot: Bot, admins: list[int]) -> None:
    await announce(
        bot,
        webhook_url=None,
        secret="x",
        admins=admins,
        patience=timedelta(0),
    )


async def test_every_role_and_language(rig: Rig) -> None:
    """At the start all are offered the commands of their role, in their language."""
    await _start(rig.bot, [404, rig.anna.id])
    mine = BotCommandScopeChat(chat_id=rig.anna.id)

    assert tuple(await _offered(rig.bot, EVERYBODY)) == COMMANDS
    assert tuple(await _offered(rig.bot, mine)) == ADMIN_COMMANDS
    for language in spoken():
        said = Texts(language).plain
        for scope, names in ((EVERYBODY, COMMANDS), (mine, ADMIN_COMMANDS)):
            described = {name: said(f"command-{name}") for name in names}
            assert await _offered(rig.bot, scope, language) == described


@pytest.mark.parametrize("words", ["/start", "/start pack_winter", "hello"])
async def test_an_admin_is_offered_their_commands_at_once(rig: Rig, words: str) -> None:
    """The first message of an admin sets the admins' commands."""
    rig.admins = Admins([PersonId(rig.anna.id)])
    process = rig.product()
    mine = BotCommandScopeChat(chat_id=rig.anna.id)
    await rig.anna.send_text(words)
    await process.feed_newest()
    calls = len(called(rig.emulator, "setMyCommands"))
    await rig.anna.send_text("/menu")
    await process.feed_newest()

    assert tuple(await _offered(rig.bot, mine)) == ADMIN_COMMANDS
    assert tuple(await _offered(rig.bot, mine, "ru")) == ADMIN_COMMANDS
    assert len(called(rig.emulator, "setMyCommands")) == calls == 1 + len(spoken())


async def test_nobody_else_is(rig: Rig) -> None:
    """Other people keep the normal commands."""
    await rig.anna.send_text("/start")
    process = rig.product()
    await process.feed_newest()

    assert not called(rig.emulator, "setMyCommands")


async def test_an_admin_is_answered_without_commands(rig: Rig) -> None:
    """If Telegram refuses the commands, the message is still handled."""
    rig.admins = Admins([PersonId(404)])
    message = Message(
        message_id=1,
        date=EPOCH,
        chat=Chat(id=404, type="private"),
        from_user=User(id=404, is_bot=False, first_name="Olga"),
        text="/start",
    )
    update = Update(update_id=1, message=message)
    await rig.product().feed(update)

    assert called(rig.emulator) == ["setMyCommands", "sendPhoto"]


Answer = Callable[[], web.Response]


def _page() -> web.Response:
    return web.Response(
        status=502, text="<h1>Bad Gateway</h1>", content_type="text/html"
    )


def _silence() -> web.Response:
    raise web.HTTPGatewayTimeout


def _refusal(code: int, words: str) -> Answer:
    body = {"ok": False, "error_code": code, "description": words}
    return lambda: web.json_response(body, status=code)


_UNRESOLVED = _refusal(
    400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
)


@attrs.define
class Telegram:
    """A Telegram with scripted answers, then success."""

    bot: Bot
    answers: list[Answer] = attrs.field(factory=list)
    asked: list[str] = attrs.field(factory=list)

    async def announce(self, sleeper: Sleeper) -> list[Any]:
        """Announce the bot to it; return what is logged."""
        with capture_logs() as logs:
            await announce(
                self.bot,
                webhook_url="https://bot.example/telegram",
                secret="x",
                admins=[],
                patience=timedelta(seconds=5),
                sleep=sleeper,
            )
        return logs

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one call."""
        self.asked.append(request.path.rpartition("/")[2])
        if self.answers:
            return self.answers.pop(0)()
        return web.json_response({"ok": True, "result": True})


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    """Serve a Telegram with scripted answers."""

    async def answer(request: web.Request) -> web.Response:
        return await served.answer(request)

    async with serving(answering(answer)) as url:
        # The session's own pauses are none of these tests' affair.
        policy = RetryAfterPolicy(Sleeper())
        async with closing(make_bot(TOKEN, url, policy=policy)) as bot:
            served = Telegram(bot)
            yield served


@pytest.mark.parametrize("trouble", [_page, _silence, _refusal(500, "Internal error")])
async def test_a_telegram_that_is_down_is_waited_for(
    telegram: Telegram, trouble: Answer
) -> None:
    """An outage is logged once, and retried with growing pauses."""
    sleeper = Sleeper()
    telegram.answers = [trouble] * 3 * 6  # the session itself tries thrice

    logs = await telegram.announce(sleeper)

    assert [5, 10, 20, 40, 60, 60] == sleeper.slept
    assert ["telegram.announce_failed"] == [each["event"] for each in logs]
    assert {"setWebhook", "setMyCommands"} <= set(telegram.asked)


async def test_a_webhook_that_telegram_refuses(telegram: Telegram) -> None:
    """A refused webhook is logged once and retried: DNS names take time to spread."""
    sleeper = Sleeper()
    telegram.answers = [_UNRESOLVED] * 3

    [said] = await telegram.announce(sleeper)

    assert [5, 10, 20] == sleeper.slept
    assert "error" == said["log_level"]
    assert "Failed to resolve host: Name or service not known" in said["refusal"]
    assert "https://bot.example/telegram" == said["webhook"]
    assert "PUBLIC_URL" in said["advice"]


@pytest.mark.parametrize("code", [401, 404])
async def test_an_invalid_token_is_not_retried(telegram: Telegram, code: int) -> None:
    """An invalid token is raised at once."""
    telegram.answers = [_refusal(code, "Unauthorized" if code == 401 else "Not Found")]

    with pytest.raises(TelegramAPIError) as caught:
        await telegram.announce(Sleeper())

    expected = TelegramUnauthorizedError if code == 401 else TelegramNotFound
    assert caught.type is expected
