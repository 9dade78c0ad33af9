"""Telling people in Telegram how their jobs ended, and other notices."""

from collections.abc import Sequence
from typing import Final

import attrs
import structlog

from aiogram.exceptions import TelegramAPIError

from avatar_core import Avatar, Balance, Person
from avatar_core.notices import Notice
from avatar_core.orders import PICTURE_KINDS, JobKind
from avatar_core.packs import Pack
from avatar_core.ports import News, PackShelf
from avatar_core.timelines import DisputeFile

from ...chat_store import ProgressCard, ProgressCards
from ..messages import Messages
from ..session import at_once
from ..texts import Texts
from ..view import View
from ..views.disputes import outcome
from ..views.jobs import (
    album_caption,
    delivered,
    ending,
    lone_picture,
    name_of,
)
from ..views.notices import notice_page
from ..views.parts import file_name, image_of
from ..views.progress import progress
from .reaching import reach


log = structlog.get_logger()

#: How many scenes are offered to a new avatar.
_SCENES: Final = 3
#: Stored in place of a digest: the album of the job is sent, its buttons are not.
_ALBUM_SENT: Final = "album sent"


@attrs.frozen
class TelegramNotifier:
    """A `Notifier` that edits a card while a job is open, and sends its result."""

    messages: Messages
    cards: ProgressCards
    shelf: PackShelf

    async def progressed(self, news: News, /) -> None:
        """Edit the job's card if it has changed; never raises.

        The job waits meanwhile, so a flood limit is not waited for.
        """
        try:
            with at_once():
                await self._progressed(news)
        except Exception as error:  # noqa: BLE001 - the next progress shows it
            log.info("telegram.progress_not_shown", error=type(error).__name__)

    async def _progressed(self, news: News) -> None:
        card = await self.cards.get(news.job.id)
        if card is None:
            return  # the person has opened another screen
        view = progress(Texts.of_person(news.person), news)
        if card.digest == view.digest:
            return
        message = await self.messages.edit(card.chat_id, card.message_id, view)
        if message != card.message_id and len(news.jobs) > 1:
            # The worker of another job of the order has sent the result meanwhile.
            await self._take_away(ProgressCard(card.chat_id, message, view.digest))
            return
        await self.cards.put(
            news.job.id, ProgressCard(card.chat_id, message, view.digest)
        )

    async def ended(self, news: News, /) -> None:
        """Send how the job ended, and delete the message of its card."""
        await reach(lambda: self._ended(news))

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Send a notice to a person."""
        view = notice_page(Texts.of_person(person), notice, balance, avatar)
        await reach(lambda: self.messages.show(person.id, view, silent=person.quiet))

    async def answered(self, file: DisputeFile, /) -> None:
        """Send the outcome of a dispute to its person."""
        view = outcome(Texts.of_person(file.person), file)
        await reach(lambda: self.messages.show(file.person.id, view))

    async def _ended(self, news: News) -> None:
        texts, chat = Texts.of_person(news.person), news.person.id
        quiet = news.person.quiet
        card = await self.cards.get(news.job.id)
        if news.job.kind not in PICTURE_KINDS or not news.pictures:
            scenes = await self._scenes(news)
            await self.messages.show(chat, ending(texts, news, scenes), silent=quiet)
        elif news.job.kind is JobKind.UPSCALE:
            await self.messages.document(chat, _enlarged(texts, news), silent=quiet)
        elif len(news.pictures) == 1:
            await self.messages.show(chat, lone_picture(texts, news), silent=quiet)
        else:
            await self._send_album(texts, news, card)
            return
        await self._take_away(card)

    async def _scenes(self, news: News) -> Sequence[Pack]:
        """Return what to draw first with the avatar of a training."""
        if news.avatar is None or news.job.kind is not JobKind.TRAINING:
            return ()
        kind = news.avatar.type
        fitting = [pack for pack in await self.shelf.all() if kind in pack.avatar_types]
        return sorted(fitting, key=lambda pack: len(pack.prompts))[:_SCENES]

    async def _send_album(
        self, texts: Texts, news: News, card: ProgressCard | None
    ) -> None:
        chat = news.person.id
        if card is None or card.digest != _ALBUM_SENT:
            images = [image_of(texts, picture) for picture in news.pictures]
            sent = await self.messages.album(
                chat, images, album_caption(texts, news), silent=news.person.quiet
            )
            # If sending the buttons fails, the album is not sent again.
            album = ProgressCard(chat, sent[0] if sent else 0, _ALBUM_SENT)
            await self.cards.put(news.job.id, album)
            await self._take_away(card)
        # The album has already made a sound.
        await self.messages.show(chat, delivered(texts, news), silent=True)

    async def _take_away(self, card: ProgressCard | None) -> None:
        if card is None:
            return
        try:
            await self.messages.delete(card.chat_id, card.message_id)
        except TelegramAPIError as error:
            log.info("telegram.card_not_deleted", error=type(error).__name__)


def _enlarged(texts: Texts, news: News) -> View:
    picture = news.pictures[0]
    name = file_name(name_of(texts, news), picture)
    image = image_of(texts, picture, name=name)
    return attrs.evolve(ending(texts, news), image=image)
