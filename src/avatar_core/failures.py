"""Why a job has no result, or its POST no answer."""

from enum import StrEnum


class Failure(StrEnum):
    """Why a job ended without a result, in words a text exists for."""

    PROVIDER = "provider"
    #: The provider found fault with what it was sent; trying again is no use.
    INPUT = "input"
    #: What came back was missing, empty, damaged or not what was ordered.
    BAD_RESULT = "bad_result"
    RESULT_LOST = "result_lost"
    #: It ended the process that worked on it too often and was set aside.
    SET_ASIDE = "set_aside"
    #: An owner ended it by hand.
    RELEASED = "released"


class Cause(StrEnum):
    """Why a job ended, or has no answer, where nobody but the product can say."""

    #: Its worker stopped each time it worked on it.
    WORKER_STOPPED = "worker_stopped"
    #: Its worker has not come back.
    WORKER_GONE = "worker_gone"
    #: An owner ended it.
    BY_HAND = "by_hand"
    NOT_SENT = "not_sent"
    #: Its deadline came before it was known whether the provider took it.
    UNCERTAIN = "uncertain"
    #: Each of its requests was lost on the way.
    LOST = "lost"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    NOTHING_USABLE = "nothing_usable"
    ALL_WITHHELD = "all_withheld"


class Unanswered(StrEnum):
    """What became of a POST whose answer nobody heard, or that was taken twice."""

    #: The provider is being asked.
    PENDING = "pending"
    #: The provider has it.
    TAKEN = "taken"
    #: Its books do not have it, so it may have been made again; if they are wrong,
    #: that is paid twice.
    LOST = "lost"
    #: The job ended before it was known; it may have been paid for nothing.
    UNKNOWN = "unknown"
    #: The provider has it under a second name as well: perhaps paid twice.
    DOUBLED = "doubled"
