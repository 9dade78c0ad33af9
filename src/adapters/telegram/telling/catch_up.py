"""Updating cards that a crash or a Telegram outage left out of date."""

from typing import Final
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

from ...chat_store import Anchors
from ..renderer import Renderer
from ..texts import Texts
from ..view import View
from ..views.consent import upload_card


log = structlog.get_logger()

#: The prefix of the key of an upload card; the avatar id follows.
UPLOAD: Final = "upload:"


@attrs.frozen
class CatchUp:
    """Updates cards that are out of date."""

    renderer: Renderer
    cards: Anchors
    cases: UseCases

    async def __call__(self) -> None:
        """Show every card that is out of date; failures are left for later."""
        for chat_id, key, debt in await self.cards.owed():
            try:
                shown = await self._show(chat_id, key)
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as e:
                log.info("telegram.card_not_shown", error=type(e).__name__)
                continue
            except (TelegramAPIError, RefusedError):
                shown = True  # the chat or the avatar is gone
            if shown:
                await self.cards.settle(chat_id, key, debt)

    async def _show(self, chat_id: int, key: str) -> bool:
        if not key.startswith(UPLOAD):
            return True  # only upload cards are postponed
        cases, person = self.cases, PersonId(chat_id)
        avatar = AvatarId(UUID(key.removeprefix(UPLOAD)))
        known = await cases.accounts.person(person)

        async def look() -> View:
            uploads = await cases.photos.show(person, avatar)
            if not uploads.avatar.collecting:
                raise NotFoundError(Thing.AVATAR)
            return upload_card(Texts(known.language), cases.config, known, uploads)

        return await self.renderer.refresh(chat_id, key, look)
