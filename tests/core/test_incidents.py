"""Trouble at the provider is a state: selling stops, the queue waits, owners know."""

import itertools

from datetime import datetime, timedelta

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World, installed, pack_of

from avatar_core import (
    Avatar,
    Incident,
    IncidentKind,
    IncidentStatus,
    Job,
    JobStatus,
    PersonId,
    Policy,
)
from avatar_core.audit import Entity
from avatar_core.errors import SalesStoppedError
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.pictures import picture_id
from avatar_core.testing import RecordingAlarms
from avatar_core.testing.provider import SubmitFault
from avatar_core.use_cases.incidents import report, resolve


KINDS = {
    SubmitFault.NO_BALANCE: IncidentKind.BALANCE,
    SubmitFault.NO_KEY: IncidentKind.KEY,
    SubmitFault.NO_ENDPOINT: IncidentKind.ENDPOINT,
}
#: More refusals than any test outlives.
FOR_EVER = 500


async def order(world: World, avatar: Avatar, owner: PersonId = ANNA) -> Job:
    """Order one picture."""
    return await world.draw(avatar.id, owner=owner)


async def work_until(world: World, moment: datetime) -> None:
    """Work until that moment."""
    while world.clock.now < moment:
        times = [j.due_at for j in world.rows._rows.jobs.values() if j.due_at]
        if not times or min(times) > moment:
            world.clock.now = moment
        await world.tick()


def incidents(world: World) -> list[Incident]:
    """Return every incident."""
    return list(world.rows._rows.incidents.values())


@pytest.mark.parametrize("fault", KINDS)
async def test_selling_stops_and_what_is_queued_waits(
    world: World, fault: SubmitFault
) -> None:
    """After the first refusal nothing more is sold; the job keeps its credits held."""
    job = await world.ordered_pictures()
    avatar = await world.avatar(job.avatar)
    world.provider.faults.extend([fault] * FOR_EVER)

    await world.step(job.id)

    waiting = await world.job(job.id)
    [incident] = incidents(world)
    assert (KINDS[fault], IncidentStatus.OPEN) == (incident.kind, incident.status)
    assert JobStatus.REQUESTED is waiting.status
    assert (0, 0) == (waiting.troubles, waiting.starts)
    with pytest.raises(SalesStoppedError):
        await world.pictures.quote(ANNA, avatar.id)
    with pytest.raises(SalesStoppedError):
        await order(world, avatar)
    held = (await world.accounts.balance(ANNA)).held
    assert job.price == held


async def test_whatever_is_sold_stops(world: World) -> None:
    """Packs, remixes, larger copies and descriptions are refused as pictures are."""
    job = await world.ordered_pictures(count=1)
    pack = pack_of(2)
    world.shelf.packs.append(pack)
    await world.run()
    picture = picture_id(job.id, 0)
    waiting = await order(world, await world.avatar(job.avatar))
    world.provider.faults.append(SubmitFault.NO_BALANCE)
    await world.step(waiting.id)
    balance = await world.accounts.balance(ANNA)

    new = world.new_job
    for attempt in (
        world.packs.quote(ANNA, job.avatar, pack.id),
        world.packs.start(ANNA, job.avatar, new(), pack.id),
        world.remix.again(ANNA, picture, new()),
        world.upscales.start(ANNA, picture, new()),
        world.descriptions.start(ANNA, job.avatar, new(), b"photo of a boat"),
    ):
        with pytest.raises(SalesStoppedError):
            await attempt

    assert balance == await world.accounts.balance(ANNA)


async def test_an_endpoint_that_is_gone_stops_only_what_needs_it(world: World) -> None:
    """Trainings are sold on while the generator is gone; pictures are not."""
    job = await world.ordered_pictures()
    world.provider.faults.append(SubmitFault.NO_ENDPOINT)

    await world.step(job.id)

    [incident] = incidents(world)
    assert FLUX_PORTRAIT.generator == incident.model
    training = await world.ordered_training(BORIS)
    assert JobStatus.REQUESTED is training.status


