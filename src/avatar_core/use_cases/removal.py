"""Delete avatars, photos, and everything about a person, with the blobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from ..avatars import Avatar
from ..blob_keys import prefix_of, sheets_beside
from ..errors import NotFoundError, WorkUnfinishedError
from ..galleries import ALL_PICTURES
from ..ids import AvatarId, PersonId
from ..jobs import Job
from ..ledger import Balance
from ..pictures import Picture
from ..ports import Clock, Reading, Store, Work
from .trail import save


#: How long a worker that has lost its job may still write a blob. A blob deleted before
#: that could come back, and stay.
LATE_WRITERS: Final = timedelta(hours=1)
#: How long the provider keeps what a request said, and its answer.
PROVIDER_KEEPS: Final = timedelta(days=30)
#: How many pictures or jobs of a forgotten person a transaction erases.
_PIECE: Final = 50


async def living_avatar(
    reading: Reading, avatar: AvatarId, *, owner: PersonId
) -> Avatar | None:
    """Return the avatar, or None if it was deleted meanwhile."""
    try:
        return await reading.avatars.get(avatar, owner=owner)
    except NotFoundError:
        return None


async def remove_photos(work: Work, avatar: AvatarId, *, at: datetime) -> None:
    """Remove every upload of an avatar, and schedule the deletion of the blobs."""
    photos = await work.photos.of(avatar)
    await work.deletions.add([photo.key for photo in photos if photo.key], at=at)
    for photo in photos:
        await work.photos.remove(photo.id)


async def remove_pictures(work: Work, gone: Sequence[Picture], *, at: datetime) -> None:
    """Remove pictures of a person, at least one; the blobs are deleted an hour later."""
    await work.pictures.remove([picture.id for picture in gone])
    keys = [picture.key for picture in gone]
    # Nothing will show the sheets with them, of which only the messenger has the file.
    keys.append(sheets_beside(keys[0]))
    # An enlargement may still need them, or a late worker may write them again.
    await work.deletions.add(keys, at=at + LATE_WRITERS)


async def remove_avatar(work: Work, avatar: Avatar, *, at: datetime) -> None:
    """Delete the avatar but for a tombstone; its pictures stay.

    Raises:
        ActionNotAllowedError: It is in training.
    """
    await save(work, avatar.delete(at=at), at=at)
    await remove_photos(work, avatar.id, at=at)
    if avatar.weights is not None:
        await work.deletions.add([avatar.weights.key], at=at + LATE_WRITERS)


@attrs.frozen(kw_only=True)
class Belongings:
    """A person's stored data, and the orders that must end before its deletion."""

    avatars: int
    photos: int
    #: When the first of the photos came, and when their avatars last changed.
    photos_since: datetime | None
    photos_touched: datetime | None
    pictures: int
    pictures_since: datetime | None
    #: Until when the provider may keep what it was sent, if it may still.
    provider_until: datetime | None
    #: Stays, because the ledger does.
    balance: Balance
    unfinished: Sequence[Job]


@attrs.frozen(kw_only=True)
class ErasureReceipt:
    """What became of the data of a person who was forgotten."""

    had: Belongings
    #: When the last blobs are deleted.
    by: datetime


async def belongings_of(
    reading: Reading, person: PersonId, now: datetime
) -> Belongings:
    """Return what is stored about a person."""
    avatars = await reading.avatars.of(person)
    photos = {
        avatar: [one for one in await reading.photos.of(avatar.id) if one.accepted]
        for avatar in avatars
    }
    theirs = [photo for some in photos.values() for photo in some]
    oldest = await reading.pictures.newer(person, ALL_PICTURES)
    newest = await reading.jobs.newest(person, limit=1)
    until = max((job.created_at + PROVIDER_KEEPS for job in newest), default=now)
    return Belongings(
        avatars=len(avatars),
        photos=len(theirs),
        photos_since=min((photo.added_at for photo in theirs), default=None),
        photos_touched=max(
            (avatar.changed_at for avatar, some in photos.items() if some), default=None
        ),
        pictures=await reading.pictures.count(person, ALL_PICTURES),
        pictures_since=None if oldest is None else oldest.created_at,
        provider_until=until if until > now else None,
        balance=await reading.ledger.balance(person),
        unfinished=await reading.jobs.unfinished(person),
    )


@attrs.frozen
class ForgetPeople:
    """Delete everything about people; the ledger stays."""

    store: Store
    clock: Clock

    async def belongings(self, person: PersonId) -> Belongings:
        """Return what is stored about the person."""
        async with self.store.read() as reading:
            return await belongings_of(reading, person, self.clock())

    async def __call__(self, person: PersonId) -> ErasureReceipt:
        """Delete everything about the person, the last blobs within an hour.

        From the first moment they count as forgotten. A person who returns is like a
        new one, but has their credits.

        Raises:
            WorkUnfinishedError: An order has not ended, or its end was not told yet.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            had = await belongings_of(work, person, now)
            if had.unfinished:
                orders = {job.head for job in had.unfinished if not job.silent}
                raise WorkUnfinishedError(len(orders) or 1)
            known = await work.people.get(person)
            if known.alias is not None:
                await work.erasure.begin(known.forgotten(at=now), alias=known.alias)
                # With what no row names any more: interrupted uploads, late results.
                prefix = prefix_of(known.alias)
                await work.deletions.add([prefix], at=now + LATE_WRITERS)
        await self.finish(person)
        return ErasureReceipt(had=had, by=now + LATE_WRITERS)

    async def finish(self, person: PersonId) -> None:
        """Delete what is left of a forgotten person, if anything is.

        A transaction over everything would hold up everybody else's, so there is one for
        each piece. After a crash the sweep goes on, or the person's own return.
        """
        while await self._delete_piece(person):
            pass

    async def _delete_piece(self, person: PersonId) -> bool:
        """Delete a piece of what is left; return whether there may be more."""
        async with self.store.work(person) as work:
            if not await work.erasure.is_unfinished(person):
                return False
            now = self.clock()
            avatars = await work.avatars.of(person)
            if avatars:
                await remove_avatar(work, avatars[0], at=now)
                return True
            gone = await work.pictures.remove_some(person, limit=_PIECE)
            old = {one.key for one in gone if one.created_at <= now - LATE_WRITERS}
            await work.deletions.add(old, at=now)
            fresh = {one.key for one in gone} - old
            await work.deletions.add(fresh, at=now + LATE_WRITERS)
            if gone:
                return True
            since = now - PROVIDER_KEEPS
            return await work.erasure.proceed(person, limit=_PIECE, since=since)
