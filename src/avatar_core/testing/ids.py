"""Reproducible ids."""

from typing import Final
from uuid import UUID, uuid5

import attrs


_NAMESPACE: Final = UUID("6f1c1d6e-0d2b-4a5a-9a44-2f2c1c1c7a10")


@attrs.define
class SequentialIds:
    """An `Ids` that gives the same ids in the same order in every run."""

    seed: str = ""
    _given: int = 0

    def __call__(self) -> UUID:
        """Return the next id."""
        self._given += 1
        return uuid5(_NAMESPACE, f"{self.seed}:{self._given}")
