"""Buttons that name other people's things."""

import itertools

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import attrs

from aiogram.filters.callback_data import CallbackData
from tests.adapters.telegram.plumbing.resolve import emitted, kinds_of

from adapters.telegram.views.remix import AVATAR_DIGITS
from avatar_core import Gender, Language, Size
from avatar_core.avatars import Hair


#: Anna, whose things they are, and an admin.
_PEOPLE: Final = (1001, 77)
#: Where these lead does not depend on which of them it is.
_ANY_BUT_ONE: Final = {
    *itertools.chain(*(list(kind)[1:] for kind in (Size, Hair, Language, Gender)))
}


@attrs.frozen(kw_only=True)
class Foreign:
    """Everything by which other people's things could be named."""

    #: Avatars, photos, jobs, pictures, payments, disputes, orders, broadcasts, taps.
    ids: Sequence[UUID]
    avatars: Sequence[UUID]
    versions: Sequence[int]
    receipts: Sequence[int]
    #: A picture of the one who taps.
    own_picture: UUID

    def buttons(self, factory: type[CallbackData]) -> Iterator[CallbackData]:
        """Give every button of this kind that names something of other people."""
        foreign = self._foreign(factory)
        # Buttons with a version have one of these; the other numbers change nothing.
        plain: dict[str, Sequence[object]] = {
            "count": [1],
            "index": [0],
            "page": [0],
            "favourites": [False],
            "month": [None],
        }
        choices = {**plain, "version": self.versions, **foreign}
        fixed = {
            name: choices[name] for name in factory.model_fields if name in choices
        }
        kinds = {
            button.model_copy(update=dict.fromkeys(fixed)).pack(): button
            for button in emitted(factory)
            if foreign and not _ANY_BUT_ONE & set(button.model_dump().values())
        }
        for button in kinds.values():
            for values in itertools.product(*fixed.values()):
                update = dict(zip(fixed, values, strict=True))
                yield button.model_copy(update=update)

    def _foreign(self, factory: type[CallbackData]) -> dict[str, Sequence[object]]:
        named: dict[str, Sequence[object]] = {
            name: self.ids
            for name, field in factory.model_fields.items()
            if UUID in kinds_of(field.annotation)
        }
        if factory.model_fields.get("avatar") and "avatar" not in named:
            named["avatar"] = [each.hex[:AVATAR_DIGITS] for each in self.avatars]
            named["picture"] = [*self.ids, self.own_picture]
        known = {"person": _PEOPLE, "before": self.receipts}
        return named | {k: v for k, v in known.items() if k in factory.model_fields}
