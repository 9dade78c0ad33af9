"""The people, the promo codes they used, and what they are to be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..ids import PersonId
from ..notices import Notice
from ..people import Person
from ..promos import Promo


class PeopleReader(Protocol):
    """The people, to read."""

    async def get(self, person: PersonId, /) -> Person:
        """Return the person.

        Raises:
            NotFoundError: Nobody has this id.
        """

    async def named(self, username: str, /) -> Sequence[Person]:
        """Return who came in under this username, in lower case, newest first.

        More than one, when it was given up by one and taken by another.
        """

    async def brought_by(self, person: PersonId, /) -> int:
        """Return how many people came in by the person's invitation."""

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        """Return those with an id above *after* whom a broadcast is for, by id.

        Not whoever is blocked, has left, or wants it quiet.
        """

    async def audience_count(self) -> int:
        """Return how many people a broadcast is for."""


class People(PeopleReader, Protocol):
    """The people."""

    async def add(self, person: Person, /) -> None:
        """Keep a new person.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, person: Person, /) -> None:
        """Keep a changed person."""


class PromosReader(Protocol):
    """The promo codes, to read."""

    async def get(self, code: str, /) -> Promo:
        """Return the code, with how many have used it.

        Raises:
            NotFoundError: There is none.
        """

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        """Return the newest codes, newest first."""

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        """Return whether the person has used the code."""


class Promos(PromosReader, Protocol):
    """The promo codes."""

    async def add(self, promo: Promo, /) -> None:
        """Keep a new code.

        Raises:
            AlreadyExistsError: There is, or was, such a code.
        """

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        """Take one of the code's uses for a person; return False if none is left.

        However many people try at once, not more than its *uses* succeed.

        Raises:
            AlreadyExistsError: The person has used it.
        """

    async def stop(self, code: str, /, *, at: datetime) -> None:
        """Have nobody use the code any more."""


class NoticesReader(Protocol):
    """The outbox, to read."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[Notice]:
        """Return what is to be told by now, the longest due first.

        Nothing for people who have left the chat.
        """


class Notices(NoticesReader, Protocol):
    """The outbox: what people and owners are to be told."""

    async def add(self, notice: Notice, /) -> None:
        """Keep a notice; one whose key is kept already is the same."""

    async def claim(self, notice: Notice, /, *, until: datetime) -> bool:
        """Have nobody else tell it before *until*.

        Return False if it was told, or claimed, since it was read.
        """

    async def save(self, notice: Notice, /) -> None:
        """Keep when it is to be told; nothing else ever changes.

        Saving one that was removed does nothing.
        """

    async def remove(self, key: str, /) -> bool:
        """Remove a notice; return whether there was one."""
