"""Leaving a broadcast for the menu."""

from aiogram import Router
from aiogram.types import CallbackQuery

from ..callbacks import LeaveBroadcast
from .visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="broadcast")
    router.callback_query.register(_leave, LeaveBroadcast.filter())
    return router


async def _leave(_: CallbackQuery, visit: Visit) -> None:
    visit.leave()
    await visit.screen.send(await visit.main_menu())
