"""Making and stopping promo codes."""

import re

from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import AlreadyExistsError, PromoRefusedError
from avatar_core.texts import clean

from ...owner_callbacks import Desk, OwnerMenu, StopPromo
from ...states import Owning
from ...view import View
from ...views.owner import promos as views
from ..visit import Visit
from ..words import SAID


#: A code, its credits, and how many may use it.
_PROMO: Final = re.compile(r"(\S+)\s+([0-9]{1,7})\s+([0-9]{1,7})")


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="owners' promos")
    messages, taps = router.message, router.callback_query
    messages.register(_promo_said, StateFilter(Owning.promoting), SAID)
    taps.register(_promos, OwnerMenu.filter(F.desk == Desk.PROMOS))
    taps.register(_stop_promo, StopPromo.filter())
    return router


async def _promos(_: CallbackQuery, visit: Visit) -> View:
    return await _show_promos(visit)


async def _show_promos(visit: Visit, note: str | None = None) -> View:
    visit.enter(Owning.promoting)
    return await promos_step(visit, note)


async def promos_step(visit: Visit, note: str | None = None) -> View:
    """Return the codes there are, and the question for another."""
    promos = await visit.cases.owner.promos.newest(visit.person.id)
    return views.promos_page(visit.texts, promos, note)


async def _promo_said(_: Message, words: str, visit: Visit) -> View:
    said = _PROMO.fullmatch(clean(words))
    if said is None:
        return await _show_promos(visit, visit.texts("promo-unclear"))
    try:
        promo = await visit.cases.owner.promos.create(
            visit.person.id, said[1], credits=int(said[2]), uses=int(said[3])
        )
    except (PromoRefusedError, ValueError):
        note = visit.texts("promo-unclear")
    except AlreadyExistsError:
        note = visit.texts("promo-taken")
    else:
        note = visit.texts("promo-made", code=promo.code)
    return await _show_promos(visit, note)


async def _stop_promo(_: CallbackQuery, callback_data: StopPromo, visit: Visit) -> View:
    promos = visit.cases.owner.promos
    for promo in await promos.newest(visit.person.id):
        if views.promo_id(promo.code) == callback_data.promo:
            await promos.stop(visit.person.id, promo.code)
    return await _show_promos(visit)
