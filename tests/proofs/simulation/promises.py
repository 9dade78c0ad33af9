"""The promises checked at each commit and at the end."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

import attrs

from tests.books import check_books, check_order, demand
from tests.schedule import Schedule

from avatar_core import (
    Account,
    AvatarStatus,
    IncidentStatus,
    Job,
    JobEvent,
    JobId,
    JobKind,
    JobStatus,
    PaymentId,
    PaymentStatus,
    PersonId,
    Policy,
    Posting,
    Wording,
)
from avatar_core.failures import Failure, Unanswered
from avatar_core.ledger import Reason, available
from avatar_core.notices import end_of
from avatar_core.orders import EnrichmentOrder
from avatar_core.ports import News
from avatar_core.testing import MemoryBlobs, MemoryStore
from avatar_core.testing.memory import Transaction
from avatar_core.testing.provider import tiny_weights

from .messenger import SimulatedMessenger
from .provider import NO_BALANCE, NO_ENDPOINT, SimulatedProvider
from .stars import SimulatedStars
from .takings import GIFTS, check_gifts, check_takings
from .weather import Fault, Outage


#: How long after its deadline a job may end; the time of outages is added, and a step
#: for each that our own storage or database broke off.
GRACE: Final = timedelta(minutes=25)
#: The longest step: four slow downloads.
_STEP: Final = timedelta(minutes=20)

#: Troubles by which a worker may lose its lease. Without them no job is set aside.
STOPPERS: Final = frozenset[Fault | Outage](
    {
        Fault.ASLEEP,
        Fault.CALL_SLOW,
        Fault.BLOBS_FAILED,
        Fault.STORE_COMMITTED,
        Fault.STORE_ROLLED_BACK,
        Fault.STORE_UNREADABLE,
        Outage.BLOBS,
        Outage.STORE,
        Outage.SERVER,
    }
)
#: Troubles by which a cancellation may not reach the provider in time.
_DEAFENING: Final = STOPPERS | {Fault.CALL_FAILED, Outage.PROVIDER}


@attrs.define(eq=False)
class Promises:
    """Checks every invariant at each commit."""

    schedule: Schedule
    rows: MemoryStore
    blobs: MemoryBlobs
    provider: SimulatedProvider
    messenger: SimulatedMessenger
    stars: SimulatedStars
    policy: Policy
    #: Ids of people's orders, and jobs that they were told are cancelled.
    offered: set[JobId] = attrs.field(factory=set)
    called_off: dict[JobId, float] = attrs.field(factory=dict)
    #: Promo codes that an admin stopped, and when.
    stopped: dict[str, datetime] = attrs.field(factory=dict)
    #: How often a worker of each job died or failed.
    broken_off: Counter[JobId] = attrs.field(factory=Counter)
    #: The ledger, recorded from the commits.
    _sums: defaultdict[Account, int] = attrs.field(factory=lambda: defaultdict(int))
    #: The bonus credits among them.
    _bonus: defaultdict[Account, int] = attrs.field(factory=lambda: defaultdict(int))
    _moved: defaultdict[JobId, dict[Reason, Posting]] = attrs.field(
        factory=lambda: defaultdict(dict)
    )

    #: Payments that have gone back.
    _returned: set[PaymentId] = attrs.field(factory=set)

    #: When each incident was last seen, or its last probe was sold.
    _seen: dict[UUID, datetime] = attrs.field(factory=dict)
    #: When each open incident was committed.
    _shut: dict[UUID, datetime] = attrs.field(factory=dict)

    # --- after every step -------------------------------------------------

    def committed(self, work: Transaction) -> None:
        """Check everything that a transaction changed."""
        self._check_sold(work)
        touched: set[JobId] = set()
        for posting in work.ledger.table._written.values():
            self._add_up(posting)
            if posting.job is not None:
                touched.add(posting.job)
        written = work.ledger.table._written.values()
        if work.ledger.tables.holds._written or any(
            one.reason in GIFTS for one in written
        ):
            check_gifts(self.rows)
        for payment in work.payments.table._written.values():
            back = payment.status is PaymentStatus.REFUNDED
            if back and payment.id not in self._returned:
                self._returned.add(payment.id)
                theirs = available(payment.person)
                left = payment.owed and self._sums[theirs] - self._bonus[theirs]
                demand(not left, "what is given back is taken back", payment, left)
        self._check_owed(work)
        touched.update(work.ledger.tables.holds._written, work.jobs.table._written)
        for key in touched:
            self._check_job(key)
        for avatar_id in work.avatars.table._written:
            avatar = self.rows._rows.avatars[avatar_id]
            if avatar.status is AvatarStatus.COMPLETED:
                self._check_weights(avatar.weights.key if avatar.weights else None)
            open_trainings = [
                job
                for job in self.rows._rows.jobs.values()
                if job.avatar == avatar_id and job.kind is JobKind.TRAINING and job.open
            ]
            training = avatar.status is AvatarStatus.TRAINING
            demand(len(open_trainings) == training, "training means a job", avatar)

    def _add_up(self, posting: Posting) -> None:
        self._sums[posting.source] -= posting.amount
        self._sums[posting.dest] += posting.amount
        self._bonus[posting.source] -= posting.bonus
        self._bonus[posting.dest] += posting.bonus
        for account in (posting.source, posting.dest):
            there = 0 <= self._bonus[account] <= self._sums[account]
            demand(not account.holder or there, "nobody is negative", account)
        self._check_gifts_first(posting)
        if posting.job is not None:
            moved = self._moved[posting.job]
            demand(posting.reason not in moved, "one posting of a kind", posting)
            moved[posting.reason] = posting

    def _check_gifts_first(self, posting: Posting) -> None:
        """Check that bought credits are spent only when no bonus credits are left."""
        if posting.reason not in {Reason.HOLD, Reason.TAKE}:
            return
        left = posting.bonus < posting.amount and self._bonus[posting.source]
        # A friend's order may bring a reward while this one is placed.
        rewards = any(
            one.dest == posting.source and one.reason is Reason.REFERRAL
            for one in self.rows._rows.postings.values()
        )
        demand(not left or rewards, "gifts are spent first", posting, left)

    def _check_owed(self, work: Transaction) -> None:
        """Check that a person who owes credits gets none back."""
        released, taken = Counter[PersonId](), Counter[PersonId]()
        for posting in work.ledger.table._written.values():
            if posting.reason is Reason.RELEASE:
                released[posting.dest.holder] += posting.amount - posting.bonus
            elif posting.reason is Reason.REFUND:
                taken[posting.source.holder] += posting.amount
        for person, amount in released.items():
            payments = self.rows._rows.payments.values()
            owing = any(one.owed for one in payments if one.person == person)
            demand(
                not owing or amount == taken[person],
                "what is owed is taken from what comes back",
                amount,
                taken[person],
            )

    def _check_sold(self, work: Transaction) -> None:
        """Check that nothing is sold while the provider accepts nothing."""
        for incident in work.incidents.table._written.values():
            seen = self._seen.get(incident.id, incident.opened_at)
            if incident.status is IncidentStatus.PROBING:
                quiet = incident.seen_at - seen
                patient = quiet >= self.policy.probe_after
                demand(patient, "nothing is sold that cannot be made", incident)
            self._seen[incident.id] = incident.seen_at
            if incident.status is IncidentStatus.OPEN:
                self._shut.setdefault(incident.id, self.schedule())
            else:
                self._shut.pop(incident.id, None)
        for job in work.jobs.table._written.values():
            # A free retry may wait for the provider.
            if job.version or job.silent or not job.price:
                continue
            for incident in self.rows._rows.incidents.values():
                # An incident committed during the order could not be known.
                known = self._shut.get(incident.id, job.created_at) < job.created_at
                stopped = known and incident.stops(job.order.model)
                demand(not stopped, "nothing is sold that cannot be made", job)

    def _check_job(self, key: JobId) -> None:
        rows = self.rows._rows
        demand(key in rows.jobs, "money moves for jobs that exist", key)
        job = rows.jobs[key]
        demand(job.head in rows.holds, "every order has its hold", key)
        wanted = getattr(job.order, "generation", job.head)
        wanted = getattr(job.order, "preview_of", None) or wanted
        demand(wanted in self.offered, "jobs are what people ordered", job)
        check_order(self.rows, rows.holds[job.head], self._moved[job.head])
        if job.kind is JobKind.TRAINING and job.open:
            status = rows.avatars[job.avatar].status
            demand(status is AvatarStatus.TRAINING, "an open training trains", job)
        unsettled = job.submits and job.awaits_words
        demand(not unsettled, "words are settled before they are sent", job)
        if job.told_at is not None:
            self.messenger.noted(key)
            demand(not job.open, "nobody is told before the end", job)

    def _check_weights(self, key: str | None) -> None:
        demand(key is not None and key in self.blobs.kept, "weights are there", key)
        if key is not None:
            job = next(
                job for job in self.rows._rows.jobs.values() if job.id.hex in key
            )
            trigger = getattr(job.order, "trigger", "")
            whole = self.blobs.kept[key] == tiny_weights(trigger)
            demand(whole, "completed means whole weights", job)

    def told(self, news: News) -> None:
        """Check a message about an end when it is sent."""
        job = self.rows._rows.jobs[news.job.id]
        order = [one for one in self.rows._rows.jobs.values() if one.head == job.id]
        demand(order, "an order is told of by its lead", job)
        still_open = [one for one in order if one.open]
        demand(not still_open, "nobody is told before the end is written", job)
        delivered = sum(one.delivered for one in order)
        demand(delivered == news.delivered, "all pictures are told of", order)
        shown = len(news.pictures)
        drawn = job.kind in {JobKind.GENERATION, JobKind.UPSCALE}
        demand(not drawn or shown == delivered, "pictures are there", order)
        demand(job.status is news.job.status, "what is told is what is written", job)
        count = self.messenger.told[job.id]
        allowed = 1 + self.messenger.excuses[job.id]
        demand(count <= allowed, "told once", job.id, f"{count} times")

    @contextmanager
    def after_power_loss(self) -> Iterator[None]:
        """Allow those ends to be told again whose note is undone meanwhile."""
        before = dict(self.rows._rows.jobs)
        yield
        after = self.rows._rows
        for job in before.values():
            if job.told_at is not None and after.jobs[job.id].told_at is None:
                self.messenger.excuses[job.id] += 1
        self._sums.clear()
        self._bonus.clear()
        self._moved.clear()
        for posting in after.postings.values():
            self._add_up(posting)

    def posted(self) -> None:
        """Check the provider's books."""
        for token, count in self.provider.taken.items():
            demand(count <= 1, "one paid call per job", token, f"{count} times")

    # --- at the end -------------------------------------------------------

    def at_rest(self, away: timedelta, *, calm: bool) -> None:
        """Check everything at the end."""
        check_books(self.rows, self.blobs)
        check_takings(self.rows, self.stars, self.stopped, self.policy)
        self.posted()
        self._check_admins()
        self._check_said()
        if STOPPERS.isdisjoint(self._troubles):
            most = self.provider.fetched_at_once
            demand(most <= 1, "no file is fetched twice at once", most)
        tokens = {job.token for job in self.rows._rows.jobs.values()}
        demand(set(self.provider.taken) <= tokens, "every paid call has its job")
        for job in self.rows._rows.jobs.values():
            self._check_ended(job, away)
            self._check_told(job)
            self._check_delivered(job)
            self._check_enriched(job)
            if calm:
                fine = {JobStatus.SUCCEEDED, JobStatus.CANCELLED}
                well = job.status in fine or job.silent
                demand(well, "on a calm day everything succeeds", job)
        if calm:
            for dispute in self.rows._rows.disputes.values():
                demand(dispute.settled, "on a calm day everything succeeds", dispute)

    def _check_admins(self) -> None:
        """Check that admins know every incident, and were told each change once."""
        for incident in self.rows._rows.incidents.values():
            heard = self.messenger.alarms[incident.id]
            known = bool(heard) and heard[-1]
            demand(known == incident.open, "admins know every incident", incident)
            if STOPPERS.isdisjoint(self._troubles):
                turns = [open_ for open_, _ in groupby(heard)]
                demand(turns == heard, "admins are told once", incident, heard)

    def _check_said(self) -> None:
        """Check that complaints, answers and rewards were told once."""
        rows, messenger = self.rows._rows, self.messenger
        wanted = {
            *(f"complaint {key}" for key in rows.disputes),
            *(
                f"answer {key}"
                for key, one in rows.disputes.items()
                if one.settled and rows.people[one.person].forgotten_at is None
            ),
            *(
                f"notice {one.key}"
                for one in rows.postings.values()
                if one.reason is Reason.REFERRAL
                and rows.people[one.dest.holder].forgotten_at is None
            ),
        }
        said = messenger.said + messenger.unheard
        untold = wanted - set(said)
        demand(not untold, "what is noted is told", *untold)
        if not (STOPPERS | {Fault.NOTIFY_AMBIGUOUS}) & self._troubles:
            again = [what for what, times in said.items() if times > 1]
            demand(not again, "what is noted is told once", again)

    @property
    def _troubles(self) -> frozenset[Fault | Outage]:
        weather = self.provider.weather
        return frozenset([*weather.rates, *weather.outages])

    def _check_ended(self, job: Job, away: timedelta) -> None:
        demand(not job.open and job.ended_at is not None, "every job ends", job)
        if job.ended_at is None:
            return
        late = job.ended_at - job.deadline_at
        allowed = GRACE + away + _STEP * self.broken_off[job.id]
        demand(late <= allowed, "no job outlives its deadline", job, late)
        if job.status is JobStatus.EXPIRED:
            in_time = job.ended_at >= job.deadline_at
            demand(in_time, "nothing is given up before its deadline", job)
        if job.failure is not None:
            ours = job.detail not in {NO_BALANCE, NO_ENDPOINT}
            demand(ours, "nothing fails because the account is empty", job)
        if job.head in self.called_off:
            rows = self.rows._rows.jobs.values()
            asked = [
                one.cancel_asked_at
                for one in rows
                if one.head == job.head and one.cancel_asked_at is not None
            ]
            demand(asked, "a cancellation is written down", job)
            in_time = job.cancel_asked or job.ended_at <= min(asked)
            demand(in_time, "everything open is cancelled", job)
        if job.unanswered is Unanswered.DOUBLED:
            false = Fault.WEBHOOK_FALSE in self._troubles
            demand(false, "what is said to be doubled is in the books twice", job)
        if job.failure is Failure.SET_ASIDE:
            demand(
                self.broken_off[job.id] or not STOPPERS.isdisjoint(self._troubles),
                "only what stops its workers is set aside",
                job,
            )
        if job.status is JobStatus.CANCELLED:
            meant = job.cancel_asked or self._is_idle_enrichment(job)
            demand(meant, "nothing is cancelled unasked", job)
            request = self.provider.requests.get(job.request_id or "")
            if request is not None and not _DEAFENING & self._troubles:
                # A webhook may name the request after the job was given up.
                stopped = request.cancels > 0 or not self._was_accepted(job)
                demand(stopped, "the provider is asked to stop", job)

    def _is_idle_enrichment(self, job: Job) -> bool:
        """Whether it was not being sent, and the pictures that it was for have ended."""
        if not isinstance(job.order, EnrichmentOrder):
            return False
        idle = any(
            entry.id == job.id
            and entry.event is JobEvent.CANCEL
            and entry.source is JobStatus.REQUESTED
            for entry in self.rows._rows.audit.values()
        )
        return idle and not self.rows._rows.jobs[job.order.generation].open

    def _was_accepted(self, job: Job) -> bool:
        trail = self.rows._rows.audit.values()
        return any(
            entry.id == job.id and entry.event is JobEvent.ACCEPT for entry in trail
        )

    def _check_told(self, job: Job) -> None:
        heard = self.messenger.told[job.id] + self.messenger.silenced[job.id]
        if job.silent:
            demand(not heard, "silent jobs are silent", job)
            return
        if not heard:
            by_notice = f"notice {end_of(job, at=job.deadline_at).key}"
            noticed = self.messenger.said[by_notice] + self.messenger.unheard[by_notice]
            demand(noticed, "every end is told", job)

    def _check_enriched(self, job: Job) -> None:
        """Check that a scene delivered in time was drawn."""
        order, in_time = job.order, (job.ended_at or job.deadline_at) < job.deadline_at
        if not isinstance(order, EnrichmentOrder) or not job.delivered or not in_time:
            return
        drawn = self.rows._rows.jobs[order.generation]
        alive = self.rows._rows.avatars[job.avatar].status is not AvatarStatus.DELETED
        if drawn.submits and alive:
            wording = getattr(drawn.order, "wording", None)
            demand(wording is Wording.ENRICHED, "better words are drawn", drawn)

    def _check_delivered(self, job: Job) -> None:
        if job.kind in {JobKind.GENERATION, JobKind.UPSCALE}:
            most = self.provider.good_files(job.token)
            demand(job.delivered <= most, "only good pictures count", job, most)
