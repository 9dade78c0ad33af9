"""The person in the chat."""

from datetime import datetime
from enum import StrEnum
from typing import Self

import attrs

from .ids import AvatarId, PersonId


class Language(StrEnum):
    """A language the product speaks."""

    ENGLISH = "en"
    RUSSIAN = "ru"


@attrs.frozen(kw_only=True)
class Person:
    """Somebody who uses the product."""

    id: PersonId
    language: Language
    created_at: datetime
    #: The avatar that pictures are made with; being one column, it is only one.
    main_avatar: AvatarId | None = None

    def prefers(self, avatar: AvatarId | None) -> Self:
        """Return the person with this main avatar."""
        return attrs.evolve(self, main_avatar=avatar)
