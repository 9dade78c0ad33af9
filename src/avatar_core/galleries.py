"""Filters and totals of a person's pictures."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Self

import attrs

from .ids import AvatarId
from .pictures import Picture
from .sizes import Size


_MONTHS: Final = 12
#: The pictures of a page.
PAGE: Final = 9
#: The most pictures that are chosen at a time.
MOST_CHOSEN: Final = 50


@attrs.frozen(order=True)
class Month:
    """A calendar month, in UTC."""

    year: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.lt(9999)]
    )
    #: January is 1.
    number: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(_MONTHS)]
    )

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Return the month that a moment is in."""
        moment = at.astimezone(UTC)
        return cls(moment.year, moment.month)

    @property
    def begin(self) -> datetime:
        """The first moment of the month."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the month."""
        years, number = divmod(self.number, _MONTHS)
        return datetime(self.year + years, number + 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class PictureFilter:
    """A filter of pictures; every condition that is set must hold."""

    favourites: bool = False
    avatar: AvatarId | None = None
    shape: Size | None = None
    month: Month | None = None

    def admits(self, picture: Picture) -> bool:
        """Return whether the picture passes the filter."""
        return (
            (picture.favourite or not self.favourites)
            and self.avatar in {None, picture.avatar}
            and self.shape in {None, picture.shape}
            and self.month in {None, Month.of(picture.created_at)}
        )


ALL_PICTURES: Final = PictureFilter()


@attrs.frozen(kw_only=True)
class PictureTotals:
    """Counts of a person's pictures."""

    total: int
    favourites: int
    #: Those since the given moment.
    recent: int
    #: When the oldest was delivered; None if there are no pictures.
    first_at: datetime | None
    by_avatar: Mapping[AvatarId, int]
