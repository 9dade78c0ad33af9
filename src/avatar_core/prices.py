"""What things cost, in credits."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self

import attrs

from .families import Families, Family, FamilyName, Models
from .orders import JobKind


#: The highest price or limit.
TERM_MAX: Final = 1_000_000


class Term(StrEnum):
    """The prices and limits that an admin may change while the product runs."""

    TRAINING = "training"
    PICTURE = "picture"
    DESCRIPTION = "description"
    UPSCALE = "upscale"
    WELCOME = "welcome"
    REFERRAL = "referral"
    INVITED = "invited"
    DAILY_WELCOME = "daily_welcome"
    #: The most unfinished orders of one person (see `Policy.max_open_jobs`).
    OPEN_JOBS = "open_jobs"


def _credits(default: int) -> int:
    amount: int = attrs.field(
        default=default,
        validator=[attrs.validators.ge(0), attrs.validators.le(TERM_MAX)],
    )
    return amount


@attrs.frozen(kw_only=True)
class PriceBook:
    """All prices of this installation, in whole credits."""

    training: int = _credits(330)
    picture: int = _credits(5)
    #: Describing a photo as a scene.
    description: int = _credits(1)
    #: Enlarging one delivered picture.
    upscale: int = _credits(5)
    #: Granted once to every new person.
    welcome: int = _credits(100)
    #: Granted once for an invited friend, with the friend's first order after a top-up.
    referral: int = _credits(50)
    #: Granted once to a new person who was invited, beside the welcome.
    invited: int = _credits(25)
    #: The most that all new people together are granted as a welcome on one day, which
    #: is of UTC; 0: as much as comes.
    daily_welcome: int = _credits(0)

    def pictures(self, count: int) -> int:
        """Return the price of *count* pictures."""
        return self.picture * count

    def within(self, family: Family) -> Self:
        """Return the prices for trainings and pictures of a family, rounded up."""
        return attrs.evolve(
            self,
            training=percent_of(self.training, family.training_percent),
            picture=percent_of(self.picture, family.picture_percent),
        )

    def under(self, changes: Mapping[Term, int]) -> Self:
        """Return the prices with an admin's changes."""
        names = {field.name for field in attrs.fields(type(self))}
        return attrs.evolve(
            self, **{term: value for term, value in changes.items() if term in names}
        )


def percent_of(price: int, percent: int) -> int:
    """Return *percent* % of *price*, in whole credits, rounded up."""
    return -(-price * percent // 100)


def provider_cost(
    kind: JobKind, name: FamilyName | None, families: Families, models: Models
) -> int:
    """Return the provider's approximate charge for a result, in 1/1000 US dollar."""
    family = families.known.get(name) if name else None
    match kind:
        case JobKind.TRAINING:
            return family.training_cost if family else 0
        case JobKind.GENERATION:
            return family.picture_cost if family else 0
        case JobKind.DESCRIPTION:
            return models.description_cost
        case JobKind.ENRICHMENT:
            return models.enrichment_cost
        case JobKind.UPSCALE:
            return models.upscale_cost
