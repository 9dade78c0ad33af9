"""Trouble at the provider: selling stops, queued jobs wait, admins are told."""

import itertools

from datetime import datetime, timedelta

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World, installed
from tests.packs import pack_of

from avatar_core import (
    AvatarId,
    Incident,
    IncidentKind,
    IncidentStatus,
    Job,
    JobKind,
    JobStatus,
    Policy,
)
from avatar_core.audit import Entity
from avatar_core.errors import Refusal, SalesStoppedError
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.incidents import INCIDENTS
from avatar_core.testing import RecordingAlarms
from avatar_core.use_cases.incidents import report, resolve


SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
#: More refusals than any test makes.
FOR_EVER = 500


async def in_trouble(
    world: World, fault: Refusal = Refusal.BALANCE, times: int = 1
) -> Job:
    """Order pictures, whose first request the provider refuses; return the job."""
    job = await world.ordered_pictures()
    world.provider.faults.extend([fault] * times)
    return await world.step(job.id)


async def work_until(world: World, moment: datetime) -> None:
    """Work until that moment."""
    while world.clock.now < moment:
        times = [j.due_at for j in world.rows._rows.jobs.values() if j.due_at]
        if not times or min(times) > moment:
            world.clock.now = moment
        await world.tick()


def incident(world: World) -> Incident:
    """Return the only incident."""
    [found] = world.rows._rows.incidents.values()
    return found


# --- selling stops ----------------------------------------------------------


@pytest.mark.parametrize("fault", INCIDENTS)
async def test_selling_stops_and_queued_jobs_wait(world: World, fault: Refusal) -> None:
    """After the first refusal nothing more is sold; the job keeps its credits held."""
    waiting = await in_trouble(world, fault)

    found = incident(world)
    assert (fault.value, IncidentStatus.OPEN) == (found.kind.value, found.status)
    assert (JobStatus.REQUESTED, 0, 0) == (
        waiting.status,
        waiting.troubles,
        waiting.starts,
    )
    with pytest.raises(SalesStoppedError):
        await world.pictures.quote(ANNA, waiting.avatar)
    with pytest.raises(SalesStoppedError):
        await world.draw(waiting.avatar)
    assert waiting.price == (await world.accounts.balance(ANNA)).held


async def test_all_sales_stop(world: World) -> None:
    """Trainings, packs, remixes, larger copies and descriptions are refused too."""
    picture, pack, new = await world.picture(), pack_of(2), world.new_job
    world.shelf.packs.append(pack)
    draft = await world.with_photos(owner=BORIS)
    waiting = await world.draw(picture.avatar)
    world.provider.faults.append(Refusal.KEY)
    await world.step(waiting.id)
    balance = await world.accounts.balance(ANNA)

    for attempt in (
        world.packs.quote(ANNA, picture.avatar, pack.id),
        world.packs.start(ANNA, picture.avatar, new(), pack.id),
        world.remix.again(ANNA, picture.id, new()),
        world.cases.upscales.start(ANNA, picture.id, new()),
        world.describe(picture.avatar),
        world.training.quote(BORIS, draft.id),
        world.training.start(BORIS, draft.id, new()),
    ):
        with pytest.raises(SalesStoppedError):
            await attempt

    assert balance == await world.accounts.balance(ANNA)
    assert draft == await world.avatar(draft.id)


async def test_a_missing_endpoint_stops_only_its_orders(world: World) -> None:
    """Trainings are sold while the generator is gone; pictures are not."""
    await in_trouble(world, Refusal.ENDPOINT)

    assert FLUX_PORTRAIT.generator == incident(world).model
    training = await world.ordered_training(BORIS)
    assert JobStatus.REQUESTED is training.status


# --- queued jobs ------------------------------------------------------------


async def test_the_first_accepted_request_ends_it(world: World) -> None:
    """After the first accepted request, queued jobs and sales continue."""
    job = await in_trouble(world, times=3)

    ended = await world.finish(job)

    assert JobStatus.SUCCEEDED is ended.status
    assert JobStatus.REQUESTED is (await world.draw(job.avatar)).status
    assert ["open", "resolved"] == world.trail(Entity.INCIDENT, incident(world).id)


async def test_queued_jobs_try_once_a_minute(world: World) -> None:
    """While it lasts all jobs together make no more than one request a minute."""
    first = await world.ordered_pictures(count=1)
    second = await world.draw(first.avatar)
    world.provider.faults.extend([Refusal.BALANCE] * FOR_EVER)

    await work_until(world, world.clock.now + 20 * MINUTE)

    assert 15 <= world.posts(first)[0] + world.posts(second)[0] <= 21
    assert {JobStatus.REQUESTED} == {
        (await world.job(job.id)).status for job in (first, second)
    }


