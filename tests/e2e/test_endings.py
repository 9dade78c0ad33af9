"""Jobs that fail: people are told, and get their credits back."""

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import World

from avatar_core import AvatarStatus


async def test_failed_trainings_are_told_paid_back_and_retried(
    world: World, anna: Visitor
) -> None:
    """A failed training, truncated and missing weights cost nothing; a retry works."""
    faults = world.fal.faults
    troubles = (faults.fail_training, faults.truncated_weights, faults.missing_weights)
    await anna.is_ready_to_train()
    for arm in troubles:
        before = anna.last_id
        arm()
        await anna.presses("Start the training")
        await anna.sees_new(before, "did not work out", "150 credits are back")
        assert await anna.balance() == (200, 0), arm
        [avatar] = await world.avatars()
        assert avatar["status"] is AvatarStatus.FAILED
        await anna.presses("Try the training again")
    await anna.presses("Start the training")
    await anna.sees("“Summer” is ready!", "150 credits spent, 50 left")
    assert await anna.balance() == (50, 0)
    assert world.sent("did not work out") == len(troubles)
    assert world.sent("is ready!") == 1
    assert world.fal.submits_taken == len(troubles) + 1


async def test_no_picture_costs_nothing(world: World, anna: Visitor) -> None:
    """Without a usable picture, the person is told why and pays nothing."""
    await anna.has_avatar()
    faults = world.fal.faults
    troubles = (
        (faults.black_picture, "This picture was held back"),
        (faults.refuse_content, "This picture was held back"),
        (faults.fewer_pictures, "did not work out"),
        (faults.fail_generation, "did not work out"),
        (faults.corrupt_picture, "did not work out"),
        (faults.lose_result, "did not work out"),
    )
    for arm, said in troubles:
        before = anna.last_id
        arm()
        await anna.orders_pictures(1)
        await anna.sees_new(before, said, "5 credits are back")
        assert await anna.balance() == (50, 0), arm
    assert anna.received == []


async def test_only_what_comes_is_paid(run_world: MakeWorld) -> None:
    """A black or withheld picture is not paid, and does not hold the others back."""
    async with run_world(welcome_credits=220) as world:
        anna, faults = world.visitor(), world.fal.faults
        await anna.has_avatar()
        received, left = 0, 70
        for arm, ordered in ((faults.black_picture, 2), (faults.withhold_picture, 4)):
            before = anna.last_id
            arm()
            await anna.orders_pictures(ordered)
            received, left = received + ordered - 1, left - 5 * (ordered - 1)
            await anna.receives(received)
            await anna.sees_new(
                before,
                f"{ordered - 1} of {ordered} pictures came out",
                f"{5 * (ordered - 1)} credits spent, 5 are back, {left} left",
            )
            assert await anna.balance() == (left, 0)
        await world.prove()
        assert len(anna.received) == received


@pytest.mark.parametrize("webhooks", [True, False])
async def test_a_submit_whose_answer_is_lost_is_paid_once(
    run_world: MakeWorld, webhooks: bool
) -> None:
    """If the answer to a submit is lost, the request is found and not repeated."""
    async with run_world(webhooks=webhooks) as world:
        anna = world.visitor()
        world.fal.faults.drop_submit()
        await anna.has_avatar()
        world.fal.faults.drop_submit()
        world.fal.faults.lose_webhook()
        await anna.orders_pictures(2)
        await anna.receives(2)
        await world.prove()
        assert world.fal.submits_taken == 2
        assert [job["submits"] for job in await world.jobs()] == [1, 1]


async def test_a_day_whose_gifts_are_gone(run_world: MakeWorld) -> None:
    """Who comes after the day's welcome credits are gone is told, and can buy some."""
    async with run_world(welcome_credits_per_day=399) as world:
        anna, boris = world.visitor(), world.visitor(1002, "Boris")
        await anna.comes()
        await boris.comes()
        await boris.sees("welcome gifts have all been given out")
        assert (200, 0) == await anna.balance()
        assert (0, 0) == await boris.balance()
        await boris.says("/topup", "How many more would you like?")
        await world.prove()
