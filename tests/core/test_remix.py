"""Ordering pictures like a delivered one, exactly."""

from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest

from tests.core.world import ANNA, SETTLING_SOON, World, installed

from avatar_core import (
    AvatarId,
    GenerationOrder,
    Job,
    JobId,
    JobStatus,
    Picture,
    Size,
)
from avatar_core.errors import (
    AvatarNotReadyError,
    NotFoundError,
)
from avatar_core.families import (
    FLUX_PORTRAIT,
    QWEN_PORTRAIT,
    Z_IMAGE_PORTRAIT,
    Families,
    Family,
)
from avatar_core.galleries import ALL_PICTURES
from avatar_core.pictures import picture_id
from avatar_core.testing.provider import SubmitFault
from avatar_core.use_cases import RemixQuote


async def _delivered(world: World, number: int = 2) -> tuple[Picture, GenerationOrder]:
    """Have four pictures delivered; return one and how it was ordered."""
    job = await world.ordered_pictures(4, Size.WIDE)
    world.picture_reader.size = Size.WIDE.pixels
    await world.run()
    assert isinstance(job.order, GenerationOrder)
    card = await world.gallery.show(ANNA, picture_id(job.id, number), ALL_PICTURES)
    return card.picture, job.order


Remix = Callable[[World, Picture, JobId], Awaitable[Job]]
WAYS: dict[str, Remix] = {
    "again": lambda world, picture, job: world.remix.again(ANNA, picture.id, job),
    "anew": lambda world, picture, job: world.remix.anew(ANNA, picture.id, job),
    "resize": lambda world, picture, job: world.remix.resize(
        ANNA, picture.id, job, size=Size.STORY
    ),
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_remix_changes_only_what_it_says(world: World, way: str) -> None:
    """All pictures again; one with a new seed; or one with its seed in another size."""
    picture, order = await _delivered(world)
    id_ = world.new_job()
    new_seed = id_.int % 2**31

    job = await WAYS[way](world, picture, id_)

    changes: dict[str, dict[str, Any]] = {
        "again": {},
        "anew": {"count": 1, "seed": new_seed},
        "resize": {"count": 1, "seed": picture.seed, "size": Size.STORY},
    }
    assert isinstance(job.order, GenerationOrder)
    assert job.order == attrs.evolve(order, **changes[way])
    assert (ANNA, picture.avatar, world.prices.pictures(job.order.count)) == (
        job.person,
        job.avatar,
        job.price,
    )
    assert picture.seed == order.seed + 2
    assert new_seed != order.seed
    world.picture_reader.size = job.order.size.pixels
    await world.run()
    _, first, second = (one.order for one in world.provider.requests.values())
    assert (order, job.order) == (first, second)
    shown = await world.gallery.open(ANNA, ALL_PICTURES)
    assert shown is not None
    assert (4 + job.order.count, job.order.size) == (shown.total, shown.picture.shape)


async def test_another_avatar(world: World) -> None:
    """The same scene with the other's trigger, noun and weights, if it is trained."""
    picture, order = await _delivered(world)
    other, draft = await world.trained(), await world.draft()
    assert other.weights is not None

    job = await world.remix.recast(ANNA, picture.id, world.new_job(), avatar=other.id)

    assert job.avatar == other.id
    assert job.order == attrs.evolve(
        order,
        count=1,
        seed=picture.seed,
        weights_key=other.weights.key,
        prompt=f"photo of {other.weights.trigger} woman, {order.scene}",
    )
    with pytest.raises(AvatarNotReadyError):
        await world.remix.recast(ANNA, picture.id, world.new_job(), avatar=draft.id)


@installed(policy=SETTLING_SOON)
async def test_the_same_again_is_not_taken_for_the_first(world: World) -> None:
    """When its request is lost, the same order in the books is not its answer."""
    picture, _ = await _delivered(world)
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)

    job = await world.remix.again(ANNA, picture.id, world.new_job())
    ended = await world.finish(job)

    first = await world.job(picture.job)
    assert (JobStatus.SUCCEEDED, 2) == (ended.status, ended.submits)
    assert first.request_id != ended.request_id


async def test_deleted_things_are_not_drawn_again(world: World) -> None:
    """Without its avatar a picture can only be recast, and without itself not at all."""
    picture, order = await _delivered(world)
    other = await world.trained()
    await world.avatars.delete(ANNA, picture.avatar)
    before = await world.available()

    for way in WAYS.values():
        with pytest.raises(AvatarNotReadyError):
            await way(world, picture, world.new_job())
    assert before == await world.available()
    job = await world.remix.recast(ANNA, picture.id, world.new_job(), avatar=other.id)
    assert isinstance(job.order, GenerationOrder)
    assert job.order.scene == order.scene
    await world.delete(picture.id)
    with pytest.raises(NotFoundError):
        await world.remix.again(ANNA, picture.id, world.new_job())


async def test_the_quote_of_a_remix(world: World) -> None:
    """The quote names the order, the ready avatars, the prices and the balance."""
    picture, order = await _delivered(world)
    await world.draft()
    other = await world.trained()

    quote = await world.remix.quote(ANNA, picture.id)
    await world.avatars.delete(ANNA, picture.avatar)
    later = await world.remix.quote(ANNA, picture.id)

    def offered(quote: RemixQuote) -> list[tuple[AvatarId, int]]:
        return [(casting.avatar.id, casting.price) for casting in quote.others]

    assert (picture, order) == (quote.picture, quote.order)
    assert quote.avatar is not None
    assert picture.avatar == quote.avatar.id
    assert [(other.id, world.prices.picture)] == offered(quote) == offered(later)
    assert later.avatar is None
    assert await world.available() == quote.balance.available
    assert world.prices == quote.prices


@pytest.mark.parametrize(
    ("family", "told"), [(FLUX_PORTRAIT, ""), (QWEN_PORTRAIT, "blurry")]
)
async def test_only_a_used_negative_prompt_is_shown(family: Family, told: str) -> None:
    """The negative prompt is kept, but shown only if the model was given it."""
    world = World(families=Families(offered=(family.name,)), enriching=True)
    world.family = family
    picture, _ = await _delivered(world)

    quote = await world.remix.quote(ANNA, picture.id)

    assert ("blurry", told) == (quote.order.negative, quote.negative)


async def test_every_family_has_its_own_price() -> None:
    """The price shown for an avatar of another family is the price charged."""
    world = World(
        families=Families(offered=(FLUX_PORTRAIT.name, Z_IMAGE_PORTRAIT.name))
    )
    picture, _ = await _delivered(world)
    world.family = Z_IMAGE_PORTRAIT
    other = await world.trained()
    cheap = world.prices.within(Z_IMAGE_PORTRAIT).picture
    [casting] = (await world.remix.quote(ANNA, picture.id)).others

    recast = await world.remix.recast(
        ANNA, picture.id, world.new_job(), avatar=other.id
    )
    await world.run()
    drawn = picture_id(recast.id, 0)
    quote = await world.remix.quote(ANNA, drawn)
    anew = await world.remix.anew(ANNA, drawn, world.new_job())

    assert cheap < world.prices.picture
    assert [cheap] * 4 == [
        casting.price,
        recast.price,
        quote.prices.picture,
        anew.price,
    ]
    [back] = quote.others
    assert world.prices.picture == back.price
