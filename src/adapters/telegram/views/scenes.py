"""Describing a photo: asking for it, and its description."""

from typing import Final

from avatar_core.errors import InvalidTextError, PhotoFault
from avatar_core.ids import JobId
from avatar_core.texts import PROMPT_MAX, PROMPT_MIN
from avatar_core.use_cases import PictureQuote

from ..callbacks import AvatarMove, JobMove
from ..texts import Texts
from ..view import View
from .creating import photo_fault
from .parts import act, steer, words_fault


#: The least length of the shorter side, in pixels.
MIN_SIDE: Final = 64


def ask_photo(
    texts: Texts, quote: PictureQuote, fault: PhotoFault | None = None
) -> View:
    """Ask for a photo of the scene to draw; *fault* is of the last one."""
    note = None
    if fault is not None:
        said = photo_fault(texts, fault, side=MIN_SIDE)
        note = texts("photo-not-described", fault=said)
    return texts.page(
        note,
        texts(
            "ask-photo",
            price=quote.prices.description,
            available=quote.balance.available,
        ),
        act("button-back", AvatarMove.GENERATE, quote.avatar.id),
    )


def patience(texts: Texts, job: JobId, note: str) -> View:
    """Ask to wait for the description."""
    return texts.page(note, steer("button-refresh", JobMove.SHOW, job))


def edit_scene(
    texts: Texts, job: JobId, scene: str, fault: InvalidTextError | None = None
) -> View:
    """Ask for a changed description, with the old one to copy."""
    return texts.page(
        words_fault(texts, fault),
        texts("edit-scene", min=PROMPT_MIN, max=PROMPT_MAX),
        texts("scene", scene=scene),
        steer("button-draw-scene", JobMove.DRAW, job),
    )
