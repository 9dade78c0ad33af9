"""The paid AI provider."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

import attrs

from ..orders import Order, Scene


@attrs.frozen
class Queued:
    """The provider will begin when *position* others are done."""

    position: int | None


@attrs.frozen
class Running:
    """The provider is at work."""

    percent: int | None


@attrs.frozen
class Refused:
    """The provider ended without a result."""

    detail: str
    #: Its content check did it.
    blocked: bool = False
    #: The input was at fault; the same again would fail again.
    input: bool = False
    #: The language model behind it is gone or said nothing; another may do it.
    elsewhere: bool = False


@attrs.frozen
class CalledOff:
    """The provider ended because we cancelled."""


@attrs.frozen
class Lost:
    """The provider knows nothing (any more) of the request or its result."""

    detail: str


@attrs.frozen
class Unfetched:
    """The provider ended because it could not fetch a file that we lent it."""

    detail: str


@attrs.frozen
class Unbegun:
    """The provider dropped it, unbilled, before it began: its start deadline passed."""

    detail: str


#: How a request can stand that has no result, or none yet.
Unfinished: TypeAlias = (
    Queued | Running | Refused | CalledOff | Lost | Unfetched | Unbegun
)


@attrs.frozen
class TrainedWeights:
    """A finished training: where to fetch what it made."""

    url: str


@attrs.frozen
class DrawnPicture:
    """A finished picture: where to fetch it."""

    url: str
    seed: int
    #: The provider's own content check turned it black.
    blocked: bool


@attrs.frozen
class DrawnPictures:
    """The finished pictures of an order, possibly fewer than ordered."""

    pictures: tuple[DrawnPicture, ...]


#: What a finished request made; an enlarged picture has no seed of its own: 0.
Result: TypeAlias = TrainedWeights | DrawnPictures | Scene


#: How a request stands.
Standing: TypeAlias = Unfinished | Result


class Provider(Protocol):
    """A paid service that works through a queue.

    Any method may raise `ProviderUnavailableError`, except `submit`, which then
    could not have been sent and raises `ProviderRefusedError`, `Refusal.NOT_NOW`.
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

        *file* is a link to what the order is about, *token* goes into the webhook's
        URL, if webhooks are in use. The provider drops the request, unbilled, if it has
        not begun after *start_within*. A scene is written by *language_model*.

        Raises:
            ProviderRefusedError: It was definitely not taken.
            AmbiguousSubmitError: It may have been.
        """

    async def find(
        self, order: Order, /, *, since: datetime, besides: Collection[str] = ()
    ) -> str | None:
        """Return the id of the request made for *order*, from the provider's books.

        It is none of *besides*, which were made for it before. None means that the
        books are in order and do not have it (yet): only what has ended is sure to
        be there.
        """

    async def check(self, order: Order, request_id: str, /) -> Standing:
        """Return how the request stands."""

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Ask to stop; what was asked too late still ends as it would have."""

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a delivered file.

        Raises:
            BadArtefactError: It is not there, and will not be.
            ProviderUnavailableError: It could not be read (to its end).
        """
