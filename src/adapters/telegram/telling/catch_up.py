"""Cards that were left behind the truth, by a dead process or a silent Telegram."""

from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

import attrs
import structlog

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from avatar_core.errors import NotFoundError, RefusedError, Thing
from avatar_core.ids import AvatarId, PersonId
from avatar_core.use_cases import UseCases

from ..renderer import Renderer
from ..texts import Texts
from ..view import View
from ..views.creating import upload


log = structlog.get_logger()

#: What the upload card of an avatar is called, before the avatar's id.
UPLOAD: Final = "upload:"


class OwedCards(Protocol):
    """Cards that show less than the truth."""

    async def owed(self) -> Sequence[tuple[int, str, UUID]]:
        """Return the chats, the keys and the debts of some of them."""

    async def settle(self, chat_id: int, key: str, debt: UUID, /) -> None:
        """Strike a debt off."""


@attrs.frozen
class CatchUp:
    """Shows what is owed to people: whoever sent ten photos must not see nine."""

    renderer: Renderer
    cards: OwedCards
    cases: UseCases

    async def __call__(self) -> None:
        """Show every card that is behind; what cannot be shown now waits."""
        for chat_id, key, debt in await self.cards.owed():
            try:
                shown = await self._show(chat_id, key)
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as e:
                log.info("telegram.card_not_shown", error=type(e).__name__)
                continue
            except (TelegramAPIError, RefusedError):
                shown = True  # nobody is there any more, or nothing to be shown
            if shown:
                await self.cards.settle(chat_id, key, debt)

    async def _show(self, chat_id: int, key: str) -> bool:
        if not key.startswith(UPLOAD):
            return True  # any other card says the same as before
        cases, person = self.cases, PersonId(chat_id)
        avatar = AvatarId(UUID(key.removeprefix(UPLOAD)))
        # They have done nothing: it is us who come.
        known = await cases.accounts.person(person)

        async def look() -> View:
            uploads = await cases.photos.show(person, avatar)
            if not uploads.avatar.collecting:
                raise NotFoundError(Thing.AVATAR)
            return upload(Texts(known.language), uploads)

        return await self.renderer.refresh(chat_id, key, look)
