"""What happened in the business, day by day.

Days are of UTC. A job counts on the day it ended, a payment on the day it was made, a
posting on its own day; a person, with every milestone, on the day the person came.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import attrs

from .families import FamilyName
from .ids import PackId
from .orders import JobKind
from .stats import Totals


class Milestone(StrEnum):
    """A step of a person, in the usual order; each is reached once."""

    FIRST_PHOTO = "first_photo"
    TEN_PHOTOS = "ten_photos"
    PAID = "paid"
    TRAINED = "trained"
    THIRD_PICTURE = "third_picture"


class Span(StrEnum):
    """The time that figures are about."""

    DAY = "day"
    MONTH = "month"
    #: All of it together.
    WHOLE = "whole"

    def first(self, day: date, since: date | None) -> date:
        """Return the day by which figures of *day* are known."""
        match self:
            case Span.DAY:
                return day
            case Span.MONTH:
                return day.replace(day=1)
            case Span.WHOLE:
                return since or date.min


#: The photos and pictures that milestones are about.
MANY_PHOTOS: Final = 10
ENOUGH_PICTURES: Final = 3
#: Waits are told apart by these numbers of seconds: each counts for the next higher.
WAIT_BOUNDS: Final = (2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
#: Any longer wait.
LONGEST: Final = 86_400
#: Readiness is counted in steps of so many percent.
READINESS_STEP: Final = 10


def wait_bound(asked: datetime, ended: datetime) -> int:
    """Return the bound that a wait counts for, in whole seconds of the clock."""
    seconds = int(ended.timestamp()) - int(asked.timestamp())
    return next((bound for bound in WAIT_BOUNDS if seconds <= bound), LONGEST)


@attrs.frozen
class Product:
    """Something that is sold."""

    kind: JobKind
    #: None, and empty: it is of no family, of no pack.
    family: FamilyName | None = None
    pack: PackId | None = None


@attrs.frozen
class Sale:
    """What was delivered of a product, and what that earned."""

    #: Results in our storage.
    delivered: int = 0
    #: Credits captured, less those given back.
    credits: int = 0


@attrs.frozen(kw_only=True)
class Figures(Totals):
    """What happened in a `Span`; `jobs` are those that ended."""

    #: The day by which it is known.
    day: date
    #: Those who came, and how many of them have reached each milestone since.
    people: int = 0
    reached: Mapping[Milestone, int] = attrs.field(factory=dict)
    sales: Mapping[Product, Sale] = attrs.field(factory=dict)
    #: Successful jobs by kind and `wait_bound`, from the order to the end.
    waits: Mapping[tuple[JobKind, int], int] = attrs.field(factory=dict)
    #: Successful trainings by the readiness of their photos, rounded down to a step.
    readiness: Mapping[int, int] = attrs.field(factory=dict)
