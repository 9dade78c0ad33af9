"""What is said when something cannot be done just now."""

from avatar_core.errors import (
    InsufficientCreditsError,
    TooManyAvatarsError,
    TooManyOpenJobsError,
)

from ..callbacks import Section
from ..texts import Texts
from ..view import View
from .parts import home, menu, rows


def too_many_jobs(texts: Texts, error: TooManyOpenJobsError) -> View:
    """Ask to wait until one of the open jobs is done."""
    return View(
        text=texts("too-many-jobs", limit=error.limit),
        buttons=rows(menu(texts, "button-avatars", Section.AVATARS), home(texts)),
    )


def too_many_avatars(texts: Texts, error: TooManyAvatarsError) -> View:
    """Ask to delete an avatar before another is made."""
    return View(
        text=texts("too-many-avatars", limit=error.limit),
        buttons=rows(menu(texts, "button-avatars", Section.AVATARS), home(texts)),
    )


def sales_stopped(texts: Texts) -> View:
    """Say that nothing can be ordered just now, and what can be done meanwhile."""
    return View(
        text=texts("sales-stopped"),
        buttons=rows(menu(texts, "button-avatars", Section.AVATARS), home(texts)),
    )


def poor(texts: Texts, error: InsufficientCreditsError) -> View:
    """Say how many credits are missing."""
    return View(
        text=texts(
            "poor",
            price=error.price,
            available=error.available,
            missing=error.price - error.available,
        ),
        buttons=rows(
            menu(texts, "button-top-up", Section.TOP_UP),
            menu(texts, "button-balance", Section.BALANCE),
            home(texts),
        ),
    )
