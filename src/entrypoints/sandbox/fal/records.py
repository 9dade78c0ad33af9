"""Requests as the provider sees them, and their outcomes."""

from enum import StrEnum
from typing import Any

import attrs


class QueueStatus(StrEnum):
    """The three words of fal's queue; a failed request is COMPLETED too."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class Delivery(StrEnum):
    """The outcome of a request's webhook."""

    NONE = "none"
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    LOST = "lost"


@attrs.frozen
class Outcome:
    """The answer of a model: an HTTP status and a body, or a runner's error."""

    http_status: int
    body: Any
    error: str | None = None
    error_type: str | None = None
    #: Sent with the result.
    headers: dict[str, str] = attrs.field(factory=dict)

    @classmethod
    def failed(cls, http_status: int, error_type: str, message: str) -> "Outcome":
        """Return the error of a runner."""
        body = {"detail": message, "error_type": error_type}
        return cls(http_status, body, error=message, error_type=error_type)


def _outcome(value: Outcome | dict[str, Any] | None) -> Outcome | None:
    return Outcome(**value) if isinstance(value, dict) else value


@attrs.define(kw_only=True, eq=False)
class Record:
    """One request as the provider sees it; times are seconds since the epoch."""

    request_id: str
    gateway_request_id: str
    endpoint: str
    #: The JSON body exactly as the client sent it, valid or not.
    input: Any
    submitted_at: float
    webhook_url: str | None = None
    status: QueueStatus = attrs.field(
        default=QueueStatus.IN_QUEUE, converter=QueueStatus
    )
    #: When the request must have left the queue, from X-Fal-Request-Timeout.
    start_deadline: float | None = None
    started_at: float | None = None
    completed_at: float | None = None
    #: How long the work takes by the wall clock, counted from `started_at`.
    duration: float = 0.0
    #: Images in the archive of a training, for its log.
    images: int = 0
    #: The outcome, which is known before the time of the work is over.
    prepared: Outcome | None = attrs.field(default=None, converter=_outcome)
    outcome: Outcome | None = attrs.field(default=None, converter=_outcome)
    #: Whether the result is answered with 404, although it once existed.
    result_lost: bool = False
    #: Whether it was cancelled while it waited, and the queue has forgotten it.
    removed: bool = False
    delivery: Delivery = attrs.field(default=Delivery.NONE, converter=Delivery)
    delivery_attempts: int = 0

    @property
    def app(self) -> str:
        """Owner and app, the part of the endpoint that status URLs use."""
        return "/".join(self.endpoint.split("/")[:2])

    @property
    def token(self) -> str | None:
        """The last part of the webhook's path, with which the client names it."""
        if self.webhook_url is None:
            return None
        return self.webhook_url.partition("?")[0].rpartition("/")[2]

    @property
    def completed(self) -> bool:
        """Whether the queue is done with it, whatever its outcome."""
        return self.status is QueueStatus.COMPLETED

    @property
    def announced(self) -> bool:
        """Whether it is completed and its webhook, if it has one, was tried."""
        pending = self.delivery is Delivery.PENDING and not self.delivery_attempts
        return self.completed and not pending

    @property
    def succeeded(self) -> bool:
        """Whether the model answered 200."""
        return self.outcome is not None and self.outcome.http_status == 200
