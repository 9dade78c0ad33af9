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
from ..views.creating import rejected


log = structlog.get_logger()

#: The prefix of the key of an upload card; the avatar id follows.
UPLOAD: Final = "upload:"
#: That of a reply to rejected photos; the avatar id and the batch follow.
REJECTED: Final = "rejected:"


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
        if not key.startswith((UPLOAD, REJECTED)):
            return True  # a question that stands anyway
        cases, person = self.cases, PersonId(chat_id)
        _, avatar_id, *batch = key.split(":")
        avatar = AvatarId(UUID(avatar_id))
        known = await cases.accounts.person(person)
        texts, shown = Texts.of_person(known), await self.cards.get(chat_id, key)

        async def look() -> View:
            uploads = await cases.photos.show(person, avatar)
            if batch:
                return rejected(texts, uploads, *batch, reply_to=shown)
            if not uploads.avatar.collecting:
                raise NotFoundError(Thing.AVATAR)
            return upload_card(texts, cases.config, known, uploads)

        return await self.renderer.refresh(chat_id, key, look)
