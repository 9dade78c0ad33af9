"""The connection to Telegram, and which calls are retried."""

import asyncio
import re

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final, TypeAlias, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import (
    PRODUCTION,
    FilesPathWrapper,
    TelegramAPIServer,
)
from aiogram.enums import ParseMode, UpdateType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    DeleteWebhook,
    GetFile,
    GetMe,
    GetUpdates,
    GetWebhookInfo,
    RefundStarPayment,
    Response,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
    TelegramMethod,
)
from aiohttp import (
    ClientHandlerType,
    ClientPayloadError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    hdrs,
)


#: Waits for a number of seconds.
Sleep: TypeAlias = Callable[[float], Awaitable[object]]

T = TypeVar("T")

#: The kinds of updates that are handled.
SERVED: Final = frozenset(
    {
        UpdateType.MESSAGE,
        UpdateType.EDITED_MESSAGE,
        UpdateType.CALLBACK_QUERY,
        UpdateType.INLINE_QUERY,
        UpdateType.PRE_CHECKOUT_QUERY,
        UpdateType.MY_CHAT_MEMBER,
    }
)

#: Idempotent methods. Any other call may have been carried out although its answer
#: was lost, and the Bot API has no idempotency key.
_REPEATABLE: Final = (
    GetMe,
    GetFile,
    GetWebhookInfo,
    RefundStarPayment,
    SetWebhook,
    DeleteWebhook,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
)
_PAUSES: Final = (0.5, 2.0)
#: In a 400 for an album: the person blocked the bot or deleted their account.
_GONE: Final = ("USER_IS_BLOCKED", "USER_DEACTIVATED")
_FLOOD: Final = re.compile(r"TOO MANY REQUESTS: RETRY AFTER (\d{1,5})\b")
#: The models of answers. pydantic drops a generic model without references, and
#: building it again for every answer would take a tenth of the time of a tap.
_RESPONSES: Final[dict[type[TelegramMethod[Any]], type[Response[Any]]]] = {}
_once: Final = ContextVar("once", default=False)


@contextmanager
def at_once() -> Iterator[None]:
    """Make calls within this block without retries or waits."""
    token = _once.set(True)
    try:
        yield
    finally:
        _once.reset(token)


class BotApiSession(AiohttpSession):
    """A session whose calls return an answer or raise a `TelegramAPIError`.

    A proxy's error page, half a body or foreign JSON says nothing about the call, so
    it is raised as `TelegramServerError`, which is a passing error to callers.
    """

    async def create_session(self) -> ClientSession:
        """Return the HTTP client, which decompresses nothing."""
        if self._should_reset_connector:
            await self.close()
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                connector=self._connector_type(**self._connector_init),
                middlewares=[_refuse_compressed],
                auto_decompress=False,
            )
            self._should_reset_connector = False
        return self._session

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[T],
        timeout: int | None = None,  # noqa: ASYNC109 - as aiogram has it
    ) -> T:
        """Make the call once.

        Raises:
            TelegramAPIError: Telegram refused it, or its answer cannot be read.
            ClientDecodeError: One update among others cannot be read.
        """
        try:
            return await super().make_request(bot, method, timeout)
        except UnicodeDecodeError:  # the body is no text at all
            raise _not_the_bot_api(method) from None

    def check_response(
        self, bot: Bot, method: TelegramMethod[T], status_code: int, content: str
    ) -> Response[T]:
        """Read the answer; see `make_request` for what is raised."""
        if type(method) not in _RESPONSES:
            _RESPONSES[type(method)] = Response[method.__returning__]  # type: ignore[name-defined]
        try:
            response = super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if isinstance(method, GetUpdates) and _has_updates(error.data):
                raise
            raise _not_the_bot_api(method) from None
        except TypeError:  # aiogram reads the text of a 5xx that has none
            raise _not_the_bot_api(method) from None
        except TelegramBadRequest as error:
            raise _meant_by(error) from None
        except TelegramAPIError as error:
            if not error.message:
                raise _not_the_bot_api(method) from None
            raise
        if response.result is None:
            raise _not_the_bot_api(method)
        return response


async def _refuse_compressed(
    request: ClientRequest, handler: ClientHandlerType
) -> ClientResponse:
    """Ask for answers and files as they are: a small one could become gigabytes."""
    request.headers[hdrs.ACCEPT_ENCODING] = "identity"
    response = await handler(request)
    if response.headers.get(hdrs.CONTENT_ENCODING, "identity") != "identity":
        response.close()
        raise ClientPayloadError("the answer is compressed")
    return response


def _meant_by(refusal: TelegramBadRequest) -> TelegramAPIError:
    """Return the error that a 400 stands for; for an album it may hide a 403 or 429."""
    words = (refusal.message or "").upper()
    if not words:
        return _not_the_bot_api(refusal.method)
    if any(gone in words for gone in _GONE):
        return TelegramForbiddenError(refusal.method, refusal.message)
    if flood := _FLOOD.search(words):
        seconds = int(flood[1])
        return TelegramRetryAfter(refusal.method, refusal.message, seconds)
    return refusal


def _has_updates(answer: Any) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("result"), list)


def _not_the_bot_api(method: TelegramMethod[Any]) -> TelegramServerError:
    # The body is not quoted: a proxy's page may name the URL, which holds the token.
    return TelegramServerError(method, "the answer is not one of the Bot API")


class RetryAfterPolicy(BaseRequestMiddleware):
    """Retries calls after a 429, and idempotent ones after network errors.

    Telegram's error is raised when the waits for a call would exceed *cap* seconds in
    total; within `at_once` there are no waits.
    """

    def __init__(self, sleep: Sleep = asyncio.sleep, cap: float = 60) -> None:
        self._sleep: Final = sleep
        self._cap: Final = cap

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[T],
        bot: Bot,
        method: TelegramMethod[T],
    ) -> Response[T]:
        """Make the call."""
        # `Polling` has its own retries.
        once = _once.get() or isinstance(method, GetUpdates)
        cap = 0.0 if once else self._cap
        waited = 0.0
        again = isinstance(method, _REPEATABLE) and not once
        pauses = iter(_PAUSES if again else ())
        while True:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as flood:
                waited += flood.retry_after
                if waited > cap:
                    raise
                pause: float = flood.retry_after
            except (TelegramNetworkError, TelegramServerError) as error:
                next_pause = next(pauses, None)
                if next_pause is None or isinstance(error, TelegramEntityTooLarge):
                    raise
                pause = next_pause
            await self._sleep(pause)


def make_bot(
    token: str,
    api_url: str | None = None,
    *,
    files: FilesPathWrapper | None = None,
    policy: RetryAfterPolicy | None = None,
) -> Bot:
    """Return the bot, at Telegram or at another server with the same API.

    *files* says where a server in local mode keeps its files. Texts are HTML, without
    link previews.
    """
    api = PRODUCTION if api_url is None else TelegramAPIServer.from_base(api_url)
    if files is not None:
        api = replace(api, is_local=True, wrap_local_file=files)
    session = BotApiSession(api=api)
    session.middleware(policy or RetryAfterPolicy())
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview_is_disabled=True
        ),
    )
