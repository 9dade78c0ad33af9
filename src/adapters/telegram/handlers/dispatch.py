"""Finding the handler of an update, and answering what has none."""

from typing import Any, Final

import attrs

from aiogram import Bot
from aiogram.enums import ContentType
from aiogram.filters import Command
from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberUpdated,
    Message,
    PreCheckoutQuery,
    Update,
)

from avatar_core.errors import InvalidTextError, PhotoFault, RefusedError
from avatar_core.use_cases import UseCases

from ...chat_store import ProgressCards, ReceivedAlbums
from ..files import TelegramFiles, sent_file
from ..steps import Step
from ..texts import paragraphs
from ..view import View
from ..views.parts import noted
from . import (
    avatars,
    coaching,
    consent,
    creating,
    describing,
    disputes,
    gallery,
    gallery_pages,
    generating,
    jobs,
    packs,
    pages,
    profile,
    remix,
    training,
    wallet,
)
from .admin import (
    broadcasts,
    desk,
    disputes as admin_disputes,
    people,
    rescue,
    terms,
)
from .routes import Handler, Routes
from .visit import Visit, words_of


#: What people send. Service messages need no answer, and payments have handlers.
ANSWERED: Final = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CHECKLIST,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.GAME,
        ContentType.GIFT,
        ContentType.GIVEAWAY,
        ContentType.GIVEAWAY_WINNERS,
        ContentType.INVOICE,
        ContentType.LIVE_PHOTO,
        ContentType.LOCATION,
        ContentType.PAID_MEDIA,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.RICH_MESSAGE,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.TEXT,
        ContentType.UNIQUE_GIFT,
        ContentType.UNKNOWN,  # newer than aiogram
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
#: Media that are no photo.
_NO_PHOTO: Final = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.STICKER,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
#: Content with a special answer, by the key of its text.
_NOTED: Final = {
    ContentType.INVOICE: "bill-forwarded",
    ContentType.GIFT: "gift-thanks",
    ContentType.UNIQUE_GIFT: "gift-thanks",
    ContentType.VOICE: "voice-unheard",
    ContentType.VIDEO_NOTE: "voice-unheard",
    ContentType.AUDIO: "voice-unheard",
}


routes: Final = Routes()


@attrs.frozen(kw_only=True)
class Handlers:
    """Handles updates, shows the views that handlers return, and answers refusals."""

    bot: Bot
    cases: UseCases
    files: TelegramFiles
    cards: ProgressCards
    albums: ReceivedAlbums
    #: Where people can write to the admin: a name or an address.
    contact: str | None

    async def __call__(self, update: Update, **given: Any) -> None:
        """Handle an update; *given* are `person`, `screen`, `ids`, `move` and `trace`.

        Any error but a refusal goes on, so that the update is retried.
        """
        visit = Visit(
            event=update.event,
            cases=self.cases,
            files=self.files,
            cards=self.cards,
            albums=self.albums,
            contact=self.contact,
            **given,
        )
        try:
            view = await self._handle(update, visit)
            if view is not None:
                await visit.screen.show(view)
        except RefusedError as error:
            visit.trace.outcome, visit.trace.error = "refused", error
            await visit.answer_refusal(error)

    async def _handle(self, update: Update, visit: Visit) -> View | None:
        match update.event:
            case CallbackQuery(data=data):
                return await _tapped(visit, data or "")
            case PreCheckoutQuery() as query:
                return await _call(wallet.check, visit, query)
            case ChatMemberUpdated(new_chat_member=ChatMemberBanned()):
                return await _call(_left, visit, None)
            case ChatMemberUpdated():
                return None  # any update of a person who had left marks them as back
            case Message(successful_payment=payment) if payment is not None:
                return await _call(wallet.paid, visit, payment)
            case Message(refunded_payment=payment) if payment is not None:
                return await _call(wallet.given_back, visit, payment)
            case Message() as message if update.edited_message is not None:
                # Live locations are edited every few seconds and need no answer.
                if words := words_of(message):
                    return await _edited(visit, words)
            case Message(content_type=content) as message if content in ANSWERED:
                return await self._message(visit, message)
        visit.trace.outcome = "skipped"
        return None

    async def _message(self, visit: Visit, message: Message) -> View | None:
        if message.caption:
            await visit.hear_caption()
        routes, step = _routes(visit), visit.where()
        found = await _COMMANDS(message, self.bot)
        if isinstance(found, dict) and found["command"].command in routes.commands:
            command = found["command"]
            handler = routes.commands[command.command]
            return await _call(handler, visit, command.args or "")
        file, words = sent_file(message), words_of(message)
        if file is not None and step in routes.files:
            return await _hear(routes.files[step], visit, file)
        if message.content_type in _NO_PHOTO and step in routes.no_photos:
            animated = message.animation is not None
            fault = PhotoFault.ANIMATED if animated else PhotoFault.NOT_AN_IMAGE
            return await _call(routes.no_photos[step], visit, fault)
        if words is not None and step in routes.texts:
            return await _hear(routes.texts[step], visit, words)
        if not await visit.answers():
            return None
        content = ContentType(message.content_type)
        key = "photos-not-kept" if file else _NOTED.get(content)
        return await ask_again(visit, visit.texts(key) if key else None)


