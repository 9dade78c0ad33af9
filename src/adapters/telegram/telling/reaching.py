"""Whether what is said reaches anybody."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from avatar_core.errors import NotifierUnavailableError


log = structlog.get_logger()

#: When to try again if Telegram does not say when.
_LATER: Final = timedelta(seconds=30)


async def reached(say: Callable[[], Awaitable[object]]) -> bool:
    """Say something; return False if the person has left, or the chat is gone.

    Raises:
        NotifierUnavailableError: Telegram did not take it now.
        TelegramBadRequest: It never will.
    """
    try:
        await say()
    except TelegramForbiddenError as error:
        log.info("telegram.person_gone", reason=error.message)
        return False
    except TelegramBadRequest as error:
        if "chat not found" not in error.message.lower():
            raise
        log.info("telegram.person_gone", reason=error.message)
        return False
    except TelegramRetryAfter as error:
        after = timedelta(seconds=error.retry_after)
        raise NotifierUnavailableError(after) from error
    except (TelegramNetworkError, TelegramServerError) as error:
        raise NotifierUnavailableError(_LATER) from error
    return True
