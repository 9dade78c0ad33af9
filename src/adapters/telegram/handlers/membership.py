"""People who block the bot or unblock it."""

from aiogram import Router
from aiogram.filters import KICKED, ChatMemberUpdatedFilter
from aiogram.types import ChatMemberUpdated

from avatar_core import Person
from avatar_core.use_cases import UseCases


def setup() -> Router:
    """Return a new router."""
    router = Router(name="membership")
    router.my_chat_member.register(_left, ChatMemberUpdatedFilter(KICKED))
    router.my_chat_member.register(_back)
    return router


async def _left(_: ChatMemberUpdated, person: Person, cases: UseCases) -> None:
    await cases.accounts.leave(person.id)


async def _back(_: ChatMemberUpdated) -> None:
    """Do nothing: any update from a person who had left marks them as back."""
