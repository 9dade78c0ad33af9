"""What fal's answers mean. Pure functions; nothing here asks anybody.

Texts made here go to the owner's logs. They name fal's error types and the
fields at fault, never the input: that holds people's words and links.
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
from avatar_core.ports import CalledOff, Lost, Refused, Unbegun, Unfetched


_DETAIL_LIMIT: Final = 300
_BLOCKED: Final = "content_policy_violation"
_CANCELLED: Final = "client_cancelled"
#: fal could not reach our link: that is about us, not about what a person gave.
_UNFETCHED: Final = "file_download_error"
#: What a request that timed out is called; only its result says whether in the queue.
TIMEOUTS: Final = frozenset({"request_timeout", "startup_timeout"})
#: Definite refusals of the body itself; the same again would fail again.
_BODY_AT_FAULT: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
#: Answers to a GET that say nothing about the request asked for.
_NOT_ABOUT_IT: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
#: How a language model answers, through fal, that is not offered any more.
_MODEL_GONE: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_PERCENT: Final = re.compile(r"(?<![\d.])(\d{1,3})(?:\.\d+)?\s?%")
_COUNT: Final = re.compile(r"\b(\d{1,7})/(\d{1,7})\b")


@attrs.frozen
class ErrorAnswer:
    """An HTTP answer that is no success."""

    status: int
    #: fal's words for what happened: of a model's 422 several, else at most one.
    types: tuple[str, ...]
    detail: str
    #: fal's own server answered, not a gateway in front of it.
    from_fal: bool
    #: It says why.
    worded: bool = False
    #: It was dropped at our start deadline, as fal's page on common parameters says.
    unbegun: bool = False

    @property
    def blocked(self) -> bool:
        """Whether a content check refused it."""
        return _BLOCKED in self.types

    @property
    def cancelled(self) -> bool:
        """Whether it says that we called it off."""
        return _CANCELLED in self.types


def read_error(response: httpx.Response) -> ErrorAnswer:
    """Read an error answer; whatever its body holds, this does not fail."""
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
    """Return what an error answer to a submitting POST means.

    4xx and 3xx are definite: it was not taken. All but those about the body
    itself are worth another try, for the fault is in the account, the address or
    the moment, and mending it is the owner's affair.

    Of the 5xx only a gateway's 503 is definite: it had nobody to pass the
    request on to. A 500, 502 or 504 may have been sent after the request was
    enqueued, and so may any 5xx under fal's own request id.
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
            # The user is locked, it says then: the balance is exhausted.
            return Refusal.BALANCE
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Refusal.ENDPOINT
        case _:
            return Refusal.NOT_NOW


def ending_by_type(error_type: str, message: str | None) -> Refused | CalledOff:
    """Return what an error of fal's machinery, named in the status, means."""
    if error_type == _CANCELLED:
        return CalledOff()
    detail = f"{error_type}: {message or 'no reason given'}"[:_DETAIL_LIMIT]
    return Refused(detail, input=error_type == "bad_request")


def ending(
    answer: ErrorAnswer,
) -> Refused | CalledOff | Lost | Unfetched | Unbegun:
    """Return what an error answer to the GET of a result means.

    It is the model's own answer, unless it is about our account or comes,
    without any of fal's words, from something that stands in between.

    Raises:
        ProviderUnavailableError: It says nothing about the request.
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


def writer_ending(
    answer: ErrorAnswer,
) -> Refused | CalledOff | Lost | Unfetched | Unbegun:
    """Return what an error answer to the GET of a writer's result means.

    A language model that was taken off answers as if too much had been asked (429), or
    that nobody runs it (404, in words): another one may do.

    Raises:
        ProviderUnavailableError: It says nothing about the request.
    """
    if answer.status in _MODEL_GONE and answer.worded:
        return Refused(answer.detail, elsewhere=True)
    return ending(answer)


def percent_done(logs: Iterable[object], steps: int) -> int | None:
    """Return the percentage in the newest log line about the training itself.

    Trainers draw progress bars ("42%|####  | 420/1000 [...]"). A bar that counts
    to anything but *steps* is about something else: downloads, captions.
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
    """Return the URL in one of fal's File objects; all else in it is optional."""
    url = value.get("url") if isinstance(value, Mapping) else None
    return url if isinstance(url, str) and url else None


def whole_number(value: object) -> int | None:
    """Return an integer that a signed 64-bit column can hold, else None."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    return None
