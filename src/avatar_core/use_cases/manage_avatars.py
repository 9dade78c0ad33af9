"""Create, show, change and delete avatars."""

from collections.abc import Sequence
from typing import Final

import attrs

from ..avatars import Avatar, AvatarEvent, Gender, Hair, newest_draft
from ..errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
    NotFoundError,
    Thing,
    TooManyAvatarsError,
)
from ..families import AvatarType, Families, Family, FamilyName
from ..galleries import PictureFilter
from ..ids import AvatarId, JobId, PersonId
from ..jobs import Job
from ..ports import Clock, Store, Work
from ..texts import clean_name
from ..word_policy import WordPolicy
from .ordering import can_be_replaced
from .removal import LATE_WRITERS, remove_avatar
from .trail import save


#: Avatars that one person may have; each may hold twenty photos.
MAX_AVATARS: Final = 20


@attrs.frozen(kw_only=True)
class AvatarCard:
    """One avatar with everything that its card shows."""

    avatar: Avatar
    is_main: bool
    #: All avatars of the person, oldest first.
    everything: Sequence[AvatarId]
    #: Its newest training, if there ever was one.
    training: Job | None
    #: How many pictures there are of it.
    pictures: int
    #: The key of its newest picture, or else of its first photo.
    preview: str | None


