"""Find people, block them, and adjust their credits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...avatars import Avatar
from ...errors import NotFoundError, Thing
from ...ids import JobId, PersonId
from ...jobs import Job
from ...ledger import GRANTS, Balance, Posting, Reason, available
from ...notices import Notice, NoticeKind
from ...payments import Payment
from ...people import Person
from ...texts import clean, clean_reason
from .store import AdminStore


_NEWEST: Final = 5
#: The most people that a search returns.
FOUND_MAX: Final = 10


@attrs.frozen(kw_only=True)
class PersonFile:
    """Everything that admins see of a person."""

    person: Person
    balance: Balance
    avatars: Sequence[Avatar]
    open_jobs: int
    #: The leading jobs of the newest orders, newest first.
    jobs: Sequence[Job]
    payments: Sequence[Payment]
    is_admin: bool


@attrs.frozen
class FindPeople:
    """Find people."""

    store: AdminStore

    async def __call__(self, admin: PersonId, words: str) -> Sequence[Person]:
        """Find people by id, @username, the id of a job, or how their name begins.

        No more than `FOUND_MAX` are returned; those with the username come first.

        Raises:
            NotFoundError: Nobody is found.
        """
        sought = clean(words)
        async with self.store.read(admin) as reading:
            if sought.isascii() and sought.isdecimal():
                return [await reading.people.get(PersonId(int(sought[:18])))]
            job = _job_in(sought)
            if job is not None:
                person = (await reading.jobs.get(job)).person
                return [await reading.people.get(person)]
            found = [*await reading.people.named(sought.removeprefix("@").lower())]
            if sought and not sought.startswith("@"):
                known = {one.id for one in found}
                called = await reading.people.called(sought, limit=FOUND_MAX)
                found += [one for one in called if one.id not in known]
        if not found:
            raise NotFoundError(Thing.PERSON)
        return found[:FOUND_MAX]

    async def newest(
        self, admin: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[Person]:
        """Return everybody who has come, newest first."""
        async with self.store.read(admin) as reading:
            return await reading.people.newest(limit=limit, skip=skip)

    async def file(self, admin: PersonId, person: PersonId) -> PersonFile:
        """Return everything known of a person.

        Raises:
            NotFoundError: Nobody has this id.
        """
        async with self.store.read(admin) as reading:
            return PersonFile(
                person=await reading.people.get(person),
                balance=await reading.ledger.balance(person),
                avatars=await reading.avatars.of(person),
                open_jobs=await reading.jobs.open_count(person),
                jobs=await reading.jobs.orders(person, limit=_NEWEST),
                payments=await reading.payments.of(person, limit=_NEWEST),
                is_admin=person in self.store.admins,
            )


def _job_in(words: str) -> JobId | None:
    try:
        return JobId(UUID(words))
    except ValueError:
        return None


@attrs.frozen
class BlockPeople:
    """Block people: they can do nothing more, but their jobs are completed.

    Raises:
        NotFoundError: Nobody has this id.
    """

    store: AdminStore

    async def block(self, admin: PersonId, person: PersonId) -> Person:
        """Block a person; a second time has no effect.

        Raises:
            NotFoundError: It is an admin.
        """
        if person in self.store.admins:
            raise NotFoundError(Thing.PERSON)
        return await self._set(admin, person, AdminActionKind.BLOCK, self.store.clock())

    async def unblock(self, admin: PersonId, person: PersonId) -> Person:
        """Unblock a person; a second time has no effect."""
        return await self._set(admin, person, AdminActionKind.UNBLOCK, None)

    async def _set(
        self,
        admin: PersonId,
        person: PersonId,
        what: AdminActionKind,
        at: datetime | None,
    ) -> Person:
        async with self.store.work(admin, person) as work:
            before = await work.people.get(person)
            if (before.blocked_at is None) == (at is None):
                return before
            after = attrs.evolve(before, blocked_at=at)
            now = self.store.clock()
            await work.people.save(after)
            await work.admin_log.add(
                AdminAction(admin=admin, what=what, person=person, at=now)
            )
            if at is None:
                await work.notices.add(
                    Notice(
                        key=f"unblock:{person}:{now.isoformat()}",
                        person=person,
                        what=NoticeKind.UNBLOCK,
                        due_at=now,
                    )
                )
            return after


@attrs.frozen(kw_only=True)
class Adjusted:
    """Credits that were granted or taken."""

    person: Person
    balance: Balance
    #: False if the same tap had its effect before.
    new: bool


@attrs.frozen
class AdjustCredits:
    """Grant credits to people, and take them away.

    Raises:
        NotFoundError: Nobody has this id.
        InvalidTextError: The reason is too short or too long.
    """

    store: AdminStore

    async def grant(
        self, admin: PersonId, person: PersonId, amount: int, *, why: str, tap: UUID
    ) -> Adjusted:
        """Grant credits; the same *tap* grants them once."""
        return await self._post(admin, person, amount, AdminActionKind.GRANT, why, tap)

    async def take(
        self, admin: PersonId, person: PersonId, amount: int, *, why: str, tap: UUID
    ) -> Adjusted:
        """Take credits away; the same *tap* takes them once.

        Raises:
            InsufficientCreditsError: Fewer are available.
        """
        return await self._post(admin, person, amount, AdminActionKind.TAKE, why, tap)

    async def _post(
        self,
        admin: PersonId,
        person: PersonId,
        amount: int,
        what: AdminActionKind,
        why: str,
        tap: UUID,
    ) -> Adjusted:
        gives = what is AdminActionKind.GRANT
        async with self.store.work(admin, person) as work:
            reason, now, key = clean_reason(why), self.store.clock(), f"owner:{tap.hex}"
            receiver = await work.people.get(person)
            before = await work.ledger.balance(person)
            new = await work.ledger.post(
                Posting(
                    key=key,
                    source=GRANTS if gives else available(person),
                    dest=available(person) if gives else GRANTS,
                    amount=amount,
                    bonus=amount if gives else before.bonus_in(amount),
                    reason=Reason.GRANT if gives else Reason.TAKE,
                    note=reason,
                    at=now,
                )
            )
            if new:
                await work.notices.add(
                    Notice(
                        key=key,
                        person=person,
                        what=NoticeKind.GRANT if gives else NoticeKind.TAKE,
                        amount=amount,
                        why=reason,
                        due_at=now,
                    )
                )
                await work.admin_log.add(
                    AdminAction(
                        admin=admin,
                        what=what,
                        person=person,
                        amount=amount,
                        why=reason,
                        at=now,
                    )
                )
            balance = await work.ledger.balance(person)
        return Adjusted(person=receiver, balance=balance, new=new)
