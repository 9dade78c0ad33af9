"""A pack is one order: one hold, one message, one end."""

from collections.abc import Sequence

import attrs
import pytest

from tests.core.world import ANNA, World, installed
from tests.packs import pack_of

from avatar_core import (
    AvatarType,
    GenerationOrder,
    Hold,
    HoldStatus,
    Job,
    JobStatus,
    Policy,
    PriceBook,
)
from avatar_core.errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    InsufficientCreditsError,
    NotFoundError,
    Refusal,
    Thing,
    TooManyOpenJobsError,
)
from avatar_core.failures import Failure
from avatar_core.ids import PackId
from avatar_core.orders import Wording, follower_id
from avatar_core.ports import Queued, Refused, Running


BLOCKED = [Refused("no", blocked=True)]


def _group(world: World, lead: Job) -> Sequence[Job]:
    return [job for job in world.rows._rows.jobs.values() if job.head == lead.id]


def _hold(world: World, lead: Job) -> Hold:
    return world.rows._rows.holds[lead.id]


# --- ordering ---------------------------------------------------------------


async def test_a_pack_from_order_to_end(world: World) -> None:
    """Its pictures come together, are paid by one hold and told once."""
    lead = await world.ordered_pack(4, percent=90)
    held = (await world.accounts.balance(ANNA)).held

    await world.run()

    [news] = world.messages.told
    hold = _hold(world, lead)
    assert (18, 18, 18) == (held, hold.amount, hold.captured)
    assert (4, 4, 4) == (news.delivered, news.ordered, len(news.pictures))
    assert [job.id for job in _group(world, lead)] == [
        picture.job for picture in news.pictures
    ]
    assert (lead.id, False) == (news.job.id, news.open)
    # Progress of any of them is news of the whole order.
    assert {(lead.id, number) for number in range(4)} == {
        (news.job.id, news.delivered) for news in world.messages.shown
    }


async def test_the_prompts_of_a_pack(world: World) -> None:
    """Every prompt is filled in and has the trigger once; each has its own seed."""
    lead = await world.ordered_pack(3)

    orders = [job.order for job in _group(world, lead)]

    weights = (await world.avatar(lead.avatar)).weights
    assert weights is not None
    pictures = [order for order in orders if isinstance(order, GenerationOrder)]
    assert [
        (
            f"portrait of {weights.trigger} woman, in her style {n}",
            f"portrait of a person, in their style {n}",
        )
        for n in range(3)
    ] == [(order.prompt, order.scene) for order in pictures]
    assert {("A pack", Wording.PACK, PackId("pack-3"), 1)} == {
        (order.words, order.wording, order.pack, order.count) for order in pictures
    }
    assert 3 == len({order.seed for order in pictures})


async def test_a_pack_of_one_is_an_order_like_any_other(world: World) -> None:
    """A single picture has neither a lead nor followers."""
    job = await world.ordered_pack(1)
    await world.run()

    assert (None, False) == (job.lead, job.follows)
    assert 1 == world.messages.told[0].delivered


@installed(policy=Policy(max_open_jobs=1))
async def test_a_pack_counts_as_one_open_order(world: World) -> None:
    """A pack counts as one open order until its last picture is delivered."""
    lead = await world.ordered_pack(5)
    world.provider.scripts.append([Queued(0), Running(1)])

    for open_ in (5, 1):
        assert open_ == sum(job.open for job in _group(world, lead))
        with pytest.raises(TooManyOpenJobsError):
            await world.packs.start(
                ANNA, lead.avatar, world.new_job(), PackId("pack-5")
            )
        for _ in range(40):
            await world.tick()


async def test_the_quote_is_the_price(world: World) -> None:
    """The price shown is held."""
    avatar, pack = await world.trained(), PackId("pack-7")
    world.shelf.packs.append(pack_of(7, percent=85))

    quote = await world.packs.quote(ANNA, avatar.id, pack)
    lead = await world.packs.start(ANNA, avatar.id, world.new_job(), pack)

    assert (30, 30, 850) == (
        quote.price,
        _hold(world, lead).amount,
        quote.balance.available,
    )


@installed(prices=PriceBook(welcome=165, training=150, picture=5))
async def test_a_pack_that_cannot_be_paid_changes_nothing(world: World) -> None:
    """A pack whose full price is not available is not ordered at all."""
    avatar = await world.trained()
    world.shelf.packs.append(pack_of(4))
    before = repr(world.rows._rows)

    with pytest.raises(InsufficientCreditsError) as caught:
        await world.packs.start(ANNA, avatar.id, world.new_job(), PackId("pack-4"))

    assert (20, 15) == (caught.value.price, caught.value.available)
    assert before == repr(world.rows._rows)


