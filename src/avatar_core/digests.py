"""The daily digest for the admins: what the day before brought, and what is left to do."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from .families import Families, Models
from .figures import Figures, Milestone
from .job_lifecycle import JobStatus
from .orders import JobKind
from .time_zones import TimeZone


_DAY: Final = timedelta(days=1)
#: The ends of jobs whose results their people did not get.
_LOST: Final = frozenset({JobStatus.FAILED, JobStatus.BLOCKED})


@attrs.frozen(kw_only=True)
class Digest:
    """What the admins are told about a day."""

    figures: Figures
    #: The approximate bill of the provider, in thousandths of a US dollar.
    cost: int
    #: The income in the same unit; None if a rate is not known.
    worth: int | None
    #: The mean likeness of the newest trainings, 0 to 100; None: none was measured.
    likeness: int | None = None
    #: Disputes that nobody has answered.
    disputes: int = 0
    #: Incidents that are not over.
    incidents: int = 0
    #: Jobs whose POST had no answer, so that the provider may have billed them.
    unanswered: int = 0

    @property
    def trainings(self) -> int:
        """How many trainings have succeeded."""
        return self._jobs(frozenset({JobStatus.SUCCEEDED}), JobKind.TRAINING)

    @property
    def pictures(self) -> int:
        """How many pictures were made."""
        return sum(
            one.delivered for one in self.figures.jobs if one.kind is JobKind.GENERATION
        )

    @property
    def failures(self) -> int:
        """How many jobs of any kind have failed or were blocked."""
        return self._jobs(_LOST, *JobKind)

    @property
    def buyers(self) -> int:
        """How many of the day's newcomers have paid."""
        return self.figures.reached.get(Milestone.PAID, 0)

    def _jobs(self, statuses: frozenset[JobStatus], *kinds: JobKind) -> int:
        return sum(
            one.jobs
            for one in self.figures.jobs
            if one.status in statuses and one.kind in kinds
        )


@attrs.frozen(kw_only=True)
class DigestPlan:
    """When the admins get a digest, and what its dollars are reckoned with."""

    #: The hour of the day, 1 to 24; 0: there is no digest.
    hour: int = attrs.field(
        default=0, validator=[attrs.validators.ge(0), attrs.validators.le(24)]
    )
    time_zone: TimeZone = TimeZone.UTC
    families: Families = attrs.field(factory=Families)
    models: Models = attrs.field(factory=Models)
    #: The dollars that one smallest unit of a currency is worth, where known.
    rates: Mapping[str, Decimal] = attrs.field(factory=dict)

    def next_after(self, now: datetime) -> datetime | None:
        """Return when the next digest is due, or None if there is none."""
        if not self.hour:
            return None
        zone = ZoneInfo(self.time_zone)
        today = now.astimezone(zone).date()
        candidates = (
            datetime.combine(today + days * _DAY, time(self.hour % 24), zone)
            for days in range(3)
        )
        # Compared in UTC: within one zone, Python ignores a change of the clocks.
        return next(
            due for due in (one.astimezone(UTC) for one in candidates) if due > now
        )
