"""A pack is one order: one hold, one message, one end."""

import attrs
import pytest

from tests.core.world import ANNA, SETTLING_SOON, World, installed, pack_of

from avatar_core import (
    AvatarType,
    GenerationOrder,
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
    Thing,
    TooManyOpenJobsError,
)
from avatar_core.failures import Failure
from avatar_core.ids import PackId
from avatar_core.jobs import follower_id
from avatar_core.orders import Wording
from avatar_core.ports import Queued, Refused, Running
from avatar_core.testing.provider import SubmitFault


def _group(world: World, lead: Job) -> list[Job]:
    return [job for job in world.rows._rows.jobs.values() if job.head == lead.id]


async def test_a_pack_from_order_to_end(world: World) -> None:
    """Its pictures come together, are paid by one hold and told of once."""
    lead = await world.ordered_pack(4, percent=90)
    held = (await world.accounts.balance(ANNA)).held

    await world.run()

    (news,) = world.messages.told
    hold = world.rows._rows.holds[lead.id]
    assert (18, 18, 18) == (held, hold.amount, hold.captured)
    assert (4, 4, 4) == (news.delivered, news.ordered, len(news.pictures))
    assert [job.id for job in _group(world, lead)] == [
        picture.job for picture in news.pictures
    ]
    assert lead.id == news.job.id
    assert not news.open


async def test_what_the_model_is_sent(world: World) -> None:
    """Every prompt is filled in and has the trigger once; each has its own seed."""
    lead = await world.ordered_pack(3)

    orders = [job.order for job in _group(world, lead)]

    avatar = await world.avatar(lead.avatar)
    assert avatar.weights is not None
    assert all(isinstance(order, GenerationOrder) for order in orders)
    pictures = [order for order in orders if isinstance(order, GenerationOrder)]
    trigger = avatar.weights.trigger
    assert [
        (
            f"portrait of {trigger} woman, in her style {n}",
            f"portrait of a person, in their style {n}",
        )
        for n in range(3)
    ] == [(order.prompt, order.scene) for order in pictures]
    assert all(trigger not in order.scene for order in pictures)
    assert {("A pack", Wording.PACK, PackId("pack-3"), 1)} == {
        (order.words, order.wording, order.pack, order.count) for order in pictures
    }
    assert 3 == len({order.seed for order in pictures})


async def test_a_style_is_an_order_like_any_other(world: World) -> None:
    """A single picture has neither a lead nor followers."""
    job = await world.ordered_pack(1)
    await world.run()

    assert (None, False) == (job.lead, job.follows)
    assert 1 == world.messages.told[0].delivered


@installed(policy=Policy(max_open_jobs=1))
async def test_a_pack_counts_as_one_open_order(world: World) -> None:
    """However many pictures it has, until the last one is there."""
    lead = await world.ordered_pack(5)
    world.provider.scripts.append([Queued(0), Running(1)])

    with pytest.raises(TooManyOpenJobsError):
        await world.packs.start(ANNA, lead.avatar, world.new_job(), PackId("pack-5"))
    for _ in range(40):
        await world.tick()
    assert 1 == sum(job.open for job in _group(world, lead))
    with pytest.raises(TooManyOpenJobsError):
        await world.packs.start(ANNA, lead.avatar, world.new_job(), PackId("pack-5"))


@installed(prices=PriceBook(welcome=165, training=150, picture=5))
async def test_a_pack_that_cannot_be_paid_leaves_nothing(world: World) -> None:
    """All of its price has to be there, or no part of it is ordered."""
    avatar = await world.trained()
    world.shelf.packs.append(pack_of(4))
    before = repr(world.rows._rows)

    with pytest.raises(InsufficientCreditsError) as caught:
        await world.packs.start(ANNA, avatar.id, world.new_job(), PackId("pack-4"))

    assert (20, 15) == (caught.value.price, caught.value.available)
    assert before == repr(world.rows._rows)


# --- ends in part ----------------------------------------------------------


async def test_only_what_came_is_paid(world: World) -> None:
    """One of four is held back: its share of the price comes back, once."""
    lead = await world.ordered_pack(4, percent=90)
    world.provider.scripts.extend([(), [Refused("no", blocked=True)]])

    await world.run()

    (news,) = world.messages.told
    hold = world.rows._rows.holds[lead.id]
    blocked = next(
        job for job in _group(world, lead) if job.status is JobStatus.BLOCKED
    )
    assert (3, 4) == (news.delivered, news.ordered)
    assert (18 - blocked.price, HoldStatus.CAPTURED) == (hold.captured, hold.status)


@pytest.mark.parametrize("which", range(4))
@installed(policy=Policy(concurrency=4))
async def test_the_lead_may_end_before_or_after(world: World, which: int) -> None:
    """Whichever ends early, nobody is told before the last one has ended."""
    lead = await world.ordered_pack(4)
    job = follower_id(lead.id, which) if which else lead.id
    world.provider.faults.append(SubmitFault.REJECTED)
    await world.advance(job)

    assert Failure.INPUT is (await world.job(job)).failure
    assert not world.messages.told
    assert HoldStatus.HELD is world.rows._rows.holds[lead.id].status

    await world.run()

    (news,) = world.messages.told
    assert (3, lead.id) == (news.delivered, news.job.id)


