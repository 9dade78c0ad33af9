"""What becomes of something said to a person."""

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

#: When to try again if Telegram does not say when.
_LATER: Final = timedelta(seconds=5)


async def reach(say: Callable[[], Awaitable[object]]) -> None:
    """Say something to a person.

    Raises:
        PersonLeftError: They have left, or the chat is gone.
        MessageRefusedError: Telegram refused this message.
        NotifierUnavailableError: Telegram takes nothing now.
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
