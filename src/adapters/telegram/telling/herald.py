"""Sending broadcasts in Telegram."""

import attrs
import structlog

from aiogram.exceptions import TelegramAPIError

from avatar_core import Person
from avatar_core.broadcasts import Broadcast, Reception
from avatar_core.errors import MessageRefusedError, PersonLeftError

from ...chat_store import Anchors
from ..screen import Sender
from ..texts import Texts
from ..views.notices import broadcast_message
from ..views.owner.broadcasts import card as card_view, card_key
from .reaching import reach


log = structlog.get_logger()


@attrs.frozen
class TelegramHerald:
    """A `Herald` that shows the progress in the owner's card."""

    sender: Sender
    anchors: Anchors

    async def tell(self, person: Person, broadcast: Broadcast, /) -> Reception:
        """Send the broadcast to one person.

        Raises:
            NotifierUnavailableError: Telegram accepts nothing now.
        """
        view = broadcast_message(Texts(person.language), broadcast)
        try:
            await reach(lambda: self.sender.show(person.id, view))
        except PersonLeftError:
            return Reception.LEFT
        except MessageRefusedError:
            return Reception.FAILED
        return Reception.DELIVERED

    async def progressed(self, owner: Person, broadcast: Broadcast, /) -> None:
        """Show the progress in the owner's card, if there is one; the end always."""
        key = card_key(broadcast.id)
        view = card_view(Texts(owner.language), broadcast, broadcast.audience)
        try:
            card = await self.anchors.get(owner.id, key)
            if card is None and broadcast.sending:
                return  # the owner has opened another screen
            shown = (
                await self.sender.show(owner.id, view)
                if card is None
                else await self.sender.edit(owner.id, card, view)
            )
            if shown != card:
                await self.anchors.put(owner.id, key, shown)
        except TelegramAPIError as error:
            log.info("broadcast.card_not_shown", error=type(error).__name__)
