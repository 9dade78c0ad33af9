"""Whoever trains, draws, describes and enlarges for money."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, TypeVar

import attrs

from ..orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Scene,
    TrainingOrder,
    UpscaleOrder,
)


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
    """A finished generation, possibly shorter than ordered."""

    pictures: tuple[DrawnPicture, ...]


@attrs.frozen
class TrainingCall:
    """What the trainer is called with."""

    order: TrainingOrder
    archive_url: str


@attrs.frozen
class GenerationCall:
    """What the image generator is called with."""

    order: GenerationOrder
    weights_url: str


@attrs.frozen
class DescriptionCall:
    """What the writer is called with to describe a photo."""

    order: DescriptionOrder
    photo_url: str
    #: The language model that is to answer.
    language_model: str


@attrs.frozen
class EnrichmentCall:
    """What the writer is called with to enrich a person's words."""

    order: EnrichmentOrder
    #: The language model that is to answer.
    language_model: str


@attrs.frozen
class UpscaleCall:
    """What the upscaler is called with."""

    order: UpscaleOrder
    picture_url: str


WritingCall: TypeAlias = DescriptionCall | EnrichmentCall


WritingOrder: TypeAlias = DescriptionOrder | EnrichmentOrder


CallT_contra = TypeVar("CallT_contra", contravariant=True)


OrderT_contra = TypeVar("OrderT_contra", contravariant=True)


ResultT_co = TypeVar("ResultT_co", covariant=True)


class Provider(Protocol[CallT_contra, OrderT_contra, ResultT_co]):
    """A paid service that works through a queue.

    Any method may raise `ProviderUnavailableError`, except `submit`, which then
    could not have been sent and raises `ProviderRefusedError`, `Refusal.NOT_NOW`.
    """

    async def submit(
        self, call: CallT_contra, /, *, token: str, start_within: timedelta
    ) -> str:
        """Make exactly one request and return the provider's id of it.

        *token* goes into the webhook's URL, if webhooks are in use. What has not begun
        after *start_within* is dropped by the provider, unbilled.

        Raises:
            ProviderRefusedError: It was definitely not taken.
            AmbiguousSubmitError: It may have been.
        """

    async def find(
        self,
        order: OrderT_contra,
        /,
        *,
        since: datetime,
        besides: Collection[str] = (),
    ) -> str | None:
        """Return the id of the request made for *order*, from the provider's books.

        It is none of *besides*, which were made for it before. None means that the
        books are in order and do not have it (yet): only what has ended is sure to
        be there.
        """

    async def check(
        self, order: OrderT_contra, request_id: str, /
    ) -> "Unfinished | ResultT_co":
        """Return how the request stands."""

    async def cancel(self, order: OrderT_contra, request_id: str, /) -> None:
        """Ask to stop; what was asked too late still ends as it would have."""

    def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        """Stream a delivered file.

        Raises:
            BadArtefactError: It is not there, and will not be.
            ProviderUnavailableError: It could not be read (to its end).
        """


Trainer: TypeAlias = Provider[TrainingCall, TrainingOrder, TrainedWeights]


ImageGenerator: TypeAlias = Provider[GenerationCall, GenerationOrder, DrawnPictures]


Writer: TypeAlias = Provider[WritingCall, WritingOrder, Scene]


#: The enlarged picture comes without a seed of its own: 0.
Upscaler: TypeAlias = Provider[UpscaleCall, UpscaleOrder, DrawnPicture]
