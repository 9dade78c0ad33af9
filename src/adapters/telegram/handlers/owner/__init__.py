"""What there is for owners only."""

from aiogram import Router
from aiogram.types import TelegramObject

from avatar_core import Person
from avatar_core.use_cases import UseCases

from . import broadcasts, desk, disputes, people, rescue, terms


async def asked(_: TelegramObject, person: Person, cases: UseCases) -> bool:
    """Return whether an owner asks; for everybody else there is nothing here."""
    return person.id in cases.config.owners


def setup() -> Router:
    """Return a fresh router; for everybody else it is not there."""
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
