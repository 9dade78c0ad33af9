"""Answers that are not the Bot API's: a proxy's page, half a body, JSON of others."""

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
from aiogram.types import BufferedInputFile, InputMediaPhoto, LabeledPrice
from aiohttp import web
from tests.adapters.telegram.plumbing.rig import Sleeper
from tests.sandbox.telegram.rig import TOKEN

from adapters.telegram.session import RetryAfterPolicy, make_bot
from adapters.telegram.warmth import CALLED


PAGE = f"<html><h1>502 Bad Gateway</h1>/bot{TOKEN}/getMe</html>".encode()
PHOTO = InputMediaPhoto(media=BufferedInputFile(b"x", "x.jpg"))
METHODS: tuple[TelegramMethod[Any], ...] = (
    AnswerCallbackQuery(callback_query_id="1"),
    AnswerPreCheckoutQuery(pre_checkout_query_id="1", ok=True),
    DeleteMessage(chat_id=1, message_id=1),
    DeleteWebhook(),
    EditMessageMedia(chat_id=1, message_id=1, media=PHOTO),
    EditMessageReplyMarkup(chat_id=1, message_id=1),
    EditMessageText(chat_id=1, message_id=1, text="hi"),
    GetFile(file_id="1"),
    GetMe(),
    GetUpdates(),
    RefundStarPayment(user_id=1, telegram_payment_charge_id="1"),
    SendDocument(chat_id=1, document=BufferedInputFile(b"x", "x.jpg")),
    SendInvoice(
        chat_id=1,
        title="t",
        description="d",
        payload="p",
        currency="XTR",
        prices=[LabeledPrice(label="l", amount=1)],
    ),
    SendMediaGroup(chat_id=1, media=[PHOTO, PHOTO]),
    SendMessage(chat_id=1, text="hi"),
    SendPhoto(chat_id=1, photo=BufferedInputFile(b"x", "x.jpg")),
    SetMyCommands(commands=[]),
    SetMyDescription(),
    SetWebhook(url="https://example.org"),
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
    """Something between the bot and Telegram that speaks for itself."""
    proxy = Proxy()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", proxy.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield proxy
    await runner.cleanup()


@pytest.fixture
async def cut_off(proxy: Proxy, sleeper: Sleeper) -> AsyncIterator[Bot]:
    """A bot behind the proxy."""
    bot = make_bot(TOKEN, proxy.url, policy=RetryAfterPolicy(sleeper))
    yield bot
    session = bot.session
    assert hasattr(session, "create_session")
    await (await session.create_session()).close()


def test_every_method_is_tried() -> None:
    """The methods above include all that are called while people wait."""
    assert set(CALLED) <= {type(method) for method in METHODS}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
async def test_a_foreign_answer_is_a_passing_trouble(
    proxy: Proxy, cut_off: Bot, method: TelegramMethod[Any]
) -> None:
    """An answer that is not the Bot API's is raised as a server error."""
    for proxy.status, proxy.kind, proxy.body in FOREIGN:
        with pytest.raises(TelegramServerError) as raised:
            await cut_off(method)
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
    proxy: Proxy, cut_off: Bot, sleeper: Sleeper
) -> None:
    """After a foreign answer `getMe` is retried, and a message is not."""
    proxy.status, proxy.kind, proxy.body = FOREIGN[0]

    with pytest.raises(TelegramServerError):
        await cut_off(GetMe())
    asked = len(sleeper.slept)
    with pytest.raises(TelegramServerError):
        await cut_off(SendMessage(chat_id=1, text="hi"))

    assert (2, 2) == (asked, len(sleeper.slept))
