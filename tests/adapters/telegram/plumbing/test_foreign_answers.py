"""Answers that are not the Bot API's: HTML pages, partial bodies, other JSON."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import attrs
import pytest

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerPreCheckoutQuery,
    DeleteMessage,
    DeleteWebhook,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    GetUpdates,
    RefundStarPayment,
    SendDocument,
    SendInvoice,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    SetMyDescription,
    SetWebhook,
    TelegramMethod,
)
from aiohttp import web
from tests.adapters.telegram.plumbing.rig import Sleeper
from tests.sandbox.telegram.rig import TOKEN, closing
from tests.serving import answering, serving

from adapters.telegram.session import RetryAfterPolicy, make_bot


PAGE = f"<html><h1>502 Bad Gateway</h1>/bot{TOKEN}/getMe</html>".encode()
METHODS: tuple[type[TelegramMethod[Any]], ...] = (
    AnswerCallbackQuery,
    AnswerPreCheckoutQuery,
    DeleteMessage,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    RefundStarPayment,
    SendDocument,
    SendInvoice,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    DeleteWebhook,
    GetMe,
    GetUpdates,
    SetMyCommands,
    SetMyDescription,
    SetWebhook,
)
#: Status, type and body of what comes instead of an answer.
FOREIGN = (
    (HTTPStatus.BAD_GATEWAY, "text/html", PAGE),
    (HTTPStatus.OK, "text/html", PAGE),
    (HTTPStatus.GATEWAY_TIMEOUT, "text/plain", b""),
    (HTTPStatus.OK, "application/json; charset=utf-8", b'{"ok": true, "\xff\xfe'),
    (HTTPStatus.OK, "application/json", b'{"ok": true, "result'),
    (HTTPStatus.BAD_GATEWAY, "application/json", b'{"error": "upstream"}'),
    (HTTPStatus.BAD_GATEWAY, "application/json", b'{"ok": false}'),
    (HTTPStatus.BAD_REQUEST, "application/json", b'{"ok": false}'),
    (HTTPStatus.OK, "application/json", b"[]"),
    (HTTPStatus.OK, "application/json", b'{"ok": true}'),
)


@attrs.define
class Proxy:
    """A server that answers every call with the same bytes."""

    status: int = 200
    kind: str = ""
    body: bytes = b""
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Read the call and answer it."""
        await request.read()
        return web.Response(
            status=self.status, body=self.body, headers={"Content-Type": self.kind}
        )


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy in front of Telegram."""
    proxy = Proxy()
    async with serving(answering(proxy.answer)) as proxy.url:
        yield proxy


@pytest.fixture
def pauses() -> Sleeper:
    """Record the pauses of the bot."""
    return Sleeper()


@pytest.fixture
async def cut_off(proxy: Proxy, pauses: Sleeper) -> AsyncIterator[Bot]:
    """A bot behind the proxy."""
    bot = make_bot(TOKEN, proxy.url, policy=RetryAfterPolicy(pauses))
    async with closing(bot) as bot:
        yield bot


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
async def test_a_foreign_answer_is_a_passing_trouble(
    proxy: Proxy, cut_off: Bot, method: type[TelegramMethod[Any]]
) -> None:
    """An answer that is not the Bot API's is raised as a server error."""
    for proxy.status, proxy.kind, proxy.body in FOREIGN:
        with pytest.raises(TelegramServerError) as raised:
            await cut_off(method.model_construct())
        assert TOKEN not in str(raised.value)
        assert raised.value.__cause__ is None, "the page may name the token"
        assert raised.value.__suppress_context__ or not raised.value.__context__


async def test_updates_that_cannot_be_read_are_left_to_the_poller(
    proxy: Proxy, cut_off: Bot
) -> None:
    """An unreadable update is passed to the poller, which reads updates one by one."""
    proxy.kind = "application/json"
    proxy.body = b'{"ok": true, "result": [{"update_id": "strange"}]}'

    with pytest.raises(ClientDecodeError) as raised:
        await cut_off(GetUpdates())

    assert [{"update_id": "strange"}] == raised.value.data["result"]


async def test_only_harmless_calls_are_made_again(
    proxy: Proxy, cut_off: Bot, pauses: Sleeper
) -> None:
    """After a foreign answer `getMe` is retried, and a message is not."""
    proxy.status, proxy.kind, proxy.body = FOREIGN[0]

    with pytest.raises(TelegramServerError):
        await cut_off(GetMe())
    asked = len(pauses.slept)
    with pytest.raises(TelegramServerError):
        await cut_off(SendMessage(chat_id=1, text="hi"))

    assert (2, 2) == (asked, len(pauses.slept))
