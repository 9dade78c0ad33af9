"""The inbox: every update is written down, and then worked off from its row."""

import json

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import attrs

from aiogram.types import Update

from avatar_core import Person
from avatar_core.ids import PersonId

from .kinds import kind_of, sender_of


@attrs.frozen(kw_only=True)
class Arrival:
    """An update that has just come, and what its row says of it."""

    update_id: int
    #: Updates of one line are worked off in order: a person's, by their id. One that
    #: waits for nobody has a line of its own, by its negative id.
    line: int
    person: int | None
    kind: str
    #: The album that it is of.
    media_group: str | None
    #: The update as Telegram sent it, in JSON.
    body: str

    @classmethod
    def of(cls, update: Update, raw: Any) -> "Arrival":
        """Return what is kept of an update."""
        user, message = sender_of(update), update.message
        person = None if user is None else user.id
        urgent = update.pre_checkout_query is not None or person is None
        return cls(
            update_id=update.update_id,
            line=-update.update_id if urgent or person is None else person,
            person=person,
            kind=kind_of(update),
            media_group=None if message is None else message.media_group_id,
            body=json.dumps(raw, separators=(",", ":")),
        )


class Stood(Protocol):
    """Where a conversation stood."""

    @property
    def state(self) -> str | None: ...
    @property
    def data(self) -> Mapping[str, str]: ...


class Waiting(Protocol):
    """An update that is not worked off yet."""

    @property
    def update_id(self) -> int: ...
    @property
    def line(self) -> int: ...
    @property
    def person(self) -> PersonId: ...
    @property
    def kind(self) -> str: ...
    @property
    def media_group(self) -> str | None: ...
    @property
    def body(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def starts(self) -> int:
        """How often it was begun in vain: it failed, or the process died."""

    @property
    def answered(self) -> bool:
        """Whether the tap was answered although the rest failed."""

    @property
    def stood(self) -> Stood | None:
        """Where the conversation stood when it was set aside; None: it was not."""

    @property
    def aside_since(self) -> datetime | None: ...


class Look(Protocol):
    """What every update needs to know, read at once."""

    @property
    def waiting(self) -> Sequence[Waiting]:
        """What waits in the line, oldest first; the first dozen of it."""

    @property
    def person(self) -> Person | None: ...
    @property
    def position(self) -> Stood: ...
    @property
    def anchored(self) -> frozenset[int]:
        """The messages of the chat that are anchored cards."""


class Unheld(Protocol):
    """A line that no living process holds."""

    @property
    def line(self) -> int: ...
    @property
    def starts(self) -> int:
        """How often its updates were begun in vain."""


class Inbox(Protocol):
    """The updates that came, as one process works them off.

    Several processes may share them. A line is worked off by the process that holds
    it, and goes to another when that one is not heard of for some seconds.
    """

    async def take(self, arrivals: Sequence[Arrival], /) -> Collection[int]:
        """Write down what came; return the lines of it that are this process's now.

        All of it or nothing. What is known already is left as it is.
        """

    async def strike(self, update_id: int, kind: str, /) -> bool:
        """Write down an update that is not worked off; return whether it is new."""

    async def look(self, line: int, /) -> Look:
        """Return what waits in a line, and what handling it needs.

        A line that this process does not hold, or no longer, is empty.
        """

    async def end(
        self,
        line: int,
        update_ids: Collection[int],
        /,
        *,
        person: PersonId,
        to: Stood | None = None,
    ) -> bool:
        """Strike updates off their line, and move the conversation.

        Ended twice they move it nowhere else.

        Returns:
            Whether the line was empty then, and is let go.
        """

    async def put_off(
        self, update_id: int, /, *, until: datetime, answered: bool
    ) -> None:
        """Note that an update was begun in vain, and have its line wait."""

    async def set_aside(
        self,
        update: Waiting,
        /,
        *,
        stood: Stood,
        until: datetime,
        in_hand: Collection[int],
    ) -> tuple[int, bool]:
        """Let an update wait beside its line, and the rest of its album with it.

        Those *in_hand* stay where they are.

        Returns:
            The line they are in now, which is this process's unless another has it,
            and whether the old line was let go.
        """

    async def album(self, update: Waiting, /) -> Sequence[int]:
        """Return the ids of an update's album, in order; its own if it is in none."""

    async def unheld(self) -> Sequence[Unheld]:
        """Return lines that no living process holds, the longest waiting first."""

    async def claim(self, lines: Collection[int], /) -> Collection[int]:
        """Take over lines that nobody holds; return those that are this process's.

        What a dead process may have had in hand counts as begun in vain.
        """

    async def renew(self, lines: Collection[int], /) -> None:
        """Keep those of the lines that are still this process's."""

    async def poll(self) -> bool:
        """Take, or keep, the right to poll; return whether this process has it."""

    async def release(self) -> None:
        """Leave all lines to others, and the right to poll."""
