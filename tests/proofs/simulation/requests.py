"""Requests accepted by the simulated provider, and their ends."""

from enum import StrEnum
from typing import Final

import attrs

from avatar_core import GenerationOrder, Scene, TrainingOrder, UpscaleOrder
from avatar_core.orders import DescriptionOrder, EnrichmentOrder, Order
from avatar_core.ports import DrawnPicture, DrawnPictures, Result, TrainedWeights

from .weather import Fault


class Fate(StrEnum):
    """The predetermined end of a request."""

    DONE = "done"
    FAILED = "failed"
    INPUT = "input"
    BLOCKED = "blocked"
    UNFETCHED = "unfetched"
    STUCK = "stuck"
    LOST = "lost"
    #: It did not begin before its start deadline.
    DROPPED = "dropped"
    #: The language model behind it is gone.
    MODEL_GONE = "model gone"


FATES: Final = {
    Fault.RUN_FAILED: Fate.FAILED,
    Fault.RUN_INPUT: Fate.INPUT,
    Fault.RUN_BLOCKED: Fate.BLOCKED,
    Fault.RUN_UNFETCHED: Fate.UNFETCHED,
    Fault.RUN_STUCK: Fate.STUCK,
    Fault.RUN_LOST: Fate.LOST,
    Fault.RUN_MODEL_GONE: Fate.MODEL_GONE,
}
_UNBILLED: Final = {Fate.UNFETCHED, Fate.DROPPED, Fate.MODEL_GONE}


@attrs.define(eq=False)
class Request:
    """An accepted request, which is paid for."""

    id: str
    order: Order
    token: str
    #: In seconds since the start, as all times here.
    taken_at: float
    starts_at: float
    ends_at: float
    #: How long after its end it is listed.
    lag: float
    gone_at: float
    fate: Fate
    files: list[str]
    cancels: int = 0
    cancelled_at: float | None = None

    def is_dead(self, now: float) -> bool:
        """Return whether it failed unbilled, so that it may be repeated."""
        if self.removed:
            return True
        return self.fate in _UNBILLED and self.ends_at <= now

    @property
    def removed(self) -> bool:
        """Whether it was cancelled in the queue, and is no longer known."""
        return self.cancelled_at is not None and self.cancelled_at < self.starts_at

    def is_listed(self, now: float) -> bool:
        """Return whether it is listed, which it is if it began and has ended."""
        began = self.fate is not Fate.DROPPED and not self.removed
        return began and now >= (self.cancelled_at or self.ends_at) + self.lag


def result_of(request: Request) -> Result:
    """Return the result of a request that is done."""
    match request.order:
        case TrainingOrder():
            return TrainedWeights(request.files[0])
        case UpscaleOrder():
            return DrawnPictures(
                (DrawnPicture(url=request.files[0], seed=0, blocked=False),)
            )
        case DescriptionOrder() | EnrichmentOrder():
            return Scene(text="a boat at sea", negative="")
        case GenerationOrder(seed=seed):
            return DrawnPictures(
                tuple(
                    DrawnPicture(url=url, seed=seed + number, blocked=False)
                    for number, url in enumerate(request.files)
                )
            )