# --- trial orders -----------------------------------------------------------


@pytest.mark.parametrize("trial", ["refused again", "cancelled"])
async def test_one_order_is_sold_as_a_trial(world: World, trial: str) -> None:
    """After ten quiet minutes one order is taken, the next only after its success."""
    job = await in_trouble(world, times=2)
    await world.cancel_job(ANNA, job.id)

    world.clock.now += world.policy.probe_after - SECOND
    with pytest.raises(SalesStoppedError):
        await world.draw(job.avatar)
    world.clock.now += SECOND
    tried = await world.draw(job.avatar)

    assert IncidentStatus.PROBING is incident(world).status
    with pytest.raises(SalesStoppedError):
        await world.draw(job.avatar)
    if trial == "cancelled":
        await world.cancel_job(ANNA, tried.id)
        world.clock.now += world.policy.probe_after
        tried = await world.draw(job.avatar)
    await world.step(tried.id)
    assert IncidentStatus.OPEN is incident(world).status
    assert JobStatus.SUCCEEDED is (await world.finish(tried)).status
    await world.draw(job.avatar)


async def test_no_trial_is_sold_while_a_job_is_queued(world: World) -> None:
    """As long as a queued job makes the trials, no order is sold for that."""
    avatar: AvatarId = (await world.trained()).id
    job = await world.ordered(JobKind.TRAINING)
    world.provider.faults.extend([Refusal.BALANCE] * FOR_EVER)
    began = world.clock.now

    for minutes in range(1, 170, 7):
        await work_until(world, began + minutes * MINUTE)
        with pytest.raises(SalesStoppedError):
            await world.draw(avatar)

    assert (await world.job(job.id)).open


def test_queued_jobs_try_more_often_than_trials_are_sold() -> None:
    """An order is sold as a probe only if no queued job can be one."""
    policy = Policy()

    assert 2 * policy.retry_after + policy.lease < policy.probe_after


# --- telling the admins -------------------------------------------------------


async def test_admins_are_told_once_that_it_began_and_once_that_it_is_over(
    world: World,
) -> None:
    """Repeated signs and a failed first attempt do not repeat the alarm."""
    await in_trouble(world, times=9)
    world.alarms.unavailable = 1

    await world.run()
    await world.tick()

    assert [True, False] == [one.open for one in world.alarms.incidents]


async def test_an_incident_that_is_over_is_not_told(world: World) -> None:
    """One that began and ended while nobody could be told is no news."""
    world.alarms.unavailable = FOR_EVER
    job = await in_trouble(world)

    ended = await world.finish(job)
    world.alarms.unavailable = 0
    world.clock.now += timedelta(hours=1)
    await world.tick()

    assert JobStatus.SUCCEEDED is ended.status
    assert [] == world.alarms.incidents


@installed(policy=Policy(max_attempts_to_tell=10))
async def test_admins_who_cannot_be_told_are_given_up(world: World) -> None:
    """Attempts become rarer, and end."""
    kind = IncidentKind.BALANCE
    await report(world.rows, kind, "", "no money left", clock=world.clock)
    world.alarms.unavailable = left = FOR_EVER
    began, tried_at = world.clock.now, list[timedelta]()

    for _ in range(3600):
        await world.tell_due()
        if world.alarms.unavailable < left:
            left = world.alarms.unavailable
            tried_at.append(world.clock.now - began)
        world.clock.now += SECOND

    waits = [later - sooner for sooner, later in itertools.pairwise(tried_at)]
    assert 10 == len(tried_at)
    assert sorted(waits) == waits
    assert waits[-1] == MINUTE


async def test_admins_hear_what_changed_while_they_were_told(world: World) -> None:
    """An incident that ends meanwhile is reported as over afterwards."""
    await in_trouble(world)

    class Slow(RecordingAlarms):
        async def incident(self, incident: Incident, /) -> None:
            await super().incident(incident)
            await resolve(world.rows, [incident], clock=world.clock)

    slow = Slow()
    [notice] = await world.tell.due()
    await attrs.evolve(world.tell, admins=slow)(notice)
    await world.tell_due()

    assert [True] == [one.open for one in slow.incidents]
    assert [False] == [one.open for one in world.alarms.incidents]


async def test_an_incident_that_returns_at_once_is_no_news(world: World) -> None:
    """An incident that recurs before its end was told is not told again."""
    await in_trouble(world)
    await world.tell_due()
    found = incident(world)

    await resolve(world.rows, [found], clock=world.clock)
    await report(world.rows, found.kind, found.model, "again", clock=world.clock)
    await world.tell_due()

    assert [True] == [one.open for one in world.alarms.incidents]
    assert {} == world.rows._rows.notices
