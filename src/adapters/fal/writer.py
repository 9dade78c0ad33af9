"""Scenes written at fal: descriptions of photos, and enriched words."""

from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime, timedelta

import attrs

from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError, Refusal
from avatar_core.orders import Scene
from avatar_core.ports import (
    Unfinished,
    WritingCall,
    WritingOrder,
)

from . import requests
from .client import FalClient
from .models import UnknownModelError, WriterModel, writer_model
from .scenes import read_scene


@attrs.frozen
class FalWriter:
    """A `avatar_core.ports.Writer` at fal."""

    client: FalClient
    #: Makes the public URL of the webhook that carries a token; None: no webhooks.
    webhook_url: Callable[[str], str] | None = None
    #: What has not begun by then, fal drops unbilled: somebody waits for the words,
    #: and can do without. More than one second.
    start_within: timedelta = timedelta(minutes=2)

    async def submit(self, call: WritingCall, /, *, token: str) -> str:
        """Ask for the scene with exactly one POST; return fal's id of it."""
        try:
            model = writer_model(call.order.model)
        except UnknownModelError as error:
            raise ProviderRefusedError(str(error), Refusal.NOT_NOW) from error
        return await self.client.submit(
            model.name,
            model.arguments(call),
            webhook_url=self.webhook_url(token) if self.webhook_url else None,
            start_within=self.start_within.total_seconds(),
        )

    async def find(
        self,
        order: WritingOrder,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the request with this order's marker."""
        model = _known(order)
        return await requests.find(
            self.client,
            model.name,
            lambda arguments: model.made_for(order, arguments),
            since=since,
            besides=besides,
        )

    async def check(
        self, order: WritingOrder, request_id: str, /
    ) -> Unfinished | Scene:
        """Return how the writing stands.

        An answer that is no scene counts as refused.
        """
        model = _known(order)
        standing = await requests.check(self.client, model.name, request_id)
        if not isinstance(standing, requests.Finished):
            return standing
        return read_scene(standing.result)

    async def cancel(self, order: WritingOrder, request_id: str, /) -> None:
        """Ask fal to stop."""
        await requests.cancel(self.client, order.model, request_id)

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a file; a writer makes none, its words are in the answer."""
        return self.client.download(url)


def _known(order: WritingOrder) -> WriterModel:
    try:
        return writer_model(order.model)
    except UnknownModelError as error:
        raise ProviderUnavailableError(str(error)) from error
