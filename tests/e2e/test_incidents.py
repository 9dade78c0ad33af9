"""Trouble at fal.ai that only the owner can fix."""

from collections.abc import Mapping

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import World

from avatar_core import JobStatus
from avatar_core.ledger import Reason


OLGA = 1007
FOR_EVER = 1000
BREAK = "A short break for new orders"
#: What the owner reads at its beginning and at its end.
TOLD: Mapping[int, tuple[str, str]] = {
    403: ("out of money, or locked", "fal.ai takes our orders again"),
    401: ("does not accept FAL_KEY", "fal.ai takes our key again"),
}


async def is_turned_away(visitor: Visitor) -> None:
    """Try to order pictures, and be told that none are sold now."""
    await visitor.asks("/menu", "Main menu")
    await visitor.presses("🎨 Create pictures")
    await visitor.sees(BREAK)


async def has_been_refused(world: World, times: int) -> None:
    """Wait until the provider has refused *times* submits."""

    async def so() -> bool:
        return FOR_EVER - world.fal.faults.refuse_submit.armed() >= times

    await world.until(so)


async def test_selling_stops_and_what_is_ordered_waits(run_world: MakeWorld) -> None:
    """Nothing is sold, failed or refunded; the owner is told twice; then work goes on."""
    begins, ends = TOLD[403]
    async with run_world(admin_ids=frozenset({OLGA})) as world:
        anna, olga = world.visitor(), world.visitor(OLGA, "Olga")
        await olga.comes()
        await anna.has_avatar()
        available, _ = await anna.balance()

        world.fal.faults.refuse_submit(403, times=FOR_EVER)
        await anna.orders_pictures(2)
        await olga.sees(begins)
        await is_turned_away(anna)
        await has_been_refused(world, 3)

        waiting = await world.job()
        assert waiting["status"] in {JobStatus.REQUESTED, JobStatus.SUBMITTING}
        assert waiting["ended_at"] is None
        balance = await world.balance()
        assert available == balance.available + balance.held
        assert balance.held

        world.fal.faults.clear()
        await olga.sees(ends)
        await anna.receives(2)
        await anna.sees("Here you are!")
        await anna.orders_pictures(1)
        await anna.receives(3)

        await world.prove()
        assert {JobStatus.SUCCEEDED} == {job["status"] for job in await world.jobs()}
        reasons = {posting["reason"] for posting in await world.postings()}
        assert reasons == {Reason.WELCOME, Reason.HOLD, Reason.CAPTURE}
        assert 1 == world.sent(begins)
        assert 1 == world.sent(ends)


async def test_a_key_that_is_refused_before_anything_is_sent(
    run_world: MakeWorld,
) -> None:
    """Without a public URL, the upload to fal.ai fails first; it is the same incident."""
    async with run_world(admin_ids=frozenset({OLGA}), webhooks=False) as world:
        anna, boris = world.visitor(), world.visitor(1002, "Boris")
        olga = world.visitor(OLGA, "Olga")
        await olga.comes()
        await anna.is_ready_to_train()
        await boris.is_ready_to_train()
        good, world.fal.key = world.fal.key, "another:key"

        await anna.presses("Start the training")
        await olga.sees(TOLD[401][0])
        await boris.presses("Start the training")
        await boris.sees(BREAK)

        world.fal.key = good
        await anna.sees("“Summer” is ready!")
        await olga.sees(TOLD[401][1])
        await world.prove()
        assert 1 == world.sent(TOLD[401][0])
        assert 1 == world.fal.submits_taken
