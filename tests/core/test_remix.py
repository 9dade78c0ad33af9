"""Ordering pictures like a delivered one, exactly."""

import asyncio

from collections.abc import Awaitable, Callable

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
    InsufficientCreditsError,
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


async def test_the_same_again_is_the_same_request(world: World) -> None:
    """Everything the model is sent is the same to the last bit, and so is the price."""
    picture, order = await _delivered(world)

    job = await world.remix.again(ANNA, picture.id, world.new_job())
    await world.run()

    assert job.order == order
    assert job.price == world.prices.pictures(4)
    assert (ANNA, picture.avatar) == (job.person, job.avatar)
    _, first, second = (one.order for one in world.provider.requests.values())
    assert first == second
    again = await world.gallery.open(ANNA, ALL_PICTURES)
    assert again is not None
    assert (8, order.seed + 3) == (again.total, again.picture.seed)


@installed(policy=SETTLING_SOON)
async def test_the_same_again_is_not_taken_for_the_first(world: World) -> None:
    """When its POST is lost, the books still have the first: that is no answer."""
    picture, _ = await _delivered(world)
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)

    job = await world.remix.again(ANNA, picture.id, world.new_job())
    ended = await world.finish(job)

    first = await world.job(picture.job)
    assert (JobStatus.SUCCEEDED, 2) == (ended.status, ended.submits)
    assert first.request_id != ended.request_id


async def test_a_new_seed(world: World) -> None:
    """The same scene once more by chance: one picture, all else as it was."""
    picture, order = await _delivered(world)
    id_ = world.new_job()

    job = await world.remix.anew(ANNA, picture.id, id_)

    seed = id_.int % 2**31
    assert job.order == attrs.evolve(order, count=1, seed=seed)
    assert seed != order.seed
    assert job.price == world.prices.pictures(1)


async def test_another_size(world: World) -> None:
    """The picture's own seed, not its order's, in another size."""
    picture, order = await _delivered(world)

    job = await world.remix.resize(
        ANNA, picture.id, world.new_job(), size=Size.PORTRAIT
    )
    world.picture_reader.size = Size.PORTRAIT.pixels
    await world.run()

    assert picture.seed == order.seed + 2
    assert job.order == attrs.evolve(
        order, count=1, seed=picture.seed, size=Size.PORTRAIT
    )
    shown = await world.gallery.open(ANNA, ALL_PICTURES)
    assert shown is not None
    assert Size.PORTRAIT is shown.picture.shape


async def test_another_avatar(world: World) -> None:
    """The same scene with the other's trigger, noun and weights."""
    picture, order = await _delivered(world)
    other = await world.trained()
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


async def test_another_avatar_must_be_ready(world: World) -> None:
    """Of a draft nothing can be drawn."""
    picture, _ = await _delivered(world)
    draft = await world.draft()

    with pytest.raises(AvatarNotReadyError):
        await world.remix.recast(ANNA, picture.id, world.new_job(), avatar=draft.id)


@pytest.mark.parametrize("way", WAYS)
async def test_two_taps_order_once(world: World, way: str) -> None:
    """The same order id at once or later is one job with one hold."""
    picture, _ = await _delivered(world)
    id_ = world.new_job()
    before = await world.available()

    one, two = await asyncio.gather(
        WAYS[way](world, picture, id_), WAYS[way](world, picture, id_)
    )
    assert isinstance(one.order, GenerationOrder)
    world.picture_reader.size = one.order.size.pixels
    await world.run()
    third = await WAYS[way](world, picture, id_)

    assert one == two
    assert id_ == third.id
    assert before - one.price == await world.available()


@pytest.mark.parametrize("way", WAYS)
async def test_a_deleted_avatar_cannot_be_drawn_again(world: World, way: str) -> None:
    """Its weights are gone, so nothing is ordered; another avatar still can be."""
    picture, order = await _delivered(world)
    other = await world.trained()
    await world.avatars.delete(ANNA, picture.avatar)
    before = await world.available()

    with pytest.raises(AvatarNotReadyError):
        await WAYS[way](world, picture, world.new_job())
    assert before == await world.available()
    job = await world.remix.recast(ANNA, picture.id, world.new_job(), avatar=other.id)

    assert isinstance(job.order, GenerationOrder)
    assert job.order.scene == order.scene


async def test_a_deleted_picture_is_not_drawn_again(world: World) -> None:
    """What is gone from the gallery cannot be ordered like."""
    picture, _ = await _delivered(world)
    await world.delete(picture.id)

    with pytest.raises(NotFoundError):
        await world.remix.again(ANNA, picture.id, world.new_job())


async def test_what_can_be_made_of_a_picture(world: World) -> None:
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
async def test_only_what_a_model_was_told_is_shown(family: Family, told: str) -> None:
    """What was not to be seen is kept, but shown only if the model heard of it."""
    world = World(families=Families(offered=(family.name,)), enriching=True)
    world.family = family
    picture, _ = await _delivered(world)

    quote = await world.remix.quote(ANNA, picture.id)

    assert ("blurry", told) == (quote.order.negative, quote.negative)


async def test_a_remix_is_paid_for(world: World) -> None:
    """Without the credits nothing is ordered; the price on the button is the owner's."""
    picture, _ = await _delivered(world)
    while (await world.available()) >= world.prices.pictures(4):
        await world.remix.again(ANNA, picture.id, world.new_job())
        await world.run()

    with pytest.raises(InsufficientCreditsError):
        await world.remix.again(ANNA, picture.id, world.new_job())


async def test_every_family_has_its_own_price() -> None:
    """What the buttons say of another family's avatar is what it costs."""
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
