"""Notices: what people are told that is not about an order of theirs."""

from datetime import datetime
from enum import StrEnum
from typing import Self

import attrs

from .ids import AvatarId, PersonId
from .invariants import aware, not_negative, somebody


class NoticeKind(StrEnum):
    """What a person is told."""

    GRANT = "grant"
    TAKE = "take"
    #: A friend they brought had their first paid job.
    REFERRAL = "referral"
    UNBLOCK = "unblock"
    #: An avatar's photos were deleted before it was trained: it needs new ones.
    PHOTOS_EXPIRED = "photos_expired"


@attrs.frozen(kw_only=True)
class Notice:
    """Something to tell a person, kept until they were told."""

    #: Names what happened: that is told once, however often it is noted.
    key: str
    person: PersonId = attrs.field(validator=somebody)
    what: NoticeKind
    #: The avatar it is about; once that is deleted, there is nothing to tell.
    avatar: AvatarId | None = None
    #: In credits.
    amount: int = attrs.field(default=0, validator=not_negative)
    #: In the owner's own words.
    why: str = ""
    due_at: datetime = attrs.field(validator=aware)
    #: Attempts in a row that came to nothing.
    troubles: int = attrs.field(default=0, validator=not_negative)

    def keep_untold(self, *, at: datetime) -> Self:
        """Have it told once its person is back."""
        return attrs.evolve(self, due_at=at)

    def stumble(self, until: datetime) -> Self:
        """Have it told then: nobody could be told now."""
        return attrs.evolve(self, troubles=self.troubles + 1, due_at=until)
