"""People and their notices; disputes, promo codes, and what admins decide."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from ..admin_log import AdminAction
from ..broadcasts import Broadcast, Part
from ..disputes import Dispute
from ..figures import Figures, Span
from ..ids import BroadcastId, DisputeId, PersonId
from ..incidents import Incident
from ..notices import Notice
from ..people import Person
from ..prices import Term
from ..promos import Promo
from ..stats import JobStats, Stats


#: How many people are looked at in search of the next one whom a broadcast is for.
AUDIENCE_WINDOW: Final = 500


class PeopleReader(Protocol):
    """Reads people."""

    async def get(self, person: PersonId, /) -> Person:
        """Return the person."""

    async def named(self, username: str, /) -> Sequence[Person]:
        """Return the people with this username, in lower case, newest first.

        There are several if one person gave it up and another took it.
        """

    async def called(self, name: str, /, *, limit: int) -> Sequence[Person]:
        """Return people whose names begin with this one, in any case, by name."""

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Person]:
        """Return *limit* people, the newest first, after the first *skip*."""

    async def brought_by(self, person: PersonId, /) -> int:
        """Return how many people the person has invited."""

    async def next_of(
        self, part: Part, /, *, after: PersonId, among: int = AUDIENCE_WINDOW
    ) -> tuple[Person | None, PersonId | None]:
        """Return the first of a part among the next people by id, and how far it looked.

        Only *among* people with ids above *after* are looked at, so that no statement
        takes long. (None, None): there is nobody above *after*.
        """

    async def audience_count(self, part: Part, /) -> int:
        """Return how many people are of a part."""


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


class DisputesReader(Protocol):
    """Reads disputes."""

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        """Return the dispute, which must be *person*'s if that is given."""

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Dispute]:
        """Return the person's newest disputes, newest first."""

    async def open_count(self, person: PersonId, /) -> int:
        """Return the number of the person's unanswered disputes."""

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        """Return the unanswered disputes, oldest first."""

    async def waiting_count(self) -> int:
        """Return the number of unanswered disputes."""


class Disputes(DisputesReader, Protocol):
    """Reads and saves disputes."""

    async def add(self, dispute: Dispute, /) -> None:
        """Add a new dispute."""

    async def save(self, dispute: Dispute, /) -> Dispute:
        """Save a changed dispute and return it with its new version.

        The person, their words and the subject never change and are not saved.
        """


class TermsReader(Protocol):
    """Reads the prices and limits that admins have changed."""

    async def changed(self) -> Mapping[Term, int]:
        """Return the values that differ from the settings (see `PriceBook.under`)."""


class Terms(TermsReader, Protocol):
    """Reads and changes prices and limits."""

    async def change(self, term: Term, value: int | None, /) -> None:
        """Change a term from now on; None: back to the settings."""


class AdminLogReader(Protocol):
    """Reads the admin log."""

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[AdminAction]:
        """Return *limit* admin actions, newest first, after the first *skip*."""


class AdminLog(AdminLogReader, Protocol):
    """Reads and extends the admin log."""

    async def add(self, action: AdminAction, /) -> None:
        """Record an admin action."""


class BroadcastsReader(Protocol):
    """Reads broadcasts."""

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        """Return the broadcast."""

    async def due(self, now: datetime, /) -> Broadcast | None:
        """Return the broadcast that has been due longest, if any."""


class Broadcasts(BroadcastsReader, Protocol):
    """Reads and saves broadcasts, only in transactions of `HOUSE`."""

    async def add(self, broadcast: Broadcast, /) -> None:
        """Add a new broadcast."""

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        """Save a changed broadcast and return it."""


class IncidentsReader(Protocol):
    """Reads incidents."""

    async def all(self) -> Sequence[Incident]:
        """Return every incident there ever was, one for each kind and model."""


class Incidents(IncidentsReader, Protocol):
    """Reads and saves incidents."""

    async def put(self, incident: Incident, /) -> Incident:
        """Save a new or changed incident and return it with its new version."""


class StatsReader(Protocol):
    """Reads the statistics of the business."""

    async def everything(self, *, since: datetime) -> Stats:
        """Return the statistics; newcomers are those since *since*."""

    async def open_jobs(self) -> Sequence[JobStats]:
        """Return how many jobs have not ended, by kind, family and status."""

    async def figures(self, since: date | None, /, *, each: Span) -> Sequence[Figures]:
        """Return the figures of *each* span from a day on, oldest first.

        Spans in which nothing happened are left out. None: from the beginning.
        """
