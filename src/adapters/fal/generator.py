"""Generations at fal."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError, Refusal
from avatar_core.orders import GenerationOrder
from avatar_core.ports import (
    DrawnPicture,
    DrawnPictures,
    GenerationCall,
    Refused,
    Unfinished,
)

from . import requests
from .answers import file_url, whole_number
from .client import FalClient
from .models import GeneratorModel, UnknownModelError, generator_model


@attrs.frozen
class FalImageGenerator:
    """A `avatar_core.ports.ImageGenerator` at fal."""

    client: FalClient
    #: Makes the public URL of the webhook that carries a token; None: no webhooks.
    webhook_url: Callable[[str], str] | None = None
    #: What has not begun by then, fal drops unbilled: nobody would wait for it.
    #: Keep it below the deadline of a generation; more than one second.
    start_within: timedelta = timedelta(minutes=25)

    async def submit(self, call: GenerationCall, /, *, token: str) -> str:
        """Order the pictures with exactly one POST; return fal's id of it."""
        try:
            model = generator_model(call.order.model)
        except UnknownModelError as error:
            raise ProviderRefusedError(str(error), Refusal.NOT_NOW) from error
        return await self.client.submit(
            model.name,
            model.arguments(call.order, call.weights_url),
            webhook_url=self.webhook_url(token) if self.webhook_url else None,
            start_within=self.start_within.total_seconds(),
        )

    async def find(
        self,
        order: GenerationOrder,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the generation with this order's prompt and seed."""
        model = _known(order)
        return await requests.find(
            self.client,
            model.name,
            lambda arguments: model.made_for(order, arguments),
            since=since,
            besides=besides,
        )

    async def check(
        self, order: GenerationOrder, request_id: str, /
    ) -> Unfinished | DrawnPictures:
        """Return how the generation stands."""
        model = _known(order)
        standing = await requests.check(self.client, model.name, request_id)
        if not isinstance(standing, requests.Finished):
            return standing
        return _pictures(order, standing.result)

    async def cancel(self, order: GenerationOrder, request_id: str, /) -> None:
        """Ask fal to stop."""
        await requests.cancel(self.client, order.model, request_id)

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a picture; see `FalClient.download`."""
        return self.client.download(url)


def _pictures(
    order: GenerationOrder, result: Mapping[str, Any]
) -> Refused | DrawnPictures:
    images = result.get("images")
    if not isinstance(images, list):
        return Refused("the result has no images")
    flags = result.get("has_nsfw_concepts")
    flags = flags if isinstance(flags, list) else []
    # fal's own seeds may exceed 64 bits, but it draws with the one we sent. Of
    # several pictures each has the next seed: so says krea-2's page, and we
    # assume it of the others, whose pages say nothing.
    seed = whole_number(result.get("seed"))
    first = order.seed if seed is None else seed
    drawn = []
    for number, image in enumerate(images):
        url = file_url(image)
        if url is None:
            continue
        blocked = number < len(flags) and flags[number] is True
        drawn.append(DrawnPicture(url=url, seed=first + number, blocked=blocked))
    return DrawnPictures(tuple(drawn))


def _known(order: GenerationOrder) -> GeneratorModel:
    try:
        return generator_model(order.model)
    except UnknownModelError as error:
        raise ProviderUnavailableError(str(error)) from error
