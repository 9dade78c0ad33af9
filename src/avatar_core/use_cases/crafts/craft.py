"""One kind of job as the engine sees it."""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Final, Protocol, TypeAlias

import attrs

from ...avatars import Weights
from ...jobs import Job
from ...orders import Scene
from ...pictures import Picture
from ...policy import Pace
from ...ports import Unfinished


#: How long the provider may take to fetch a file from us: its queue is unbounded
#: and it may rerun a request ten times.
LINK_LIFETIME: Final = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class Harvest:
    """What lies verified in our own storage at the end of a job."""

    weights: Weights | None = None
    pictures: tuple[Picture, ...] = ()
    scene: Scene | None = None
    #: Results that the provider's content check withheld.
    blocked: int = 0

    @property
    def delivered(self) -> int:
        """How many of the ordered results there are."""
        alone = (self.weights, self.scene)
        return len(self.pictures) + sum(one is not None for one in alone)


Standing: TypeAlias = Unfinished | Harvest


#: Makes the one POST of a job, to be begun within this time, and returns its id.
Post: TypeAlias = Callable[[timedelta], Awaitable[str]]


class Craft(Protocol):
    """One kind of job, as the provider does it."""

    @property
    def pace(self) -> Pace: ...

    async def prepare(self, job: Job, /) -> Post:
        """Make ready what the call needs; return the call: exactly one POST.

        Raises:
            ProviderRefusedError: The account is in trouble, so nothing can be left there.
        """

    async def find(self, job: Job, besides: Collection[str], /) -> str | None:
        """Look the job up in the provider's books; it is none of *besides*."""

    async def check(self, job: Job, /) -> Standing:
        """Return how it stands; what is finished is brought home and verified.

        Raises:
            BadArtefactError: What was delivered cannot be used.
        """

    async def cancel(self, job: Job, /) -> None:
        """Ask the provider to stop."""


def request_id(job: Job) -> str:
    """Return the provider's id of a job that was accepted."""
    if job.request_id is None:
        raise ValueError("a job that was accepted has the provider's id")
    return job.request_id
