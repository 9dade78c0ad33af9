"""Enlargements at fal."""

from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime, timedelta

import attrs

from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError, Refusal
from avatar_core.orders import UpscaleOrder
from avatar_core.ports import (
    DrawnPicture,
    Refused,
    Unfinished,
    UpscaleCall,
)

from . import requests
from .answers import file_url
from .client import FalClient
from .models import UnknownModelError, UpscalerModel, upscaler_model


@attrs.frozen
class FalUpscaler:
    """A `avatar_core.ports.Upscaler` at fal.

    Its one model is ESRGAN, which only sharpens: it takes no prompt and draws no
    chance, so the same picture gives the same, the face stays the person's, and it
    costs a second or two of a computer. The diffusion upscalers (clarity, creative)
    cost ten times as much and paint another face.
    """

    client: FalClient
    #: Makes the public URL of the webhook that carries a token; None: no webhooks.
    webhook_url: Callable[[str], str] | None = None
    #: What has not begun by then, fal drops unbilled. More than one second.
    start_within: timedelta = timedelta(minutes=10)

    async def submit(self, call: UpscaleCall, /, *, token: str) -> str:
        """Order the enlargement with exactly one POST; return fal's id of it."""
        try:
            model = upscaler_model(call.order.model)
        except UnknownModelError as error:
            raise ProviderRefusedError(str(error), Refusal.NOT_NOW) from error
        return await self.client.submit(
            model.name,
            model.arguments(call.order, call.picture_url),
            webhook_url=self.webhook_url(token) if self.webhook_url else None,
            start_within=self.start_within.total_seconds(),
        )

    async def find(
        self,
        order: UpscaleOrder,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the enlargement of this order's picture."""
        model = _known(order)
        return await requests.find(
            self.client,
            model.name,
            lambda arguments: model.made_for(order, arguments),
            since=since,
            besides=besides,
        )

    async def check(
        self, order: UpscaleOrder, request_id: str, /
    ) -> Unfinished | DrawnPicture:
        """Return how the enlargement stands."""
        model = _known(order)
        standing = await requests.check(self.client, model.name, request_id)
        if not isinstance(standing, requests.Finished):
            return standing
        url = file_url(standing.result.get("image"))
        if url is None:
            return Refused("the result has no image")
        return DrawnPicture(url=url, seed=0, blocked=False)

    async def cancel(self, order: UpscaleOrder, request_id: str, /) -> None:
        """Ask fal to stop."""
        await requests.cancel(self.client, order.model, request_id)

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream the enlarged picture; see `FalClient.download`."""
        return self.client.download(url)


def _known(order: UpscaleOrder) -> UpscalerModel:
    try:
        return upscaler_model(order.model)
    except UnknownModelError as error:
        raise ProviderUnavailableError(str(error)) from error
