"""How patient the product is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

import attrs

from .jobs import Places
from .orders import JobKind
from .prices import Term


@attrs.frozen(kw_only=True)
class Pace:
    """How often one kind of job is looked at, and how long it may take."""

    poll: timedelta
    deadline: timedelta
    #: How long a request holds its place; then others are sent beside it.
    place: timedelta = timedelta(minutes=5)
    #: The provider drops a request, unbilled, that it has not begun within this time.
    start_within: timedelta = attrs.field()

    @start_within.default
    def _most_of_the_deadline(self) -> timedelta:
        return self.deadline * 5 / 6


@attrs.frozen(kw_only=True)
class Policy:
    """Times and limits of the work behind the scenes."""

    training: Pace = Pace(
        poll=timedelta(seconds=20),
        deadline=timedelta(hours=3),
        place=timedelta(hours=1),
        # Long enough for a queue of half an hour, short enough to send it once more.
        start_within=timedelta(minutes=45),
    )
    generation: Pace = Pace(poll=timedelta(seconds=5), deadline=timedelta(minutes=30))
    #: Longer than a dead worker's lease and the look into the books after it.
    description: Pace = Pace(poll=timedelta(seconds=2), deadline=timedelta(minutes=5))
    #: Nobody waits longer for better words than this deadline.
    enrichment: Pace = Pace(poll=timedelta(seconds=2), deadline=timedelta(seconds=30))
    upscale: Pace = Pace(poll=timedelta(seconds=5), deadline=timedelta(minutes=30))
    #: Requests that may be with the provider at the same time.
    concurrency: int = 2
    #: How long work is left to a process that went silent. Renewed while it goes on.
    lease: timedelta = timedelta(seconds=10)
    #: How long after a POST was written down it may still be made.
    post_within: timedelta = timedelta(seconds=5)
    #: The longest that the provider works on a request (fal.ai stops it after an
    #: hour). Only what has ended is sure to be in its books.
    longest_run: timedelta = timedelta(hours=1)
    #: The margin beyond the start deadline and the longest run: as long as a POST may
    #: be under way, and until what has ended shows in the provider's books.
    settle: timedelta = timedelta(minutes=2)
    #: How long a cancelled job may still wait for the provider's word.
    cancel_grace: timedelta = timedelta(minutes=10)
    #: The first and the longest wait after a transient trouble.
    first_wait: timedelta = timedelta(seconds=5)
    longest_wait: timedelta = timedelta(minutes=5)
    #: How long until it is asked again how far a pending refund is.
    pending_refund: timedelta = timedelta(minutes=15)
    #: While an incident lasts: when queued work tries again (as does what could not
    #: fetch our files).
    retry_after: timedelta = timedelta(minutes=1)
    #: How long after its last sign an order is let through to try. Longer than the
    #: former, so that nothing is sold while anything is queued that could do the trying.
    probe_after: timedelta = timedelta(minutes=10)
    #: So many successes in a row without a webhook, each this long after its end,
    #: and webhooks are taken not to get through.
    missed_webhooks: int = 5
    webhook_within: timedelta = timedelta(minutes=1)
    #: A job that stopped its worker this often is set aside.
    max_starts: int = 5
    #: A message that was refused, or could not be sent, this often is given up: the
    #: second takes about a day.
    max_refusals: int = 5
    max_attempts_to_tell: int = 1500
    #: POSTs for one job, the second only after the first is provably dead.
    max_submits: int = 3
    #: How often an artefact that arrives damaged is fetched again.
    max_bad_artefacts: int = 3
    #: Unfinished jobs one person may have.
    max_open_jobs: int = 5
    #: How long photos are kept after anything last happened to their avatar.
    photo_retention: timedelta = timedelta(days=30)
    #: The largest weights file taken, in bytes.
    weights_limit: int = 2 * 1024**3
    #: The largest picture file taken, in bytes.
    picture_limit: int = 50 * 1024**2

    def under(self, changes: Mapping[Term, int]) -> Self:
        """Return the policy with the owner's changes of its limits."""
        limit = changes.get(Term.OPEN_JOBS, self.max_open_jobs)
        return attrs.evolve(self, max_open_jobs=limit)

    def places(self, now: datetime) -> Places:
        """Return the places there are at the provider now."""
        return Places(
            total=self.concurrency,
            trainings_since=now - self.training.place,
            others_since=now - self.generation.place,
        )

    def pace(self, kind: JobKind) -> Pace:
        """Return how jobs of a kind are looked at, and how long they may take."""
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
        """Return when a request sent then has run, and shows in the books, or never will.

        Until then, a request that the books do not show may still be waiting or
        running at the provider. Our clock may go a tenth faster than the provider's.
        """
        longest = self.pace(kind).start_within + self.longest_run
        return sent_at + longest * 11 / 10 + self.settle

    def next_look(self, since: timedelta) -> timedelta:
        """Return how long to wait before the books are read again, so long after a POST."""
        return min(self.longest_wait, max(self.first_wait, since / 2))

    def wait(self, troubles: int) -> timedelta:
        """Return how long to wait after that many troubles in a row."""
        return min(self.longest_wait, self.first_wait * 2.0 ** min(troubles, 20))
