"""The log line about each update."""

from collections.abc import Callable
from typing import Any

import attrs
import structlog


log = structlog.get_logger()


@attrs.define
class Trace:
    """What the log line about an update will say."""

    outcome: str = "ok"
    handler: str | None = None
    #: The refusal, or the error it failed with.
    error: BaseException | None = None

    def note(self, handler: Callable[..., Any]) -> None:
        """Note the handler of the update."""
        name = getattr(handler, "__qualname__", type(handler).__qualname__)
        self.handler = f"{handler.__module__.rpartition('.')[2]}.{name}"


def log_update(trace: Trace, *, duration_ms: int) -> None:
    """Log the outcome of an update."""
    say = log.info
    facts: dict[str, Any] = {}
    if trace.error is not None:
        facts["error"] = type(trace.error).__name__
    if trace.outcome == "failed":
        say = log.error
        facts["exc_info"] = trace.error
    say(
        "telegram.update",
        outcome=trace.outcome,
        handler=trace.handler,
        duration_ms=duration_ms,
        **facts,
    )
