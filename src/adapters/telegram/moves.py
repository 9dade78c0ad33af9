"""Where an update takes its person in the conversation."""

import attrs

from ..chat_store import Position


@attrs.define
class Move:
    """Where one update found the conversation, and where it leads.

    That is written down together with the update's end: an update that is handled
    again finds the conversation where it was the first time.
    """

    at: Position
    to: Position | None = None

    @property
    def position(self) -> Position:
        """Where the conversation stands now."""
        return self.to or self.at
