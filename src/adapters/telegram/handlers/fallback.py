"""Everything that nobody else answers."""

from typing import Final

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import AvatarNotReadyError, InvalidTextError
from avatar_core.texts import clean_prompt

from .generating import offer
from .visit import Visit
from .words import TYPED


#: What people send; the rest are notes of Telegram itself and want no answer.
_SENT_BY_PEOPLE: Final = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.LOCATION,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.TEXT,
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)


def setup() -> Router:
    """Return a fresh router, to be included last."""
    router = Router(name="fallback")
    router.message.register(_typed, TYPED)
    router.message.register(_not_understood, F.content_type.in_(_SENT_BY_PEOPLE))
    router.callback_query.register(_expired)
    return router


async def _typed(message: Message, visit: Visit) -> None:
    """Take words out of the blue for a picture; nothing is ordered without a tap."""
    main = await visit.cases.avatars.main(visit.person.id)
    try:
        words = clean_prompt(message.text or "")
        view = None if main is None else await offer(visit, main.id, words)
    except (InvalidTextError, AvatarNotReadyError):
        view = None
    if view is None:
        await _not_understood(message, visit)
    else:
        await visit.screen.show(view)


async def _not_understood(_: Message, visit: Visit) -> None:
    note = visit.texts("not-understood")
    await visit.screen.show(await visit.main_menu(note))


async def _expired(_: CallbackQuery, visit: Visit) -> None:
    await visit.screen.alert(visit.texts.plain("button-expired"))
    await visit.screen.show(await visit.main_menu())
