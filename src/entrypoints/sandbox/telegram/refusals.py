"""Refusals of method calls, with Telegram's code and exact words."""

from typing import Any


class RefusalError(Exception):
    """Telegram refuses a call; the bot gets the `description`."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        """Make a refusal."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """Return the body of the HTTP answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> RefusalError:
    """Return a 400 with a reason."""
    return RefusalError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusalError:
    """Return a 403."""
    return RefusalError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusalError:
    """Return a 409: updates are received in two ways at once."""
    return RefusalError(409, f"Conflict: {words}")


def too_many_requests(seconds: int) -> RefusalError:
    """Return a 429."""
    return RefusalError(
        429,
        f"Too Many Requests: retry after {seconds}",
        {"retry_after": seconds},
    )