@pytest.mark.parametrize("fault", [SubmitFault.NO_BALANCE, SubmitFault.NO_KEY])
async def test_an_account_in_trouble_stops_everything(
    world: World, fault: SubmitFault
) -> None:
    """Neither pictures nor trainings are sold; a draft is not lost by it."""
    job = await world.ordered_pictures()
    world.provider.faults.append(fault)
    await world.step(job.id)
    draft = await world.with_photos(owner=BORIS)

    with pytest.raises(SalesStoppedError):
        await world.training.quote(BORIS, draft.id)
    with pytest.raises(SalesStoppedError):
        await world.training.start(BORIS, draft.id, world.new_job())

    assert draft == await world.avatar(draft.id)


async def test_the_first_taken_submit_ends_it(world: World) -> None:
    """Once the account is mended, queued work goes through and selling goes on."""
    job = await world.ordered_pictures()
    avatar = await world.avatar(job.avatar)
    world.provider.faults.extend([SubmitFault.NO_BALANCE] * 3)

    await world.run()

    [incident] = incidents(world)
    assert IncidentStatus.RESOLVED is incident.status
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert JobStatus.REQUESTED is (await order(world, avatar)).status
    assert ["open", "resolved"] == world.trail(Entity.INCIDENT, incident.id)


async def test_queued_work_tries_only_now_and_then(world: World) -> None:
    """While it lasts no job is posted more often than once a minute, all together."""
    first = await world.ordered_pictures(count=1)
    avatar = await world.avatar(first.avatar)
    second = await order(world, avatar)
    world.provider.faults.extend([SubmitFault.NO_BALANCE] * FOR_EVER)
    began = world.clock.now

    await work_until(world, began + timedelta(minutes=20))

    posts = world.provider.submits
    tried = posts[first.token] + posts[second.token]
    assert 15 <= tried <= 21
    assert {JobStatus.REQUESTED} == {
        (await world.job(job)).status for job in (first.id, second.id)
    }


async def test_nothing_fails_for_it_before_its_deadline(world: World) -> None:
    """A job waits for as long as it may, then is given up and paid back."""
    job = await world.ordered_pictures()
    before = await world.available()
    world.provider.faults.extend([SubmitFault.NO_KEY] * FOR_EVER)

    ended = await world.finish(job)

    assert JobStatus.EXPIRED is ended.status
    assert ended.ended_at is not None
    assert timedelta(0) <= ended.ended_at - ended.deadline_at < timedelta(minutes=1)
    assert before + job.price == await world.available()


async def test_owners_are_told_once_and_once_that_it_is_over(world: World) -> None:
    """However often it shows, there is one message at its beginning and one at its end."""
    job = await world.ordered_pictures()
    avatar = await world.avatar(job.avatar)
    await order(world, avatar)
    world.provider.faults.extend([SubmitFault.NO_BALANCE] * 9)
    world.alarms.unavailable = 1

    await world.run()
    await world.tick()

    assert [True, False] == [one.open for one in world.alarms.incidents]


async def test_what_is_over_before_owners_hear_is_not_told(world: World) -> None:
    """An incident that came and went while nobody could be told is no news."""
    job = await world.ordered_pictures()
    world.provider.faults.append(SubmitFault.NO_BALANCE)
    world.alarms.unavailable = FOR_EVER

    await world.run()
    world.alarms.unavailable = 0
    world.clock.now += timedelta(hours=1)
    await world.tick()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert [] == world.alarms.incidents


@installed(policy=Policy(max_attempts_to_tell=10))
async def test_owners_who_cannot_be_reached_are_given_up(world: World) -> None:
    """An alarm that none of them can be told is tried ever more rarely, and not for ever."""
    await report(
        world.rows, IncidentKind.BALANCE, "", "no money left", clock=world.clock
    )
    world.alarms.unavailable = FOR_EVER
    began, tried_at = world.clock.now, list[timedelta]()
    left = FOR_EVER

    for _ in range(3600):
        for incident in await world.tell.due():
            await world.tell(incident)
        if world.alarms.unavailable < left:
            left = world.alarms.unavailable
            tried_at.append(world.clock.now - began)
        world.clock.now += timedelta(seconds=1)

    waits = [later - sooner for sooner, later in itertools.pairwise(tried_at)]
    assert 10 == len(tried_at)
    assert sorted(waits) == waits
    assert timedelta(minutes=1) == waits[-1]


