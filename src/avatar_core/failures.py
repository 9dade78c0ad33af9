"""Why a job has no result, or its POST has no answer."""

from enum import StrEnum


class Failure(StrEnum):
    """The reason for a job without a result that its person is told."""

    PROVIDER = "provider"
    #: The provider rejected the input; trying again is useless.
    INPUT = "input"
    #: The result was missing, empty, damaged or not what was ordered.
    BAD_RESULT = "bad_result"
    RESULT_LOST = "result_lost"
    #: It stopped its worker too often and was set aside.
    SET_ASIDE = "set_aside"
    #: An admin ended it by hand.
    RELEASED = "released"


class Cause(StrEnum):
    """Why a job ended or has no answer, when the cause is on our side."""

    #: Its worker stopped each time it worked on it.
    WORKER_STOPPED = "worker_stopped"
    #: Its worker has not come back.
    WORKER_GONE = "worker_gone"
    #: An admin ended it.
    BY_HAND = "by_hand"
    NOT_SENT = "not_sent"
    #: Its deadline passed before it was known whether the provider accepted it.
    UNCERTAIN = "uncertain"
    #: Each of its requests was lost on the way.
    LOST = "lost"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    NOTHING_USABLE = "nothing_usable"
    ALL_WITHHELD = "all_withheld"
    #: The word policy does not allow what the enricher wrote.
    WORDS_REFUSED = "words_refused"


class Unanswered(StrEnum):
    """What is known of a POST whose answer was lost, or that was accepted twice."""

    #: The provider is being asked.
    PENDING = "pending"
    #: The provider has it.
    TAKEN = "taken"
    #: It is not in the provider's books, so it may have been made again; if they are
    #: wrong, it is paid for twice.
    LOST = "lost"
    #: The job ended before it was known; it may have been paid for in vain.
    UNKNOWN = "unknown"
    #: The provider has it under a second id as well: perhaps paid for twice.
    DOUBLED = "doubled"