def _routes(visit: Visit) -> Routes:
    return ADMIN_ROUTES if visit.by_admin else ROUTES


async def _call(handler: Handler[Any], visit: Visit, given: Any) -> View | None:
    visit.trace.note(handler)
    return await handler(visit, given)


async def _tapped(visit: Visit, data: str) -> View | None:
    found = _routes(visit).tapped(data)
    if found is None:
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return None
    handler, button = found
    return await _call(handler, visit, button)


async def _hear(handler: Handler[Any], visit: Visit, given: Any) -> View | None:
    """Handle an answer; if its text is refused, ask the question of the step again."""
    ask = _routes(visit).questions.get(visit.where())
    try:
        return await _call(handler, visit, given)
    except InvalidTextError as error:
        if ask is None:
            raise
        return await ask(visit, error)


async def _edited(visit: Visit, words: str) -> View | None:
    """Use an edited text as a new one where that makes sense, or say that it is not."""
    handler = _routes(visit).edits.get(visit.where())
    if handler is not None:
        return await _hear(handler, visit, words)
    return await ask_again(visit, visit.texts("edit-unheard"))


@routes.text(None, Step.BROWSING)
async def _typed(visit: Visit, words: str) -> View | None:
    """Offer a picture of any text; nothing is ordered without a tap."""
    view = await generating.offer_main(visit, words)
    return view or (await ask_again(visit) if await visit.answers() else None)


async def ask_again(visit: Visit, note: str | None = None) -> View | None:
    """Return the question of the current step, below a *note* (HTML)."""
    step, routes = visit.where(), _routes(visit)
    if step is Step.UPLOADING:
        await creating.want_photos(visit, note)
        return None
    if step in routes.questions:
        view = await routes.questions[step](visit, None)
        return noted(view, paragraphs(note, visit.texts(routes.wanted[step])))
    return await visit.main_menu(note or visit.texts("not-understood"))


async def _left(visit: Visit, _: None) -> None:
    await visit.cases.accounts.leave(visit.person.id)


#: The handlers for everybody.
ROUTES: Final = Routes()
ROUTES.include(
    routes,
    avatars.routes,
    coaching.routes,
    consent.routes,
    creating.routes,
    describing.routes,
    disputes.routes,
    gallery.routes,
    gallery_pages.routes,
    generating.routes,
    jobs.routes,
    packs.routes,
    pages.routes,
    profile.routes,
    remix.routes,
    training.routes,
    wallet.routes,
)
#: The handlers for admins.
ADMIN_ROUTES: Final = Routes()
ADMIN_ROUTES.include(
    ROUTES,
    admin_disputes.routes,
    broadcasts.routes,
    desk.routes,
    people.routes,
    rescue.routes,
    terms.routes,
)
_COMMANDS: Final = Command(*ADMIN_ROUTES.commands)
