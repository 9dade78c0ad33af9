"""The handlers of admins' actions."""

from aiogram import Router
from aiogram.types import TelegramObject

from avatar_core import Person
from avatar_core.use_cases import UseCases

from . import broadcasts, desk, disputes, people, rescue, terms


async def asked(_: TelegramObject, person: Person, cases: UseCases) -> bool:
    """Return whether the person is an admin."""
    return person.id in cases.config.admins


def setup() -> Router:
    """Return a new router, which ignores everybody but admins."""
    router = Router(name="office")
    router.message.filter(asked)
    router.callback_query.filter(asked)
    router.include_routers(
        desk.setup(),
        people.setup(),
        terms.setup(),
        rescue.setup(),
        broadcasts.setup(),
        disputes.setup(),
    )
    return router


__all__ = ["setup"]
