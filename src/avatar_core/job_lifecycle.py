"""The lifecycle of a job: its statuses, its events and the table of transitions."""

from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from .lifecycle import Lifecycle, Moving, Transition


class JobStatus(StrEnum):
    """The status of a job."""

    REQUESTED = "requested"
    #: Saved before its one POST; only the provider knows the outcome.
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    #: Refused by the provider's content check, or its enriched words by our policy.
    BLOCKED = "blocked"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class JobEvent(StrEnum):
    """What can happen to a job."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    REFUSE = "refuse"
    RESTART = "restart"
    QUEUE = "queue"
    RUN = "run"
    SUCCEED = "succeed"
    FAIL = "fail"
    BLOCK = "block"
    ASK_CANCEL = "ask_cancel"
    CANCEL = "cancel"
    EXPIRE = "expire"


S: TypeAlias = JobStatus
E: TypeAlias = JobEvent


class _Facts(Moving, Protocol):
    """The fields of a job that the guards read."""

    @property
    def delivered(self) -> int: ...
    @property
    def awaits_words(self) -> bool: ...


def has_delivered(job: _Facts) -> bool:
    """At least one verified result is in our own storage."""
    return job.delivered > 0


def knows_its_words(job: _Facts) -> bool:
    """No enrichment that may change its words is under way."""
    return not job.awaits_words


_ACCEPTED: Final = (S.SUBMITTED, S.RUNNING)
_SENT: Final = (S.SUBMITTING, *_ACCEPTED)
_UNACCEPTED: Final = {S.REQUESTED, S.SUBMITTING}

_T = Transition[S, E, _Facts]

JOB: Final = Lifecycle[S, E, _Facts](
    "job",
    initial=S.REQUESTED,
    by_people={E.ASK_CANCEL},
    transitions=[
        _T(E.SUBMIT, S.REQUESTED, S.SUBMITTING, knows_its_words),
        _T(E.ACCEPT, S.SUBMITTING, S.SUBMITTED),
        # Definitely not accepted: the POST may be repeated.
        _T(E.REFUSE, S.SUBMITTING, S.REQUESTED),
        # It was accepted after all: its webhook came after we had given it up.
        _T(E.ACCEPT, S.REQUESTED, S.SUBMITTED),
        _T(E.QUEUE, S.SUBMITTED, S.SUBMITTED),
        _T(E.RUN, S.SUBMITTED, S.RUNNING),
        _T(E.RUN, S.RUNNING, S.RUNNING),
        # The provider reruns work whose machine was lost: back to its queue.
        _T(E.QUEUE, S.RUNNING, S.SUBMITTED),
        # It ended because it could not download our file: the POST may be repeated.
        *_T.each(E.RESTART, _ACCEPTED, S.REQUESTED),
        *_T.each(E.SUCCEED, _ACCEPTED, S.SUCCEEDED, has_delivered),
        *_T.each(E.FAIL, (S.REQUESTED, *_SENT), S.FAILED),
        *_T.each(E.BLOCK, (S.REQUESTED, *_SENT), S.BLOCKED),
        _T(E.ASK_CANCEL, S.REQUESTED, S.CANCELLED),
        # Once sent, only the provider or the deadline can end it.
        *_T.each(E.ASK_CANCEL, _SENT),
        *_T.each(E.CANCEL, (S.REQUESTED, *_SENT), S.CANCELLED),
        *_T.each(E.EXPIRE, (S.REQUESTED, *_SENT), S.EXPIRED),
        # A webhook may arrive before the answer to the POST, and twice.
        *_T.each(E.ACCEPT, [status for status in S if status not in _UNACCEPTED]),
    ],
)

#: The statuses of a job that has not ended.
OPEN_JOB_STATUSES: Final = frozenset(
    row.source for row in JOB.transitions if row.dest is not row.source
)
