"""Schedule the admins' daily digest, and write it."""

from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Final

import attrs

from ..digests import Digest, DigestPlan
from ..figures import Figures, Span
from ..ledger import HOUSE
from ..notices import digest
from ..ports import Clock, Reading, Store


#: How many of the newest trainings the likeness is the mean of.
_MEASURED: Final = 20
#: The most jobs without an answer that are counted.
_UNANSWERED: Final = 100


@attrs.define
class ScheduleDigest:
    """Have the digest told daily: its notice stays, and becomes due every day."""

    store: Store
    clock: Clock
    plan: DigestPlan
    _scheduled: bool = attrs.field(init=False, default=False)

    async def __call__(self) -> None:
        """Add the notice unless it is there; its key is the same in all processes."""
        due = self.plan.next_after(self.clock())
        if self._scheduled or due is None:
            return
        async with self.store.work(HOUSE) as work:
            await work.notices.add(digest(at=due))
        self._scheduled = True


async def digest_of_yesterday(
    reading: Reading, plan: DigestPlan, *, at: datetime
) -> Digest:
    """Return the digest of the last whole day of UTC before *at*."""
    day = at.astimezone(UTC).date() - timedelta(days=1)
    known = await reading.stats.figures(day, each=Span.DAY)
    scores = [one.score for one in await reading.jobs.measured(limit=_MEASURED)]
    figures = next((one for one in known if one.day == day), Figures(day=day))
    return Digest(
        figures=figures,
        cost=figures.cost(plan.families, plan.models),
        worth=figures.worth(plan.rates),
        likeness=round(mean(scores)) if scores else None,
        disputes=await reading.disputes.waiting_count(),
        incidents=sum(one.open for one in await reading.incidents.all()),
        unanswered=len(await reading.jobs.unanswered(limit=_UNANSWERED)),
    )
