"""Where an update takes its person in the conversation."""

from collections.abc import Mapping

import attrs

from aiogram.fsm.storage.base import StorageKey


@attrs.frozen
class Position:
    """A place in a conversation, and what was said on the way there."""

    key: StorageKey
    #: None: in no dialog.
    state: str | None
    data: Mapping[str, str]


@attrs.define
class Move:
    """Where one update leads to.

    It is written down together with the update's end: an update that is handled
    again finds the conversation where it was the first time.
    """

    to: Position | None = None
