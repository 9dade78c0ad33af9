"""What armed faults did, and what the bot made of it, for the page."""

import time

from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Final

import attrs


_KEPT: Final = 20


class End(StrEnum):
    """How the bot came over a fault."""

    #: It asked for the result of which no webhook told.
    POLLED = "polled"
    #: It took the webhook after all.
    DELIVERED = "delivered"
    #: It ordered the same once more.
    AGAIN = "again"
    #: It repeated a call, which went through.
    THROUGH = "through"
    #: It sent as a file what was refused as a photo.
    AS_FILE = "as_file"


@attrs.frozen
class Happening:
    """One fault that has happened."""

    fault: str
    #: What it happened to: a request, a method or an order.
    about: str
    #: In seconds since the epoch.
    at: float
    end: End | None = None
    #: How long the bot needed.
    seconds: float | None = None


@attrs.frozen(eq=False)
class Happenings:
    """The newest faults that have happened, oldest first."""

    clock: Callable[[], float] = time.time
    _all: deque[Happening] = attrs.field(
        init=False, factory=lambda: deque(maxlen=_KEPT)
    )

    def newest(self) -> list[Happening]:
        """Return them, the newest first."""
        return list(reversed(self._all))

    def begin(self, fault: str, about: str) -> None:
        """Note that a fault happens, once for all times that it does in a row."""
        if not any(
            each.end is None and (each.fault, each.about) == (fault, about)
            for each in self._all
        ):
            self._all.append(Happening(fault, about, self.clock()))

    def end(self, about: str, end: End) -> None:
        """Note that the bot came over what happened to *about*, if anything did."""
        for index, each in enumerate(self._all):
            if each.about == about and each.end is None:
                seconds = self.clock() - each.at
                self._all[index] = attrs.evolve(each, end=end, seconds=seconds)
