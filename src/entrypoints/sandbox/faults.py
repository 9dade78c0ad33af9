"""Faults that can be armed to happen at the next occasion."""

from collections import deque
from collections.abc import Callable
from typing import Any

import attrs


@attrs.define(eq=False)
class Fault:
    """One fault; calling it arms it."""

    default: Any = True
    #: Is told, when it happens, what it happens to.
    told: Callable[[str], None] = attrs.field(init=False, default=lambda _: None)
    _armed: deque[Any] = attrs.field(init=False, factory=deque)

    def armed(self) -> int:
        """Return how many times it will still happen."""
        return len(self._armed)

    def __call__(self, value: Any = None, *, times: int = 1) -> None:
        """Let it happen *times* more times, with *value* or its default."""
        self._armed.extend([self.default if value is None else value] * times)

    def take(self, about: str = "") -> Any:
        """Use it up once; return the value it was armed with, or None.

        *about* is what it happens to.
        """
        if not self._armed:
            return None
        self.told(about)
        return self._armed.popleft()

    def clear(self) -> None:
        """Disarm it."""
        self._armed.clear()
