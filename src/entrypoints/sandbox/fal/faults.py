"""Faults that can be armed to happen at the next occasion."""

from collections import defaultdict, deque
from enum import StrEnum
from typing import Any

import attrs

from .books import Outcome


class Fault(StrEnum):
    """Every fault of the emulator."""

    LOSE_WEBHOOK = "lose_webhook"
    DELAY_WEBHOOK = "delay_webhook"
    REPEAT_WEBHOOK = "repeat_webhook"
    FORGE_WEBHOOK = "forge_webhook"
    STALE_WEBHOOK = "stale_webhook"
    WEBHOOK_BEFORE_ANSWER = "webhook_before_answer"
    ROTATE_KEY = "rotate_key"
    JWKS_DOWN = "jwks_down"
    FAIL_TRAINING = "fail_training"
    FAIL_GENERATION = "fail_generation"
    REFUSE_CONTENT = "refuse_content"
    BLACK_PICTURE = "black_picture"
    FEWER_PICTURES = "fewer_pictures"
    CORRUPT_PICTURE = "corrupt_picture"
    WITHHOLD_PICTURE = "withhold_picture"
    TRUNCATED_WEIGHTS = "truncated_weights"
    MISSING_WEIGHTS = "missing_weights"
    SLOW_SUBMIT = "slow_submit"
    DROP_SUBMIT = "drop_submit"
    WRITER_DOWN = "writer_down"
    FAIL_WRITING = "fail_writing"
    WRITE_NONSENSE = "write_nonsense"
    REFUSE_WRITING = "refuse_writing"
    FAIL_UPSCALING = "fail_upscaling"
    REFUSE_SUBMIT = "refuse_submit"
    LOSE_RESULT = "lose_result"
    RESULT_UNAVAILABLE = "result_unavailable"
    STATUS_UNAVAILABLE = "status_unavailable"
    CATALOGUE_DOWN = "catalogue_down"


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


