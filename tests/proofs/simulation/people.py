"""People who upload photos, order pictures, tap twice and cancel."""

from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

import attrs

from tests.schedule import sleep

from avatar_core import (
    AvatarId,
    AvatarStatus,
    Gender,
    JobId,
    Language,
    PersonId,
    PhotoId,
    Size,
)
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.people import CONSENT_VERSION
from avatar_core.use_cases import UploadPhotos

from .admins import Proprietors
from .customers import Customer
from .weather import Fault
from .world import World


#: How long a person waits for an end, in seconds.
_PATIENCE: Final = 4 * 3600.0


@attrs.define(eq=False)
class Somebody:
    """One person's day."""

    world: World
    id: PersonId
    #: The person who invited them.
    friend: PersonId | None = None

    async def live(self) -> None:
        """Enter, perhaps by a friend's link, train an avatar and order pictures."""
        world, dice = self.world, self.world.dice
        if self.friend is not None:
            await sleep(dice.random() * 30)
        enter = partial(
            world.cases.accounts.enter, self.id, Language.ENGLISH, referrer=self.friend
        )
        await world.tap("enter", enter)
        self._agree()
        Customer(world, self.id).live()
        avatar = AvatarId(world.ids())
        await world.tap(
            "create",
            lambda: world.cases.avatars.create(
                self.id,
                avatar,
                family=FLUX_PORTRAIT.name,
                gender=Gender.MALE,
                name="Somebody",
            ),
        )
        if dice.random() < 0.3:
            await world.tap(
                "plain", lambda: world.cases.preferences.enrich(self.id, enrich=False)
            )
        await self._upload(avatar, dice.randrange(10, 14))
        for _ in range(3):
            if not await self._train(avatar):
                break
        if await self._retrain(avatar):
            await self._train(avatar)
        if self._status(avatar) is AvatarStatus.COMPLETED:
            for _ in range(dice.randrange(1, 4)):
                world.begin("pictures", self._draw(avatar))
                await sleep(dice.random() * 120)
            if dice.random() < 0.2:
                await world.tap(
                    "delete", lambda: world.cases.avatars.delete(self.id, avatar)
                )
        if dice.random() < 0.15:
            await self._leave()

    # --- what people do ---------------------------------------------------

    def _agree(self) -> None:
        """Agree to what happens to photos, without a tap that would change the dice."""
        people = self.world.rows._rows.people
        if (known := people.get(self.id)) is not None:
            now = self.world.schedule()
            agreed = known.agree(CONSENT_VERSION, at=now).allow_comparing(at=now)
            people[self.id] = agreed

    async def _upload(self, avatar: AvatarId, count: int) -> None:
        dice = self.world.dice
        uploads: list[Coroutine[Any, Any, None]] = [
            self._photo(avatar, b"photo %d" % number) for number in range(count)
        ]
        if dice.random() < 0.3:
            uploads.append(self._photo(avatar, b"photo 1"))
        if dice.random() < 0.3:
            uploads.append(self._photo(avatar, b"no picture"))
        tasks = [self.world.begin("photo", upload) for upload in uploads]
        while any(task.alive for task in tasks):
            await sleep(1.0)
        await self._photo(avatar, b"photo more")

    async def _photo(self, avatar: AvatarId, data: bytes) -> None:
        world, uploads = self.world, self.world.cases.photos
        photo = PhotoId(world.ids())
        await world.tap("photo", lambda: _add(uploads, self.id, avatar, photo, data))

    async def _train(self, avatar: AvatarId) -> bool:
        """Order a training and wait for it; return whether to try again."""
        world = self.world
        if self._status(avatar) not in {
            AvatarStatus.PHOTOS_UPLOADING,
            AvatarStatus.FAILED,
            AvatarStatus.CANCELLED,
        }:
            return False
        if self._status(avatar) is not AvatarStatus.PHOTOS_UPLOADING:
            if world.dice.random() < 0.5:
                return False
            if world.dice.random() < 0.4:
                await world.tap(
                    "reopen", lambda: world.cases.avatars.reopen(self.id, avatar)
                )
                await self._photo(avatar, b"photo %d" % world.dice.randrange(50))
        job = self._offer()
        await world.tap(
            "train", lambda: world.cases.training.start(self.id, avatar, job)
        )
        await self._wait(job, 700)
        return True

    async def _retrain(self, avatar: AvatarId) -> bool:
        """Take up a free training, if one was offered; return whether it was."""
        world, rows = self.world, self.world.rows._rows
        known = rows.avatars.get(avatar)
        shown = world.policy.preview_pictures > 0
        if known is None or known.weights is None or not shown:
            return False
        training = known.weights.job
        # Its pictures come after its end.
        for _ in range(10):
            if training in rows.likenesses:
                retrain = partial(world.cases.avatars.retrain, self.id, training)
                return await world.tap("retrain", retrain)
            await sleep(60.0)
        return False

    async def _draw(self, avatar: AvatarId) -> None:
        world = self.world
        if world.dice.random() < 0.3:
            await self._order_pack(avatar)
            return
        source = await self._describe(avatar) if world.dice.random() < 0.2 else None
        job, count = self._offer(), world.dice.randrange(1, 5)
        await world.tap(
            "draw",
            lambda: world.cases.pictures.start(
                self.id,
                avatar,
                job,
                words="at sea",
                size=Size.SQUARE,
                count=count,
                source=source,
            ),
        )
        await self._wait(job, 60)
        if world.dice.random() < 0.2:
            await self._enlarge(job)

    async def _describe(self, avatar: AvatarId) -> JobId | None:
        """Order a description of a photo; return its job if it was ordered."""
        world, job = self.world, self._offer()
        data = b"no picture" if world.dice.random() < 0.1 else b"photo of a boat"
        start = partial(world.cases.descriptions.start, self.id, avatar, job, data)
        if not await world.tap("describe", start):
            return None
        await self._wait(job, 20)
        return job

    async def _leave(self) -> None:
        """Ask to be forgotten until no job is open."""
        world, forget = self.world, partial(self.world.cases.forget_people, self.id)
        for _ in range(5):
            if await world.tap("forget", forget):
                return
            await sleep(world.dice.random() * 1200)

    async def _enlarge(self, job: JobId) -> None:
        """Order an enlargement of the first picture delivered."""
        world, larger = self.world, self._offer()
        drawn = [one for one in world.rows._rows.pictures.values() if one.job == job]
        for picture in drawn[:1]:
            start = partial(world.cases.upscales.start, self.id, picture.id, larger)
            if await world.tap("enlarge", start):
                await self._wait(larger, 60)

    async def _order_pack(self, avatar: AvatarId) -> None:
        world = self.world
        job, pack = self._offer(), world.dice.choice(world.shelf.packs).id
        await world.tap(
            "pack", lambda: world.cases.packs.start(self.id, avatar, job, pack)
        )
        await self._wait(job, 60)

    def _offer(self) -> JobId:
        job = JobId(self.world.ids())
        self.world.promises.offered.add(job)
        return job

    async def _wait(self, job: JobId, usual: float) -> None:
        world = self.world
        if world.weather.strikes(Fault.CHANGE_OF_MIND):
            world.begin("regret", self._regret(job, usual))
        elif world.weather.strikes(Fault.CHANGE_OF_MIND):
            await world.tap("cancel", partial(world.cases.cancel_job, self.id, job))
        for _ in range(int(_PATIENCE / 60)):
            rows = world.rows._rows.jobs.values()
            if not any(row.open for row in rows if row.head == job):
                return
            await sleep(60.0 if usual > 60 else 10.0)

    async def _regret(self, job: JobId, usual: float) -> None:
        world = self.world
        await sleep(world.dice.choice([0.1, 1.0, 1.0]) * world.dice.random() * usual)
        if await world.tap("cancel", partial(world.cases.cancel_job, self.id, job)):
            world.promises.called_off[job] = world.schedule.seconds

    def _status(self, avatar: AvatarId) -> AvatarStatus | None:
        row = self.world.rows._rows.avatars.get(avatar)
        return row.status if row else None


async def _add(
    uploads: UploadPhotos,
    person: PersonId,
    avatar: AvatarId,
    photo: PhotoId,
    data: bytes,
) -> object:
    return await uploads.add(person, avatar, photo, data)


def live(world: World) -> None:
    """Start the tasks of all people."""
    dice = world.dice
    Proprietors(world).begin()
    for number in range(1, dice.choice([1, 1, 2]) + 1):
        person = PersonId(number)
        friend = PersonId(1) if number > 1 and dice.random() < 0.8 else None
        if not world.weather.calm and dice.random() < 0.1:
            world.messenger.blocked_by.add(person)
        world.begin("person", Somebody(world, person, friend).live())
