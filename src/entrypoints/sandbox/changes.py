"""Let many wait for the next change."""

import asyncio


class Changes:
    """Wakes everybody who waits for the next change."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._event = asyncio.Event()

    def announce(self) -> None:
        """Wake everybody who waits."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next `announce`."""
        await self._event.wait()
