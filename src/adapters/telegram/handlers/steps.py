"""The question of each state, to be repeated after an unexpected message."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

import attrs

from aiogram.fsm.state import State

from ..states import (
    Administering,
    Arranging,
    Browsing,
    Creating,
    Describing,
    Disputing,
    Drawing,
    Forgetting,
    Redeeming,
    Remixing,
)
from ..view import View
from ..views.parts import noted, paragraphs
from . import (
    avatars,
    creating,
    describing,
    disputes,
    forgetting,
    gallery,
    generating,
    gifts,
    packs,
    remix,
)
from .admin import (
    broadcasts as admin_broadcasts,
    disputes as admin_disputes,
    people,
    terms,
)
from .visit import Visit


Ask: TypeAlias = Callable[[Visit], Awaitable[View]]


@attrs.frozen
class Step:
    """A question, and the key of the text that says which answer it expects."""

    ask: Ask
    wanted: str


#: By state; uploading is handled by `want_photos`.
STEPS: Final[Mapping[State, Step]] = {
    Creating.naming: Step(creating.name_step, "name-wanted"),
    Arranging.renaming: Step(avatars.name_step, "name-wanted"),
    Drawing.prompting: Step(generating.words_step, "words-wanted"),
    Drawing.choosing: Step(generating.size_step, "button-wanted"),
    Drawing.picking: Step(packs.pack_step, "button-wanted"),
    Remixing.rewording: Step(remix.words_step, "words-wanted"),
    Describing.waiting: Step(describing.photo_step, "photo-wanted"),
    Describing.reading: Step(describing.scene_step, "words-wanted"),
    Disputing.saying: Step(disputes.words_step, "complaint-wanted"),
    Redeeming.code: Step(gifts.code_step, "code-wanted"),
    Forgetting.asked: Step(forgetting.sure_step, "button-wanted"),
    Browsing.gallery: Step(gallery.newest_step, "button-wanted"),
    Administering.finding: Step(people.whom_step, "answer-wanted"),
    Administering.adjusting: Step(people.credits_step, "answer-wanted"),
    Administering.confirming: Step(people.sure_step, "button-wanted"),
    Administering.pricing: Step(terms.number_step, "answer-wanted"),
    Administering.promoting: Step(terms.promos_step, "answer-wanted"),
    Administering.replying: Step(admin_disputes.reply_step, "answer-wanted"),
    Administering.writing: Step(admin_broadcasts.words_step, "answer-wanted"),
}
_BY_NAME: Final = {state.state: step for state, step in STEPS.items()}


async def ask_again(visit: Visit, note: str | None = None) -> View | None:
    """Return the question of the current state, below a *note* (HTML)."""
    where = visit.where()
    if where == Creating.uploading.state:
        await creating.want_photos(visit, note)
    elif (step := _BY_NAME.get(where)) is not None:
        view = await step.ask(visit)
        note = paragraphs(note, visit.texts(step.wanted))
        return noted(view, note)
    else:
        note = note or visit.texts("not-understood")
        return await visit.main_menu(note)
    return None
