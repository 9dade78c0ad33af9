"""Statistics of the whole business."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
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


@attrs.frozen(kw_only=True)
class Stats:
    """The statistics of the whole business."""

    people: int
    newcomers: int
    blocked: int
    left: int
    jobs: Sequence[JobStats]
    #: Credits moved, by reason.
    credits: Mapping[Reason, int]
    #: Payments less refunds, by currency, in its smallest unit.
    income: Mapping[str, int]

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
