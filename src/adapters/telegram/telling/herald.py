"""Carries broadcasts to people in Telegram."""

from datetime import timedelta
from typing import Final

import attrs
import structlog

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from avatar_core import Person
from avatar_core.broadcasts import Broadcast, Reception
from avatar_core.errors import NotifierUnavailableError

from ..renderer import Anchors
from ..screen import Sender
from ..texts import Texts
from ..views.broadcasts import message
from ..views.owner.broadcasts import card as card_view, card_key


log = structlog.get_logger()

_LATER: Final = timedelta(seconds=30)


@attrs.frozen
class TelegramHerald:
    """A `Herald` that edits the owner's card while it goes on."""

    sender: Sender
    anchors: Anchors

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Send the broadcast to one person.

        Raises:
            NotifierUnavailableError: Telegram takes nothing now.
        """
        view = message(Texts(person.language), broadcast)
        try:
            await self.sender.show(person.id, view)
        except TelegramForbiddenError:
            return Reception.LEFT
        except TelegramBadRequest as error:
            if "chat not found" in error.message.lower():
                return Reception.LEFT
            log.warning("broadcast.refused", reason=error.message)
            return Reception.FAILED
        except TelegramRetryAfter as error:
            after = timedelta(seconds=error.retry_after)
            raise NotifierUnavailableError(after) from error
        except (TelegramNetworkError, TelegramServerError) as error:
            raise NotifierUnavailableError(_LATER) from error
        return Reception.DELIVERED

    async def progressed(self, owner: Person, broadcast: Broadcast, /) -> None:
        """Show how far it is in the owner's card, and its end in any case."""
        key = card_key(broadcast.id)
        view = card_view(Texts(owner.language), broadcast, broadcast.audience)
        try:
            card = await self.anchors.get(owner.id, key)
            if card is None and broadcast.sending:
                return  # the owner has gone on to another screen
            shown = (
                await self.sender.show(owner.id, view)
                if card is None
                else await self.sender.edit(owner.id, card, view)
            )
            if shown != card:
                await self.anchors.put(owner.id, key, shown)
        except TelegramAPIError as error:
            log.info("broadcast.card_not_shown", error=type(error).__name__)
