"""What the bot keeps of its chats: the records, and the ports that keep them.

The Telegram adapter asks for them and the SQL adapter keeps them; neither knows the
other.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import attrs

from avatar_core.ids import AvatarId, JobId, PersonId, PhotoId
from avatar_core.people import Person


@attrs.frozen
class Position:
    """A place in a conversation, and what was said on the way there."""

    #: None: in no dialog.
    state: str | None = None
    data: Mapping[str, str] = attrs.field(factory=dict)


# --- messages and files -----------------------------------------------------


@attrs.frozen
class ProgressCard:
    """The one message that shows how far a job is."""

    chat_id: int
    message_id: int
    #: Of what it shows now: the same again is not sent.
    digest: str


class ProgressCards(Protocol):
    """The progress cards, by job; losing one loses only an edit."""

    async def get(self, job: JobId, /) -> ProgressCard | None:
        """Return the job's card, if it has one."""

    async def put(self, job: JobId, card: ProgressCard, /) -> None:
        """Keep the job's card, in place of the one before."""

    async def drop(self, job: JobId, /) -> None:
        """Forget the job's card; forgetting an unknown one does nothing."""


@attrs.frozen
class KnownFile:
    """What Telegram made of a picture when it was last sent as one kind of file."""

    #: None: it was refused.
    file_id: str | None
    at: datetime


class KnownFiles(Protocol):
    """The pictures that Telegram knows; losing one loses only an upload."""

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        """Return what Telegram made of the picture, as that kind of file."""

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        """Keep what Telegram made of the picture, in place of what was known."""


# --- albums -----------------------------------------------------------------


@attrs.frozen(kw_only=True)
class WaitingPhoto:
    """A photo that was sent before it was clear which avatar it is for."""

    message_id: int
    photo: PhotoId
    file_id: str
    size: int | None
    name: str | None


class ReceivedAlbums(Protocol):
    """What is remembered of albums, by any process and for a day.

    Telegram sends an album as one message for each of its photos.
    """

    async def claim(
        self, person: PersonId, album: str, message_id: int, /, *, at: datetime
    ) -> bool:
        """Return whether this message is the one of the album that is answered.

        The first message to ask is; asked again, it still is.
        """

    async def destine(self, person: PersonId, album: str, avatar: AvatarId, /) -> None:
        """Note which avatar the photos of a claimed album are for."""

    async def destination(self, person: PersonId, album: str, /) -> AvatarId | None:
        """Return which avatar the photos of the album are for, if that is known."""

    async def keep(
        self,
        person: PersonId,
        message_id: int,
        photo: PhotoId,
        /,
        *,
        file_id: str,
        size: int | None,
        name: str | None,
        at: datetime,
    ) -> None:
        """Have a photo wait; too many of one person do not."""

    async def waiting(self, person: PersonId, /) -> Sequence[WaitingPhoto]:
        """Return the photos that wait, in the order they were sent."""

    async def drop(self, person: PersonId, message_id: int, /) -> None:
        """Have a photo wait no longer."""


# --- updates ----------------------------------------------------------------


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


@attrs.frozen(kw_only=True)
class WaitingUpdate:
    """An update that is not worked off yet."""

    update_id: int
    line: int
    person: PersonId
    kind: str
    media_group: str | None
    body: str
    due_at: datetime
    #: How often it was begun in vain: it failed, or the process died.
    starts: int
    #: Whether the tap was answered although the rest failed.
    answered: bool
    #: Where the conversation stood when it was set aside; None: it was not.
    stood: Position | None
    #: Since when it has been set aside.
    aside_since: datetime | None


@attrs.frozen(kw_only=True)
class Look:
    """What every update needs to know, read at once."""

    #: What waits in the line, oldest first; the first dozen of it.
    waiting: Sequence[WaitingUpdate] = ()
    person: Person | None = None
    position: Position = attrs.field(factory=Position)
    #: The messages of the chat that are anchored cards.
    anchored: frozenset[int] = frozenset()


@attrs.frozen
class Unheld:
    """A line that no living process holds."""

    line: int
    #: How often its updates were begun in vain.
    starts: int


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
        to: Position | None = None,
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
        update: WaitingUpdate,
        /,
        *,
        stood: Position,
        until: datetime,
        in_hand: Collection[int],
    ) -> tuple[int, bool]:
        """Let an update wait beside its line, and the rest of its album with it.

        Those *in_hand* stay where they are.

        Returns:
            The line they are in now, which is this process's unless another has it,
            and whether the old line was let go.
        """

    async def album(self, update: WaitingUpdate, /) -> Sequence[int]:
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
