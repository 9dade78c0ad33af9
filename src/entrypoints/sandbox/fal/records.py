"""Requests as the provider sees them, their outcomes, and the faults of fal.ai."""

from enum import StrEnum
from typing import Any

import attrs

from ..faults import Fault


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
    #: Whether its input and output are kept for 30 days, from X-Fal-Store-IO.
    stored: bool = True
    #: Whether the result is answered with 404, although it once existed.
    result_lost: bool = False
    #: Whether it was cancelled while it waited, and the queue has forgotten it.
    removed: bool = False
    delivery: Delivery = attrs.field(default=Delivery.NONE, converter=Delivery)
    delivery_attempts: int = 0

    @property
    def order(self) -> str:
        """What it is asked for, which is the same when it is asked for again."""
        return order_of(self.endpoint, self.input)

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


def order_of(endpoint: str, body: Any) -> str:
    """Return what a request asks for: an endpoint, and a prompt or a file."""
    given = body if isinstance(body, dict) else {}
    asked = ("prompt", "image_url", "images_data_url")
    return f"{endpoint} {[given.get(name) for name in asked]}"


class Removed(StrEnum):
    """The answer of a language model that is gone."""

    #: Like too many requests: its maker refuses what it does not offer any more.
    #: Source: github.com/Lore-Hex/quill-router, pull request 287.
    RATE_LIMIT = "rate_limit"
    #: OpenRouter has no provider left for it.
    #: Source: github.com/anomalyco/models.dev, issue 1248.
    NO_ENDPOINTS = "no_endpoints"
    #: HTTP 200, with the error in the output's own field.
    ERROR_FIELD = "error_field"


def _failure(status: int, error_type: str, message: str) -> Fault:
    return Fault(Outcome.failed(status, error_type, message))


class Faults:
    """All faults; those of trainings and pictures happen when the work *finishes*."""

    def __init__(self) -> None:
        #: Never deliver the next webhook.
        self.lose_webhook = Fault()
        #: Deliver the next webhook that many seconds late.
        self.delay_webhook = Fault(10.0)
        #: Deliver the next webhook that many times, however it is answered.
        self.repeat_webhook = Fault(3)
        #: Send a POST signed with a wrong key before the next webhook, which reports the
        #: opposite of the outcome. With `lose_webhook` it comes alone.
        self.forge_webhook = Fault()
        #: Send a correctly signed POST that is an hour old before the next webhook. With
        #: `lose_webhook` it comes alone.
        self.stale_webhook = Fault()
        #: Finish the next submit and call its webhook before answering it.
        self.webhook_before_answer = Fault()
        #: Sign the next webhook, and all later ones, with a new key.
        self.rotate_key = Fault()
        #: Answer 503 to the next fetch of the keys.
        self.jwks_down = Fault()
        #: End the next work of a kind to finish as COMPLETED with an error.
        self.fail_training = _failure(503, "runner_disconnected", "Runner disconnected")
        self.fail_generation = _failure(
            500, "runner_server_error", "Internal server error"
        )
        self.fail_writing = _failure(504, "generation_timeout", "Generation timed out")
        self.fail_upscaling = _failure(
            500, "runner_server_error", "Internal server error"
        )
        #: Refuse the next submit to a language model with nginx's 503.
        self.writer_down = Fault()
        #: Answer that text from the next language model.
        self.write_nonsense = Fault("I'm sorry, I can't help with that.")
        #: End the next language model as a 422 `content_policy_violation`.
        self.refuse_writing = Fault()
        #: End the next generation as a 422 `content_policy_violation`.
        self.refuse_content = Fault()
        #: Blacken the first picture of the next generation and flag it.
        self.black_picture = Fault()
        #: Put marks and metadata into the JPEGs of the next generation: a C2PA manifest,
        #: XMP and EXIF, as other models do.
        self.foreign_marks = Fault()
        #: Return that many pictures fewer than the next generation ordered.
        self.fewer_pictures = Fault(1)
        #: Damage the file of the picture with that index in the next generation.
        self.corrupt_picture = Fault(0)
        #: Answer 503 to that many fetches of the next generation's last picture.
        self.withhold_picture = Fault(1_000_000)
        #: Truncate the weights file of the next training to a half.
        self.truncated_weights = Fault()
        #: Train the next avatar on somebody else, or draw somebody else in the next
        #: generation. Unlike the others, these happen when the work begins.
        self.train_somebody_else = Fault()
        self.draw_somebody_else = Fault()
        #: Answer 404 for the weights of the next training.
        self.missing_weights = Fault()
        #: Accept the next submit, but answer only after that many seconds.
        self.slow_submit = Fault(30.0)
        #: Accept the next submit, then drop the connection without an answer.
        self.drop_submit = Fault()
        #: Refuse the next submit with that status; nothing is enqueued. 429, 500, 503
        #: (nginx's page), 403 (account locked), 401 and 404 look as at fal.
        self.refuse_submit = Fault(503)
        #: Answer 404 for the result of the next request to finish.
        self.lose_result = Fault()
        #: Answer 503 to the next request for a result, or for a status.
        self.result_unavailable = Fault()
        self.status_unavailable = Fault()
        #: Answer the next catalogue request with an HTML page and that status.
        self.catalogue_down = Fault(503)
        #: Endpoints that are deprecated but still work.
        self.endpoints_deprecated: set[str] = set()
        #: Endpoints that are not listed, and whose submits are answered 404.
        self.endpoints_gone: set[str] = set()
        #: Prices of a unit that have changed, by endpoint.
        self.endpoint_prices: dict[str, float] = {}
        #: Language models that are gone, and how each answers.
        self.models_removed: dict[str, Removed] = {}

    def clear(self) -> None:
        """Disarm everything."""
        for each in vars(self).values():
            each.clear()
