"""What handlers and the notifier need of the renderer."""

from collections.abc import Sequence
from typing import Protocol

from aiogram.types import Message

from .view import Image, View


class Screen(Protocol):
    """The chat of one update.

    A callback query that nothing else answered is answered when its update ends.
    A view whose image lies no longer in the storage is shown without it.
    """

    async def show(self, view: View, *, replacing: bool = False) -> int:
        """Show *view* and return its message's id.

        The tapped message becomes it; an update that is no tap gets a new
        message, and with *replacing* the card shown before goes away.
        """

    async def follow(self, view: View) -> int:
        """Send *view* as a new message and return its id.

        The tapped message keeps its picture and text and loses its buttons.
        """

    async def toast(self, text: str) -> None:
        """Answer the tap with a short line (plain text, at most 200 characters)."""

    async def alert(self, text: str) -> None:
        """Answer the tap with a box to close (plain text, at most 200 characters)."""

    async def refresh(self, view: View, *, key: str) -> None:
        """Show *view* at the bottom of the chat as the only card called *key*.

        Of a burst of calls only the newest view is shown.
        """

    async def delete_incoming(self) -> None:
        """Delete the message that the person sent, if that can be done."""


class Files(Protocol):
    """What people send."""

    async def fetch(self, message: Message, /) -> bytes:
        """Return the photo or document of *message*.

        Raises:
            PhotoRejectedError: It is larger than a bot may fetch (`TOO_BIG`).
        """


class Sender(Protocol):
    """Messages to a chat outside any update; errors are aiogram's own."""

    async def send(self, chat_id: int, view: View, /) -> int:
        """Send a new message and return its id."""

    async def edit(self, chat_id: int, message_id: int, view: View, /) -> int:
        """Make a message show *view*; return the id of the one that shows it.

        Raises:
            TelegramBadRequest: The message is gone.
        """

    async def album(
        self, chat_id: int, images: Sequence[Image], caption: str, /
    ) -> Sequence[int]:
        """Send 2 to 10 images as one album; return the ids of its messages."""

    async def delete(self, chat_id: int, message_id: int, /) -> None:
        """Delete a message; one that is gone already is no error."""
