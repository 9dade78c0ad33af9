"""The one way a method call ends badly: Telegram's code and its exact words."""

from typing import Any


class RefusalError(Exception):
    """Telegram refuses a call; `description` is what the bot gets to read."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        """Keep the parts of the answer."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The body of the HTTP answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> RefusalError:
    """The commonest refusal: 400 with a reason."""
    return RefusalError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusalError:
    """The person does not want this bot."""
    return RefusalError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusalError:
    """Two ways of receiving updates at once."""
    return RefusalError(409, f"Conflict: {words}")


def too_many_requests(seconds: int) -> RefusalError:
    """Flood control."""
    return RefusalError(
        429,
        f"Too Many Requests: retry after {seconds}",
        {"retry_after": seconds},
    )
