"""What all the rows together say, counted by whoever keeps them."""

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from .families import Families, FamilyName, Models
from .ledger import Reason
from .orders import JobKind
from .statuses import JobStatus


#: What Telegram pays a bot for one Star, in thousandths of a US dollar.
STAR_WORTH: Final = 13
_GIVEN: Final = (
    Reason.WELCOME,
    Reason.PROMO,
    Reason.REFERRAL,
    Reason.GRANT,
    Reason.AMENDS,
)


@attrs.frozen(kw_only=True)
class JobTally:
    """How many jobs of one kind, family and status there are."""

    kind: JobKind
    #: None for what belongs to no family.
    family: FamilyName | None
    status: JobStatus
    jobs: int
    #: Results in our storage.
    delivered: int


@attrs.frozen(kw_only=True)
class Tally:
    """The whole business in numbers."""

    people: int
    newcomers: int
    blocked: int
    left: int
    jobs: Sequence[JobTally]
    #: Credits moved, by what for.
    credits: Mapping[Reason, int]
    #: Stars that people paid and did not get back.
    stars: int

    @property
    def given(self) -> int:
        """Credits that nobody paid for."""
        return sum(self.credits.get(reason, 0) for reason in _GIVEN)

    @property
    def sold(self) -> int:
        """Credits that were bought and not taken back."""
        bought, back = (
            self.credits.get(reason, 0) for reason in (Reason.TOP_UP, Reason.REFUND)
        )
        return bought - back

    @property
    def spent(self) -> int:
        """Credits that were earned by what was delivered."""
        return self.credits.get(Reason.CAPTURE, 0)

    @property
    def income(self) -> int:
        """What the Stars are worth, in thousandths of a US dollar."""
        return self.stars * STAR_WORTH

    def cost(self, families: Families, models: Models) -> int:
        """Return about what the provider billed, in thousandths of a US dollar.

        Every picture counts as the one megapixel it is at most.
        """
        return sum(
            tally.delivered * _cost(tally, families, models) for tally in self.jobs
        )


def _cost(tally: JobTally, families: Families, models: Models) -> int:
    family = families.known.get(tally.family) if tally.family else None
    match tally.kind:
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
