"""Filters and totals of a person's pictures."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
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
    """A calendar month of a time zone."""

    year: int = attrs.field(
        validator=[attrs.validators.gt(1), attrs.validators.lt(9999)]
    )
    #: January is 1.
    number: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(_MONTHS)]
    )
    zone: tzinfo = attrs.field(default=UTC, eq=False)

    @classmethod
    def of(cls, at: datetime, zone: tzinfo) -> Self:
        """Return the month that a moment is in."""
        moment = at.astimezone(zone)
        return cls(moment.year, moment.month, zone)

    @property
    def begin(self) -> datetime:
        """The first moment of the month."""
        return datetime(self.year, self.number, 1, tzinfo=self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the month."""
        years, number = divmod(self.number, _MONTHS)
        return attrs.evolve(self, year=self.year + years, number=number + 1).begin


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
            and (
                self.month is None
                or self.month.begin <= picture.created_at < self.month.end
            )
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
