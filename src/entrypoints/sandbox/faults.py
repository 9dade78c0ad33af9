"""Faults that can be armed to happen at the next occasion."""

from collections import deque
from typing import Any

import attrs


@attrs.define(eq=False)
class Fault:
    """One fault; calling it arms it."""

    default: Any = True
    _armed: deque[Any] = attrs.field(init=False, factory=deque)

    def armed(self) -> int:
        """Return how many times it will still happen."""
        return len(self._armed)

    def __call__(self, value: Any = None, *, times: int = 1) -> None:
        """Let it happen *times* more times, with *value* or its default."""
        self._armed.extend([self.default if value is None else value] * times)

    def take(self) -> Any:
        """Use it up once; return the value it was armed with, or None."""
        return self._armed.popleft() if self._armed else None

    def clear(self) -> None:
        """Disarm it."""
        self._armed.clear()
