"""Sending to a person, with errors of the core instead of aiogram's."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final, Protocol

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

from ..view import Image, View


log = structlog.get_logger()

#: When to try again if Telegram does not say.
_LATER: Final = timedelta(seconds=5)


class Sender(Protocol):
    """Sends messages outside of any update; raises aiogram's own errors."""

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a new message and return its id; a *silent* one makes no sound."""

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        """Edit a message to show *view*, or send a new one; return its id."""

    async def album(
        self,
        chat_id: int,
        images: Sequence[Image],
        caption: str,
        *,
        silent: bool = False,
    ) -> Sequence[int]:
        """Send several pictures without buttons; return the message ids."""

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send the view with its image as an uncompressed file; return the message id."""

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already is no error."""


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
