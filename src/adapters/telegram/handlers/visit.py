"""What a handler gets with an update."""

import html

from typing import Final
from uuid import UUID

import attrs

from aiogram.types import CallbackQuery, Message, TelegramObject

from avatar_core import Avatar, Person
from avatar_core.errors import NotFoundError, RefusedError, Thing
from avatar_core.ids import AvatarId, Ids, JobId
from avatar_core.use_cases import UseCases

from ...chat_store import Position, ProgressCard, ProgressCards, ReceivedAlbums
from ..files import TelegramFiles, sent_file
from ..refusals import answer_to
from ..screen import Screen
from ..steps import Move, Step
from ..telling.catch_up import REJECTED, UPLOAD
from ..texts import Texts
from ..updates.trace import Trace
from ..view import View
from ..views.consent import consent, upload_card
from ..views.creating import rejected
from ..views.menus import main_menu
from ..views.parts import noted
from ..views.progress import standing


#: The steps at which photos are used.
_USING_PHOTOS: Final = {
    None,
    Step.BROWSING,
    Step.NAMING,
    Step.UPLOADING,
    Step.AWAITING_PHOTO,
    Step.DESCRIBING,
}


_NONCE_DIGITS: Final = 8


def words_of(message: Message) -> str | None:
    """Return the text or caption of a message, unless it is a command."""
    said = message.text or message.caption
    return said if said and not said.startswith("/") else None