@attrs.frozen
class ManageAvatars:
    """Create, show, change and delete avatars.

    Every method that names an avatar raises `NotFoundError` unless it is the
    person's own, and `ActionNotAllowedError` when the lifecycle forbids it.
    """

    store: Store
    clock: Clock
    families: Families
    words: WordPolicy

    def on_offer(self) -> Sequence[Family]:
        """Return the families a new avatar can be of."""
        return self.families.on_offer()

    def offered(self, wanted: FamilyName | AvatarType) -> Family:
        """Return a family on offer, by its name or the first for a type.

        Raises:
            NotFoundError: None fits.
        """
        for family in self.families.on_offer():
            if wanted in {family.name, family.avatar_type}:
                return family
        raise NotFoundError(Thing.FAMILY)

    async def create(
        self,
        person: PersonId,
        avatar: AvatarId,
        *,
        family: FamilyName,
        gender: Gender | None,
        name: str,
    ) -> Avatar:
        """Create a draft; creating the same id again returns the existing avatar.

        Only portraits have a *gender*.

        Raises:
            NotFoundError: The family is not on offer.
            InvalidTextError: The name is too short or too long, or not allowed.
            TooManyAvatarsError: The person has enough avatars.
        """
        chosen = self.offered(family)
        draft = Avatar(
            id=avatar,
            owner=person,
            name=self.allowed(name),
            type=chosen.avatar_type,
            gender=gender,
            family=chosen.name,
            created_at=self.clock(),
        )
        try:
            async with self.store.work(person) as work:
                theirs = [known.id for known in await work.avatars.of(person)]
                if len(theirs) >= MAX_AVATARS and avatar not in theirs:
                    raise TooManyAvatarsError(MAX_AVATARS)
                await work.avatars.add(draft)
        except AlreadyExistsError:
            async with self.store.read() as reading:
                return await reading.avatars.get(avatar, owner=person)
        return draft

    async def all(self, person: PersonId) -> Sequence[Avatar]:
        """Return the person's avatars, oldest first."""
        async with self.store.read() as reading:
            return await reading.avatars.of(person)

    async def draft(self, person: PersonId) -> Avatar | None:
        """Return the newest avatar whose photos are still being collected."""
        return newest_draft(await self.all(person))

    async def all_and_main(
        self, person: PersonId
    ) -> tuple[Sequence[Avatar], Avatar | None]:
        """Return all avatars, oldest first, and the one that pictures are made with."""
        async with self.store.read() as reading:
            preferred = (await reading.people.get(person)).main_avatar
            everything = await reading.avatars.of(person)
        return everything, _found(everything, preferred)

    async def main(self, person: PersonId) -> Avatar | None:
        """Return the avatar that pictures are made with."""
        return (await self.all_and_main(person))[1]

    async def card(self, person: PersonId, avatar: AvatarId) -> AvatarCard:
        """Return one avatar's card."""
        among = PictureFilter(avatar=avatar)
        async with self.store.read() as reading:
            everything = await reading.avatars.of(person)
            shown = _found(everything, avatar)
            if shown is None:
                raise NotFoundError(Thing.AVATAR)
            newest = await reading.pictures.older(person, among)
            photos = () if newest else await reading.photos.of(avatar)
            keys = [each.key for each in (newest, *photos) if each and each.key]
            return AvatarCard(
                avatar=shown,
                is_main=(await reading.people.get(person)).main_avatar == avatar,
                everything=[each.id for each in everything],
                training=await reading.jobs.last_training(avatar),
                pictures=await reading.pictures.count(person, among),
                preview=keys[0] if keys else None,
            )

    async def rename(self, person: PersonId, avatar: AvatarId, name: str) -> Avatar:
        """Give the avatar another name.

        Raises:
            InvalidTextError: The name is too short or too long, or not allowed.
        """
        cleaned = self.allowed(name)
        async with self.store.work(person) as work:
            before = await work.avatars.get(avatar, owner=person)
            return await save(work, before.rename(cleaned), at=self.clock())

    def allowed(self, name: str) -> str:
        """Return a name, cleaned.

        Raises:
            InvalidTextError: It is too short or too long, or not allowed.
        """
        cleaned = clean_name(name)
        self.words.require(cleaned)
        return cleaned

    async def describe(
        self, person: PersonId, avatar: AvatarId, hair: Hair | None
    ) -> Avatar:
        """Set the hair, which the prompts of packs may mention."""
        async with self.store.work(person) as work:
            before = await work.avatars.get(avatar, owner=person)
            return await work.avatars.save(before.describe(hair))

    async def make_main(self, person: PersonId, avatar: AvatarId) -> None:
        """Make this the avatar that pictures are made with."""
        async with self.store.work(person) as work:
            chosen = (await work.avatars.get(avatar, owner=person)).make_main()
            owner = await work.people.get(person)
            await work.people.save(owner.prefers(chosen.id))

    async def reopen(self, person: PersonId, avatar: AvatarId) -> Avatar:
        """Collect photos again after a training that failed or was cancelled."""
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.avatars.get(avatar, owner=person)
            return await save(work, before.reopen(at=now), at=now)

    async def retrain(self, person: PersonId, training: JobId) -> Avatar:
        """Collect photos for a free training that replaces one, whose weights are deleted.

        Doing it again changes nothing.

        Raises:
            NotFoundError: The training is not the person's own.
            ActionNotAllowedError: Nothing was offered, or the photos are gone.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            job = await work.jobs.get(training, person=person)
            before = await work.avatars.get(job.avatar, owner=person)
            if before.retrains == training:
                return before
            likeness = await work.jobs.likeness(training)
            if not can_be_replaced(job, before, likeness):
                raise ActionNotAllowedError(before.status, AvatarEvent.RETRAIN)
            weights = before.ready_weights()
            after = await save(work, before.retrain(at=now), at=now)
            await work.deletions.add([weights.key], at=now + LATE_WRITERS)
            await _prefer_another(work, person, before.id)
            return after

    async def delete(self, person: PersonId, avatar: AvatarId) -> None:
        """Delete the avatar, its photos and its weights; its pictures stay."""
        async with self.store.work(person) as work:
            gone = await work.avatars.get(avatar, owner=person)
            await remove_avatar(work, gone, at=self.clock())
            await _prefer_another(work, person, avatar)


def _found(avatars: Sequence[Avatar], chosen: AvatarId | None) -> Avatar | None:
    return next((each for each in avatars if each.id == chosen), None)


async def _prefer_another(work: Work, person: PersonId, gone: AvatarId) -> None:
    owner = await work.people.get(person)
    if owner.main_avatar != gone:
        return
    others = [
        other.id
        for other in await work.avatars.of(person)
        if AvatarEvent.MAKE_MAIN in other.actions
    ]
    await work.people.save(owner.prefers(others[0] if others else None))
