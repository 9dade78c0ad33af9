"""Sending broadcasts in Telegram."""

import attrs
import structlog

from aiogram.exceptions import TelegramAPIError

from avatar_core import Person
from avatar_core.broadcasts import Broadcast, Reception
from avatar_core.errors import MessageRefusedError, PersonLeftError

from ...chat_store import Anchors
from ..messages import Messages
from ..texts import Texts
from ..views.admin.broadcasts import card as card_view, card_key
from ..views.notices import broadcast_message
from .reaching import reach


log = structlog.get_logger()


@attrs.frozen
class TelegramBroadcastSender:
    """A `BroadcastSender` that shows the progress in the admin's card."""

    messages: Messages
    anchors: Anchors

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Send the broadcast to one person."""
        view = broadcast_message(Texts(person.language), broadcast)
        try:
            await reach(lambda: self.messages.show(person.id, view))
        except PersonLeftError:
            return Reception.LEFT
        except MessageRefusedError:
            return Reception.FAILED
        return Reception.DELIVERED

    async def progressed(self, admin: Person, broadcast: Broadcast, /) -> None:
        """Show the progress in the admin's card, if there is one; the end always."""
        key = card_key(broadcast.id)
        view = card_view(Texts(admin.language), broadcast, broadcast.audience)
        try:
            card = await self.anchors.get(admin.id, key)
            if card is None and broadcast.sending:
                return  # the admin has opened another screen
            shown = (
                await self.messages.show(admin.id, view)
                if card is None
                else await self.messages.edit(admin.id, card, view)
            )
            if shown != card:
                await self.anchors.put(admin.id, key, shown)
        except TelegramAPIError as error:
            log.info("broadcast.card_not_shown", error=type(error).__name__)
