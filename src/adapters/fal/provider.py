"""The core's provider at fal."""

from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

import attrs
import fal_client

from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError, Refusal
from avatar_core.orders import DescriptionOrder, EnrichmentOrder, Order, TrainingOrder
from avatar_core.ports import Lost, Queued, Refused, Running, Standing

from . import models
from .answers import TIMEOUTS, ending, ending_by_type, percent_done, writer_ending
from .client import FalClient, HttpAnswerError, is_request_id
from .files import FalFiles
from .platform_api import sent_since


#: fal's client refuses a second or less.
_SHORTEST_START: Final = timedelta(seconds=2)
#: How far fal's clock may be behind ours.
_SKEW: Final = timedelta(minutes=1)


@attrs.frozen
class FalProvider:
    """The `avatar_core.ports.Provider` at fal."""

    client: FalClient
    #: Returns the public webhook URL for a token; None: no webhooks.
    webhook_url: Callable[[str], str] | None = None

    async def submit(
        self,
        order: Order,
        file: str | None,
        /,
        *,
        token: str,
        start_within: timedelta,
        language_model: str | None = None,
    ) -> str:
        """Make exactly one POST and return fal's id of the request."""
        try:
            arguments = models.request(order, file, language_model)
        except models.UnknownModelError as error:
            raise ProviderRefusedError(str(error), Refusal.NOT_NOW) from error
        return await self.client.submit(
            order.model,
            arguments,
            webhook_url=self.webhook_url(token) if self.webhook_url else None,
            start_within=max(start_within, _SHORTEST_START).total_seconds(),
            stored=order.kind.recorded,
        )

    async def find(
        self,
        order: Order,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the request made for *order*, from fal's list.

        Of several matches return the one sent nearest to *since*: the same prompt with
        the same seed may have been ordered before, or after.
        """
        _require_model(order)
        if not order.kind.recorded:
            return None
        start = since - _SKEW - self.client.doubt()
        found = [
            sent
            for sent in await sent_since(self.client, order.model, start)
            if models.made_for(order, sent.arguments) and sent.request_id not in besides
        ]
        if not found:
            return None
        nearest = min(found, key=lambda sent: abs(sent.sent_at - since))
        if not is_request_id(nearest.request_id):
            raise ProviderUnavailableError("the list of requests holds an unusable id")
        return nearest.request_id

    async def check(self, order: Order, request_id: str, /) -> Standing:
        """Return the state of the request.

        The status COMPLETED may hide an error: only a result is a success.
        """
        _require_model(order)
        if not is_request_id(request_id):
            return Lost("that is no id of a request")
        # Only trainings take long enough to report progress.
        steps = order.steps if isinstance(order, TrainingOrder) else None
        try:
            status = await self.client.status(
                order.model, request_id, with_logs=steps is not None
            )
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
                return await self._completed(order, request_id, status)
            case _:
                raise ProviderUnavailableError("the status is of no known kind")

    async def _completed(
        self, order: Order, request_id: str, status: fal_client.Completed
    ) -> Standing:
        if status.error_type and status.error_type not in TIMEOUTS:
            return ending_by_type(status.error_type, status.error)
        try:
            result = await self.client.result(order.model, request_id)
        except HttpAnswerError as error:
            written = isinstance(order, DescriptionOrder | EnrichmentOrder)
            end = (writer_ending if written else ending)(error.answer)
            if isinstance(end, Lost) and status.error:
                return Refused(status.error[:300])
            return end
        if status.error:
            return Refused(status.error[:300])
        return models.outcome(order, result)

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Ask fal to stop; ignore that the request has ended or is unknown."""
        if not is_request_id(request_id):
            return
        try:
            await self.client.cancel(order.model, request_id)
        except HttpAnswerError as error:
            harmless = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
            if error.answer.status not in harmless:
                raise ProviderUnavailableError(str(error)) from error

    async def forget(self, request_id: str, /) -> bool:
        """Delete what fal keeps of a request; see `FalClient.forget`."""
        return not is_request_id(request_id) or await self.client.forget(request_id)

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a file that fal made; see `FalFiles.download`."""
        return FalFiles(self.client).download(url)


def _require_model(order: Order) -> None:
    try:
        models.require_model_of(order)
    except models.UnknownModelError as error:
        raise ProviderUnavailableError(str(error)) from error
