"""Workers that die, that overtake one another, and that are slow."""

import asyncio

from collections.abc import Awaitable, Callable

import pytest

from tests.core.world import ANNA, SETTLING_SOON, World

from avatar_core import Job, JobKind, JobStatus
from avatar_core.errors import ProviderUnavailableError
from avatar_core.ports import Queued, Running, TrainedWeights
from avatar_core.testing.provider import SubmitFault


Arrange = Callable[[World], Awaitable[Job]]


# --- death ----------------------------------------------------------------


def _of(kind: JobKind) -> Arrange:
    return lambda world: world.ordered(kind)


def _with_fault(fault: SubmitFault) -> Arrange:
    async def arrange(world: World) -> Job:
        job = await world.ordered_training()
        world.provider.faults.append(fault)
        return job

    return arrange


async def _cancelled(world: World) -> Job:
    world.provider.scripts.append([Queued(1), Running(10)])
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    await world.cancel_job(ANNA, job.id)
    return job


async def _damaged(world: World) -> Job:
    job = await world.ordered_training()
    world.provider.scripts.append([TrainedWeights("nowhere")])
    return job


async def _blocked(world: World) -> Job:
    job = await world.ordered_pictures(2)
    world.picture_reader.black.add(world.provider.picture)
    return job


DEATHS: dict[str, tuple[Arrange, JobStatus]] = {
    **{
        str(kind): (_of(kind), JobStatus.SUCCEEDED)
        for kind in (JobKind.TRAINING, JobKind.DESCRIPTION, JobKind.UPSCALE)
    },
    "pictures": (lambda world: world.ordered_pictures(2), JobStatus.SUCCEEDED),
    "enriched": (lambda world: world.ordered_pictures(2), JobStatus.SUCCEEDED),
    "pack": (lambda world: world.ordered_pack(2), JobStatus.SUCCEEDED),
    "lost answer": (_with_fault(SubmitFault.AMBIGUOUS_TAKEN), JobStatus.SUCCEEDED),
    "lost request": (_with_fault(SubmitFault.AMBIGUOUS_NOT_TAKEN), JobStatus.SUCCEEDED),
    "cancelled": (_cancelled, JobStatus.CANCELLED),
    "damaged": (_damaged, JobStatus.FAILED),
    "blocked": (_blocked, JobStatus.BLOCKED),
}


@pytest.mark.parametrize("name", DEATHS)
async def test_a_worker_that_dies_anywhere(name: str) -> None:
    """Killed at any step, the job comes to the same end, paid and told once."""
    arrange, end = DEATHS[name]
    for steps in range(400):
        world = World(policy=SETTLING_SOON, enriching=name == "enriched")
        job = await arrange(world)
        if not await world.run_after_death(steps):
            break

        ended = await world.finish(job)
        # No books tell what became of words whose answer died with the worker.
        lost = ended.status is JobStatus.EXPIRED and not ended.kind.recorded
        assert lost or end is ended.status
        assert [ended.status] == world.statuses_told()
        taken = set(world.provider.taken.values())
        assert {1} == taken or (lost and not taken)
        world.check_books()
    else:
        raise AssertionError("the scenario has too many steps")
    # What was cancelled at once only has to be told.
    assert steps >= (15 if end is JobStatus.CANCELLED else 40)


# --- more than one worker -------------------------------------------------


@pytest.mark.parametrize("workers", [2, 5])
async def test_many_workers_at_once(world: World, workers: int) -> None:
    """However many work at once, there is one request and one message."""
    job = await world.ordered_training()
    for _ in range(40):
        await asyncio.gather(*(world.advance(job.id) for _ in range(workers)))
        now = await world.job(job.id)
        if now.due_at is None:
            break
        world.clock.now = max(world.clock.now, now.due_at)

    assert JobStatus.SUCCEEDED is now.status
    assert (1, 1) == world.posts(job)
    assert [JobStatus.SUCCEEDED] == world.statuses_told()


