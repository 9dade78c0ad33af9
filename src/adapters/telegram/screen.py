"""The ports through which handlers and notifiers talk to Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from .files import SentFile
from .view import Image, Invoice, View


class Screen(Protocol):
    """The chat of one update.

    A tap that no handler answers is answered when the update ends. A view whose
    image is no longer stored is shown without it.
    """

    async def show(self, view: View) -> int:
        """Show *view* in the tapped message, or else as a new one; return its id."""

    def preface(self, note: str) -> None:
        """Put *note* (HTML) above the next view that is shown."""

    async def redraw(self, view: View) -> None:
        """Show *view* as `show` does, unless the tapped message was deleted."""

    async def delete(self, message_id: int) -> None:
        """Delete a message of the bot; one that is gone is no error."""

    def contradicts(self, view: View) -> bool:
        """Return whether the tapped button has, or may have, another label in *view*."""

    async def send(self, view: View) -> int:
        """Send *view* as a new message and return its id."""

    async def document(self, view: View) -> int:
        """Send *view* with its image as a file; return the message id."""

    async def charge(self, invoice: Invoice) -> int:
        """Show an invoice in place of the tapped message; return the message id."""

    async def link(self, payload: str) -> str:
        """Return a link that opens a chat with the bot by `/start` *payload*."""

    async def permit(self, refusal: str | None = None) -> None:
        """Answer a pre-checkout query: accept, or refuse with a reason (plain text)."""

    async def refresh(
        self, make_view: Callable[[], Awaitable[View]], *, key: str
    ) -> None:
        """Update the anchored card *key*, which stays the last message of the chat.

        Of a burst of calls only the first and the last make their view.
        """

    async def toast(self, text: str) -> None:
        """Answer the tap with a toast (plain text, at most 200 characters)."""

    async def alert(self, text: str) -> None:
        """Answer the tap with an alert (plain text, at most 200 characters)."""


class Files(Protocol):
    """The files that people send."""

    def fetched(self, file: SentFile) -> AbstractAsyncContextManager[bytes]:
        """Yield the bytes of *file*; its slot is freed on leaving.

        Raises:
            PhotoRejectedError: It is too big for a bot.
        """


class Sender(Protocol):
    """Sends messages outside of any update; raises aiogram's own errors."""

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a new message and return its id; a *silent* one makes no sound."""

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        """Edit a message to show *view*, or send a new one; return its id."""

    async def album(
        self,
        chat_id: int,
        images: Sequence[Image],
        caption: str,
        *,
        silent: bool = False,
    ) -> Sequence[int]:
        """Send several pictures without buttons; return the message ids."""

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send the view with its image as an uncompressed file; return the message id."""

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already is no error."""
