"""The connection to Telegram: how a call is made again, and when it is not."""

import asyncio

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramEntityTooLarge,
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


#: Lets that many seconds pass.
Sleep: TypeAlias = Callable[[float], Awaitable[object]]

T = TypeVar("T")

#: Making these twice is making them once. Every other call may have been carried
#: out although its answer was lost, and the Bot API has no idempotency key.
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


class RetryAfterPolicy(BaseRequestMiddleware):
    """Waits as long as Telegram asks, and repeats what was refused for its pace.

    A call is given up, with Telegram's error, when the waits for it would exceed
    *cap* seconds in all.
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
        # Polling has its own patience.
        cap = 0.0 if isinstance(method, GetUpdates) else self._cap
        waited = 0.0
        pauses = iter(_PAUSES if isinstance(method, _REPEATABLE) else ())
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
    token: str, api_url: str | None = None, *, policy: RetryAfterPolicy | None = None
) -> Bot:
    """Return the bot, at Telegram or at another server that speaks its protocol.

    Texts are HTML, and links in them show no preview.
    """
    api = PRODUCTION if api_url is None else TelegramAPIServer.from_base(api_url)
    session = AiohttpSession(api=api)
    session.middleware(policy or RetryAfterPolicy())
    return Bot(
        token,
        session=session,
        default=DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview_is_disabled=True
        ),
    )
