"""Refusals of method calls, with Telegram's code and exact words."""

from typing import Any, Final


TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


class RefusalError(Exception):
    """Telegram refuses a call; the bot gets the `description`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str) -> RefusalError:
    """Return a 400 with a reason."""
    return RefusalError(400, f"Bad Request: {words}")
