"""The life of one request at fal, the same for all models."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import attrs
import fal_client

from avatar_core.errors import ProviderUnavailableError
from avatar_core.ports import (
    CalledOff,
    Lost,
    Queued,
    Refused,
    Running,
    Unfetched,
    Unfinished,
)

from .answers import ending, ending_by_type, percent_done
from .client import FalClient, HttpAnswerError, is_request_id


#: How far fal's clock may be behind ours.
_SKEW: Final = timedelta(minutes=1)


@attrs.frozen
class Finished:
    """The model answered 200, with this."""

    result: Mapping[str, Any]


async def check(
    client: FalClient, model: str, request_id: str, *, steps: int | None = None
) -> Unfinished | Finished:
    """Return how a request stands: COMPLETED alone is never believed.

    Args:
        client: The connection.
        model: The full name of the endpoint.
        request_id: fal's id of the request.
        steps: To read the percentage from the logs, the training's steps.

    Raises:
        ProviderUnavailableError: Nothing could be learned.
    """
    if not is_request_id(request_id):
        return Lost("that is no id of a request")
    try:
        status = await client.status(model, request_id, with_logs=steps is not None)
    except HttpAnswerError as error:
        if error.answer.status == HTTPStatus.NOT_FOUND:
            return Lost(str(error))
        raise ProviderUnavailableError(str(error)) from error
    match status:
        case fal_client.Queued(position=position):
            return Queued(position)
        case fal_client.InProgress(logs=logs):
            return Running(percent_done(logs or (), steps) if steps else None)
        case fal_client.Completed():
            return await _completed(client, model, request_id, status)
        case _:
            raise ProviderUnavailableError("the status is of no known kind")


async def _completed(
    client: FalClient, model: str, request_id: str, status: fal_client.Completed
) -> Refused | CalledOff | Lost | Unfetched | Finished:
    if status.error_type:
        return ending_by_type(status.error_type, status.error)
    try:
        result = await client.result(model, request_id)
    except HttpAnswerError as error:
        end = ending(error.answer)
        if isinstance(end, Lost) and status.error:
            return Refused(status.error[:300])
        return end
    if status.error:
        return Refused(status.error[:300])
    return Finished(result)


async def find(
    client: FalClient,
    model: str,
    matches: Callable[[Mapping[str, Any]], bool],
    *,
    since: datetime,
    besides: Collection[str] = (),
) -> str | None:
    """Return the id of the matching request sent at *since*, from fal's books.

    Of several matches the one sent nearest to *since* is meant: the same prompt
    with the same seed may have been ordered before, or after. Those *besides* which
    one is looked for are passed over.

    Raises:
        ProviderUnavailableError: The books could not be read.
    """
    sent = await client.sent(model, start=since - _SKEW - client.doubt())
    found = [
        one for one in sent if matches(one.arguments) and one.request_id not in besides
    ]
    if not found:
        return None
    nearest = min(found, key=lambda one: abs(one.sent_at - since))
    if not is_request_id(nearest.request_id):
        raise ProviderUnavailableError("the books hold an unusable request id")
    return nearest.request_id


async def cancel(client: FalClient, model: str, request_id: str) -> None:
    """Ask to stop a request; that it has ended, or is unknown, is fine too.

    Raises:
        ProviderUnavailableError: fal could not be asked.
    """
    if not is_request_id(request_id):
        return
    try:
        await client.cancel(model, request_id)
    except HttpAnswerError as error:
        if error.answer.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
            raise ProviderUnavailableError(str(error)) from error
