"""Screens that explain why an action is not possible now."""

from avatar_core.errors import (
    InsufficientCreditsError,
    TooManyAvatarsError,
    TooManyOpenJobsError,
)

from ..callbacks import Section
from ..texts import Texts
from ..view import View
from .parts import menu, page


def too_many_jobs(texts: Texts, error: TooManyOpenJobsError) -> View:
    """Ask to wait until one of the open jobs is done."""
    return page(
        texts,
        texts("too-many-jobs", limit=error.limit),
        menu("button-avatars", Section.AVATARS),
    )


def too_many_avatars(texts: Texts, error: TooManyAvatarsError) -> View:
    """Ask to delete an avatar before another is made."""
    return page(
        texts,
        texts("too-many-avatars", limit=error.limit),
        menu("button-avatars", Section.AVATARS),
    )


def sales_stopped(texts: Texts) -> View:
    """Say that nothing can be ordered now."""
    return page(texts, texts("sales-stopped"), menu("button-avatars", Section.AVATARS))


def poor(texts: Texts, error: InsufficientCreditsError) -> View:
    """Say how many credits are missing."""
    return page(
        texts,
        texts(
            "poor",
            price=error.price,
            available=error.available,
            missing=error.price - error.available,
        ),
        menu("button-top-up", Section.TOP_UP),
        menu("button-balance", Section.BALANCE),
    )
