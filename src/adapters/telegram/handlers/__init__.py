"""The handlers of taps, commands and messages."""

from aiogram import F, Router
from aiogram.enums import ChatType

from . import (
    admin,
    avatars,
    creating,
    describing,
    disputes,
    fallback,
    forgetting,
    gallery,
    generating,
    gifts,
    jobs,
    membership,
    packs,
    pages,
    paying,
    profile,
    remix,
)
from .visit import VisitMiddleware


def setup() -> Router:
    """Return a new router of everything a private chat can ask for."""
    router = Router(name="screens")
    private = F.chat.type == ChatType.PRIVATE
    router.message.filter(private | F.successful_payment | F.refunded_payment)
    router.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
    middleware = VisitMiddleware()
    router.message.middleware(middleware)
    router.edited_message.filter(private)
    router.edited_message.middleware(middleware)
    router.callback_query.middleware(middleware)
    router.include_routers(
        # Payments come first, whatever the conversation waits for.
        paying.setup(),
        gifts.setup(),
        disputes.setup(),
        packs.setup(),
        pages.setup(),
        forgetting.setup(),
        profile.setup(),
        creating.setup(),
        avatars.setup(),
        generating.setup(),
        gallery.setup(),
        remix.setup(),
        describing.setup(),
        jobs.setup(),
        membership.setup(),
        admin.setup(),
        fallback.setup(),
    )
    return router


__all__ = ["setup"]
