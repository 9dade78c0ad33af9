"""The states of a conversation.

They store only ids and texts; everything else is read from the database again.
"""

import attrs

from aiogram.fsm.state import State, StatesGroup

from ..chat_store import Position


class Creating(StatesGroup):
    """Making an avatar."""

    #: Data: type, gender.
    naming = State()
    #: Data: avatar.
    uploading = State()


class Disputing(StatesGroup):
    """Filing a dispute."""

    #: Data: about, dispute.
    saying = State()


class Redeeming(StatesGroup):
    """Redeeming a promo code."""

    code = State()


class Arranging(StatesGroup):
    """Changing an avatar."""

    #: Data: avatar.
    renaming = State()


class Drawing(StatesGroup):
    """Ordering pictures."""

    #: Data: avatar.
    prompting = State()
    #: The size and then the count. Data: avatar, words, order, and `source`: the
    #: job that the words are from, if any.
    choosing = State()
    #: A pack. Data: avatar, order, pack.
    picking = State()


class Describing(StatesGroup):
    """Having a photo described."""

    #: Data: avatar, order.
    waiting = State()
    #: The photo was sent; the next text is the prompt. Data: as above.
    reading = State()


class Administering(StatesGroup):
    """Actions of admins."""

    finding = State()
    #: Data: person.
    adjusting = State()
    #: Data: person, amount, why, tap.
    confirming = State()
    #: Data: term.
    pricing = State()
    promoting = State()
    #: Data: dispute.
    replying = State()
    #: Data: broadcast, language.
    writing = State()


class Browsing(StatesGroup):
    """Looking through the gallery."""

    #: Data: those of favourites, avatar, shape and month that are filtered by.
    gallery = State()


class Remixing(StatesGroup):
    """Changing the prompt of a delivered picture."""

    #: Data: picture.
    rewording = State()


class Forgetting(StatesGroup):
    """Deleting all personal data."""

    #: The confirmation is on the screen; an older "yes" only asks again.
    asked = State()


@attrs.define
class Move:
    """The position of a conversation before an update, and after it.

    The new position is stored in the transaction that ends the update, so an update
    that is handled again finds the conversation where it was the first time.
    """

    at: Position
    to: Position | None = None

    @property
    def position(self) -> Position:
        """The current position of the conversation."""
        return self.to or self.at
