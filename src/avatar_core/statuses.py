"""Every status and every event of the lifecycles.

The members are stored and spoken by *value*; nothing in the project compares
them with plain strings.
"""

from enum import StrEnum


class AvatarStatus(StrEnum):
    """Where an avatar stands in its life."""

    DRAFT = "draft"
    PHOTOS_UPLOADING = "photos_uploading"
    TRAINING = "training"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    #: A tombstone: the row stays for the ledger and the audit, nothing else does.
    DELETED = "deleted"


class AvatarEvent(StrEnum):
    """What can happen to an avatar, whoever causes it."""

    ADD_PHOTO = "add_photo"
    REMOVE_PHOTO = "remove_photo"
    START = "start"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"
    REOPEN = "reopen"
    #: Nothing happened for so long that its photos go.
    EXPIRE_PHOTOS = "expire_photos"
    RENAME = "rename"
    MAKE_MAIN = "make_main"
    GENERATE = "generate"
    DELETE = "delete"


class JobStatus(StrEnum):
    """Where one paid call to the provider stands."""

    REQUESTED = "requested"
    #: Written down before the one POST; only the provider can say what came of it.
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    #: Refused by the provider's content check.
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


class BroadcastStatus(StrEnum):
    """Where a message of the owner to many stands."""

    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class BroadcastEvent(StrEnum):
    """What can happen to a broadcast."""

    WRITE = "write"
    START = "start"
    DELIVER = "deliver"
    FINISH = "finish"
    CANCEL = "cancel"


class HoldStatus(StrEnum):
    """Where the credits set aside for one job stand."""

    HELD = "held"
    CAPTURED = "captured"
    RELEASED = "released"


class HoldEvent(StrEnum):
    """What can happen to a hold."""

    CAPTURE = "capture"
    RELEASE = "release"


class IncidentStatus(StrEnum):
    """Where a trouble stands that only the owner can mend."""

    OPEN = "open"
    #: Somebody was let through, to see whether it is over.
    PROBING = "probing"
    RESOLVED = "resolved"


class IncidentEvent(StrEnum):
    """What can happen to an incident."""

    #: It shows.
    REPORT = "report"
    PROBE = "probe"
    RESOLVE = "resolve"


class PaymentStatus(StrEnum):
    """Where a payment in the messenger's money stands."""

    RECEIVED = "received"
    CREDITED = "credited"
    #: It bought nothing, or the owner gave it up: the money goes back.
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class PaymentEvent(StrEnum):
    """What can happen to a payment."""

    CREDIT = "credit"
    #: The messenger tells of it once more.
    REPEAT = "repeat"
    REFUND = "refund"
    #: The money is with the person again.
    RETURN = "return"


class DisputeStatus(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    ANSWERED = "answered"


class DisputeEvent(StrEnum):
    """What can happen to a dispute."""

    ANSWER = "answer"
