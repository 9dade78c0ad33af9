"""What things cost, in credits."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self

import attrs

from .families import Families, Family, FamilyName, Models
from .orders import JobKind


#: No price and no limit is higher.
TERM_MAX: Final = 1_000_000


class Term(StrEnum):
    """What the owner may change while the product runs."""

    TRAINING = "training"
    PICTURE = "picture"
    DESCRIPTION = "description"
    UPSCALE = "upscale"
    WELCOME = "welcome"
    REFERRAL = "referral"
    #: Unfinished orders one person may have (see `Policy.max_open_jobs`).
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

    training: int = _credits(150)
    picture: int = _credits(5)
    #: Turning a photo into the words of a picture.
    description: int = _credits(1)
    #: Enlarging one delivered picture.
    upscale: int = _credits(5)
    #: Given once to every new person.
    welcome: int = _credits(200)
    #: Given once to whoever brought a friend, when the friend's first job is paid.
    referral: int = _credits(50)

    def pictures(self, count: int) -> int:
        """Return the price of *count* pictures."""
        return self.picture * count

    def within(self, family: Family) -> Self:
        """Return the prices of trainings and pictures in a family, rounded up."""
        return attrs.evolve(
            self,
            training=percent_of(self.training, family.training_percent),
            picture=percent_of(self.picture, family.picture_percent),
        )

    def under(self, changes: Mapping[Term, int]) -> Self:
        """Return the prices with the owner's changes of them."""
        names = {field.name for field in attrs.fields(type(self))}
        return attrs.evolve(
            self, **{term: value for term, value in changes.items() if term in names}
        )


def percent_of(price: int, percent: int) -> int:
    """Return so many percent of a price, in whole credits, rounded up."""
    return -(-price * percent // 100)


def provider_cost(
    kind: JobKind, name: FamilyName | None, families: Families, models: Models
) -> int:
    """Return about what the provider bills for one result, in thousandths of a dollar."""
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
