"""Interpret fal's answers, as pure functions.

The details made here are logged for the operator. They name fal's error types and the
fields at fault, never the input, which contains people's words and links.
"""

import re

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

import attrs
import httpx

from avatar_core.errors import (
    AmbiguousSubmitError,
    ProviderError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from avatar_core.ports import CalledOff, Lost, Refused, Unbegun, Unfetched, Unfinished


_DETAIL_LIMIT: Final = 300
_BLOCKED: Final = "content_policy_violation"
_CANCELLED: Final = "client_cancelled"
#: fal could not reach our link, which is not the fault of a person's input.
_UNFETCHED: Final = "file_download_error"
#: Error types of a timeout; only the result tells whether it was in the queue.
TIMEOUTS: Final = frozenset({"request_timeout", "startup_timeout"})
#: Refusals of the body itself, which would be refused again.
_BODY_AT_FAULT: Final = frozenset({400, 413, 415, 422})
#: Answers to a GET about our account, a proxy or the load, not about the request.
_NOT_ABOUT_IT: Final = frozenset({401, 402, 403, 407, 408, 429})
#: Answers, through fal, of a language model that is not offered any more.
_MODEL_GONE: Final = frozenset({400, 404, 410, 429})
_PERCENT: Final = re.compile(r"(?<![\d.])(\d{1,3})(?:\.\d+)?\s?%")
_COUNT: Final = re.compile(r"\b(\d{1,7})/(\d{1,7})\b")


@attrs.frozen
class ErrorAnswer:
    """An HTTP error."""

    status: int
    #: fal's error types: several in a model's 422, else at most one.
    types: tuple[str, ...]
    detail: str
    #: Whether fal's own server answered, not a gateway in front of it.
    from_fal: bool
    #: Whether it gives a reason.
    worded: bool = False
    #: Whether it was dropped at our start deadline (fal's page on common parameters).
    unbegun: bool = False

    @property
    def blocked(self) -> bool:
        """Whether a content check refused it."""
        return _BLOCKED in self.types

    @property
    def cancelled(self) -> bool:
        """Whether we cancelled the request."""
        return _CANCELLED in self.types


def read_error(response: httpx.Response) -> ErrorAnswer:
    """Read an error answer, with any body."""
    status = response.status_code
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    parts: list[str] = []
    types: list[str] = []
    if isinstance(body, dict):
        detail = body.get("detail")
        if isinstance(detail, str):
            parts.append(detail)
        for item in detail if isinstance(detail, list) else ():
            if isinstance(item, dict) and isinstance(kind := item.get("type"), str):
                types.append(kind)
                parts.append(_place(kind, item.get("loc")))
        if isinstance(kind := body.get("error_type"), str):
            types.append(kind)
    if not types and (header := response.headers.get("x-fal-error-type")):
        types.append(header)
    words = "; ".join(parts) or ", ".join(types) or "no reason given"
    return ErrorAnswer(
        status=status,
        types=tuple(types),
        detail=f"{status}: {words}"[:_DETAIL_LIMIT],
        from_fal="x-fal-request-id" in response.headers,
        worded=bool(parts or types),
        unbegun=response.headers.get("x-fal-request-timeout-type") == "user",
    )


def _place(kind: str, loc: object) -> str:
    if isinstance(loc, list) and loc:
        return f"{kind} at {'.'.join(str(step)[:40] for step in loc[:6])}"
    return kind


def submit_error(answer: ErrorAnswer) -> ProviderError:
    """Return what an error answer to a submit means.

    A 3xx or 4xx is definite: the request was not accepted. Unless the body is at fault,
    it may be sent again when the account, the address or the load allows it.

    Of the 5xx only a gateway's 503 is definite: it reached no server. A 500, 502 or 504
    may follow the enqueuing of the request, and so may any 5xx with fal's request id.
    """
    if answer.unbegun:
        return ProviderRefusedError(answer.detail, Refusal.NOT_NOW)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and (
        answer.from_fal or answer.status != HTTPStatus.SERVICE_UNAVAILABLE
    ):
        return AmbiguousSubmitError(answer.detail)
    return ProviderRefusedError(answer.detail, _refusal(answer))


def _refusal(answer: ErrorAnswer) -> Refusal:
    if answer.blocked:
        return Refusal.BLOCKED
    if answer.status in _BODY_AT_FAULT:
        return Refusal.INPUT
    match answer.status:
        case HTTPStatus.UNAUTHORIZED:
            return Refusal.KEY
        case HTTPStatus.PAYMENT_REQUIRED | HTTPStatus.FORBIDDEN:
            # "User is locked": the balance is exhausted.
            return Refusal.BALANCE
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Refusal.ENDPOINT
        case _:
            return Refusal.NOT_NOW


def ending_by_type(error_type: str, message: str | None) -> Refused | CalledOff:
    """Return what an error type in the status of a completed request means."""
    if error_type == _CANCELLED:
        return CalledOff()
    detail = f"{error_type}: {message or 'no reason given'}"[:_DETAIL_LIMIT]
    return Refused(detail, input=error_type == "bad_request")


def ending(answer: ErrorAnswer) -> Unfinished:
    """Return what an error answer in place of a result means.

    Raises:
        ProviderUnavailableError: It is about our account, or comes from a gateway
            without an error type of fal's: it says nothing about the request.
    """
    if answer.cancelled:
        return CalledOff()
    if answer.unbegun:
        return Unbegun(answer.detail)
    if answer.status == HTTPStatus.NOT_FOUND:
        return Lost(answer.detail)
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        if set(answer.types) == {_UNFETCHED}:
            return Unfetched(answer.detail)
        return Refused(answer.detail, blocked=answer.blocked, input=not answer.blocked)
    if answer.status in _NOT_ABOUT_IT or not answer.types:
        raise ProviderUnavailableError(answer.detail)
    return Refused(
        answer.detail, blocked=answer.blocked, input="bad_request" in answer.types
    )


def writer_ending(answer: ErrorAnswer) -> Unfinished:
    """Return what an error answer in place of a language model's result means.

    A model that is no longer offered answers with a rate limit (429), or with a reason
    that nobody runs it (404): another model may work.

    Raises:
        ProviderUnavailableError: It says nothing about the request.
    """
    if answer.status in _MODEL_GONE and answer.worded:
        return Refused(answer.detail, elsewhere=True)
    return ending(answer)


def percent_done(logs: Iterable[object], steps: int) -> int | None:
    """Return the percentage in the newest progress bar of the training itself.

    Such a line reads "42%|####  | 420/1000 [...]". A bar that counts to anything but
    *steps* is about downloads or captions.
    """
    newest: int | None = None
    for entry in logs:
        message = entry.get("message") if isinstance(entry, Mapping) else None
        if not isinstance(message, str):
            continue
        if (count := _COUNT.search(message)) and int(count[2]) != steps:
            continue
        for found in _PERCENT.findall(message):
            if int(found) <= 100:  # noqa: PLR2004 - it is a percentage
                newest = int(found)
    return newest


def file_url(value: object) -> str | None:
    """Return the URL, the only required field of fal's File objects."""
    url = value.get("url") if isinstance(value, Mapping) else None
    return url if isinstance(url, str) and url else None


def whole_number(value: object) -> int | None:
    """Return *value* if it is an integer from 0 to 2**63 - 1, else None."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    return None
