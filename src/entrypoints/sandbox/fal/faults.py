"""The faults of fal.ai."""

from enum import StrEnum

from ..faults import Fault
from .records import Outcome


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
        #: Return that many pictures fewer than the next generation ordered.
        self.fewer_pictures = Fault(1)
        #: Damage the file of the picture with that index in the next generation.
        self.corrupt_picture = Fault(0)
        #: Answer 503 to that many fetches of the next generation's last picture.
        self.withhold_picture = Fault(1_000_000)
        #: Truncate the weights file of the next training to a half.
        self.truncated_weights = Fault()
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
