"""The life of one request at fal, the same whatever is asked for."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Generic, Protocol, TypeVar

import attrs
import fal_client

from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError, Refusal
from avatar_core.orders import Order, TrainingOrder
from avatar_core.ports import (
    GenerationCall,
    Lost,
    Queued,
    Refused,
    Running,
    TrainingCall,
    Unfinished,
    UpscaleCall,
    WritingCall,
)

from .answers import TIMEOUTS, ErrorAnswer, ending, ending_by_type, percent_done
from .client import FalClient, HttpAnswerError, is_request_id
from .models import UnknownModelError


#: fal's client takes only more than a second.
_SHORTEST_START: Final = timedelta(seconds=2)
#: How far fal's clock may be behind ours.
_SKEW: Final = timedelta(minutes=1)


CallT_contra = TypeVar(
    "CallT_contra",
    bound=TrainingCall | GenerationCall | WritingCall | UpscaleCall,
    contravariant=True,
)


OrderT_contra = TypeVar("OrderT_contra", bound=Order, contravariant=True)


ResultT_co = TypeVar("ResultT_co", covariant=True)


class Model(Protocol[OrderT_contra, ResultT_co]):
    """One of fal's models, by what it is sent and what it answers."""

    def made_for(self, order: OrderT_contra, arguments: Mapping[str, Any], /) -> bool:
        """Return whether a body found in fal's books was sent for this order."""

    def outcome(
        self, order: OrderT_contra, result: Mapping[str, Any], /
    ) -> ResultT_co | Refused:
        """Return what the result of this order holds; what lacks it is refused."""


@attrs.frozen
class FalProvider(ABC, Generic[CallT_contra, OrderT_contra, ResultT_co]):
    """A `avatar_core.ports.Provider` at fal."""

    client: FalClient
    #: Makes the public URL of the webhook that carries a token; None: no webhooks.
    webhook_url: Callable[[str], str] | None = None

    @abstractmethod
    def _model(self, order: OrderT_contra, /) -> Model[OrderT_contra, ResultT_co]:
        """Return the model that is ordered, or raise `UnknownModelError`."""

    @abstractmethod
    def _arguments(self, call: CallT_contra, /) -> dict[str, Any]:
        """Return the body of the POST, or raise `UnknownModelError`."""

    async def submit(
        self, call: CallT_contra, /, *, token: str, start_within: timedelta
    ) -> str:
        """Order it with exactly one POST; return fal's id of the request."""
        try:
            arguments = self._arguments(call)
        except UnknownModelError as error:
            raise ProviderRefusedError(str(error), Refusal.NOT_NOW) from error
        return await self.client.submit(
            call.order.model,
            arguments,
            webhook_url=self.webhook_url(token) if self.webhook_url else None,
            start_within=max(start_within, _SHORTEST_START).total_seconds(),
        )

    async def find(
        self,
        order: OrderT_contra,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the order's request sent at *since*, from fal's books.

        Of several matches the one sent nearest to *since* is meant: the same prompt
        with the same seed may have been ordered before, or after.
        """
        model = self._known(order)
        start = since - _SKEW - self.client.doubt()
        found = [
            sent
            for sent in await self.client.sent(order.model, start=start)
            if model.made_for(order, sent.arguments) and sent.request_id not in besides
        ]
        if not found:
            return None
        nearest = min(found, key=lambda sent: abs(sent.sent_at - since))
        if not is_request_id(nearest.request_id):
            raise ProviderUnavailableError("the books hold an unusable request id")
        return nearest.request_id

    async def check(
        self, order: OrderT_contra, request_id: str, /
    ) -> Unfinished | ResultT_co:
        """Return how the request stands: COMPLETED alone is never believed."""
        model = self._known(order)
        if not is_request_id(request_id):
            return Lost("that is no id of a request")
        # Only trainings take long enough for anybody to ask how far they are.
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
                return await self._completed(model, order, request_id, status)
            case _:
                raise ProviderUnavailableError("the status is of no known kind")

    async def _completed(
        self,
        model: Model[OrderT_contra, ResultT_co],
        order: OrderT_contra,
        request_id: str,
        status: fal_client.Completed,
    ) -> Unfinished | ResultT_co:
        if status.error_type and status.error_type not in TIMEOUTS:
            return ending_by_type(status.error_type, status.error)
        try:
            result = await self.client.result(order.model, request_id)
        except HttpAnswerError as error:
            end = self._ending(error.answer)
            if isinstance(end, Lost) and status.error:
                return Refused(status.error[:300])
            return end
        if status.error:
            return Refused(status.error[:300])
        return model.outcome(order, result)

    def _ending(self, answer: ErrorAnswer) -> Unfinished:
        return ending(answer)

    async def cancel(self, order: OrderT_contra, request_id: str, /) -> None:
        """Ask fal to stop; that it has ended, or is unknown, is fine too."""
        if not is_request_id(request_id):
            return
        try:
            await self.client.cancel(order.model, request_id)
        except HttpAnswerError as error:
            harmless = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
            if error.answer.status not in harmless:
                raise ProviderUnavailableError(str(error)) from error

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a file that fal made; see `FalClient.download`."""
        return self.client.download(url)

    def _known(self, order: OrderT_contra) -> Model[OrderT_contra, ResultT_co]:
        try:
            return self._model(order)
        except UnknownModelError as error:
            raise ProviderUnavailableError(str(error)) from error
