"""Screens as plain data, which only `messages` turns into API calls."""

import hashlib

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

import attrs

from aiogram.filters.callback_data import CallbackData

from avatar_core import Money


#: The longest caption, in characters after the HTML is parsed (Bot API 10.3).
CAPTION_LIMIT: Final = 1024


class Look(StrEnum):
    """The colour of a button, as the Bot API names it; old clients show none."""

    #: Green: it pays.
    PAYS = "success"
    #: Red: it cannot be undone.
    FINAL = "danger"


@attrs.frozen
class Copied:
    """What a button copies: 1-256 characters. Clients older than November 2024 do not."""

    text: str

    def pack(self) -> str:
        """Return what tells it from other buttons."""
        return f"copy:{self.text}"


@attrs.frozen
class Shared:
    """What a button asks the bot for in a chat that the person chooses.

    The button is left out while the bot has no inline mode.
    """

    query: str

    def pack(self) -> str:
        """Return what tells it from other buttons."""
        return f"share:{self.query}"


#: What a button does; only a `CallbackData` is sent to the bot.
Action: TypeAlias = CallbackData | Copied | Shared


@attrs.frozen
class Button:
    """An inline button."""

    text: str
    data: Action
    look: Look | None = None


@attrs.frozen
class KeyedButton:
    """A button whose text is that of a key, in the language of the screen."""

    key: str
    data: Action
    facts: Mapping[str, str | int]
    look: Look | None = None


AnyButton: TypeAlias = Button | KeyedButton
#: Buttons beside one another.
Row: TypeAlias = tuple[AnyButton, ...]


@attrs.frozen
class Image:
    """A picture on a screen, given by its key in the blob storage or by its bytes.

    A sheet is not in the storage: it is drawn of the pictures on it when it is sent for
    the first time.
    """

    key: str | None = None
    data: bytes | None = attrs.field(default=None, repr=False)
    #: The keys of the pictures on a sheet.
    sheet: tuple[str, ...] = ()
    file_name: str = "picture.jpg"
    #: HTML that replaces it if Telegram refuses it both as a photo and as a file.
    missing: str = ""
    #: Whether Telegram cannot know it: it was never sent.
    new: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.key is None) == (self.data is None):
            raise ValueError("an image is given by a key or by bytes, not both")

    @cached_property
    def identity(self) -> str:
        """What its file ids are stored by: its key, or a hash of its bytes."""
        if self.key is not None:
            return self.key
        return "sha256:" + hashlib.sha256(self.data or b"").hexdigest()


@attrs.frozen(kw_only=True)
class Invoice:
    """An invoice; its pay button stands above the others."""

    #: 1-32 and 1-255 characters, without markup.
    title: str
    description: str
    #: Returned with the payment; 1-128 bytes.
    payload: str
    price: Money
    #: The text of the pay button.
    pay: str
    buttons: tuple[tuple[Button, ...], ...] = ()


@attrs.frozen(kw_only=True)
class View:
    """A screen: HTML text, perhaps a picture above it, rows of buttons below it."""

    text: str
    image: Image | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    #: The message that it answers; a card that does stays where it is.
    reply_to: int | None = None
    #: Whether confetti fall when it is sent, where the client shows that.
    festive: bool = False

    @property
    def digest(self) -> str:
        """A hash of the text and the buttons."""
        shown = [self.text]
        shown += [
            f"{button.text}\0{button.data.pack()}"
            for row in self.buttons
            for button in row
        ]
        return hashlib.sha256("\1".join(shown).encode()).hexdigest()
