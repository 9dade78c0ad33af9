"""The life of a job: one call that costs money."""

from typing import Final, Protocol

from ..statuses import JobEvent as E, JobStatus as S
from .table import Lifecycle, Transition


class JobFacts(Protocol):
    """All that a guard may look at."""

    @property
    def delivered(self) -> int: ...
    @property
    def awaits_words(self) -> bool: ...


def has_delivered(facts: JobFacts) -> bool:
    """At least one result lies verified in our own storage."""
    return facts.delivered > 0


def knows_its_words(facts: JobFacts) -> bool:
    """No enrichment is under way that may change what is ordered."""
    return not facts.awaits_words


_T = Transition[S, E, JobFacts]

JOB: Final = Lifecycle[S, E, JobFacts](
    "job",
    initial=S.REQUESTED,
    by_people={E.ASK_CANCEL},
    transitions=[
        _T(E.SUBMIT, S.REQUESTED, S.SUBMITTING, knows_its_words),
        _T(E.ACCEPT, S.SUBMITTING, S.SUBMITTED),
        # Definitely not taken: the one POST may be made again.
        _T(E.REFUSE, S.SUBMITTING, S.REQUESTED),
        # It was taken after all: its webhook came when we had given it up.
        _T(E.ACCEPT, S.REQUESTED, S.SUBMITTED),
        _T(E.QUEUE, S.SUBMITTED, S.SUBMITTED),
        _T(E.RUN, S.SUBMITTED, S.RUNNING),
        _T(E.RUN, S.RUNNING, S.RUNNING),
        # The provider reruns work whose machine was lost: back to its queue.
        _T(E.QUEUE, S.RUNNING, S.SUBMITTED),
        # It ended for want of a file of ours: the POST may be made again, too.
        _T(E.RESTART, S.SUBMITTED, S.REQUESTED),
        _T(E.RESTART, S.RUNNING, S.REQUESTED),
        _T(E.SUCCEED, S.SUBMITTED, S.SUCCEEDED, has_delivered),
        _T(E.SUCCEED, S.RUNNING, S.SUCCEEDED, has_delivered),
        _T(E.FAIL, S.REQUESTED, S.FAILED),
        _T(E.FAIL, S.SUBMITTING, S.FAILED),
        _T(E.FAIL, S.SUBMITTED, S.FAILED),
        _T(E.FAIL, S.RUNNING, S.FAILED),
        _T(E.BLOCK, S.SUBMITTING, S.BLOCKED),
        _T(E.BLOCK, S.SUBMITTED, S.BLOCKED),
        _T(E.BLOCK, S.RUNNING, S.BLOCKED),
        _T(E.ASK_CANCEL, S.REQUESTED, S.CANCELLED),
        # Sent is sent: only the provider, or the deadline, can say it is over.
        _T(E.ASK_CANCEL, S.SUBMITTING, S.SUBMITTING),
        _T(E.ASK_CANCEL, S.SUBMITTED, S.SUBMITTED),
        _T(E.ASK_CANCEL, S.RUNNING, S.RUNNING),
        _T(E.CANCEL, S.REQUESTED, S.CANCELLED),
        _T(E.CANCEL, S.SUBMITTING, S.CANCELLED),
        _T(E.CANCEL, S.SUBMITTED, S.CANCELLED),
        _T(E.CANCEL, S.RUNNING, S.CANCELLED),
        _T(E.EXPIRE, S.REQUESTED, S.EXPIRED),
        _T(E.EXPIRE, S.SUBMITTING, S.EXPIRED),
        _T(E.EXPIRE, S.SUBMITTED, S.EXPIRED),
        _T(E.EXPIRE, S.RUNNING, S.EXPIRED),
        # A webhook may overtake the answer to the POST, and come twice.
        *(
            _T(E.ACCEPT, status, status)
            for status in (
                S.SUBMITTED,
                S.RUNNING,
                S.SUCCEEDED,
                S.FAILED,
                S.BLOCKED,
                S.CANCELLED,
                S.EXPIRED,
            )
        ),
    ],
)

#: A job in one of these has an end to come.
OPEN_JOB_STATUSES: Final = frozenset(
    row.source for row in JOB.transitions if row.dest is not row.source
)
