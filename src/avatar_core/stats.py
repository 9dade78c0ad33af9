"""Statistics of the whole business."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from statistics import mean
from typing import Final

import attrs

from .families import Families, FamilyName, Models
from .job_lifecycle import JobStatus
from .ledger import Reason
from .orders import JobKind
from .prices import provider_cost


_GIVEN: Final = (
    Reason.WELCOME,
    Reason.PROMO,
    Reason.REFERRAL,
    Reason.INVITED,
    Reason.GRANT,
    Reason.AMENDS,
)


@attrs.frozen(kw_only=True)
class JobStats:
    """How many jobs of one kind, family and status there are."""

    kind: JobKind
    #: None for jobs that belong to no family.
    family: FamilyName | None
    status: JobStatus
    jobs: int
    #: The number of results in our storage.
    delivered: int
    #: When the oldest of those that are open was ordered.
    oldest: datetime | None = None


@attrs.frozen
class Measured:
    """A training whose first pictures were compared with the photos."""

    family: FamilyName
    steps: int
    #: Of the set of photos, as `coach.Judgement.readiness`.
    readiness: int | None
    #: As `coach.Likeness.score`.
    score: int


@attrs.frozen
class LikenessStats:
    """The likeness of trainings of one family, with as many steps and as good photos."""

    family: FamilyName
    steps: int
    #: The least readiness of these sets, in steps of 20; None: not known.
    readiness: int | None
    trainings: int
    #: The mean likeness, rounded.
    mean: int


def likeness_stats(measured: Sequence[Measured]) -> Sequence[LikenessStats]:
    """Group trainings by family, by steps and by the readiness of their photos."""
    groups: dict[tuple[FamilyName, int, int], list[int]] = {}
    for one in measured:
        band = -1 if one.readiness is None else min(80, one.readiness // 20 * 20)
        groups.setdefault((one.family, one.steps, band), []).append(one.score)
    return [
        LikenessStats(
            family, steps, None if band < 0 else band, len(scores), round(mean(scores))
        )
        for (family, steps, band), scores in sorted(groups.items())
    ]


@attrs.frozen(kw_only=True)
class Totals:
    """What jobs made, and what credits and money moved."""

    jobs: Sequence[JobStats] = ()
    #: Credits moved, by reason.
    credits: Mapping[Reason, int] = attrs.field(factory=dict)
    #: Payments less refunds, by currency, in its smallest unit.
    income: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def given(self) -> int:
        """Credits that were granted free of charge."""
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
        """Credits that were earned by deliveries."""
        return self.credits.get(Reason.CAPTURE, 0)

    def worth(self, rates: Mapping[str, Decimal]) -> int | None:
        """Return the income in thousandths of a US dollar.

        *rates* has the value of a currency's smallest unit in dollars. Return None if
        one is missing.
        """
        if not self.income.keys() <= rates.keys():
            return None
        return round(
            sum(amount * rates[one] * 1000 for one, amount in self.income.items())
        )

    def cost(self, families: Families, models: Models) -> int:
        """Return roughly what the provider billed, in thousandths of a US dollar.

        Every picture counts as one megapixel, the most it can have.
        """
        return sum(
            stats.delivered * provider_cost(stats.kind, stats.family, families, models)
            for stats in self.jobs
        )


@attrs.frozen(kw_only=True)
class Stats(Totals):
    """The statistics of the whole business."""

    people: int
    newcomers: int
    blocked: int
    left: int