@attrs.define
class Faults:
    """Arms faults; each happens once, at the next occasion.

    Calling a method twice arms the fault twice. Faults of trainings and pictures
    happen when the work *finishes*, so they can also be armed while it runs.
    """

    _armed: defaultdict[Fault, deque[Any]] = attrs.field(
        init=False, factory=lambda: defaultdict(deque)
    )
    #: Endpoints that are deprecated, or gone, until all faults are cleared.
    endpoints_deprecated: set[str] = attrs.field(init=False, factory=set)
    endpoints_gone: set[str] = attrs.field(init=False, factory=set)
    #: Prices of a unit that have changed.
    endpoint_prices: dict[str, float] = attrs.field(init=False, factory=dict)
    #: Language models that are gone, and how each answers.
    models_removed: dict[str, Removed] = attrs.field(init=False, factory=dict)

    @property
    def armed(self) -> dict[Fault, int]:
        """How many times each armed fault will still happen."""
        return {fault: len(queue) for fault, queue in self._armed.items() if queue}

    def clear(self) -> None:
        """Disarm everything."""
        self._armed.clear()
        self.endpoints_deprecated.clear()
        self.endpoints_gone.clear()
        self.endpoint_prices.clear()
        self.models_removed.clear()

    def take(self, fault: Fault) -> Any:
        """Use up one *fault*; return the value it was armed with, or None."""
        queue = self._armed[fault]
        return queue.popleft() if queue else None

    def _arm(self, fault: Fault, value: Any = True, times: int = 1) -> None:
        self._armed[fault].extend([value] * times)

    def _fail(self, fault: Fault, status: int, error_type: str, message: str) -> None:
        self._arm(fault, Outcome.failed(status, error_type, message))

    def lose_webhook(self) -> None:
        """Never deliver the next webhook."""
        self._arm(Fault.LOSE_WEBHOOK)

    def delay_webhook(self, seconds: float = 10) -> None:
        """Deliver the next webhook *seconds* late."""
        self._arm(Fault.DELAY_WEBHOOK, seconds)

    def repeat_webhook(self, times: int = 3) -> None:
        """Deliver the next webhook *times* times, however it is answered."""
        self._arm(Fault.REPEAT_WEBHOOK, times)

    def forge_webhook(self) -> None:
        """Send a POST signed with a wrong key before the next webhook.

        It reports the opposite of the outcome. With `lose_webhook` it comes alone.
        """
        self._arm(Fault.FORGE_WEBHOOK)

    def stale_webhook(self) -> None:
        """Send a correctly signed POST that is an hour old before the next webhook.

        With `lose_webhook` it comes alone.
        """
        self._arm(Fault.STALE_WEBHOOK)

    def webhook_before_answer(self) -> None:
        """Finish the next submit and call its webhook before answering it."""
        self._arm(Fault.WEBHOOK_BEFORE_ANSWER)

    def rotate_key(self) -> None:
        """Sign the next webhook, and all later ones, with a new key."""
        self._arm(Fault.ROTATE_KEY)

    def jwks_down(self, times: int = 1) -> None:
        """Answer 503 to the next *times* fetches of the keys."""
        self._arm(Fault.JWKS_DOWN, times=times)

    def fail_training(self) -> None:
        """End the next training to finish as COMPLETED with an error."""
        self._fail(
            Fault.FAIL_TRAINING, 503, "runner_disconnected", "Runner disconnected"
        )

    def fail_generation(self) -> None:
        """End the next generation to finish as COMPLETED with an error."""
        self._fail(
            Fault.FAIL_GENERATION, 500, "runner_server_error", "Internal server error"
        )

    def writer_down(self, times: int = 1) -> None:
        """Refuse the next *times* submits to language models with nginx's 503."""
        self._arm(Fault.WRITER_DOWN, times=times)

    def fail_writing(self) -> None:
        """End the next language model to finish as COMPLETED with an error."""
        self._fail(
            Fault.FAIL_WRITING, 504, "generation_timeout", "Generation timed out"
        )

    def write_nonsense(
        self, output: str = "I'm sorry, I can't help with that."
    ) -> None:
        """Answer *output* from the next language model."""
        self._arm(Fault.WRITE_NONSENSE, output)

    def refuse_writing(self) -> None:
        """End the next language model as a 422 `content_policy_violation`."""
        self._arm(Fault.REFUSE_WRITING)

    def fail_upscaling(self) -> None:
        """End the next upscale to finish as COMPLETED with an error."""
        self._fail(
            Fault.FAIL_UPSCALING, 500, "runner_server_error", "Internal server error"
        )

    def refuse_content(self) -> None:
        """End the next generation as a 422 `content_policy_violation`."""
        self._arm(Fault.REFUSE_CONTENT)

    def black_picture(self) -> None:
        """Blacken the first picture of the next generation and flag it."""
        self._arm(Fault.BLACK_PICTURE)

    def fewer_pictures(self, missing: int = 1) -> None:
        """Return *missing* pictures fewer than the next generation ordered."""
        self._arm(Fault.FEWER_PICTURES, missing)

    def corrupt_picture(self, number: int = 0) -> None:
        """Damage the file of one picture of the next generation."""
        self._arm(Fault.CORRUPT_PICTURE, number)

    def withhold_picture(self, times: int = 1_000_000) -> None:
        """Answer 503 to *times* fetches of the next generation's last picture."""
        self._arm(Fault.WITHHOLD_PICTURE, times)

    def truncated_weights(self) -> None:
        """Truncate the weights file of the next training to a half."""
        self._arm(Fault.TRUNCATED_WEIGHTS)

    def missing_weights(self) -> None:
        """Answer 404 for the weights of the next training."""
        self._arm(Fault.MISSING_WEIGHTS)

    def slow_submit(self, seconds: float = 30) -> None:
        """Accept the next submit, but answer only after *seconds*."""
        self._arm(Fault.SLOW_SUBMIT, seconds)

    def drop_submit(self) -> None:
        """Accept the next submit, then drop the connection without an answer."""
        self._arm(Fault.DROP_SUBMIT)

    def refuse_submit(self, status: int = 503, times: int = 1) -> None:
        """Refuse the next *times* submits with *status*; nothing is enqueued.

        429, 500, 503 (nginx's page), 403 (account locked), 401 and 404 look as at fal.
        """
        self._arm(Fault.REFUSE_SUBMIT, status, times)

    def lose_result(self) -> None:
        """Answer 404 for the result of the next request to finish."""
        self._arm(Fault.LOSE_RESULT)

    def result_unavailable(self, times: int = 1) -> None:
        """Answer 503 to the next *times* result requests."""
        self._arm(Fault.RESULT_UNAVAILABLE, times=times)

    def catalogue_down(self, status: int = 503, times: int = 1) -> None:
        """Answer the next *times* catalogue requests with an HTML page and *status*."""
        self._arm(Fault.CATALOGUE_DOWN, status, times)

    def deprecate_endpoint(self, name: str) -> None:
        """Mark an endpoint as deprecated; it still works."""
        self.endpoints_deprecated.add(name)

    def remove_endpoint(self, name: str) -> None:
        """Remove an endpoint: it is not listed, and a submit is answered 404."""
        self.endpoints_gone.add(name)

    def change_price(self, name: str, unit_price: float) -> None:
        """Change the price of a unit."""
        self.endpoint_prices[name] = unit_price

    def remove_model(self, name: str, said: Removed = Removed.RATE_LIMIT) -> None:
        """Remove a language model."""
        self.models_removed[name] = said

    def status_unavailable(self, times: int = 1) -> None:
        """Answer 503 to the next *times* status requests."""
        self._arm(Fault.STATUS_UNAVAILABLE, times=times)
