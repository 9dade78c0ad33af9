"""Finding the handler of an update, and answering what has none."""

from typing import Any, Final

from aiogram import Bot, F, Router
from aiogram.enums import ChatType, ContentType
from aiogram.filters import KICKED, ChatMemberUpdatedFilter, Command
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from avatar_core import Person
from avatar_core.errors import InvalidTextError, PhotoFault
from avatar_core.use_cases import UseCases

from ..files import sent_file
from ..steps import Step
from ..updates.trace import Trace
from ..view import View
from ..views.parts import noted, paragraphs
from . import (
    avatars,
    creating,
    describing,
    disputes,
    gallery,
    generating,
    jobs,
    packs,
    pages,
    profile,
    remix,
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
from .visit import Visit, VisitMiddleware, words_of


#: Service messages and payments, which need no answer. Anything else is sent by
#: people, also what aiogram does not know yet.
NOTES: Final = frozenset(
    {
        ContentType.BOOST_ADDED,
        ContentType.CHANNEL_CHAT_CREATED,
        ContentType.CHAT_BACKGROUND_SET,
        ContentType.CHAT_OWNER_CHANGED,
        ContentType.CHAT_OWNER_LEFT,
        ContentType.CHAT_SHARED,
        ContentType.CHECKLIST_TASKS_ADDED,
        ContentType.CHECKLIST_TASKS_DONE,
        ContentType.COMMUNITY_CHAT_ADDED,
        ContentType.COMMUNITY_CHAT_JOINED,
        ContentType.COMMUNITY_CHAT_REMOVED,
        ContentType.CONNECTED_WEBSITE,
        ContentType.DELETE_CHAT_PHOTO,
        ContentType.DIRECT_MESSAGE_PRICE_CHANGED,
        ContentType.FORUM_TOPIC_CLOSED,
        ContentType.FORUM_TOPIC_CREATED,
        ContentType.FORUM_TOPIC_EDITED,
        ContentType.FORUM_TOPIC_REOPENED,
        ContentType.GENERAL_FORUM_TOPIC_HIDDEN,
        ContentType.GENERAL_FORUM_TOPIC_UNHIDDEN,
        ContentType.GIFT_UPGRADE_SENT,
        ContentType.GIVEAWAY_COMPLETED,
        ContentType.GIVEAWAY_CREATED,
        ContentType.GROUP_CHAT_CREATED,
        ContentType.LEFT_CHAT_MEMBER,
        ContentType.MANAGED_BOT_CREATED,
        ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
        ContentType.MIGRATE_FROM_CHAT_ID,
        ContentType.MIGRATE_TO_CHAT_ID,
        ContentType.NEW_CHAT_MEMBERS,
        ContentType.NEW_CHAT_PHOTO,
        ContentType.NEW_CHAT_TITLE,
        ContentType.PAID_MESSAGE_PRICE_CHANGED,
        ContentType.PASSPORT_DATA,
        ContentType.PINNED_MESSAGE,
        ContentType.POLL_OPTION_ADDED,
        ContentType.POLL_OPTION_DELETED,
        ContentType.PROXIMITY_ALERT_TRIGGERED,
        ContentType.REFUNDED_PAYMENT,
        ContentType.SUCCESSFUL_PAYMENT,
        ContentType.SUGGESTED_POST_APPROVAL_FAILED,
        ContentType.SUGGESTED_POST_APPROVED,
        ContentType.SUGGESTED_POST_DECLINED,
        ContentType.SUGGESTED_POST_PAID,
        ContentType.SUGGESTED_POST_REFUNDED,
        ContentType.SUPERGROUP_CHAT_CREATED,
        ContentType.USERS_SHARED,
        ContentType.USER_SHARED,
        ContentType.VIDEO_CHAT_ENDED,
        ContentType.VIDEO_CHAT_PARTICIPANTS_INVITED,
        ContentType.VIDEO_CHAT_SCHEDULED,
        ContentType.VIDEO_CHAT_STARTED,
        ContentType.WEB_APP_DATA,
        ContentType.WRITE_ACCESS_ALLOWED,
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
}


routes: Final = Routes()


def setup() -> Router:
    """Return a new router of everything a private chat can ask for."""
    router = Router(name="screens")
    private = F.chat.type == ChatType.PRIVATE
    messages, edits = router.message, router.edited_message
    taps = router.callback_query
    messages.filter(private | F.successful_payment | F.refunded_payment)
    edits.filter(private)
    taps.filter(F.message.chat.type == ChatType.PRIVATE)
    for observer in (messages, edits, taps, router.pre_checkout_query):
        observer.middleware(VisitMiddleware())
    messages.register(wallet.paid, F.successful_payment)
    messages.register(wallet.given_back, F.refunded_payment)
    messages.register(_message, ~F.content_type.in_(NOTES))
    # Live locations are edited every few seconds and need no answer.
    edits.register(_edited, F.func(words_of).as_("words"))
    taps.register(_tap)
    router.pre_checkout_query.register(wallet.check)
    router.my_chat_member.register(_left, ChatMemberUpdatedFilter(KICKED))
    router.my_chat_member.register(_back)
    return router


def _routes(visit: Visit) -> Routes:
    return ADMIN_ROUTES if visit.by_admin else ROUTES


async def _call(
    handler: Handler[Any], visit: Visit, given: Any, trace: Trace | None
) -> View | None:
    if trace is not None:
        trace.note(handler)
    return await handler(visit, given)


async def _tap(
    tap: CallbackQuery, visit: Visit, trace: Trace | None = None
) -> View | None:
    found = _routes(visit).tapped(tap.data or "")
    if found is None:
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return await visit.main_menu()
    handler, button = found
    return await _call(handler, visit, button, trace)


async def _message(
    message: Message, visit: Visit, bot: Bot, trace: Trace | None = None
) -> View | None:
    routes, step = _routes(visit), visit.where()
    found = await _COMMANDS(message, bot)
    if isinstance(found, dict) and found["command"].command in routes.commands:
        command = found["command"]
        handler = routes.commands[command.command]
        return await _call(handler, visit, command.args or "", trace)
    file, words = sent_file(message), words_of(message)
    if file is not None and step in routes.files:
        return await _hear(routes.files[step], visit, file, trace)
    if message.content_type in _NO_PHOTO and step in routes.no_photos:
        fault = PhotoFault.ANIMATED if message.animation else PhotoFault.NOT_AN_IMAGE
        return await _call(routes.no_photos[step], visit, fault, trace)
    if words is not None and step in routes.texts:
        return await _hear(routes.texts[step], visit, words, trace)
    if not await visit.answers():
        return None
    key = "photos-not-kept" if file else _NOTED.get(ContentType(message.content_type))
    return await ask_again(visit, visit.texts(key) if key else None)


async def _hear(
    handler: Handler[Any], visit: Visit, given: Any, trace: Trace | None
) -> View | None:
    """Handle an answer; if its text is refused, ask the question of the step again."""
    ask = _routes(visit).questions.get(visit.where())
    try:
        return await _call(handler, visit, given, trace)
    except InvalidTextError as error:
        if ask is None:
            raise
        return await ask(visit, error)


async def _edited(
    _: Message, words: str, visit: Visit, trace: Trace | None = None
) -> View | None:
    """Use an edited text as a new one where that makes sense, or say that it is not."""
    handler = _routes(visit).edits.get(visit.where())
    if handler is not None:
        return await _hear(handler, visit, words, trace)
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


async def _left(_: ChatMemberUpdated, person: Person, cases: UseCases) -> None:
    await cases.accounts.leave(person.id)


async def _back(_: ChatMemberUpdated) -> None:
    """Do nothing: any update from a person who had left marks them as back."""


#: The handlers for everybody.
ROUTES: Final = Routes()
ROUTES.include(
    routes,
    avatars.routes,
    creating.routes,
    describing.routes,
    disputes.routes,
    gallery.routes,
    generating.routes,
    jobs.routes,
    packs.routes,
    pages.routes,
    profile.routes,
    remix.routes,
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
