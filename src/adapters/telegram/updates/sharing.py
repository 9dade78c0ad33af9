"""Answering inline queries: pictures that a person sends to another chat."""

import re

from typing import Final
from uuid import UUID

import attrs
import structlog

from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    InlineQuery,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
)

from avatar_core import Picture
from avatar_core.errors import NotFoundError, StoreUnavailableError
from avatar_core.ids import PersonId, PictureId
from avatar_core.use_cases import UseCases

from ..links import referral
from ..messages import link_keyboard
from ..picture_sender import FileKind, PictureSender
from ..texts import Texts
from ..views.parts import image_of
from .reading import language_of


log = structlog.get_logger()

#: Pictures in an answer. Telegram allows 50, but each may cost a transaction.
_MOST: Final = 10
#: For how many seconds Telegram may repeat an answer: a deleted picture is not offered
#: for longer.
_CACHED: Final = 5
#: How many queries are answered at once; others are not, and are asked again.
_AT_ONCE: Final = 32
_PICTURE: Final = re.compile(r"[0-9a-f]{32}")
#: Where the button of an empty answer leads.
_START: Final = "share"


@attrs.define
class Sharing:
    """Answers queries with the asking person's own pictures that Telegram knows."""

    pictures: PictureSender
    cases: UseCases
    _answering: int = attrs.field(default=0, init=False)

    async def __call__(self, query: InlineQuery) -> None:
        """Answer a query; nothing is lost if it is not, because it is asked again."""
        if self._answering >= _AT_ONCE:
            return
        self._answering += 1
        try:
            await self._answer(query)
        except (TelegramAPIError, StoreUnavailableError) as error:
            log.info("telegram.query_not_answered", error=type(error).__name__)
        finally:
            self._answering -= 1

    async def _answer(self, query: InlineQuery) -> None:
        bot, person = self.pictures.bot, PersonId(query.from_user.id)
        me, wanted = await bot.me(), query.query.strip()
        chosen = PictureId(UUID(wanted)) if _PICTURE.fullmatch(wanted) else None
        try:
            found = await self.cases.gallery.to_share(person, chosen, most=_MOST)
        except NotFoundError:  # deleted, or somebody else's
            found = await self.cases.gallery.to_share(person, None, most=_MOST)
        texts = Texts(found.person.language if found else language_of(query.from_user))
        caption = texts("shared", bot=f"@{me.username}")
        link = f"https://t.me/{me.username}?start={referral(person)}"
        keyboard = link_keyboard(texts.plain("button-make-mine"), link)
        results = [
            InlineQueryResultCachedPhoto(
                id=picture.id.hex,
                photo_file_id=file_id,
                caption=caption,
                reply_markup=keyboard,
            )
            for picture in (found.pictures if found else ())
            if (file_id := await self._file_id(texts, picture))
        ]
        start = InlineQueryResultsButton(
            text=texts.plain("button-nothing-to-share"), start_parameter=_START
        )
        await bot.answer_inline_query(
            query.id,
            [*results],
            cache_time=_CACHED,
            is_personal=True,
            button=None if results else start,
        )

    async def _file_id(self, texts: Texts, picture: Picture) -> str | None:
        image = image_of(texts, picture)
        known = await self.pictures.known(image, FileKind.PHOTO)
        return None if known is None else known.file_id
