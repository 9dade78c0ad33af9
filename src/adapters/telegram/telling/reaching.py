"""Sending to a person, with errors of the core instead of aiogram's."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from avatar_core.errors import (
    MessageRefusedError,
    NotifierUnavailableError,
    PersonLeftError,
)


log = structlog.get_logger()

#: When to try again if Telegram does not say.
_LATER: Final = timedelta(seconds=5)


async def reach(say: Callable[[], Awaitable[object]]) -> None:
    """Call *say*, and translate its errors.

    Raises:
        PersonLeftError: The person has left, or the chat is gone.
        MessageRefusedError: Telegram refused this message.
        NotifierUnavailableError: Telegram accepts nothing now.
    """
    try:
        await say()
    except TelegramForbiddenError as error:
        log.info("telegram.person_gone", reason=error.message)
        raise PersonLeftError from error
    except (TelegramBadRequest, TelegramEntityTooLarge) as error:
        if "chat not found" in error.message.lower():
            log.info("telegram.person_gone", reason=error.message)
            raise PersonLeftError from error
        log.warning("telegram.message_refused", reason=error.message)
        raise MessageRefusedError(error.message) from error
    except TelegramRetryAfter as error:
        after = timedelta(seconds=error.retry_after)
        raise NotifierUnavailableError(after) from error
    except TelegramAPIError as error:
        raise NotifierUnavailableError(_LATER) from error