async def _looking_up(world: World) -> Job:
    """Return a job whose lost request is to be looked up now."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    posted = await world.step(job.id)
    assert posted.settles_at is not None
    world.clock.now = posted.settles_at
    return posted


async def test_a_slow_worker_does_not_undo_the_next(world: World) -> None:
    """A worker whose lease has run out changes nothing."""
    job = await _looking_up(world)

    async def next_worker() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)  # not found either: refused
        await world.step(job.id)  # sent again, and accepted

    world.fate.meanwhile["after find"] = next_worker

    assert JobStatus.SUBMITTED is (await world.step(job.id)).status
    await world.run()
    assert (2, 1) == world.posts(job)


async def test_a_slow_worker_does_not_undo_the_next_request(world: World) -> None:
    """A late worker does not reset a job whose next request is being made."""
    job = await _looking_up(world)
    posting, overtaken = asyncio.Event(), asyncio.Event()

    async def post_slowly() -> None:
        posting.set()
        await overtaken.wait()

    async def next_worker() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)
        # Its request is under way while the slow worker decides.
        world.fate.meanwhile["before submit"] = post_slowly
        tasks.append(asyncio.ensure_future(world.advance(job.id)))
        await posting.wait()

    tasks: list[asyncio.Future[Job | None]] = []
    world.fate.meanwhile["after find"] = next_worker

    await world.step(job.id)

    assert JobStatus.SUBMITTING is (await world.job(job.id)).status
    overtaken.set()
    await asyncio.gather(*tasks)
    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
    assert (2, 1) == world.posts(job)


async def test_a_slow_worker_still_brings_the_id(world: World) -> None:
    """An answer that arrives after the lease has run out is still saved."""
    job = await world.ordered_training()
    world.provider.books_open = False

    async def next_worker() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)  # cannot read the books

    world.fate.meanwhile["after submit"] = next_worker

    assert JobStatus.SUBMITTED is (await world.step(job.id)).status
    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
    assert (1, 1) == world.posts(job)


# --- long downloads -------------------------------------------------------


async def _downloading(world: World) -> Job:
    """Return a training whose weights are to be fetched now."""
    job = await world.ordered_training()
    running = await world.run_to(job.id, JobStatus.RUNNING)
    world.clock.advance(world.policy.training.poll)
    return running


async def test_a_cancellation_during_a_long_download(world: World) -> None:
    """Renewing a lease does not hide what happened to the job meanwhile."""
    job = await _downloading(world)
    world.provider.files["https://provider.test/req-1/weights.safetensors"] = (
        ProviderUnavailableError("broken off")
    )

    async def cancel() -> None:
        await world.cancel_job(ANNA, job.id)
        world.clock.advance(world.policy.lease * 0.6)
        await world.heartbeat.beat()

    world.fate.meanwhile["before piece"] = cancel
    cut = await world.step(job.id)

    assert cut.cancel_asked
    assert world.clock.now == cut.due_at


async def test_impatience_during_a_long_step_starts_no_other(world: World) -> None:
    """Webhooks and taps meanwhile neither repeat the step nor set the job aside."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    [request] = world.provider.requests
    world.provider.finish(request)

    async def impatience() -> None:
        for _ in range(9):
            await world.advance.webhook_received(job.token, request)
            await world.cancel_job(ANNA, job.id)
            assert await world.advance(job.id) is None

    world.fate.meanwhile["before write"] = impatience

    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
    assert 1 == len(world.provider.fetched)


async def test_a_stalled_download_is_left_to_the_next_worker(world: World) -> None:
    """When the lease runs out between two pieces, only the next worker goes on."""
    job = await _downloading(world)

    async def stall() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)
        await world.heartbeat.beat()

    world.fate.meanwhile["before piece"] = stall

    assert await world.advance(job.id) is None
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 1 == world.kept.written.count(world.kept.written[-1])
    await world.run()
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
