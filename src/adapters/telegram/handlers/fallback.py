"""Updates that no other handler takes."""

from typing import Final

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from ..states import Browsing
from ..view import View
from .creating import SENT
from .generating import offer_main
from .steps import ask_again
from .visit import Visit
from .words import SAID


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
#: Content that has an answer of its own.
_NOTED: Final = {
    ContentType.INVOICE: "bill-forwarded",
    ContentType.GIFT: "gift-thanks",
    ContentType.UNIQUE_GIFT: "gift-thanks",
}


def setup() -> Router:
    """Return a new router, to be included last."""
    router = Router(name="fallback")
    messages = router.message
    messages.register(_typed, StateFilter(None, Browsing.gallery), SAID)
    messages.register(_photo_unused, SENT)
    messages.register(_not_understood, ~F.content_type.in_(NOTES))
    # Live locations are edited every few seconds and need no answer.
    router.edited_message.register(_edited, SAID)
    router.callback_query.register(_expired)
    return router


async def _typed(message: Message, words: str, visit: Visit) -> View | None:
    """Offer a picture of any text; nothing is ordered without a tap."""
    view = await offer_main(visit, words)
    return view or await _not_understood(message, visit)


async def _photo_unused(message: Message, visit: Visit) -> View | None:
    if await visit.answers(message):
        return await ask_again(visit, visit.texts("photos-not-kept"))
    return None


async def _not_understood(message: Message, visit: Visit) -> View | None:
    if await visit.answers(message):
        key = _NOTED.get(ContentType(message.content_type))
        return await ask_again(visit, visit.texts(key) if key else None)
    return None


async def _edited(_: Message, visit: Visit) -> View | None:
    """Say that an edit has no effect, where it is not used as new text."""
    return await ask_again(visit, visit.texts("edit-unheard"))


async def _expired(_: CallbackQuery, visit: Visit) -> View:
    await visit.screen.alert(visit.texts.plain("button-expired"))
    return await visit.main_menu()
