"""Collect the photos of an avatar."""

import hashlib

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import attrs

from ..avatars import MAX_PHOTOS, Avatar, AvatarEvent
from ..blob_keys import photo_key
from ..coach import Judgement, judge
from ..errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
    NotFoundError,
    PhotoFault,
    PhotoRejectedError,
    RefusedError,
    Thing,
)
from ..ids import AvatarId, PersonId, PhotoId
from ..photos import Photo
from ..ports import BlobStorage, Clock, PhotoInspector, Reading, Store, Work
from .consent import require_consent
from .trail import save


#: Rejected uploads remembered per avatar; older ones are dropped.
REMEMBERED_FAULTS: Final = 30
#: After how long a stored photo without a row is deleted: the process may have died in
#: between. Longer than updates are redelivered, so that no photo is deleted just when
#: its row is written.
_UNCLAIMED: Final = timedelta(days=2)


@attrs.frozen
class Uploads:
    """What was uploaded for an avatar so far."""

    avatar: Avatar
    photos: Sequence[Photo]
    #: Whether their owner agreed that faces are compared.
    comparing: bool = False

    @property
    def accepted(self) -> Sequence[Photo]:
        """The photos to train with."""
        return [photo for photo in self.photos if photo.accepted]

    @property
    def judgement(self) -> Judgement:
        """What the coach says about the accepted photos."""
        return judge(self.photos)

    @property
    def rejected(self) -> Sequence[Photo]:
        """The uploads that were rejected, with their faults."""
        return [photo for photo in self.photos if not photo.accepted]

    def rejected_of(self, batch: str) -> Sequence[Photo]:
        """Return those of them that were sent together."""
        return [photo for photo in self.rejected if photo.batch == batch]

    def number_of_the_same_as(self, duplicate: Photo) -> int | None:
        """Return the number, from 1, of the accepted photo that shows the same."""
        for number, photo in enumerate(self.accepted, 1):
            if duplicate.shows_the_same_as(photo):
                return number
        return None


