"""Spare pictures of an order: the closest ones are delivered."""

from collections.abc import Iterator

import attrs
import pytest

from tests.core.world import ANNA, World, installed

from avatar_core import Avatar, Job, JobStatus, Policy
from avatar_core.blob_keys import picture_key
from avatar_core.families import FLUX_PORTRAIT, FLUX_STYLE
from avatar_core.orders import GenerationOrder
from avatar_core.pictures import PictureFormat, picture_id
from avatar_core.ports import DrawnPicture, DrawnPictures
from avatar_core.testing import ScriptedFaces


SPARES = Policy(spare_pictures=2)
#: Who is seen in the pictures that the provider draws, by content.
PEOPLE = {b"somebody else": 0.7, b"nearly": 0.3, b"well": 0.1}


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return a product that draws two more pictures than were ordered."""
    world = World(**{"policy": SPARES} | getattr(request, "param", {}))
    yield world
    world.check_books()


@pytest.fixture
def faces(world: World) -> ScriptedFaces:
    """Look for faces in the world's photos and pictures."""
    faces = ScriptedFaces(people=PEOPLE)
    world.install_faces(faces)
    return faces


async def compared(world: World) -> Avatar:
    """Train an avatar of somebody whose faces may be compared."""
    avatar = await world.trained()
    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    return avatar


def drawing(world: World, *pictures: bytes) -> None:
    """Have the provider draw these pictures next."""
    drawn = []
    for number, data in enumerate(pictures):
        url = f"https://provider.test/spares/{number}.jpg"
        world.provider.files[url] = data
        drawn.append(DrawnPicture(url=url, seed=number, blocked=False))
    world.provider.scripts.append([DrawnPictures(tuple(drawn))])


def spare(job: Job) -> int:
    assert isinstance(job.order, GenerationOrder)
    return job.order.spare


async def delivered(world: World, job: Job) -> list[int]:
    """Return the numbers of the pictures of a job."""
    async with world.rows.read() as reading:
        return [picture.number for picture in await reading.pictures.of(job.id)]


async def test_the_closest_are_delivered(world: World, faces: ScriptedFaces) -> None:
    """One request draws them all; the price is that of those that were ordered."""
    avatar = await compared(world)
    before = await world.available()
    drawing(world, b"somebody else", b"nearly", b"somebody else", b"well")

    job = await world.draw(avatar.id, count=2)
    await world.run()

    ended = await world.job(job.id)
    assert (2, 2, 10) == (spare(job), ended.delivered, ended.price)
    assert [1, 3] == await delivered(world, job)
    assert before - 10 == await world.available()
    assert 2 == len(world.messages.told[-1].pictures)


async def test_the_others_are_deleted(world: World, faces: ScriptedFaces) -> None:
    """What is not delivered is not kept."""
    avatar = await compared(world)
    drawing(world, b"nearly", b"well", b"somebody else")

    job = await world.draw(avatar.id)
    await world.run()

    [kept] = await delivered(world, job)
    assert 1 == kept
    async with world.rows.read() as reading:
        alias = (await reading.people.get(ANNA)).known_as
    for number in (0, 2):
        key = picture_key(alias, picture_id(job.id, number), PictureFormat.JPEG)
        assert key in world.deletions()


async def test_without_a_comparison_the_first_are_delivered(
    world: World, faces: ScriptedFaces
) -> None:
    """If faces cannot be found just now, the order does not wait for them."""
    avatar = await compared(world)
    drawing(world, b"somebody else", b"well", b"nearly")

    job = await world.draw(avatar.id)
    faces.down = True
    await world.run()

    assert [0] == await delivered(world, job)


async def test_a_damaged_spare_holds_nothing_back(
    world: World, faces: ScriptedFaces
) -> None:
    """It is fetched again only if a picture that was ordered is missing."""
    avatar = await compared(world)
    drawing(world, b"", b"nearly", b"well")

    job = await world.draw(avatar.id)
    await world.run()

    assert (JobStatus.SUCCEEDED, [2]) == (
        (await world.job(job.id)).status,
        await delivered(world, job),
    )


@pytest.mark.parametrize(("count", "more"), [(1, 2), (2, 2), (3, 1), (4, 0)])
async def test_no_more_than_four_are_drawn_at_once(
    world: World, faces: ScriptedFaces, count: int, more: int
) -> None:
    """That is the most that one request takes."""
    avatar = await compared(world)

    assert more == spare(await world.draw(avatar.id, count=count))
    await world.run()


async def test_nothing_is_spared_without_consent(
    world: World, faces: ScriptedFaces
) -> None:
    """Faces that may not be compared decide nothing."""
    avatar = await world.trained()

    assert 0 == spare(await world.draw(avatar.id))
    await world.run()


async def test_a_style_has_no_spare_pictures(
    world: World, faces: ScriptedFaces
) -> None:
    """It shows nobody."""
    world.family = FLUX_STYLE
    avatar = await compared(world)

    assert 0 == spare(await world.draw(avatar.id))
    await world.run()


@installed(policy=Policy())
async def test_by_default_there_are_none(world: World, faces: ScriptedFaces) -> None:
    """The owner decides, who pays for them."""
    avatar = await compared(world)

    assert 0 == spare(await world.draw(avatar.id))
    await world.run()


async def test_the_margins_include_them(world: World) -> None:
    """The owner sees what an order of one picture costs at most."""
    economics = world.config.economics
    without = attrs.evolve(economics, spares=0)
    more = [
        one.cost - other.cost
        for one, other in zip(
            economics.margins(world.prices),
            without.margins(world.prices),
            strict=True,
        )
        if (one.family, one.term) == (FLUX_PORTRAIT.name, "picture")
    ]

    assert [2 * FLUX_PORTRAIT.picture_cost] == more


@pytest.mark.parametrize("steps", range(0, 40, 3))
async def test_a_kill_at_any_commit_is_harmless(
    world: World, faces: ScriptedFaces, steps: int
) -> None:
    """They are bought once, and paid for once."""
    avatar = await compared(world)
    before = await world.available()
    job = await world.draw(avatar.id)

    await world.run_after_death(steps)
    world.fate.left = None
    await world.run()

    ended = await world.job(job.id)
    assert ended.status in {JobStatus.SUCCEEDED, JobStatus.EXPIRED}
    assert before - 5 * ended.delivered == await world.available()
    assert max(world.posts(ended)) <= 1