async def test_a_pack_of_which_nothing_comes(world: World) -> None:
    """Everything goes back, and that is said once."""
    lead = await world.ordered_pack(3)
    world.provider.scripts.extend([[Refused("no", blocked=True)]] * 3)

    await world.run()

    (news,) = world.messages.told
    assert (0, JobStatus.BLOCKED) == (news.delivered, news.job.status)
    assert HoldStatus.RELEASED is world.rows._rows.holds[lead.id].status


async def test_a_lead_that_is_looked_at_too_early(world: World) -> None:
    """An ended lead whose time has come still waits for the others."""
    lead = await world.ordered_pack(2)
    world.provider.faults.append(SubmitFault.REJECTED)
    await world.advance(lead.id)
    ended = await world.job(lead.id)
    assert ended.due_at is not None
    world.clock.now = ended.due_at

    assert await world.advance(lead.id) is None

    assert not world.messages.told
    later = await world.job(lead.id)
    assert later.due_at is not None
    assert later.due_at > world.clock.now


async def test_progress_is_shown_for_all(world: World) -> None:
    """Progress of any of them is news of the whole order."""
    lead = await world.ordered_pack(4)

    await world.run()

    assert {lead.id} == {news.job.id for news in world.messages.shown}
    assert {0, 1, 2, 3} == {news.delivered for news in world.messages.shown}


# --- calling off ------------------------------------------------------------


async def test_all_are_called_off_together(world: World) -> None:
    """What was not sent ends at once, with one end and one message."""
    lead = await world.ordered_pack(4)

    await world.cancel_job(ANNA, lead.id)
    await world.run()

    assert {JobStatus.CANCELLED} == {job.status for job in _group(world, lead)}
    assert HoldStatus.RELEASED is world.rows._rows.holds[lead.id].status
    assert 1 == len(world.messages.told)
    assert not world.provider.submits.keys() & {
        job.token for job in _group(world, lead)
    }


@pytest.mark.parametrize("by", [0, 2])
async def test_called_off_midway(world: World, by: int) -> None:
    """What is ready by then is delivered and paid; by any of its ids it is one."""
    lead = await world.ordered_pack(4)
    world.provider.scripts.extend([(), (), [Running(1)], [Running(1)]])
    for job in _group(world, lead):
        await world.advance(job.id)
    await world.run_to(follower_id(lead.id, 1), JobStatus.SUCCEEDED)
    await world.cancel_job(ANNA, follower_id(lead.id, by) if by else lead.id)

    await world.run()

    (news,) = world.messages.told
    assert 2 == news.delivered == len(news.pictures)
    assert lead.id == news.job.id

    with pytest.raises(ActionNotAllowedError):
        await world.cancel_job(ANNA, lead.id)


# --- deaths -----------------------------------------------------------------


async def test_a_worker_may_die_anywhere() -> None:
    """Wherever a worker dies, the pack is brought to its one end."""
    for steps in range(0, 400, 7):
        world = World(policy=SETTLING_SOON)
        lead = await world.ordered_pack(2)
        died = await world.run_after_death(steps)
        await world.run()

        assert 1 == len(world.messages.told), steps
        assert 2 == world.messages.told[0].delivered, steps
        assert {1} == {world.provider.taken[job.token] for job in _group(world, lead)}
        world.check_books()
        if not died:
            return
    raise AssertionError("the work does not end")


# --- refusals ---------------------------------------------------------------


async def test_an_avatar_that_is_not_ready(world: World) -> None:
    """The status says what is missing."""
    avatar = await world.with_photos()
    world.shelf.packs.append(pack_of(2))

    with pytest.raises(AvatarNotReadyError):
        await world.packs.quote(ANNA, avatar.id, PackId("pack-2"))
    with pytest.raises(AvatarNotReadyError):
        await world.packs.start(ANNA, avatar.id, world.new_job(), PackId("pack-2"))


async def test_a_pack_for_other_avatars(world: World) -> None:
    """A pack that does not fit the avatar, or is gone, is not found."""
    avatar = await world.trained()
    types = frozenset(set(AvatarType) - {AvatarType.PORTRAIT})
    world.shelf.packs.append(attrs.evolve(pack_of(2), avatar_types=types))

    for pack in (PackId("pack-2"), PackId("gone")):
        with pytest.raises(NotFoundError) as caught:
            await world.packs.quote(ANNA, avatar.id, pack)
        assert Thing.PACK is caught.value.thing
        with pytest.raises(NotFoundError):
            await world.packs.start(ANNA, avatar.id, world.new_job(), pack)


async def test_the_quote_is_the_price(world: World) -> None:
    """What is shown is what is held."""
    avatar = await world.trained()
    world.shelf.packs.append(pack_of(7, percent=85))
    pack = PackId("pack-7")

    quote = await world.packs.quote(ANNA, avatar.id, pack)
    lead = await world.packs.start(ANNA, avatar.id, world.new_job(), pack)

    assert quote.price == world.rows._rows.holds[lead.id].amount == 30
    assert quote.balance.available == 850
