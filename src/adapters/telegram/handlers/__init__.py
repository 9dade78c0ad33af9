"""What taps, commands and messages do."""

from aiogram import F, Router
from aiogram.enums import ChatType

from . import (
    avatars,
    broadcasts,
    creating,
    describing,
    disputes,
    fallback,
    gallery,
    generating,
    gifts,
    jobs,
    owners,
    packs,
    pages,
    paying,
    payments,
    profile,
    receipts,
    remix,
    rescue,
    start,
)
from .visit import VisitMiddleware


def setup() -> Router:
    """Return a fresh router of everything a private chat can ask for."""
    router = Router(name="screens")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
    middleware = VisitMiddleware()
    router.message.middleware(middleware)
    router.callback_query.middleware(middleware)
    router.include_routers(
        # A payment is one whatever the conversation waits for.
        paying.setup(),
        gifts.setup(),
        receipts.setup(),
        disputes.setup(),
        packs.setup(),
        start.setup(),
        pages.setup(),
        profile.setup(),
        creating.setup(),
        avatars.setup(),
        generating.setup(),
        gallery.setup(),
        remix.setup(),
        describing.setup(),
        jobs.setup(),
        broadcasts.setup(),
        _office(),
        fallback.setup(),
    )
    return router


def _office() -> Router:
    """Return a fresh router of what there is for owners only."""
    router = Router(name="office")
    router.message.filter(owners.asked)
    router.callback_query.filter(owners.asked)
    router.include_routers(
        owners.setup(),
        rescue.setup(),
        payments.setup(),
        broadcasts.setup_for_owners(),
        disputes.setup_for_owners(),
    )
    return router


__all__ = ["setup"]
