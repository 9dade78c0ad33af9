"""One person's updates, one after another."""

import asyncio

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import attrs

from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.types import Update

from .throttle import is_upload


@attrs.define(eq=False)
class _Place:
    shared: bool
    called: asyncio.Event = attrs.field(factory=asyncio.Event)


@attrs.define
class _Line:
    waiting: deque[_Place] = attrs.field(factory=deque)
    inside: int = 0
    exclusive: bool = False


class PersonLines:
    """Lets the updates of each person in by one, in the order they came.

    Uploads next to one another go in together, a few at a time; a payment's last
    question has ten seconds and waits for nobody.
    """

    def __init__(self, together: int = 4) -> None:
        self._together: Final = together
        self._lines: Final[dict[int, _Line]] = {}

    @asynccontextmanager
    async def turn(self, update: Update) -> AsyncIterator[None]:
        """Wait for the update's turn, and keep it until the block ends."""
        user = UserContextMiddleware.resolve_event_context(update).user
        if user is None or update.pre_checkout_query is not None:
            yield
            return
        line = self._lines.setdefault(user.id, _Line())
        place = _Place(shared=is_upload(update))
        line.waiting.append(place)
        self._call(line)
        try:
            await place.called.wait()
            yield
        finally:
            if place.called.is_set():
                line.inside -= 1
                line.exclusive = False
            else:
                line.waiting.remove(place)
            self._call(line)
            if not line.inside and not line.waiting:
                del self._lines[user.id]

    def _call(self, line: _Line) -> None:
        while line.waiting and not line.exclusive:
            first = line.waiting[0]
            if line.inside >= (self._together if first.shared else 1):
                return
            line.waiting.popleft()
            line.inside += 1
            line.exclusive = not first.shared
            first.called.set()
