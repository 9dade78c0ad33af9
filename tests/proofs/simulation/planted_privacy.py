"""Planted bugs about people who want to be forgotten."""

from typing import Final

import attrs

from tests.proofs.simulation.planting import Planted

from avatar_core import PersonId
from avatar_core.galleries import ALL_PICTURES
from avatar_core.ports import Reading
from avatar_core.use_cases import ForgetPeople
from avatar_core.use_cases.removal import remove_avatar


@attrs.frozen
class LeavesPictures(ForgetPeople):
    """Deletes the rows of pictures but not their blobs."""

    async def __call__(self, person: PersonId) -> None:
        async with self.store.read() as reading:
            keys = await _pictures(reading, person)
        await ForgetPeople.__call__(self, person)
        async with self.store.work(person) as work:
            await work.deletions.forget(keys)


@attrs.frozen
class WaitsForNothing(ForgetPeople):
    """Forgets people whose jobs have not ended."""

    async def __call__(self, person: PersonId) -> None:
        async with self.store.work(person) as work:
            now = self.clock()
            for avatar in await work.avatars.of(person):
                await remove_avatar(work, avatar, at=now)
            gone = await work.pictures.remove_all(person)
            await work.deletions.add([picture.key for picture in gone], at=now)
            known = await work.people.get(person)
            await work.erasure.erase(known.forgotten(at=now))


async def _pictures(reading: Reading, person: PersonId) -> list[str]:
    keys, last = [], None
    while last := await reading.pictures.older(person, ALL_PICTURES, than=last):
        keys.append(last.key)
    return keys


PLANTED_PRIVACY: Final = {
    "the forgotten leave their pictures": Planted(
        LeavesPictures, "no blob is kept that nobody knows", first=3
    ),
    "forgotten in the midst of an order": Planted(
        WaitsForNothing, "pictures are there", first=7
    ),
}
