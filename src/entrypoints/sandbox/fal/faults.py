"""Troubles that can be armed to happen to the next thing of their kind."""

from collections import defaultdict, deque
from enum import StrEnum

import attrs

from .books import Outcome


class Fault(StrEnum):
    """Every trouble the emulator can make."""

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
    """How a language model that is gone answers."""

    #: As if too much had been asked: its maker refuses what it does not offer any more.
    #: Source: github.com/Lore-Hex/quill-router, pull request 287.
    RATE_LIMIT = "rate_limit"
    #: OpenRouter has nobody left who runs it.
    #: Source: github.com/anomalyco/models.dev, issue 1248.
    NO_ENDPOINTS = "no_endpoints"
    #: HTTP 200, with the error in the output's own field.
    ERROR_FIELD = "error_field"


@attrs.define
class Faults:
    """Arms troubles; each happens once, to the next thing it fits.

    Calling a method twice arms the trouble twice. Troubles of trainings and
    pictures strike when the work *finishes*, so they may also be armed while it
    runs.
    """

    _armed: defaultdict[Fault, deque[float | str | Outcome]] = attrs.field(
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
        """How many times each armed trouble will still happen."""
        return {fault: len(queue) for fault, queue in self._armed.items() if queue}

    def clear(self) -> None:
        """Disarm everything."""
        self._armed.clear()
        self.endpoints_deprecated.clear()
        self.endpoints_gone.clear()
        self.endpoint_prices.clear()
        self.models_removed.clear()

    def take(self, fault: Fault) -> float | str | Outcome | None:
        """Let *fault* strike: return what it was armed with, or None."""
        queue = self._armed[fault]
        return queue.popleft() if queue else None

    def _arm(
        self, fault: Fault, value: float | str | Outcome = 1.0, times: int = 1
    ) -> None:
        self._armed[fault].extend([value] * times)

    def lose_webhook(self) -> None:
        """Never deliver the next webhook."""
        self._arm(Fault.LOSE_WEBHOOK)

    def delay_webhook(self, seconds: float = 10) -> None:
        """Deliver the next webhook *seconds* late."""
        self._arm(Fault.DELAY_WEBHOOK, seconds)

    def repeat_webhook(self, times: int = 3) -> None:
        """Deliver the next webhook *times* times, however it is answered."""
        self._arm(Fault.REPEAT_WEBHOOK, float(times))

    def forge_webhook(self) -> None:
        """Put a stranger's POST, signed with a wrong key, before the next webhook.

        It says the opposite of the truth. With `lose_webhook` it comes alone.
        """
        self._arm(Fault.FORGE_WEBHOOK)

    def stale_webhook(self) -> None:
        """Put a rightly signed POST an hour old before the next webhook.

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

    def fail_training(
        self,
        *,
        http_status: int = 503,
        error_type: str = "runner_disconnected",
        message: str = "Runner disconnected",
    ) -> None:
        """Let the next training to finish end as COMPLETED with an error."""
        self._arm(Fault.FAIL_TRAINING, _runner_error(http_status, error_type, message))

    def fail_generation(
        self,
        *,
        http_status: int = 500,
        error_type: str = "runner_server_error",
        message: str = "Internal server error",
    ) -> None:
        """Let the next generation to finish end as COMPLETED with an error."""
        self._arm(
            Fault.FAIL_GENERATION, _runner_error(http_status, error_type, message)
        )

    def writer_down(self, times: int = 1) -> None:
        """Refuse the next *times* submits to language models with nginx's 503."""
        self._arm(Fault.WRITER_DOWN, times=times)

    def fail_writing(
        self,
        *,
        http_status: int = 504,
        error_type: str = "generation_timeout",
        message: str = "Generation timed out",
    ) -> None:
        """Let the next language model to finish end as COMPLETED with an error."""
        self._arm(Fault.FAIL_WRITING, _runner_error(http_status, error_type, message))

    def write_nonsense(
        self, output: str = "I'm sorry, I can't help with that."
    ) -> None:
        """Let the next language model answer *output*, whatever it was asked."""
        self._arm(Fault.WRITE_NONSENSE, output)

    def refuse_writing(self) -> None:
        """Let the next language model end as a 422 `content_policy_violation`."""
        self._arm(Fault.REFUSE_WRITING)

    def fail_upscaling(
        self,
        *,
        http_status: int = 500,
        error_type: str = "runner_server_error",
        message: str = "Internal server error",
    ) -> None:
        """Let the next enlargement to finish end as COMPLETED with an error."""
        self._arm(Fault.FAIL_UPSCALING, _runner_error(http_status, error_type, message))

    def refuse_content(self) -> None:
        """Let the next generation end as a 422 `content_policy_violation`."""
        self._arm(Fault.REFUSE_CONTENT)

    def black_picture(self) -> None:
        """Blacken the first picture of the next generation and flag it."""
        self._arm(Fault.BLACK_PICTURE)

    def fewer_pictures(self, missing: int = 1) -> None:
        """Return *missing* pictures fewer than the next generation asked for."""
        self._arm(Fault.FEWER_PICTURES, float(missing))

    def corrupt_picture(self, number: int = 0) -> None:
        """Damage the file of one picture of the next generation, for good."""
        self._arm(Fault.CORRUPT_PICTURE, float(number))

    def withhold_picture(self, times: int = 1_000_000) -> None:
        """Answer 503 to the next *times* fetches of the next generation's last picture."""
        self._arm(Fault.WITHHOLD_PICTURE, float(times))

    def truncated_weights(self) -> None:
        """Cut the weights file of the next training in half."""
        self._arm(Fault.TRUNCATED_WEIGHTS)

    def missing_weights(self) -> None:
        """Answer 404 for the weights of the next training."""
        self._arm(Fault.MISSING_WEIGHTS)

    def slow_submit(self, seconds: float = 30) -> None:
        """Take the next submit, but answer only after *seconds*."""
        self._arm(Fault.SLOW_SUBMIT, seconds)

    def drop_submit(self) -> None:
        """Take the next submit, then drop the connection without an answer."""
        self._arm(Fault.DROP_SUBMIT)

    def refuse_submit(self, status: int = 503, times: int = 1) -> None:
        """Refuse the next *times* submits with *status*; nothing is enqueued.

        429, 500, 503 (nginx's page), 403 (account locked), 401 and 404 look as at fal.
        """
        self._arm(Fault.REFUSE_SUBMIT, float(status), times)

    def lose_result(self) -> None:
        """Answer 404 for the result of the next request to finish."""
        self._arm(Fault.LOSE_RESULT)

    def result_unavailable(self, times: int = 1) -> None:
        """Answer 503 to the next *times* result requests."""
        self._arm(Fault.RESULT_UNAVAILABLE, times=times)

    def catalogue_down(self, status: int = 503, times: int = 1) -> None:
        """Answer an HTML page with *status* to the next *times* looks at the catalogue."""
        self._arm(Fault.CATALOGUE_DOWN, float(status), times)

    def deprecate_endpoint(self, name: str) -> None:
        """Call an endpoint deprecated; it still works."""
        self.endpoints_deprecated.add(name)

    def remove_endpoint(self, name: str) -> None:
        """Take an endpoint off: it is listed no more, and a submit is answered 404."""
        self.endpoints_gone.add(name)

    def change_price(self, name: str, unit_price: float) -> None:
        """Ask another price for a unit."""
        self.endpoint_prices[name] = unit_price

    def remove_model(self, name: str, said: Removed = Removed.RATE_LIMIT) -> None:
        """Take a language model off."""
        self.models_removed[name] = said

    def status_unavailable(self, times: int = 1) -> None:
        """Answer 503 to the next *times* status requests."""
        self._arm(Fault.STATUS_UNAVAILABLE, times=times)


def _runner_error(http_status: int, error_type: str, message: str) -> Outcome:
    return Outcome(
        http_status=http_status,
        body={"detail": message, "error_type": error_type},
        error=message,
        error_type=error_type,
    )