async def test_with_nothing_queued_one_order_is_let_through_to_try(
    world: World,
) -> None:
    """After ten quiet minutes one order is taken, and the next only when it went well."""
    job = await world.ordered_pictures()
    avatar = await world.avatar(job.avatar)
    world.provider.faults.extend([SubmitFault.NO_BALANCE] * 2)
    await world.step(job.id)
    await world.cancel_job(ANNA, job.id)

    world.clock.now += world.policy.probe_after - timedelta(seconds=1)
    with pytest.raises(SalesStoppedError):
        await order(world, avatar)
    world.clock.now += timedelta(seconds=1)
    trial = await order(world, avatar)

    [incident] = incidents(world)
    assert IncidentStatus.PROBING is incident.status
    with pytest.raises(SalesStoppedError):
        await order(world, avatar)
    await world.step(trial.id)
    [incident] = incidents(world)
    assert IncidentStatus.OPEN is incident.status
    ended = await world.finish(trial)

    assert JobStatus.SUCCEEDED is ended.status
    await order(world, avatar)


async def test_a_trial_that_is_called_off_makes_room_for_another(world: World) -> None:
    """A half-open incident does not wait for ever for an order that never is sent."""
    job = await world.ordered_pictures()
    avatar = await world.avatar(job.avatar)
    world.provider.faults.append(SubmitFault.NO_BALANCE)
    await world.step(job.id)
    await world.cancel_job(ANNA, job.id)
    world.clock.now += world.policy.probe_after
    trial = await order(world, avatar)
    await world.cancel_job(ANNA, trial.id)

    world.clock.now += world.policy.probe_after
    another = await order(world, avatar)

    ended = await world.finish(another)

    assert JobStatus.SUCCEEDED is ended.status


async def test_while_anything_is_queued_it_does_the_trying(world: World) -> None:
    """As long as a queued job is refused, no order is sold to try."""
    training = await world.ordered_training(BORIS)
    avatar = await world.trained()
    del training
    world.provider.faults.extend([SubmitFault.NO_BALANCE] * FOR_EVER)
    job = await world.training.start(
        BORIS, (await world.with_photos(owner=BORIS)).id, world.new_job()
    )
    began = world.clock.now

    for minutes in range(1, 170, 7):
        await work_until(world, began + timedelta(minutes=minutes))
        with pytest.raises(SalesStoppedError):
            await order(world, avatar)

    assert (await world.job(job.id)).open


def test_the_queue_tries_more_often_than_orders() -> None:
    """Otherwise an order would be sold although a queued job could do the trying."""
    policy = Policy()

    assert 2 * policy.retry_after + policy.lease < policy.probe_after


async def test_owners_hear_what_changed_while_they_were_told(world: World) -> None:
    """An incident that ends while the owners hear of it is told over afterwards."""
    job = await world.ordered_pictures()
    world.provider.faults.append(SubmitFault.NO_BALANCE)
    await world.step(job.id)

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


async def test_what_shows_again_before_owners_hear_it_is_over_is_no_news(
    world: World,
) -> None:
    """Admins who know that it is there are not told that it is there still."""
    job = await world.ordered_pictures()
    world.provider.faults.append(SubmitFault.NO_BALANCE)
    await world.step(job.id)
    await world.tell_due()
    [incident] = incidents(world)

    await resolve(world.rows, [incident], clock=world.clock)
    await report(world.rows, incident.kind, incident.model, "again", clock=world.clock)
    await world.tell_due()

    assert [True] == [one.open for one in world.alarms.incidents]
    assert {} == world.rows._rows.notices