@attrs.frozen(kw_only=True)
class Visit:
    """An update, and everything that its handler needs."""

    event: TelegramObject
    cases: UseCases
    #: Gives the same ids when the update is handled again.
    ids: Ids
    person: Person
    screen: Screen
    files: TelegramFiles
    cards: ProgressCards
    albums: ReceivedAlbums
    #: Where people can write to the admin: a name or an address.
    contact: str | None
    move: Move
    trace: Trace

    @property
    def texts(self) -> Texts:
        """The texts in the language and time zone of the person."""
        return Texts.of_person(self.person)

    @property
    def message(self) -> Message:
        """The message that is being handled."""
        if not isinstance(self.event, Message):
            raise TypeError("this update is not a message")
        return self.event

    @property
    def first_name(self) -> str:
        """What Telegram says the person's first name is."""
        sender = getattr(self.event, "from_user", None)
        return "" if sender is None else str(sender.first_name)

    @property
    def nonce(self) -> str:
        """A part of ids that is unique to the screen of this update."""
        return self.ids().hex[:_NONCE_DIGITS]

    @property
    def tapped(self) -> bool:
        """Whether a button was tapped."""
        return isinstance(self.event, CallbackQuery)

    @property
    def by_admin(self) -> bool:
        """Whether the person is an admin."""
        return self.person.id in self.cases.config.admins

    @property
    def agreed(self) -> bool:
        """Whether the person has agreed to what happens to photos."""
        return self.person.has_agreed_to(self.cases.config.consent_version)

    def ask_consent(self, avatar: Avatar) -> View:
        """Return the screen that asks the person to agree, and then goes on."""
        return consent(self.texts, self.cases.config, avatar)

    def enter(self, step: Step, **data: str) -> None:
        """Put the conversation at a step, with only these data."""
        self.move.to = Position(step.value, data)

    def remember(self, **data: str) -> None:
        """Add to what the conversation stores, where it is."""
        here = self.move.position
        self.move.to = Position(here.state, {**here.data, **data})

    def leave(self) -> None:
        """Leave any dialog; drafts and jobs are not touched."""
        self.move.to = Position()

    def where(self) -> Step | None:
        """Return the step of the conversation; None: in no dialog, or none known."""
        state = self.move.position.state
        return Step(state) if state in set(Step) else None

    def remembered(self, name: str) -> str:
        """Return a value that the conversation stores, or an empty string."""
        return str(self.move.position.data.get(name, ""))

    def remembered_id(self, name: str, thing: Thing) -> UUID:
        """Return an id that the conversation stores.

        Raises:
            NotFoundError: It stores none.
        """
        try:
            return UUID(self.remembered(name))
        except ValueError:
            raise NotFoundError(thing) from None

    @property
    def avatar(self) -> AvatarId:
        """The avatar that the conversation is about, or `NotFoundError`."""
        return AvatarId(self.remembered_id("avatar", Thing.AVATAR))

    @property
    def order(self) -> JobId:
        """The order that the conversation is about, or `NotFoundError`."""
        return JobId(self.remembered_id("order", Thing.JOB))

    async def answers(self) -> bool:
        """Return whether to answer the message: of an album, only one."""
        message = self.message
        album = message.media_group_id
        return album is None or await self.albums.claim(
            self.person.id, album, message.message_id, at=message.date
        )

    async def main_menu(self, note: str | None = None) -> View:
        """Return the main menu; *note* is HTML."""
        theirs = await self.cases.avatars.all(self.person.id)
        return main_menu(self.texts, theirs, note=note, by_admin=self.by_admin)

    async def show_upload(self, avatar: AvatarId, *, note: str | None = None) -> None:
        """Update the upload card of this avatar; it asks for consent if need be."""

        async def look() -> View:
            uploads = await self.cases.photos.show(self.person.id, avatar)
            if not uploads.avatar.collecting:
                said = self.texts.of(uploads.avatar.status)
                return await self.main_menu(said)
            config, person = self.cases.config, self.person
            return upload_card(self.texts, config, person, uploads, note=note)

        await self.screen.refresh(look, key=f"{UPLOAD}{avatar.hex}")

    async def show_rejected(self, avatar: AvatarId, batch: str, message: int) -> None:
        """Say below a message why photos that were sent together were rejected."""

        async def look() -> View:
            uploads = await self.cases.photos.show(self.person.id, avatar)
            return rejected(self.texts, uploads, batch, reply_to=message)

        key = f"{REJECTED}{avatar.hex}:{batch}"
        await self.screen.reply(look, key=key)

    async def refuse(self, error: RefusedError) -> None:
        """Explain the refusal in an alert."""
        await self.screen.alert(answer_to(self.texts, error).words or "")

    async def price_stands(self, offer: View) -> bool:
        """Return whether the tapped button still has the label it has in this *offer*.

        If not, or if its label is unknown, show the offer instead.
        """
        if not self.screen.contradicts(offer):
            return True
        await self.screen.alert(self.texts.plain("prices-changed"))
        await self.screen.show(offer)
        return False

    async def shows_job(self, job: JobId) -> bool:
        """Show a job, if it exists; return whether it does."""
        try:
            await self.show_job(job)
        except NotFoundError:
            return False
        return True

    async def show_job(self, job: JobId, *, note: str | None = None) -> None:
        """Show a job in its progress card; *note* stands above it until it changes."""
        news = await self.cases.news(self.person.id, job)
        job = news.job.id
        view = standing(self.texts, news)
        if news.job.told_at is not None:
            # The card was deleted when the result was sent: this is a repeated tap.
            await self.screen.redraw(view)
            return
        message_id = await self.screen.show(noted(view, note) if note else view)
        card = ProgressCard(self.person.id, message_id, view.digest)
        if not await self.cards.put(job, card):  # the result was sent meanwhile
            await self.screen.delete(message_id)

    async def hear_caption(self) -> None:
        """Let a captioned photo answer for its album, and say if it is unused."""
        await self.answers()
        if sent_file(self.message) and self.where() not in _USING_PHOTOS:
            self.screen.preface(self.texts("photos-not-kept"))

    async def answer_refusal(self, error: RefusedError) -> None:
        """Answer a refused action by an alert or a screen."""
        answer = answer_to(self.texts, error)
        if self.tapped and answer.words is not None:
            await self.screen.alert(answer.words)  # the screen stays
            return
        if answer.gone:
            self.leave()
        if isinstance(self.event, Message) and not await self.answers():
            return
        view = answer.view
        if view is None:
            said = None if self.tapped else html.escape(answer.words or "", quote=False)
            view = await self.main_menu(said)
        await self.screen.show(view)
