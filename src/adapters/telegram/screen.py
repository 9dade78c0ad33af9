"""What handlers and the notifier need of those who talk to Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from .files import SentFile
from .view import Image, Invoice, View


class Screen(Protocol):
    """The chat of one update.

    A tap that nothing else answered is answered when its update ends. A view
    whose image is no longer in the storage is shown without it.
    """

    async def show(self, view: View) -> int:
        """Show *view* and return its message's id.

        The tapped message becomes it; an update that is no tap gets a new one.
        """

    def preface(self, note: str) -> None:
        """Have *note* (HTML) stand above the next view that is shown."""

    async def redraw(self, view: View) -> None:
        """Show *view* as `show` does; but a tapped message that is gone stays so."""

    async def delete(self, message_id: int) -> None:
        """Delete a message that `show` has shown; one that is gone is no error."""

    def contradicts(self, view: View) -> bool:
        """Return whether the tapped button says, or may say, something else in *view*."""

    async def send(self, view: View) -> int:
        """Show *view* as a new message, whatever was tapped; return its id."""

    async def document(self, view: View) -> int:
        """Send *view* as a new message, its image as a file; return its id."""

    async def charge(self, invoice: Invoice) -> int:
        """Show a bill in place of the tapped message; return its message's id."""

    async def link(self, payload: str) -> str:
        """Return a link that opens a chat with the bot by `/start` *payload*."""

    async def permit(self, refusal: str | None = None) -> None:
        """Let a payment about to be made go on, or say (in plain text) why not."""

    async def refresh(
        self, make_view: Callable[[], Awaitable[View]], *, key: str
    ) -> None:
        """Have the one card called *key* at the bottom of the chat show the truth.

        Of a burst of calls only the last needs to look it up.
        """

    async def toast(self, text: str) -> None:
        """Answer the tap with a short line (plain text, at most 200 characters)."""

    async def alert(self, text: str) -> None:
        """Answer the tap with a box to close (plain text, at most 200 characters)."""

    async def delete_incoming(self) -> None:
        """Delete the message that the person sent, if that can be done."""


class Files(Protocol):
    """What people send."""

    def fetched(self, file: SentFile) -> AbstractAsyncContextManager[bytes]:
        """Give the bytes of *file*; leaving makes room for others.

        Raises:
            PhotoRejectedError: A bot may not fetch it.
        """


class Sender(Protocol):
    """Messages to a chat outside any update; errors are aiogram's own."""

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a new message and return its id; a *silent* one makes no sound."""

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        """Make a text message show *view*, or send a new one; return its id."""

    async def album(
        self,
        chat_id: int,
        images: Sequence[Image],
        caption: str,
        *,
        silent: bool = False,
    ) -> Sequence[int]:
        """Send several pictures without buttons; return their messages' ids."""

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send the view with its image as a file, as it is; return the message's id.

        A file that is gone is left out.
        """

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already is no error."""
