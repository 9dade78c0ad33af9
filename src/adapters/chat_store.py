"""Records about chats that the bot stores, and the ports that store them.

The Telegram adapter uses these ports and the SQL adapter implements them; neither
imports the other.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

import attrs

from avatar_core.ids import AvatarId, JobId, PersonId, PhotoId
from avatar_core.people import Person


#: After this many failed starts an update is handled alone: no other update of its line
#: and no other such line is handled meanwhile, so that the guilty one shows.
SUSPECT: Final = 2


@attrs.frozen
class Position:
    """The state of a conversation, and what was entered so far."""

    #: None: no dialog.
    state: str | None = None
    data: Mapping[str, str] = attrs.field(factory=dict)


# --- messages and files -----------------------------------------------------


@attrs.frozen
class ProgressCard:
    """The message that shows the progress of a job."""

    chat_id: int
    message_id: int
    #: A digest of its content: an edit to the same content is not sent.
    digest: str


class ProgressCards(Protocol):
    """The progress cards, by job; losing one only loses an edit.

    A job's card is deleted when its end is noted as told.
    """

    async def get(self, job: JobId, /) -> ProgressCard | None:
        """Return the job's card, if it has one."""

    async def put(self, job: JobId, card: ProgressCard, /) -> bool:
        """Store the job's card, replacing the last one.

        Returns:
            False, and nothing is stored, if the end of the job was told.
        """

    async def drop(self, job: JobId, /) -> None:
        """Delete the job's card, if it has one."""


class Anchors(Protocol):
    """The messages of chats that are anchored cards, by key."""

    async def get(self, chat_id: int, key: str, /) -> int | None:
        """Return the message of the card, if any."""

    async def put(self, chat_id: int, key: str, message_id: int, /) -> None:
        """Store the message of the card, which is the card of no other key then."""

    async def release(self, chat_id: int, message_id: int, /) -> None:
        """Forget the card in this message: it shows something else now."""

    async def owe(self, chat_id: int, key: str, debt: UUID, /) -> None:
        """Record that the card is out of date; a newer debt replaces an older one."""

    async def settle(self, chat_id: int, key: str, debt: UUID, /) -> None:
        """Record that the card is up to date, unless there is a newer debt."""

    async def owed(self) -> Sequence[tuple[int, str, UUID]]:
        """Return chat, key and debt of some cards that are out of date."""


@attrs.frozen
class KnownFile:
    """Telegram's answer when a picture was last sent as one kind of file."""

    #: None: it was refused.
    file_id: str | None
    at: datetime


class KnownFiles(Protocol):
    """The pictures that Telegram knows; losing one only costs an upload."""

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        """Return Telegram's answer for the picture as that kind of file."""

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        """Store Telegram's answer, replacing an older one."""


# --- albums -----------------------------------------------------------------


@attrs.frozen(kw_only=True)
class WaitingPhoto:
    """A photo that was sent before its avatar was known."""

    message_id: int
    photo: PhotoId
    file_id: str
    size: int | None
    name: str | None


class ReceivedAlbums(Protocol):
    """Albums, shared by all processes and kept for a day.

    Telegram sends an album as one message per photo.
    """

    async def claim(
        self, person: PersonId, album: str, message_id: int, /, *, at: datetime
    ) -> bool:
        """Return whether this message is the one of its album that is answered.

        That is the first message to claim; its claim succeeds again when repeated.
        """

    async def destine(self, person: PersonId, album: str, avatar: AvatarId, /) -> None:
        """Record the avatar that the photos of a claimed album are for."""

    async def destination(self, person: PersonId, album: str, /) -> AvatarId | None:
        """Return the avatar that the album's photos are for, if known."""

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
        """Store a waiting photo, unless the person has too many already."""

    async def waiting(self, person: PersonId, /) -> Sequence[WaitingPhoto]:
        """Return the waiting photos, in the order they were sent."""

    async def drop(self, person: PersonId, message_id: int, /) -> None:
        """Remove a waiting photo."""


# --- updates ----------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Arrival:
    """An update that has just arrived, and the columns of its row."""

    update_id: int
    #: Updates of one line are handled in order: a person's, by their id. An update that
    #: waits for no other has a line of its own, by its negative id.
    line: int
    person: int | None
    kind: str
    #: The album that it belongs to.
    media_group: str | None
    #: The update as Telegram sent it, in JSON.
    body: str


@attrs.frozen(kw_only=True)
class WaitingUpdate:
    """An update that is not handled yet."""

    update_id: int
    line: int
    person: PersonId
    kind: str
    media_group: str | None
    body: str
    due_at: datetime
    #: How often handling it failed, or the process died.
    starts: int
    #: Whether the tap was answered although handling failed.
    answered: bool
    #: The position of the conversation when it was set aside; None: it was not.
    stood: Position | None
    #: How often its file could not be downloaded, and when that was first.
    failed_downloads: int
    failing_since: datetime | None


@attrs.frozen(kw_only=True)
class Look:
    """Everything needed to handle an update, read at once."""

    #: The first dozen updates waiting in the line, oldest first.
    waiting: Sequence[WaitingUpdate] = ()
    person: Person | None = None
    position: Position = attrs.field(factory=Position)
    #: The messages of the chat that are anchored cards.
    anchored: frozenset[int] = frozenset()


@attrs.frozen
class Unheld:
    """A line that no running process holds."""

    line: int
    #: How often handling its updates failed.
    starts: int


class Inbox(Protocol):
    """The updates that arrived, as one process sees them.

    Several processes may share them. The process that holds a line handles its updates,
    and loses it to another if it has not renewed it for the length of a lease.
    """

    @property
    def lease(self) -> timedelta:
        """How long a line is held without being renewed."""

    async def take(self, arrivals: Sequence[Arrival], /) -> Collection[int]:
        """Store arrivals; return those of their lines that this process now holds.

        All are stored or none. Known updates stay as they are.
        """

    async def strike(self, update_id: int, kind: str, /) -> bool:
        """Record an update that needs no handling; return whether it is new."""

    async def look(self, line: int, /) -> Look:
        """Return the updates waiting in a line, with everything needed to handle them.

        A line that this process does not hold is empty.
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
        """Remove handled updates from their line, and save the conversation's position.

        Ending them a second time does not save it again.

        Returns:
            Whether the line is empty, and was released.
        """

    async def put_off(
        self, update_id: int, /, *, until: datetime, answered: bool
    ) -> None:
        """Record that handling an update failed, and delay its line."""

    async def set_aside(
        self,
        update: WaitingUpdate,
        /,
        *,
        stood: Position,
        until: datetime,
        in_hand: Collection[int],
    ) -> tuple[int, bool]:
        """Move an update and the rest of its album to a line of their own.

        The update counts one more failed download, the others of its album none.
        Updates *in_hand* stay in theirs.

        Returns:
            The new line, which this process holds unless another does, and whether the
            old line was released.
        """

    async def album(self, update: WaitingUpdate, /) -> Sequence[int]:
        """Return the ids of an update's album, in order; its own if it is in none."""

    async def unheld(self) -> Sequence[Unheld]:
        """Return lines that no running process holds, the longest waiting first."""

    async def claim(self, lines: Collection[int], /) -> Collection[int]:
        """Take over lines that no process holds; return those now held.

        Updates that a dead process may have been handling count as failed once.
        """

    async def renew(self, lines: Collection[int], /) -> None:
        """Renew the lines that this process still holds."""

    async def poll(self) -> bool:
        """Acquire or renew the right to poll; return whether this process has it."""

    async def release(self) -> None:
        """Release all lines and the right to poll."""
