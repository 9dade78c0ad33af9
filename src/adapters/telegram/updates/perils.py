"""Updates that kill the process: those it was seen with last, time and again."""

import asyncio

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Final, Protocol

from avatar_core.errors import StoreUnavailableError
from avatar_core.ports import Clock


#: How many processes may die with an update in hand before it is set aside.
DEATHS: Final = 10
#: How long after its start a process expects what killed the one before it:
#: Telegram soon delivers again what was not confirmed.
PROBATION: Final = timedelta(minutes=10)


class BegunUpdates(Protocol):
    """Which updates are in the hands of a process, or were when it died."""

    async def begun(self, update_id: int, /) -> int:
        """Return how many processes began it and were not heard of again."""

    async def begin(self, update_id: int, /, *, at: datetime) -> None:
        """Note that this process has the update in hand."""

    async def survive(self, update_id: int, /) -> None:
        """Note that a process which had the update in hand has outlived it."""


class DeadlyUpdateError(Exception):
    """Too many processes died with this update in hand."""


class Perils:
    """Has it written down which updates a young process has in hand.

    A process that has lived for *probation* writes nothing: what it is given then
    has killed nobody before, or not lately.
    """

    def __init__(
        self,
        begun: BegunUpdates,
        clock: Clock,
        *,
        deaths: int = DEATHS,
        probation: timedelta = PROBATION,
    ) -> None:
        self._begun: Final = begun
        self._clock: Final = clock
        self._deaths: Final = deaths
        self._probation: Final = probation
        self._born: Final = clock()
        #: What this process has written down and not crossed out.
        self._noted: Final[set[int]] = set()
        self._alone: Final = asyncio.Lock()

    @asynccontextmanager
    async def facing(self, update_id: int) -> AsyncIterator[None]:
        """Have the update in hand until the block ends.

        Raises:
            DeadlyUpdateError: It must not be begun again.
        """
        if abs(self._clock() - self._born) >= self._probation:
            yield
            return
        async with AsyncExitStack() as stack:
            # What is noted of this process itself is no death.
            died = await self._begun.begun(update_id) - (update_id in self._noted)
            if died >= self._deaths:
                raise DeadlyUpdateError(update_id)
            if died:
                # Next to one another the guilty and the innocent die together.
                await stack.enter_async_context(self._alone)
            if update_id not in self._noted:
                await self._begun.begin(update_id, at=self._clock())
                self._noted.add(update_id)
            try:
                yield
            except Exception:
                # It fails, but it kills nobody.
                with suppress(StoreUnavailableError):
                    await self._begun.survive(update_id)
                    self._noted.discard(update_id)
                raise
            self._noted.discard(update_id)
