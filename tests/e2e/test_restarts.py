"""The product is stopped or killed during work, and started again."""

import asyncio

import pytest

from tests.databases import postgres_url
from tests.e2e.conftest import MakeWorld
from tests.e2e.world import KILLED, STOPPED

from adapters.sql import tables
from avatar_core import JobStatus


HOW = pytest.mark.parametrize("how", [STOPPED, KILLED])


@HOW
async def test_an_upload_goes_on_after_a_restart(
    make_world: MakeWorld, how: str
) -> None:
    """No photo of an album is lost or doubled, and the dialog continues."""
    async with make_world() as world:
        await world.begin(how)
        anna = world.visitor()
        await anna.begins_avatar()
        await anna.sends_photos(12)
        await world.until_rows(tables.photos, lambda rows: len(rows) >= 2)
        await world.end(how)
        assert len(await world.photos()) < 12
        await world.start()
        await anna.sees_count(12)
        await world.handled()
        assert len(await world.photos()) == 12
        await anna.sees_one("📸 Photos of")
        await anna.presses("Continue to training")
        await anna.presses("Start the training")
        await anna.sees("“Summer” is ready!")
        assert world.fal.requests[0].images == 12
        await world.prove()


@HOW
async def test_jobs_go_on_after_a_restart(make_world: MakeWorld, how: str) -> None:
    """A training and pictures ordered before a restart end once after it."""
    async with make_world(training_seconds=1.0, picture_seconds=1.0) as world:
        await world.begin(how)
        anna = world.visitor()
        await anna.orders_training()
        await world.job_is(JobStatus.RUNNING)
        await world.end(how)
        assert (await world.job())["ended_at"] is None

        await world.begin(how)
        await anna.sees("“Summer” is ready!")
        await world.all_told()
        await anna.orders_pictures(2)
        # Drawn already, so that the weights need not be fetched from us any more.
        await world.fal.wait_for(
            lambda record: "num_images" in record.input and record.prepared is not None
        )
        await world.end(how)
        await world.fal.wait_for(
            lambda record: "num_images" in record.input and record.completed
        )

        await world.start()
        await anna.receives(2)
        await anna.sees("Here you are!")
        await world.prove()
        assert world.fal.submits_taken == 2
        assert world.sent("is ready!") == 1
        assert world.sent("Here you are!") == 1
        assert len(anna.received) == 2
        assert await anna.balance() == (40, 0)


async def test_killed_between_the_post_and_its_answer(make_world: MakeWorld) -> None:
    """An order that fal accepted before the kill is not sent again."""
    async with make_world() as world:
        process = await world.start_process()
        anna = world.visitor()
        world.fal.faults.slow_submit(5)
        world.fal.faults.lose_webhook()
        await anna.orders_training()
        # It has our files: without them it would have to be sent again.
        await world.fal.wait_for(lambda record: record.prepared is not None)
        assert (await world.job())["status"] is JobStatus.SUBMITTING
        await process.kill()
        assert (await world.job())["request_id"] is None

        await world.start()
        await anna.sees("“Summer” is ready!")
        await world.prove()
        assert world.fal.submits_taken == 1
        assert (await world.job())["submits"] == 1


async def test_killed_before_fal_fetches_our_files(make_world: MakeWorld) -> None:
    """A request whose files fal could not fetch is repeated, and paid for once."""
    async with make_world(picture_seconds=5.0, fal_concurrency=3) as world:
        process = await world.start_process()
        anna = world.visitor()
        await anna.has_avatar()
        for _ in range(3):
            await anna.orders_pictures(1)
        await world.job_is(JobStatus.SUBMITTED)
        await process.kill()
        await world.fal.wait_for(
            lambda record: (
                record.outcome is not None and record.outcome.http_status == 422
            )
        )

        await world.start()
        await anna.receives(3)
        await world.prove()
        [dead] = (await world.job())["dead_requests"]
        assert dead == world.fal.requests[3].request_id
        assert (await world.job())["submits"] == 2
        assert len(world.fal.requests) == 5
        assert await anna.balance() == (35, 0)


@HOW
async def test_ended_between_the_delivery_and_the_telling(
    make_world: MakeWorld, how: str
) -> None:
    """A result that was stored but not told is told after the restart."""
    async with make_world(training_seconds=1.5) as world:
        await world.begin(how)
        anna = world.visitor()
        await anna.orders_training()
        await world.job_is(JobStatus.RUNNING)
        await world.handled()
        world.telegram.flood(3, times=1000)
        await world.job_is(JobStatus.SUCCEEDED)
        if how == KILLED:
            await world.end(how)
            assert anna.said("is ready!") == 0
        world.telegram.flood.clear()
        if how == STOPPED:
            await world.end(how)  # which waits for what is being said

        await world.start()
        await anna.sees("“Summer” is ready!")
        await world.prove()
        assert anna.said("is ready!") == 1
        assert await anna.balance() == (50, 0)


async def test_killed_on_postgresql(make_world: MakeWorld) -> None:
    """The lease and the wakes of a killed worker do not block its job."""
    async with make_world(database_url=postgres_url(), training_seconds=1.0) as world:
        await world.begin(KILLED)
        anna = world.visitor()
        await anna.orders_training()
        await world.job_is(JobStatus.RUNNING)
        await world.end(KILLED)
        await world.start()
        await anna.sees("“Summer” is ready!")
        await world.prove()
        assert world.fal.submits_taken == world.sent("is ready!") == 1


async def test_a_service_manager_does_not_wait_for_fal(make_world: MakeWorld) -> None:
    """SIGTERM during a slow POST ends the product with status 0; the POST is not repeated."""
    async with make_world() as world:
        process = await world.start_process()
        anna = world.visitor()
        await anna.is_ready_to_train()
        world.fal.faults.slow_submit(30)
        await anna.presses("Start the training")
        await world.fal.wait_for(lambda record: record.prepared is not None)

        async with asyncio.timeout(10):
            await process.terminate()
        assert process.process.exitcode == 0

        await world.start()
        await anna.sees("“Summer” is ready!")
        assert world.fal.submits_taken == 1
        await world.prove()


async def test_an_album_before_its_name_survives_a_kill(make_world: MakeWorld) -> None:
    """Ten photos sent at the name step get one answer, and belong to the avatar."""
    async with make_world() as world:
        await world.begin(KILLED)
        anna = world.visitor()
        await anna.comes()
        await anna.person.send_text("/new")
        await anna.presses("🎭 Portrait")
        await anna.presses("Woman")
        await anna.sees("What should we call")
        await anna.sends_photos(10)
        await anna.sees("keeping these")
        await world.handled()
        assert anna.said("keeping these") == 1
        await world.end(KILLED)
        await world.start()
        await anna.person.send_text("Summer")
        await anna.presses("I agree")
        # All are good, so the card of the photos is gone as soon as the last one is in.
        await anna.sees("Everything ready?", "Photos: 10")
        await anna.sees_one("Everything ready?")