@attrs.frozen
class UploadPhotos:
    """Add, show and remove photos.

    Every method raises `NotFoundError` unless the avatar is the person's own,
    and `ActionNotAllowedError` when its photos are not being collected.
    """

    store: Store
    blobs: BlobStorage
    inspector: PhotoInspector
    clock: Clock
    #: The version of the consent screen that a photo requires.
    consent_version: int

    async def show(self, person: PersonId, avatar: AvatarId) -> Uploads:
        """Return what was uploaded so far, whatever the avatar's status."""
        async with self.store.read() as reading:
            return await _uploads(reading, person, avatar)

    async def add(
        self,
        person: PersonId,
        avatar: AvatarId,
        photo: PhotoId,
        data: bytes,
        *,
        file_name: str | None = None,
        batch: str | None = None,
    ) -> Photo:
        """Add a photo, or note why it is rejected.

        Adding the same id again returns the first result.

        Raises:
            ConsentMissingError: The person has not agreed to what happens to photos.
        """
        async with self.store.read() as reading:
            so_far = await _uploads(reading, person, avatar)
            consenting = await require_consent(reading, person, self.consent_version)
        owner = consenting.known_as
        self._check_collecting(so_far.avatar)
        for known in so_far.photos:
            if known.id == photo:
                return known
        upload = Photo(
            id=photo,
            avatar=avatar,
            added_at=self.clock(),
            digest=hashlib.sha256(data).hexdigest(),
            file_name=file_name,
            batch=batch,
        )
        fault = _fault_among(so_far.photos, upload)
        if fault is None:
            try:
                inspected = await self.inspector.inspect(data)
            except PhotoRejectedError as error:
                fault = error.fault
            else:
                upload = attrs.evolve(upload, perceptual_hash=inspected.perceptual_hash)
                fault = _fault_among(so_far.photos, upload)
            if fault is None:
                key = photo_key(owner, avatar, photo)
                noted = await self._promise(person, upload, key)
                if noted is not None:
                    return noted
                await self.blobs.put(key, inspected.data)
                upload = attrs.evolve(
                    upload, key=key, width=inspected.width, height=inspected.height
                )
        try:
            return await self._note(person, upload, fault)
        except RefusedError:
            # The avatar was deleted, or its training started, meanwhile.
            await self._delete_unclaimed(person, upload)
            raise

    async def reject(
        self,
        person: PersonId,
        avatar: AvatarId,
        photo: PhotoId,
        fault: PhotoFault,
        *,
        file_name: str | None = None,
        batch: str | None = None,
    ) -> Photo:
        """Reject an upload without looking at its bytes."""
        upload = Photo(
            id=photo,
            avatar=avatar,
            added_at=self.clock(),
            digest="",
            file_name=file_name,
            batch=batch,
        )
        return await self._note(person, upload, fault)

    async def remove(
        self, person: PersonId, avatar: AvatarId, photo: PhotoId
    ) -> Uploads:
        """Remove an accepted photo and its blob.

        Raises:
            NotFoundError: The avatar has no such photo.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.avatars.get(avatar, owner=person)
            for known in await work.photos.of(avatar):
                if known.id == photo and known.key is not None:
                    break
            else:
                raise NotFoundError(Thing.PHOTO)
            await save(work, before.remove_photo(at=now), at=now)
            await work.photos.remove(photo)
            await work.deletions.add([known.key], at=now)
        return await self.show(person, avatar)

    @staticmethod
    def _check_collecting(avatar: Avatar) -> None:
        if not avatar.collecting:
            raise ActionNotAllowedError(avatar.status, AvatarEvent.ADD_PHOTO)

    async def _promise(self, person: PersonId, upload: Photo, key: str) -> Photo | None:
        """Return the photo if it is known; else schedule the deletion of its blob.

        The deletion is cancelled when the photo's row is written.
        """
        async with self.store.work(person) as work:
            for known in await work.photos.of(upload.avatar):
                if known.id == upload.id:
                    return known
            await work.deletions.add([key], at=self.clock() + _UNCLAIMED)
            return None

    async def _delete_unclaimed(self, person: PersonId, upload: Photo) -> None:
        async with self.store.work(person) as work:
            claimed = {photo.key for photo in await work.photos.of(upload.avatar)}
            if upload.key is not None and upload.key not in claimed:
                await work.deletions.add([upload.key], at=self.clock())

    async def _note(
        self, person: PersonId, upload: Photo, fault: PhotoFault | None
    ) -> Photo:
        try:
            async with self.store.work(person) as work:
                now = self.clock()
                before = await work.avatars.get(upload.avatar, owner=person)
                self._check_collecting(before)
                photos = await work.photos.of(upload.avatar)
                for known in photos:
                    if known.id == upload.id:
                        if upload.key not in {None, known.key}:
                            await work.deletions.add([str(upload.key)], at=now)
                        return known
                # Other photos of the same album may have been added meanwhile.
                fault = fault or _fault_among(photos, upload)
                if fault is None:
                    await work.photos.add(upload)
                    # The deletion was scheduled before the blob was stored.
                    await work.deletions.forget([str(upload.key)])
                    await save(work, before.add_photo(at=now), at=now)
                    return upload
                if upload.key is not None:
                    await work.deletions.add([upload.key], at=now)
                rejected = attrs.evolve(
                    upload, fault=fault, key=None, width=None, height=None
                )
                await work.photos.add(rejected)
                await _forget_oldest_faults(work, [*photos, rejected])
                return rejected
        except AlreadyExistsError:
            raise NotFoundError(Thing.PHOTO) from None  # another avatar's id


async def _uploads(reading: Reading, person: PersonId, avatar: AvatarId) -> Uploads:
    return Uploads(
        await reading.avatars.get(avatar, owner=person),
        await reading.photos.of(avatar),
        comparing=(await reading.people.get(person)).compares_faces,
    )


def _fault_among(photos: Sequence[Photo], upload: Photo) -> PhotoFault | None:
    accepted = [photo for photo in photos if photo.accepted]
    if any(upload.shows_the_same_as(photo) for photo in accepted):
        return PhotoFault.DUPLICATE
    if len(accepted) >= MAX_PHOTOS:
        return PhotoFault.OVER_LIMIT
    return None


async def _forget_oldest_faults(work: Work, photos: Sequence[Photo]) -> None:
    rejected = [photo for photo in photos if not photo.accepted]
    for photo in rejected[:-REMEMBERED_FAULTS]:
        await work.photos.remove(photo.id)
