"""The chat of one update, as handlers see it."""

import html

from contextlib import suppress
from typing import IO

import attrs

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InaccessibleMessage,
    Message,
    PreCheckoutQuery,
)

from .lengths import fit_answer
from .messages import Messages
from .renderer import MakeView, Renderer
from .view import Invoice, View
from .views.parts import noted


@attrs.define
class Screen:
    """The chat of one update.

    A tap that no handler answers is answered when the update ends. A view whose
    image is no longer stored is shown without it.
    """

    renderer: Renderer
    bot: Bot
    chat_id: int
    #: The message whose button was tapped.
    tapped: Message | InaccessibleMessage | None = None
    #: The messages of the chat that are anchored cards.
    anchored: frozenset[int] = frozenset()
    query: CallbackQuery | None = None
    #: The pre-checkout query, if the update is one.
    checkout: PreCheckoutQuery | None = None
    #: Whether the tap was answered; each may be answered only once.
    answered: bool = False
    #: HTML to put above the next view.
    note: str | None = None

    @property
    def messages(self) -> Messages:
        """What sends and edits the messages."""
        return self.renderer.messages

    async def show(self, view: View) -> int:
        """Show a view in the tapped message, or else as a new one; return its id."""
        if self.note is not None:
            view, self.note = noted(view, self.note), None
        await self._release()
        if self.tapped is None:
            return await self.send(view)
        shown = await self.messages.replace(self.chat_id, view, self.tapped)
        if self.tapped.message_id != shown:
            self.tapped = None
        return shown

    def preface(self, note: str) -> None:
        """Put *note* (HTML) above the next view that is shown."""
        self.note = note

    async def redraw(self, view: View) -> None:
        """Show a view in the tapped message, unless that was deleted."""
        if self.tapped is None:
            await self.show(view)
        else:
            await self._release()
            await self.messages.redraw(self.chat_id, view, self.tapped)

    async def delete(self, message_id: int) -> None:
        """Delete a message of the bot; one that is gone is no error."""
        await self.messages.delete(self.chat_id, message_id)

    def contradicts(self, view: View) -> bool:
        """Return whether the tapped button has another label in *view*.

        The labels of an inaccessible (too old) message are unknown: return True.
        """
        tapped, query = self.tapped, self.query
        if isinstance(tapped, InaccessibleMessage):
            return True
        if query is None or tapped is None or not tapped.reply_markup:
            return False
        was = {
            button.text
            for row in tapped.reply_markup.inline_keyboard
            for button in row
            if button.callback_data == query.data
        }
        now = {
            button.text
            for row in view.buttons
            for button in row
            if button.data.pack() == query.data
        }
        return bool(was and now) and was != now

    async def send(self, view: View) -> int:
        """Send a view as a new message."""
        return await self.messages.show(self.chat_id, view)

    async def update(self, message_id: int, view: View) -> None:
        """Show a view in a message that this update has sent."""
        await self.messages.edit(self.chat_id, message_id, view)

    async def document(self, view: View) -> int:
        """Send a view with its image as a file."""
        return await self.messages.document(self.chat_id, view)

    async def file(self, opened: IO[bytes], name: str) -> None:
        """Send an open file as a document."""
        await self.messages.file(self.chat_id, opened, name)

    async def charge(self, invoice: Invoice) -> int:
        """Show an invoice in place of the tapped message."""
        await self._release()
        shown = await self.messages.charge(self.chat_id, invoice)
        if self.tapped is not None:
            await self.messages.discard(self.chat_id, self.tapped)
            self.tapped = None
        return shown

    async def link(self, payload: str) -> str:
        """Return a link that opens a chat with the bot by `/start` *payload*."""
        me = await self.bot.me()
        return f"https://t.me/{me.username}?start={payload}"

    async def permit(self, refusal: str | None = None) -> None:
        """Accept the pre-checkout query, or refuse it with a reason (plain text)."""
        if self.checkout is None:
            return
        try:
            await self.bot.answer_pre_checkout_query(
                self.checkout.id,
                ok=refusal is None,
                error_message=None if refusal is None else fit_answer(refusal),
            )
        except TelegramBadRequest as error:
            if "query is too old" not in error.message.lower():
                raise

    async def refresh(self, make_view: MakeView, *, key: str) -> None:
        """Update the anchored card of this key, which stays the last message.

        Of a burst of calls only the first and the last make their view.
        """
        tapped = self.tapped
        await self.renderer.refresh(self.chat_id, key, make_view, tapped=tapped)
        if tapped is not None:
            self.anchored |= {tapped.message_id}

    async def reply(self, make_view: MakeView, *, key: str) -> None:
        """Update the card of this key, which answers a message and leaves taps alone.

        Of a burst of calls only the first and the last make their view.
        """
        await self.renderer.refresh(self.chat_id, key, make_view)

    async def toast(self, text: str) -> None:
        """Answer the tap with a toast; if nothing was tapped, send a message."""
        if not await self._answer(text) and self.query is None:
            await self._write(text)

    async def alert(self, text: str) -> None:
        """Answer the tap with an alert, or else send a message."""
        if not await self._answer(text, alert=True):
            await self._write(text)

    async def close(self) -> None:
        """Answer the tap if no handler did."""
        # An unanswered tap only shows its spinner for a while.
        with suppress(TelegramAPIError):
            await self._answer()

    async def _release(self) -> None:
        """Forget that the tapped message is an anchored card, if it is one."""
        tapped = self.tapped
        if tapped is not None and tapped.message_id in self.anchored:
            await self.renderer.release(self.chat_id, tapped.message_id)

    async def _write(self, text: str) -> None:
        await self.send(View(text=html.escape(text, quote=False)))

    async def _answer(self, text: str | None = None, *, alert: bool = False) -> bool:
        """Answer the tap; return False if there is none or it is answered already."""
        if self.query is None or self.answered:
            return False
        try:
            await self.bot.answer_callback_query(
                self.query.id,
                text=None if text is None else fit_answer(text),
                show_alert=alert or None,
            )
        except TelegramBadRequest as refusal:
            if "query is too old" not in refusal.message.lower():
                raise
            self.answered = True
            return False
        self.answered = True
        return True
