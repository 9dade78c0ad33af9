"""Forgetting a person who wants to be forgotten."""

from collections.abc import Sequence

import attrs

from ..blob_keys import prefix_of
from ..errors import WorkUnfinishedError
from ..galleries import ALL_PICTURES
from ..ids import PersonId
from ..jobs import Job
from ..ledger import Balance
from ..ports import Clock, Store
from .removal import LATE_WRITERS, remove_avatar


@attrs.frozen(kw_only=True)
class Belongings:
    """What there is of a person, and what it has to wait for before it can go."""

    avatars: int
    pictures: int
    #: Which stays, as what it is the sum of does.
    balance: Balance
    unfinished: Sequence[Job]


@attrs.frozen
class ForgetPeople:
    """Delete all that is known of a person; what was paid stays in the books."""

    store: Store
    clock: Clock

    async def belongings(self, person: PersonId) -> Belongings:
        """Return what there is of the person."""
        async with self.store.read() as reading:
            return Belongings(
                avatars=len(await reading.avatars.of(person)),
                pictures=await reading.pictures.count(person, ALL_PICTURES),
                balance=await reading.ledger.balance(person),
                unfinished=await reading.jobs.unfinished(person),
            )

    async def __call__(self, person: PersonId) -> None:
        """Forget the person; the last of their blobs is deleted within an hour.

        Once they come in again they are as new, but for their credits.

        Raises:
            WorkUnfinishedError: An order has not ended, or they do not know it yet.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            unfinished = await work.jobs.unfinished(person)
            if unfinished:
                orders = {job.head for job in unfinished if not job.silent}
                raise WorkUnfinishedError(len(orders) or 1)
            for avatar in await work.avatars.of(person):
                await remove_avatar(work, avatar, at=now)
            gone = await work.pictures.remove_all(person)
            old = {one.key for one in gone if one.created_at <= now - LATE_WRITERS}
            await work.doomed.add(old, at=now)
            fresh = {one.key for one in gone} - old
            await work.doomed.add(fresh, at=now + LATE_WRITERS)
            # An upload that died on its way would lie there for days.
            await work.doomed.hasten(prefix_of(person), at=now + LATE_WRITERS)
            known = await work.people.get(person)
            await work.erasure.erase(known.forgotten(at=now))
