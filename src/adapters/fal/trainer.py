"""Trainings at fal."""

from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime

import attrs

from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError, Refusal
from avatar_core.orders import TrainingOrder
from avatar_core.ports import (
    Refused,
    TrainedWeights,
    TrainingCall,
    Unfinished,
)

from . import requests
from .answers import file_url
from .client import FalClient
from .models import TrainerModel, UnknownModelError, trainer_model


@attrs.frozen
class FalTrainer:
    """A `avatar_core.ports.Trainer` at fal.

    No time to start is set: whoever ordered a training would rather wait, and
    at the deadline the job is cancelled anyway.
    """

    client: FalClient
    #: Makes the public URL of the webhook that carries a token; None: no webhooks.
    webhook_url: Callable[[str], str] | None = None

    async def submit(self, call: TrainingCall, /, *, token: str) -> str:
        """Order the training with exactly one POST; return fal's id of it."""
        try:
            model = trainer_model(call.order.model, call.order.avatar_type)
        except UnknownModelError as error:
            raise ProviderRefusedError(str(error), Refusal.NOT_NOW) from error
        return await self.client.submit(
            model.name,
            model.arguments(call.order, call.archive_url),
            webhook_url=self.webhook_url(token) if self.webhook_url else None,
        )

    async def find(
        self,
        order: TrainingOrder,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the training with this order's trigger word."""
        model = _known(order)
        return await requests.find(
            self.client,
            model.name,
            lambda arguments: model.made_for(order, arguments),
            since=since,
            besides=besides,
        )

    async def check(
        self, order: TrainingOrder, request_id: str, /
    ) -> Unfinished | TrainedWeights:
        """Return how the training stands.

        One that ended well but left no weights counts as refused.
        """
        model = _known(order)
        standing = await requests.check(
            self.client, model.name, request_id, steps=order.steps
        )
        if not isinstance(standing, requests.Finished):
            return standing
        url = file_url(standing.result.get(model.weights_field))
        if url is None:
            return Refused(f"the result has no {model.weights_field}: no weights")
        return TrainedWeights(url)

    async def cancel(self, order: TrainingOrder, request_id: str, /) -> None:
        """Ask fal to stop."""
        await requests.cancel(self.client, order.model, request_id)

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream the weights (40 to 100 MB for FLUX.1); see `FalClient.download`."""
        return self.client.download(url)


def _known(order: TrainingOrder) -> TrainerModel:
    try:
        return trainer_model(order.model, order.avatar_type)
    except UnknownModelError as error:
        raise ProviderUnavailableError(str(error)) from error
