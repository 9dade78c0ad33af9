"""Cards of which a chat has only one, as its last message or as a reply."""

import asyncio

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias
from uuid import UUID, uuid4

import attrs
import structlog

from aiogram.types import InaccessibleMessage, Message

from ..chat_store import Anchors
from .messages import Messages
from .view import View


log = structlog.get_logger()

#: Reads the current state and returns the view of it.
MakeView: TypeAlias = Callable[[], Awaitable[View]]


@attrs.define
class _AnchoredCard:
    """The card of a key in a chat, and the view that waits to be shown in it."""

    lock: asyncio.Lock = attrs.field(factory=asyncio.Lock)
    #: Telegram allows about one message a second in a chat.
    resting: bool = False
    #: The newest view requested meanwhile.
    later: MakeView | None = None
    #: Its stored debt.
    debt: UUID | None = None


class Renderer:
    """Shows anchored cards: one message for each key, the last of its chat."""

    def __init__(
        self, messages: Messages, anchors: Anchors, *, pace: float = 1.0
    ) -> None:
        """*pace* is the least time between two edits of a card, in seconds."""
        self.messages: Final = messages
        self._anchors: Final = anchors
        self._pace: Final = pace
        self._cards: Final[dict[tuple[int, str], _AnchoredCard]] = {}
        self._showing: Final[set[asyncio.Task[None]]] = set()

    async def release(self, chat_id: int, message_id: int) -> None:
        """Forget the card in a message that is about to show something else.

        Wait for edits of cards in progress, which could overwrite the next screen.
        """
        await self._anchors.release(chat_id, message_id)
        for (chat, _), card in list(self._cards.items()):
            if chat == chat_id:
                async with card.lock:
                    pass

    async def refresh(
        self,
        chat_id: int,
        key: str,
        make_view: MakeView,
        *,
        tapped: Message | InaccessibleMessage | None = None,
    ) -> bool:
        """Show the card of this key as the last message of the chat, and only once.

        One that answers a message is shown as a reply, and stays where it is.

        Of a burst of calls the first is shown at once and the newest soon after,
        without waiting: that debt is stored, and paid even if this process dies.

        Returns:
            Whether it is shown; False if it is owed.
        """
        place = (chat_id, key)
        card = self._cards.setdefault(place, _AnchoredCard())
        if tapped is None and (card.resting or card.lock.locked()):
            late, card.later = card.later is not None, make_view
            if not late:
                card.debt = debt = uuid4()
                await self._anchors.owe(chat_id, key, debt)
            return False
        shown = False
        try:
            async with card.lock:
                owed, card.debt, card.later = card.debt, None, None
                await self._refresh(chat_id, key, await make_view(), tapped)
                shown = True
                if owed is not None:
                    await self._anchors.settle(chat_id, key, owed)
        finally:
            if shown:
                self._rest(place, card)
            else:
                self._wake(place, card)
        return shown

    def _rest(self, place: tuple[int, str], card: _AnchoredCard) -> None:
        if not card.resting:
            card.resting = True
            asyncio.get_running_loop().call_later(self._pace, self._wake, place, card)

    def _wake(self, place: tuple[int, str], card: _AnchoredCard) -> None:
        card.resting = False
        if card.later is not None:
            showing = asyncio.create_task(self._show_later(place, card.later))
            self._showing.add(showing)
            showing.add_done_callback(self._showing.discard)
        elif not card.lock.locked():
            self._cards.pop(place, None)

    async def _show_later(self, place: tuple[int, str], make_view: MakeView) -> None:
        try:
            await self.refresh(*place, make_view)
        except Exception as error:  # noqa: BLE001 - it is still owed
            log.info("telegram.card_not_shown", error=type(error).__name__)

    async def close(self) -> None:
        """Show what still waits; nothing may call `refresh` any more."""
        while True:
            for place, card in list(self._cards.items()):
                if card.later is not None and not card.lock.locked():
                    card.resting = False
                    await self._show_later(place, card.later)
            if not self._showing:
                return
            await asyncio.wait(self._showing)

    async def _refresh(
        self,
        chat_id: int,
        key: str,
        view: View,
        tapped: Message | InaccessibleMessage | None,
    ) -> None:
        anchored = await self._anchors.get(chat_id, key)
        if tapped is not None:
            shown = await self.messages.replace(chat_id, view, tapped)
            stale = anchored if anchored not in {shown, tapped.message_id} else None
        elif anchored is None or (
            view.reply_to is None and anchored < self.messages.newest(chat_id)
        ):
            shown, stale = await self.messages.show(chat_id, view), anchored
        else:
            shown = await self.messages.edit(chat_id, anchored, view)
            stale = anchored if shown != anchored else None
        if shown != anchored:
            await self._anchors.put(chat_id, key, shown)
        if stale is not None:
            await self.messages.delete(chat_id, stale)
