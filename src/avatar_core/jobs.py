"""Jobs: one paid call to the provider, from the order until its end is told."""

from datetime import datetime
from typing import Self, TypeAlias

import attrs

from .failures import Cause, Failure, Unanswered
from .ids import AvatarId, JobId, PersonId
from .invariants import aware, check, not_negative, somebody
from .job_lifecycle import JOB, OPEN_JOB_STATUSES, JobEvent, JobStatus
from .lifecycle import Move
from .orders import (
    TURN_KINDS,
    GenerationOrder,
    JobKind,
    Order,
    Wording,
    is_unasked,
)


S: TypeAlias = JobStatus
E: TypeAlias = JobEvent


@attrs.frozen(kw_only=True)
class Progress:
    """The progress that the provider reports."""

    #: The number of requests before ours in the provider's queue.
    queue_position: int | None = None
    percent: int | None = None


@attrs.frozen(kw_only=True)
class Job:
    """One paid call to the provider, with everything needed to complete it.

    Every method returns a new job; none changes this one.

    Raises:
        ActionNotAllowedError: Raised by methods that move it: the status forbids it.
    """

    id: JobId
    person: PersonId = attrs.field(validator=somebody)
    avatar: AvatarId
    order: Order
    #: In credits, held while its order is open.
    price: int = attrs.field(validator=not_negative)
    #: The first of the jobs that were ordered together, also in that job itself. It has
    #: their one hold, and the message about its end covers all. None: ordered alone.
    lead: JobId | None = None
    #: Of the jobs that wait for a place at the provider, those with the lowest turn are
    #: sent first, and of these the oldest. 0 for jobs that are sent at once.
    turn: int = attrs.field(default=0, validator=not_negative)
    #: A secret in the webhook's URL; knowing it only allows a caller to hurry the job.
    token: str = attrs.field(repr=False)
    status: S = attrs.field(
        default=JOB.initial, validator=attrs.validators.instance_of(S)
    )
    #: The moves since it was loaded; saving it writes them to the audit trail.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: The provider's id of its request.
    request_id: str | None = None
    #: The ids of earlier requests, which ended unbilled and were sent again.
    dead_requests: tuple[str, ...] = ()
    progress: Progress = Progress()
    failure: Failure | None = None
    #: A `Cause`, or the provider's message; never shown to the person.
    detail: str | None = None
    #: The number of results in our storage.
    delivered: int = attrs.field(default=0, validator=not_negative)
    #: The number of POSTs made for it.
    submits: int = attrs.field(default=0, validator=not_negative)
    #: What is known of the last POST whose answer was lost, and why it was lost.
    unanswered: Unanswered | None = None
    unanswered_why: str | None = None
    #: Steps begun since one was last completed.
    starts: int = attrs.field(default=0, validator=not_negative)
    #: Steps ever begun; only the last one may save its outcome.
    claims: int = attrs.field(default=0, validator=not_negative)
    #: Consecutive transient errors.
    troubles: int = attrs.field(default=0, validator=not_negative)
    created_at: datetime = attrs.field(validator=aware)
    submitted_at: datetime | None = attrs.field(default=None, validator=aware)
    #: From then on, a last request that the provider's books do not show is lost.
    settles_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When its webhook first came, before its end or after it.
    webhook_at: datetime | None = attrs.field(default=None, validator=aware)
    cancel_asked_at: datetime | None = attrs.field(default=None, validator=aware)
    ended_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When the person was told of its end.
    told_at: datetime | None = attrs.field(default=None, validator=aware)
    #: When its next step is due; None: never.
    due_at: datetime | None = attrs.field(validator=aware)
    #: When it is given up if it has not ended.
    deadline_at: datetime = attrs.field(validator=aware)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        pending = self.unanswered is Unanswered.PENDING
        check(
            (
                self.open == (self.ended_at is None),
                "a job has an end time exactly when it has ended",
            ),
            (
                self.status is not S.SUCCEEDED or self.delivered > 0,
                "a successful job has delivered something",
            ),
            (
                (self.status is S.FAILED) == (self.failure is not None),
                "a job has a failure exactly when it failed",
            ),
            (
                self.lead is None or isinstance(self.order, GenerationOrder),
                "only pictures are ordered together",
            ),
            (self.told_at is None or not self.open, "only the end of a job is told"),
            (
                (self.unanswered is None) == (self.unanswered_why is None),
                "an unanswered POST has a reason, and only that has one",
            ),
            (
                self.unanswered is None or self.submits > 0,
                "only a POST can lack an answer",
            ),
            (
                not pending or self.status is S.SUBMITTING,
                "only a job being submitted awaits an answer",
            ),
            (
                self.webhook_at is None or self.submitted_at is not None,
                "a webhook comes after a POST",
            ),
            (
                self.due_at is not None or self.told_at is not None,
                "a job is due until its end was told",
            ),
        )

    @property
    def kind(self) -> JobKind:
        """The kind of job."""
        return self.order.kind

    @property
    def silent(self) -> bool:
        """Whether the person gets no messages about this job."""
        return self.follows or is_unasked(self.order)

    @property
    def awaits_words(self) -> bool:
        """Whether the words to draw are still being enriched."""
        return (
            isinstance(self.order, GenerationOrder)
            and self.order.wording is Wording.AWAITED
        )

    @property
    def requests(self) -> tuple[str, ...]:
        """The provider's ids of all requests that were made for it."""
        last = () if self.request_id is None else (self.request_id,)
        return (*self.dead_requests, *last)

    @property
    def head(self) -> JobId:
        """The job whose id, hold and messages stand for the whole order."""
        return self.lead or self.id

    @property
    def follows(self) -> bool:
        """Whether the message about another job covers its end."""
        return self.head != self.id

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.status in OPEN_JOB_STATUSES

    def waits_its_turn(self, now: datetime) -> bool:
        """Whether it can only be sent once a place at the provider is free."""
        return (
            self.status is S.REQUESTED
            and self.kind in TURN_KINDS
            and now < self.deadline_at
        )

    @property
    def cancel_asked(self) -> bool:
        """Whether its person cancelled it."""
        return self.cancel_asked_at is not None

    @property
    def actions(self) -> frozenset[E]:
        """What its person can do with it in this status."""
        return JOB.actions(self)

    def claim(self, until: datetime) -> Self:
        """Begin a step; no other worker does so before *until*."""
        # A worker that had received the answer to the POST would have moved the job on.
        missed = self.miss_answer(Cause.WORKER_GONE)
        return attrs.evolve(
            missed, starts=self.starts + 1, claims=self.claims + 1, due_at=until
        )

    def keep_claim(self, until: datetime) -> Self:
        """Begin the next step at once, under the claim of the one before."""
        return attrs.evolve(self, starts=1, due_at=until)

    def miss_answer(self, why: str) -> Self:
        """Record that the answer to its POST is lost, if it still waits for one."""
        known = {Unanswered.PENDING, Unanswered.DOUBLED}
        if self.status is not S.SUBMITTING or self.unanswered in known:
            return self
        return attrs.evolve(self, unanswered=Unanswered.PENDING, unanswered_why=why)

    def pause(self, until: datetime) -> Self:
        """End a step; the next one is due at *until*."""
        return attrs.evolve(self, starts=0, troubles=0, detail=None, due_at=until)

    def queue_up(self, until: datetime, detail: str) -> Self:
        """End a step; through no fault of its own it cannot be sent before *until*."""
        return attrs.evolve(self.pause(min(until, self.deadline_at)), detail=detail)

    def postpone(self, until: datetime) -> Self:
        """Have its end told no sooner than *until*, unless it is hurried."""
        return attrs.evolve(self, due_at=until)

    def retry_later(self, until: datetime, detail: str) -> Self:
        """End a step after a transient error; the next one is due at *until*."""
        return attrs.evolve(
            self,
            starts=0,
            troubles=self.troubles + 1,
            detail=detail,
            due_at=until,
        )

    def keep_untold(self, *, at: datetime) -> Self:
        """End a step; the job's end is told when the person returns."""
        return attrs.evolve(self, starts=0, due_at=at)

    def outlive(self) -> Self:
        """Record that a worker survived a step that outlasted its lease."""
        return attrs.evolve(self, starts=min(self.starts, 1))

    def hurry(self, now: datetime) -> Self:
        """Make the next step due now.

        A running step is not duplicated: its worker sees that the row was saved
        meanwhile, and makes the next step due at once.
        """
        return self if self.starts else attrs.evolve(self, due_at=now)

    def webhook_received(self, request_id: str, *, at: datetime) -> Self:
        """Record a webhook, also of a duplicate request; the first time stays."""
        if request_id in self.dead_requests:
            return self
        if self.request_id not in {None, request_id}:
            return self._doubled(request_id)
        noted = attrs.evolve(
            self, request_id=request_id, webhook_at=self.webhook_at or at
        )
        return noted._found() if self.request_id is None else noted

    def settle_words(self, order: GenerationOrder, *, at: datetime) -> Self:
        """Continue with the words that it waited for."""
        return attrs.evolve(self, order=order).hurry(at)

    def submit(self, *, at: datetime, until: datetime, settles_at: datetime) -> Self:
        """Record that the POST is about to be made."""
        return attrs.evolve(
            self,
            submits=self.submits + 1,
            submitted_at=at,
            settles_at=settles_at,
            due_at=until,
            **JOB.moved(self, E.SUBMIT),
        )

    def accept(self, request_id: str) -> Self:
        """Record the provider's id; the first one stays, another one is a duplicate."""
        accepted = attrs.evolve(
            self,
            request_id=self.request_id or request_id,
            unanswered=self._unanswered(Unanswered.TAKEN),
            **JOB.moved(self, E.ACCEPT),
        )
        return accepted._doubled(request_id)

    def refuse(self) -> Self:
        """Go back: the provider definitely did not accept it."""
        return attrs.evolve(
            self,
            unanswered=self._unanswered(Unanswered.LOST),
            **JOB.moved(self, E.REFUSE),
        )

    def restart(self, until: datetime, detail: str) -> Self:
        """Go back: the request ended unbilled, and may be sent again."""
        dead = () if self.request_id is None else (self.request_id,)
        again = attrs.evolve(
            self,
            request_id=None,
            dead_requests=(*self.dead_requests, *dead),
            progress=Progress(),
            webhook_at=None,
            **JOB.moved(self, E.RESTART),
        )
        return again.retry_later(min(until, self.deadline_at), detail)

    def queue(self, progress: Progress) -> Self:
        """Record its place in the provider's queue."""
        return attrs.evolve(self, progress=progress, **JOB.moved(self, E.QUEUE))

    def run(self, progress: Progress) -> Self:
        """Record the provider's progress."""
        return attrs.evolve(self, progress=progress, **JOB.moved(self, E.RUN))

    def succeed(self, delivered: int, *, at: datetime) -> Self:
        """End with *delivered* results in our storage."""
        done = attrs.evolve(self, delivered=delivered)
        return done._ended(E.SUCCEED, at, self.detail)

    def fail(self, failure: Failure, detail: str, *, at: datetime) -> Self:
        """End without a result."""
        return self._ended(E.FAIL, at, detail, failure)

    def block(self, detail: str, *, at: datetime) -> Self:
        """End because its content was refused, by the provider or the word policy."""
        return self._ended(E.BLOCK, at, detail)

    def ask_cancel(self, *, at: datetime, deadline: datetime) -> Self:
        """Record that its person cancelled it; a job that was not sent ends now."""
        moved = JOB.moved(self, E.ASK_CANCEL, noted=not self.cancel_asked)
        asked = attrs.evolve(
            self,
            cancel_asked_at=self.cancel_asked_at or at,
            deadline_at=min(self.deadline_at, deadline),
        )
        if moved["status"] in OPEN_JOB_STATUSES:
            return attrs.evolve(asked, **moved).hurry(at)
        return attrs.evolve(
            asked, ended_at=at, due_at=at, starts=0, troubles=0, **moved
        )

    def cancel(self, *, at: datetime) -> Self:
        """End because it was cancelled."""
        return self._ended(E.CANCEL, at, self.detail)

    def expire(self, detail: str, *, at: datetime) -> Self:
        """End because its deadline has passed."""
        return self._ended(E.EXPIRE, at, detail)

    def told(self, *, at: datetime) -> Self:
        """Record that the person was told; nothing is left to do."""
        return attrs.evolve(self, told_at=at, due_at=None, starts=0, troubles=0)

    def _ended(
        self,
        event: E,
        at: datetime,
        detail: str | None,
        failure: Failure | None = None,
    ) -> Self:
        return attrs.evolve(
            self,
            failure=failure,
            detail=detail,
            unanswered=self._unanswered(Unanswered.UNKNOWN),
            ended_at=at,
            due_at=at,
            starts=0,
            troubles=0,
            **JOB.moved(self, event),
        )

    def _unanswered(self, known: Unanswered) -> Unanswered | None:
        return known if self.unanswered is Unanswered.PENDING else self.unanswered

    def _found(self) -> Self:
        """Note that the provider has the request, even if it was given up."""
        if self.unanswered in {None, Unanswered.DOUBLED}:
            return self
        return attrs.evolve(self, unanswered=Unanswered.TAKEN)

    def _doubled(self, request_id: str) -> Self:
        """Note that the provider has it under this id as well, if the id is new."""
        known = {self.request_id, *self.dead_requests}
        if request_id in known or self.unanswered is Unanswered.DOUBLED:
            return self
        return attrs.evolve(
            self, unanswered=Unanswered.DOUBLED, unanswered_why=request_id
        )