async def test_refused_packs(world: World) -> None:
    """A draft has no packs; a pack for other avatars and an unknown one are missing."""
    draft, avatar = await world.with_photos(), await world.trained()
    types = frozenset(set(AvatarType) - {AvatarType.PORTRAIT})
    world.shelf.packs += [pack_of(2), attrs.evolve(pack_of(3), avatar_types=types)]

    for id_, pack, error in (
        (draft.id, "pack-2", AvatarNotReadyError),
        (avatar.id, "pack-3", NotFoundError),
        (avatar.id, "gone", NotFoundError),
    ):
        for attempt in (
            world.packs.quote(ANNA, id_, PackId(pack)),
            world.packs.start(ANNA, id_, world.new_job(), PackId(pack)),
        ):
            with pytest.raises(error) as caught:
                await attempt
            assert getattr(caught.value, "thing", Thing.PACK) is Thing.PACK


# --- ends in part -----------------------------------------------------------


@pytest.mark.parametrize("blocked", [1, 3])
async def test_only_delivered_pictures_are_paid(world: World, blocked: int) -> None:
    """Blocked pictures give their share of the price back, once."""
    lead = await world.ordered_pack(3, percent=90)
    world.provider.scripts.extend([BLOCKED] * blocked)

    await world.run()

    [news] = world.messages.told
    hold, group = _hold(world, lead), _group(world, lead)
    paid = sum(job.price for job in group if job.status is JobStatus.SUCCEEDED)
    assert (3 - blocked, 3) == (news.delivered, news.ordered)
    assert (paid, HoldStatus.CAPTURED if paid else HoldStatus.RELEASED) == (
        hold.captured,
        hold.status,
    )
    assert blocked == [job.status for job in group].count(JobStatus.BLOCKED)


@installed(policy=Policy(concurrency=4))
@pytest.mark.parametrize("which", range(4))
async def test_nobody_is_told_before_the_last_has_ended(
    world: World, which: int
) -> None:
    """If one job ends early, the others are awaited."""
    lead = await world.ordered_pack(4)
    job = follower_id(lead.id, which) if which else lead.id
    world.provider.faults.append(Refusal.INPUT)
    await world.advance(job)
    ended = await world.job(job)
    if ended.due_at is not None:  # looked at too early
        began, world.clock.now = world.clock.now, ended.due_at
        assert await world.advance(job) is None
        later = (await world.job(job)).due_at
        assert later is not None
        assert later > world.clock.now
        world.clock.now = began

    assert Failure.INPUT is ended.failure
    assert not world.messages.told
    assert HoldStatus.HELD is _hold(world, lead).status

    await world.run()

    [news] = world.messages.told
    assert (3, lead.id) == (news.delivered, news.job.id)


# --- cancelling -------------------------------------------------------------


async def test_a_pack_is_cancelled_as_a_whole(world: World) -> None:
    """Jobs that were not sent end at once, with one end and one message."""
    lead = await world.ordered_pack(4)

    await world.cancel_job(ANNA, lead.id)
    await world.run()

    assert {JobStatus.CANCELLED} == {job.status for job in _group(world, lead)}
    assert HoldStatus.RELEASED is _hold(world, lead).status
    assert 1 == len(world.messages.told)
    assert {(0, 0)} == {world.posts(job) for job in _group(world, lead)}


@pytest.mark.parametrize("by", [0, 2])
async def test_a_pack_is_cancelled_midway(world: World, by: int) -> None:
    """Pictures ready by then are delivered and paid; any of its ids will do."""
    lead = await world.ordered_pack(4)
    world.provider.scripts.extend([(), (), [Running(1)], [Running(1)]])
    for job in _group(world, lead):
        await world.advance(job.id)
    await world.run_to(follower_id(lead.id, 1), JobStatus.SUCCEEDED)
    await world.cancel_job(ANNA, follower_id(lead.id, by) if by else lead.id)

    await world.run()

    [news] = world.messages.told
    assert 2 == news.delivered == len(news.pictures)
    assert lead.id == news.job.id
    with pytest.raises(ActionNotAllowedError):
        await world.cancel_job(ANNA, lead.id)
