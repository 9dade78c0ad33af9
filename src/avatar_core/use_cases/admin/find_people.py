"""Find people, and show what is known of them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import attrs

from ...avatars import Avatar
from ...errors import NotFoundError, Thing
from ...ids import JobId, PersonId
from ...jobs import Job
from ...ledger import Balance
from ...payments import Payment
from ...people import Person
from ...texts import clean
from .desk import Desk


_NEWEST: Final = 5


@attrs.frozen(kw_only=True)
class PersonFile:
    """Everything that admins see of a person."""

    person: Person
    balance: Balance
    avatars: Sequence[Avatar]
    open_jobs: int
    #: The newest ones, newest first.
    jobs: Sequence[Job]
    payments: Sequence[Payment]
    is_admin: bool


@attrs.frozen
class FindPeople:
    """Find people."""

    desk: Desk

    async def __call__(self, admin: PersonId, words: str) -> Sequence[Person]:
        """Find people by id, @username or the id of a job.

        There is more than one if a username has changed hands.

        Raises:
            NotFoundError: Nobody is found.
        """
        sought = clean(words)
        async with self.desk.read(admin) as reading:
            if sought.isascii() and sought.isdecimal():
                return [await reading.people.get(PersonId(int(sought[:18])))]
            job = _job_in(sought)
            if job is not None:
                person = (await reading.jobs.get(job)).person
                return [await reading.people.get(person)]
            found = await reading.people.named(sought.removeprefix("@").lower())
        if not found:
            raise NotFoundError(Thing.PERSON)
        return found

    async def file(self, admin: PersonId, person: PersonId) -> PersonFile:
        """Return everything known of a person.

        Raises:
            NotFoundError: Nobody has this id.
        """
        async with self.desk.read(admin) as reading:
            return PersonFile(
                person=await reading.people.get(person),
                balance=await reading.ledger.balance(person),
                avatars=await reading.avatars.of(person),
                open_jobs=await reading.jobs.open_count(person),
                jobs=await reading.jobs.newest(person, limit=_NEWEST),
                payments=await reading.payments.of(person, limit=_NEWEST),
                is_admin=person in self.desk.admins,
            )


def _job_in(words: str) -> JobId | None:
    try:
        return JobId(UUID(words))
    except ValueError:
        return None
