"""Times and limits of the background work."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

import attrs

from .orders import JobKind
from .prices import Term


@attrs.frozen(kw_only=True)
class Places:
    """How many requests may be with the provider at the same time."""

    total: int
    #: Requests sent before this no longer hold a place, whatever their outcome.
    trainings_since: datetime
    others_since: datetime

    @property
    def trainings(self) -> int:
        """How many trainings may take: all but one, and at least one."""
        return max(1, self.total - 1)


@attrs.frozen(kw_only=True)
class Pace:
    """How often jobs of one kind are checked, and how long they may take."""

    poll: timedelta
    deadline: timedelta
    #: How long a request holds its place; after that, another one may be sent.
    place: timedelta = timedelta(minutes=5)
    #: The provider drops a request, unbilled, that it has not begun within this time.
    start_within: timedelta = attrs.field()

    @start_within.default
    def _most_of_the_deadline(self) -> timedelta:
        return self.deadline * 5 / 6


@attrs.frozen(kw_only=True)
class Policy:
    """The times and limits of the background work."""

    training: Pace = Pace(
        poll=timedelta(seconds=20),
        deadline=timedelta(hours=3),
        place=timedelta(hours=1),
        # Long enough for a queue of half an hour, short enough for a second attempt.
        start_within=timedelta(minutes=45),
    )
    generation: Pace = Pace(poll=timedelta(seconds=5), deadline=timedelta(minutes=30))
    #: Longer than a dead worker's lease and the following look into the books.
    description: Pace = Pace(poll=timedelta(seconds=2), deadline=timedelta(minutes=5))
    #: Nobody waits longer for better words than this deadline.
    enrichment: Pace = Pace(poll=timedelta(seconds=2), deadline=timedelta(seconds=30))
    upscale: Pace = Pace(poll=timedelta(seconds=5), deadline=timedelta(minutes=30))
    #: Requests that may be with the provider at the same time.
    concurrency: int = 2
    #: How long a claim lasts without renewal; it is renewed while the work goes on.
    lease: timedelta = timedelta(seconds=10)
    #: How long after it was recorded a POST may still be made.
    post_within: timedelta = timedelta(seconds=5)
    #: The longest that the provider works on a request (fal.ai stops it after an
    #: hour). Only what has ended is sure to be in its books.
    longest_run: timedelta = timedelta(hours=1)
    #: The margin beyond the start deadline and the longest run: as long as a POST may
    #: be under way, and until what has ended shows in the provider's books.
    settle: timedelta = timedelta(minutes=2)
    #: How long a cancelled job may wait for the provider's confirmation.
    cancel_grace: timedelta = timedelta(minutes=10)
    #: The first and the longest wait after a transient error.
    first_wait: timedelta = timedelta(seconds=5)
    longest_wait: timedelta = timedelta(minutes=5)
    #: The interval between checks of a pending refund.
    pending_refund: timedelta = timedelta(minutes=15)
    #: When queued work tries again during an incident, as does a request that could not
    #: fetch our files.
    retry_after: timedelta = timedelta(minutes=1)
    #: How long after the last sign of an incident an order is let through as a probe.
    #: Longer than `retry_after`, so that nothing is sold while queued work can be the
    #: probe.
    probe_after: timedelta = timedelta(minutes=10)
    #: After this many consecutive successes without a webhook, each this long after its
    #: end, webhooks are considered lost.
    missed_webhooks: int = 5
    webhook_within: timedelta = timedelta(minutes=1)
    #: A job that stopped its worker this often is set aside.
    max_starts: int = 5
    #: How often a message may be refused, or fail to be sent, before it is given up;
    #: the latter takes about a day.
    max_refusals: int = 5
    max_attempts_to_tell: int = 1500
    #: The most POSTs for one job; each but the first only after the one before is
    #: provably lost.
    max_submits: int = 3
    #: How often a damaged artefact is fetched again.
    max_bad_artefacts: int = 3
    #: The most unfinished jobs of one person.
    max_open_jobs: int = 5
    #: Enrichments in an hour for pictures that were cancelled or blocked, at the owner's
    #: expense; beyond that, words are drawn as they were written.
    max_wasted_enrichments: int = 5
    #: How many pictures are drawn when a training has ended, at the owner's expense, and
    #: how long its end waits for them.
    preview_pictures: int = attrs.field(
        default=0, validator=[attrs.validators.ge(0), attrs.validators.le(4)]
    )
    preview_within: timedelta = timedelta(minutes=3)
    #: How many pictures are drawn beside those of an order, at the owner's expense.
    spare_pictures: int = attrs.field(
        default=0, validator=[attrs.validators.ge(0), attrs.validators.le(3)]
    )
    #: Whether an avatar whose first pictures show somebody else may be trained once more
    #: at the owner's expense.
    free_retraining: bool = True
    #: How long photos are kept after the last change of their avatar.
    photo_retention: timedelta = timedelta(days=30)
    #: The largest weights file accepted, in bytes.
    weights_limit: int = 2 * 1024**3
    #: The largest picture file accepted, in bytes.
    picture_limit: int = 50 * 1024**2

    def under(self, changes: Mapping[Term, int]) -> Self:
        """Return the policy with an admin's changes of its limits."""
        limit = changes.get(Term.OPEN_JOBS, self.max_open_jobs)
        return attrs.evolve(self, max_open_jobs=limit)

    def places(self, now: datetime) -> Places:
        """Return the places at the provider at *now*."""
        return Places(
            total=self.concurrency,
            trainings_since=now - self.training.place,
            others_since=now - self.generation.place,
        )

    def pace(self, kind: JobKind) -> Pace:
        """Return the pace of jobs of a kind."""
        match kind:
            case JobKind.TRAINING:
                return self.training
            case JobKind.GENERATION:
                return self.generation
            case JobKind.DESCRIPTION:
                return self.description
            case JobKind.ENRICHMENT:
                return self.enrichment
            case JobKind.UPSCALE:
                return self.upscale

    def settles_at(self, kind: JobKind, sent_at: datetime) -> datetime:
        """Return when a request sent at *sent_at* is in the books, or never will be.

        Until then, a request that the books do not show may still be waiting or
        running at the provider. Our clock may go a tenth faster than the provider's.
        """
        longest = self.pace(kind).start_within + self.longest_run
        return sent_at + longest * 11 / 10 + self.settle

    def next_look(self, since: timedelta) -> timedelta:
        """Return the wait before reading the books again, *since* after a POST."""
        return min(self.longest_wait, max(self.first_wait, since / 2))

    def wait(self, troubles: int) -> timedelta:
        """Return how long to wait after this many consecutive errors."""
        return min(self.longest_wait, self.first_wait * 2.0 ** min(troubles, 20))
