"""The paid AI provider."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

import attrs

from ..orders import Order, Scene


@attrs.frozen
class Queued:
    """The provider will begin after *position* other requests."""

    position: int | None


@attrs.frozen
class Running:
    """The provider is at work."""

    percent: int | None


@attrs.frozen
class Refused:
    """The provider ended without a result."""

    detail: str
    #: The content check refused it.
    blocked: bool = False
    #: The input was at fault; the same again would fail again.
    input: bool = False
    #: The language model behind it is gone or gave no answer; another may work.
    elsewhere: bool = False


@attrs.frozen
class CalledOff:
    """The provider ended because we cancelled."""


@attrs.frozen
class Lost:
    """The provider has no record (any more) of the request or its result."""

    detail: str


@attrs.frozen
class Unfetched:
    """The provider ended because it could not download our file."""

    detail: str


@attrs.frozen
class Unbegun:
    """The provider dropped it, unbilled, before it began: its start deadline passed."""

    detail: str


#: The state of a request without a result.
Unfinished: TypeAlias = (
    Queued | Running | Refused | CalledOff | Lost | Unfetched | Unbegun
)


@attrs.frozen
class TrainedWeights:
    """A finished training, with the URL of the weights."""

    url: str


@attrs.frozen
class DrawnPicture:
    """A finished picture, with its URL."""

    url: str
    seed: int
    #: Whether the provider's content check made it black.
    blocked: bool


@attrs.frozen
class DrawnPictures:
    """The finished pictures of an order, possibly fewer than ordered."""

    pictures: tuple[DrawnPicture, ...]


#: The result of a finished request; an enlarged picture has the seed 0.
Result: TypeAlias = TrainedWeights | DrawnPictures | Scene


#: The state of a request.
Standing: TypeAlias = Unfinished | Result


class Provider(Protocol):
    """A paid service that works off a queue.

    Any method may raise `ProviderUnavailableError`, except `submit`: if nothing was
    sent, it raises `ProviderRefusedError` with `Refusal.NOT_NOW`.
    """

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
        """Make exactly one request and return the provider's id of it.

        *file* is a link to the file to work on; *token* is put into the webhook's URL
        if webhooks are in use. The provider drops the request, unbilled, if it has not
        begun within *start_within*. A scene is written by *language_model*.

        Raises:
            ProviderRefusedError: It was definitely not accepted.
            AmbiguousSubmitError: It may have been.
        """

    async def find(
        self, order: Order, /, *, since: datetime, besides: Collection[str] = ()
    ) -> str | None:
        """Return the id of the request made for *order*, from the provider's books.

        They show only requests of the kinds that are `JobKind.recorded`.

        Requests in *besides*, which were made for it earlier, are skipped. None means
        that the books were read and do not show it (yet): only ended requests are sure
        to be there.
        """

    async def check(self, order: Order, request_id: str, /) -> Standing:
        """Return the state of the request."""

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Ask the provider to stop; a request may still finish if it is too late."""

    async def forget(self, request_id: str, /) -> bool:
        """Delete what the provider keeps of a request, its outputs included.

        Return False if our account may not do that. Unknown requests are ignored.

        Raises:
            ProviderUnavailableError: It could not be asked.
        """

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a delivered file.

        Raises:
            BadArtefactError: It does not exist, and never will.
            ProviderUnavailableError: It could not be read (to its end).
        """
