"""Look at the photos of portraits for the coach, and compare their faces."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from ..coach import Mark, distances, marks_of, scores
from ..errors import (
    BlobNotFoundError,
    FacesUnavailableError,
    NotFoundError,
    Thing,
)
from ..faces import Descriptor, Face
from ..families import AvatarType
from ..ids import AvatarId, PersonId, PhotoId
from ..people import Person
from ..photos import Photo
from ..ports import BlobStorage, Clock, FaceInspector, Store
from .removal import living_avatar


#: How many descriptors are remembered, of some 5 KB each, and for how long; what is
#: dropped is computed again.
_MOST_REMEMBERED: Final = 2000
_REMEMBERED: Final = timedelta(hours=1)
#: A review begins with no further photo after this time; the next review goes on.
_LONGEST: Final = timedelta(seconds=30)


@attrs.frozen
class CoachPhotos:
    """Look at photos, and compare their faces for people who agreed to that.

    A front end has photos reviewed when they were added or removed. What is stored are
    measures and distances; descriptors stay in memory.
    """

    store: Store
    blobs: BlobStorage
    #: None: photos are not looked at.
    faces: FaceInspector | None
    clock: Clock
    #: With the time at which each was computed, oldest first.
    _descriptors: dict[PhotoId, tuple[datetime, Descriptor]] = attrs.field(
        init=False, factory=dict, repr=False, eq=False
    )

    async def review(
        self,
        person: PersonId,
        avatar: AvatarId,
        *,
        photo: PhotoId | None = None,
        removed: bool = False,
    ) -> None:
        """Look at the photos of a portrait that were not looked at, or only at *photo*.

        If the person agreed to that, faces are compared when one is new, or another was
        *removed*. What cannot be done at present, or within 30 s, is left to the next
        review.

        Raises:
            NotFoundError: The avatar is not the person's own, or has no such photo.
        """
        until = self.clock() + _LONGEST
        async with self.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            photos = [one for one in await reading.photos.of(avatar) if one.accepted]
            comparing = (await reading.people.get(person)).compares_faces
        if photo is not None and all(one.id != photo for one in photos):
            raise NotFoundError(Thing.PHOTO)
        if self.faces is None or model.type is not AvatarType.PORTRAIT:
            return
        seen: dict[PhotoId, tuple[Face, ...]] = {}
        far: Mapping[PhotoId, float | None] = {}
        try:
            for one in photos:
                if one.faces is None and photo in {None, one.id}:
                    seen[one.id] = await self._look(self.faces, one, until, comparing)
            shown = [one for one in photos if seen.get(one.id, one.faces)]
            if comparing and (removed or any(one.distance is None for one in shown)):
                far = await self._compare(self.faces, shown, until)
        except (BlobNotFoundError, FacesUnavailableError):
            pass  # what was seen before is kept
        await self._save(person, avatar, seen, far)

    async def allow_comparing(self, person: PersonId, avatar: AvatarId) -> Person:
        """Record the consent to compare faces, and compare those of this avatar.

        Raises:
            NotFoundError: The avatar is not the person's own.
        """
        async with self.store.work(person) as work:
            await work.avatars.get(avatar, owner=person)
            agreed = (await work.people.get(person)).allow_comparing(at=self.clock())
            await work.people.save(agreed)
        await self.review(person, avatar)
        return agreed

    async def forbid_comparing(self, person: PersonId) -> Person:
        """Withdraw the consent, and forget what the comparisons found."""
        async with self.store.work(person) as work:
            withdrawn = (await work.people.get(person)).forbid_comparing()
            await work.people.save(withdrawn)
            await work.jobs.forget_likenesses(person)
            for avatar in await work.avatars.of(person):
                for photo in await work.photos.of(avatar.id):
                    self._descriptors.pop(photo.id, None)
                    if photo.distance is not None:
                        await work.photos.save(attrs.evolve(photo, distance=None))
        return withdrawn

    async def likenesses(
        self, person: PersonId, avatar: AvatarId, pictures: Sequence[str]
    ) -> Sequence[int]:
        """Compare pictures of a portrait, given their keys, with its photos.

        Return the likeness of each; see `Likeness.score`. Empty: its person has not agreed to that or deleted it, or it cannot be told at
        present.
        """
        until = self.clock() + _LONGEST
        async with self.store.read() as reading:
            model = await living_avatar(reading, avatar, owner=person)
            photos = await reading.photos.of(avatar)
            comparing = (await reading.people.get(person)).compares_faces
        portrait = model is not None and model.type is AvatarType.PORTRAIT
        if self.faces is None or not portrait or not comparing:
            return []
        own = [
            one
            for one in photos
            if one.accepted and Mark.SOMEBODY_ELSE not in marks_of(one)
        ]
        try:
            described = await self._described(self.faces, own, until)
            drawn = [
                await self.faces.find(await self.blobs.get(key), describe=True)
                for key in pictures
            ]
        except (BlobNotFoundError, FacesUnavailableError):
            return []
        return scores([one.descriptor for one in drawn], [*described.values()])

    def forget(self) -> None:
        """Forget the descriptors that are an hour old; call it every few minutes."""
        now, known = self.clock(), self._descriptors
        for id_, (at, _) in list(known.items()):
            if len(known) <= _MOST_REMEMBERED and now - at < _REMEMBERED:
                break
            del known[id_]

    async def _look(
        self, inspector: FaceInspector, photo: Photo, until: datetime, describe: bool
    ) -> tuple[Face, ...]:
        if self.clock() > until:
            raise FacesUnavailableError("it took too long")
        found = await inspector.find(
            await self.blobs.get(str(photo.key)), describe=describe
        )
        if found.descriptor is not None:
            self._descriptors.pop(photo.id, None)
            self._descriptors[photo.id] = self.clock(), found.descriptor
        self.forget()
        return found.faces

    async def _compare(
        self, inspector: FaceInspector, photos: Iterable[Photo], until: datetime
    ) -> Mapping[PhotoId, float | None]:
        described = await self._described(inspector, photos, until)
        far = distances(described)
        return {photo: far.get(photo) for photo in described}

    async def _described(
        self, inspector: FaceInspector, photos: Iterable[Photo], until: datetime
    ) -> Mapping[PhotoId, Descriptor]:
        described: dict[PhotoId, Descriptor] = {}
        for photo in photos:
            if photo.id not in self._descriptors:
                await self._look(inspector, photo, until, describe=True)
            if remembered := self._descriptors.get(photo.id):
                described[photo.id] = remembered[1]
        return described

    async def _save(
        self,
        person: PersonId,
        avatar: AvatarId,
        seen: Mapping[PhotoId, tuple[Face, ...]],
        far: Mapping[PhotoId, float | None],
    ) -> None:
        if not seen and not far:
            return
        async with self.store.work(person) as work:
            # They may have withdrawn it meanwhile.
            comparing = (await work.people.get(person)).compares_faces
            if not comparing:
                far = {}
            for photo in await work.photos.of(avatar):
                if not comparing:
                    self._descriptors.pop(photo.id, None)
                distance = far.get(photo.id, photo.distance)
                now = attrs.evolve(
                    photo,
                    faces=seen.get(photo.id, photo.faces),
                    distance=None if distance is None else round(distance, 2),
                )
                if now != photo:
                    await work.photos.save(now)
