"""People, promo codes and notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..ids import PersonId
from ..notices import Notice
from ..people import Person
from ..promos import Promo


class PeopleReader(Protocol):
    """Reads people."""

    async def get(self, person: PersonId, /) -> Person:
        """Return the person."""

    async def named(self, username: str, /) -> Sequence[Person]:
        """Return the people with this username, in lower case, newest first.

        There are several if one person gave it up and another took it.
        """

    async def brought_by(self, person: PersonId, /) -> int:
        """Return how many people the person has invited."""

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        """Return people with an id above *after* whom a broadcast is for, by id.

        People who are blocked, have left, or want no broadcasts are left out.
        """

    async def audience_count(self) -> int:
        """Return how many people a broadcast is for."""


class People(PeopleReader, Protocol):
    """Reads and saves people."""

    async def add(self, person: Person, /) -> None:
        """Add a new person."""

    async def save(self, person: Person, /) -> None:
        """Save a changed person."""


class PromosReader(Protocol):
    """Reads promo codes."""

    async def get(self, code: str, /) -> Promo:
        """Return the code, with the number of its uses."""

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        """Return the newest codes, newest first."""

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        """Return whether the person has used the code."""


class Promos(PromosReader, Protocol):
    """Reads, adds and uses promo codes."""

    async def add(self, promo: Promo, /) -> None:
        """Add a new code; the text of one that ended is not used again."""

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        """Take one of the code's uses for a person; return False if none is left.

        However many people try at once, no more than its *uses* succeed.

        Raises:
            AlreadyExistsError: The person has used it.
        """

    async def stop(self, code: str, /, *, at: datetime) -> None:
        """Stop further uses of the code."""


class NoticesReader(Protocol):
    """Reads the outbox."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[Notice]:
        """Return the notices that are due by now, those due longest first.

        Those for people who have left the chat are left out.
        """


class Notices(NoticesReader, Protocol):
    """The outbox of notices to people and admins."""

    async def add(self, notice: Notice, /) -> None:
        """Add a notice; one whose key is there already is ignored."""

    async def claim(self, notice: Notice, /, *, until: datetime) -> bool:
        """Keep other processes from telling it before *until*.

        Return False if it was told, or claimed, since it was read.
        """

    async def save(self, notice: Notice, /) -> None:
        """Save when it is to be told; nothing else ever changes.

        One that was removed is ignored.
        """

    async def remove(self, key: str, /) -> bool:
        """Remove a notice; return whether there was one."""
