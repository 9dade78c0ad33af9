"""Words that are enriched before they are drawn, and never twice."""

from datetime import timedelta

import pytest

from tests.core.world import ANNA, SETTLING_SOON, World

from avatar_core import (
    EnrichmentOrder,
    GenerationOrder,
    Job,
    JobId,
    JobStatus,
    Policy,
    Scene,
    Size,
    Wording,
)
from avatar_core.errors import (
    ActionNotAllowedError,
    GuardRejectedError,
    ProviderUnavailableError,
)
from avatar_core.failures import Failure
from avatar_core.incidents import IncidentKind
from avatar_core.ports import Queued, Refused
from avatar_core.use_cases.incidents import report
from avatar_core.use_cases.ordering import order_again


SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    """Return an installation that enriches words."""
    return World(enriching=True)


async def _ordered(world: World, words: str = "on a beach") -> tuple[Job, Job]:
    """Order pictures with a new avatar; return them and their enrichment."""
    avatar = await world.trained()
    world.messages.told.clear()
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words=words, size=Size.SQUARE, count=2
    )
    return job, _enrichment_of(world, job.id)


def _enrichment_of(world: World, generation: JobId) -> Job:
    [found] = [
        job
        for job in world.rows._rows.jobs.values()
        if isinstance(job.order, EnrichmentOrder) and job.order.generation == generation
    ]
    return found


async def _drawn(world: World, job: Job) -> GenerationOrder:
    """Return the order of pictures as it is now."""
    order = (await world.job(job.id)).order
    assert isinstance(order, GenerationOrder)
    return order


async def test_words_are_enriched_before_they_are_drawn(world: World) -> None:
    """Words, scene, what is not to be seen and the prompt sent: all are kept."""
    job, enrichment = await _ordered(world)

    await world.run()

    order = await _drawn(world, job)
    assert Wording.ENRICHED is order.wording
    assert "on a beach" == order.words
    assert "on a beach, in soft evening light" == order.scene
    assert "blurry" == order.negative
    assert order.prompt.endswith("woman, on a beach, in soft evening light")
    assert order == world.provider.of(job.token).order
    assert JobStatus.SUCCEEDED is (await world.job(enrichment.id)).status
    world.check_books()


async def test_an_enrichment_is_free_and_silent(world: World) -> None:
    """Its person pays for the pictures, and is told of them alone."""
    before = 850
    job, enrichment = await _ordered(world)

    await world.run()

    assert [job.id] == [news.job.id for news in world.messages.told]
    assert enrichment.id not in {news.job.id for news in world.messages.shown}
    assert before - 10 == await world.available()
    assert 0 == enrichment.price


async def test_nothing_is_sent_before_its_words_are_settled(world: World) -> None:
    """While the enrichment is under way, no picture is asked for."""
    job, enrichment = await _ordered(world)

    assert await world.advance(job.id) is None
    await world.step(enrichment.id)

    assert 0 == world.provider.submits[job.token]
    with pytest.raises(GuardRejectedError):
        job.submit(at=world.clock(), until=world.clock(), settles_at=world.clock())


@pytest.mark.parametrize(
    "said",
    [Refused("500"), Refused("nsfw", blocked=True), Refused("422", input=True)],
    ids=str,
)
async def test_own_words_are_drawn_when_there_are_no_better(
    world: World, said: Refused
) -> None:
    """Whatever the enricher fails of, the words are drawn as they were written."""
    avatar = await world.trained()
    world.provider.scripts.append([said])
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    await world.run()

    order = await _drawn(world, job)
    assert (Wording.FALLBACK, "at sea", "") == (
        order.wording,
        order.scene,
        order.negative,
    )
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()


async def test_a_language_model_that_is_gone_is_replaced(world: World) -> None:
    """The next one is asked at once, and its words are drawn."""
    avatar = await world.trained()
    world.provider.scripts.append([Refused("429", elsewhere=True)])
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    await world.run()

    assert Wording.ENRICHED is (await _drawn(world, job)).wording
    enrichment = _enrichment_of(world, job.id)
    asked = [
        request.language_model
        for request in world.provider.requests.values()
        if isinstance(request.order, EnrichmentOrder)
    ]
    assert list(world.config.models.language_models) == asked
    world.check_books(paid_twice=[enrichment.token])


async def test_no_language_model_is_left(world: World) -> None:
    """Each is asked once; then the words are drawn as they were written."""
    avatar = await world.trained()
    world.provider.scripts.extend([[Refused("429", elsewhere=True)]] * 2)
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    await world.run()

    assert Wording.FALLBACK is (await _drawn(world, job)).wording
    enrichment = _enrichment_of(world, job.id)
    assert 2 == world.provider.submits[enrichment.token]
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books(paid_twice=[enrichment.token])


async def test_nobody_waits_long_for_better_words(world: World) -> None:
    """After the enrichment's deadline the pictures go on, though it never ends."""
    avatar = await world.trained()
    world.provider.scripts.append([Queued(9)])
    world.provider.heeds_cancel = False
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )
    ordered_at = world.clock()

    sent = await world.run_to(job.id, JobStatus.SUBMITTED)

    assert sent.submitted_at is not None
    assert sent.submitted_at - ordered_at <= 36 * SECOND
    assert Wording.FALLBACK is (await _drawn(world, job)).wording


async def test_a_dead_worker_of_the_enrichment_holds_nobody_up(world: World) -> None:
    """The pictures settle their words themselves, whoever was to do it."""
    job, enrichment = await _ordered(world)
    async with world.rows.work(ANNA) as work:  # claimed, and never seen again
        claimed = await work.jobs.get(enrichment.id)
        await work.jobs.save(claimed.claim(world.clock() + timedelta(hours=1)))

    await world.run_to(job.id, JobStatus.SUBMITTED)

    assert Wording.FALLBACK is (await _drawn(world, job)).wording


async def test_late_better_words_change_nothing(world: World) -> None:
    """What was sent as it was written stays so when the enrichment ends after all."""
    job, enrichment = await _ordered(world)
    world.clock.advance(36 * SECOND)
    await world.step(job.id)
    settled = await _drawn(world, job)

    await world.run()

    assert Wording.FALLBACK is settled.wording
    assert settled == await _drawn(world, job)
    assert not (await world.job(enrichment.id)).open
    world.check_books()


async def test_pictures_called_off_stay_called_off(world: World) -> None:
    """The end of the enrichment changes nothing about them."""
    job, _ = await _ordered(world)

    await world.cancel_job(ANNA, job.id)
    await world.run()

    ended = await world.job(job.id)
    assert JobStatus.CANCELLED is ended.status
    assert Wording.AWAITED is (await _drawn(world, job)).wording
    assert 850 == await world.available()
    world.check_books()


async def test_a_scene_is_not_enriched_again(world: World) -> None:
    """The same words again are drawn as the scene they have become."""
    job, _ = await _ordered(world)
    await world.run()
    first = await _drawn(world, job)
    taken = len(world.provider.requests)

    again = await world.pictures.start(
        ANNA,
        job.avatar,
        world.new_job(),
        words=first.words,
        size=Size.WIDE,
        count=1,
        source=job.id,
    )
    await world.run()

    order = await _drawn(world, again)
    assert (first.scene, first.negative, first.prompt, Wording.ENRICHED) == (
        order.scene,
        order.negative,
        order.prompt,
        order.wording,
    )
    assert taken + 1 == len(world.provider.requests)


async def test_changed_words_are_enriched_anew(world: World) -> None:
    """A source counts only for the very words it was drawn from."""
    job, _ = await _ordered(world)
    await world.run()

    other = await world.pictures.start(
        ANNA,
        job.avatar,
        world.new_job(),
        words="in the rain",
        size=Size.WIDE,
        count=1,
        source=job.id,
    )

    assert Wording.AWAITED is (await _drawn(world, other)).wording


@pytest.mark.parametrize("what", ["photo", "pack"])
async def test_changed_scenes_are_not_enriched(world: World, what: str) -> None:
    """The scene of a photo or a pack is drawn as the person changed it."""
    if what == "photo":
        avatar = await world.trained()
        described = await world.descriptions.start(
            ANNA, avatar.id, world.new_job(), b"photo of a boat"
        )
        await world.run()
        first = await world.pictures.start(
            ANNA,
            avatar.id,
            world.new_job(),
            words="a red boat",
            size=Size.SQUARE,
            count=1,
            source=described.id,
        )
    else:
        first = await world.ordered_pack(1)
    await world.run()
    before = await _drawn(world, first)

    other = await world.pictures.start(
        ANNA,
        first.avatar,
        world.new_job(),
        words="a green boat",
        size=Size.SQUARE,
        count=1,
        source=first.id,
    )

    order = await _drawn(world, other)
    assert ("a green boat", before.wording, before.negative) == (
        order.scene,
        order.wording,
        order.negative,
    )
    assert before.wording in {Wording.PHOTO, Wording.PACK}


async def test_a_scene_put_into_another_language_is_the_persons_own(
    world: World,
) -> None:
    """What replaces a photo's scene in letters no model reads is translated first."""
    avatar = await world.trained()
    described = await world.descriptions.start(
        ANNA, avatar.id, world.new_job(), b"photo of a boat"
    )
    await world.run()

    own = await world.pictures.start(
        ANNA,
        avatar.id,
        world.new_job(),
        words="зелёная лодка, 35 mm",
        size=Size.SQUARE,
        count=1,
        source=described.id,
    )

    assert Wording.AWAITED is (await _drawn(world, own)).wording


async def test_whoever_wants_no_better_words_gets_none(world: World) -> None:
    """Switched off, words are drawn as they are, and nothing is asked."""
    avatar = await world.trained()
    await world.preferences.enrich(ANNA, enrich=False)
    taken = len(world.provider.requests)

    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )
    await world.run()

    assert Wording.OWN is (await _drawn(world, job)).wording
    assert taken + 1 == len(world.provider.requests)


async def test_an_enrichment_takes_no_place_among_open_orders() -> None:
    """A person may have as many orders as without it."""
    world = World(enriching=True, policy=Policy(max_open_jobs=1))
    avatar = await world.trained()

    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    async with world.rows.read() as reading:
        assert 1 == await reading.jobs.open_count(ANNA)
    assert Wording.AWAITED is (await _drawn(world, job)).wording


async def test_a_known_outage_of_the_enricher_stops_no_pictures(world: World) -> None:
    """While its model is gone, words are drawn at once as they are."""
    avatar = await world.trained()
    kind = IncidentKind.ENDPOINT
    await report(world.rows, kind, "enricher", "404", clock=world.clock)

    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    assert Wording.FALLBACK is (await _drawn(world, job)).wording
    assert job.due_at == world.clock()


async def test_a_deleted_avatar_is_drawn_as_ordered(world: World) -> None:
    """There is nobody to compose a prompt for: the first one stays."""
    job, _ = await _ordered(world)
    first = await _drawn(world, job)

    await world.avatars.delete(ANNA, job.avatar)
    await world.run()

    order = await _drawn(world, job)
    assert (first.prompt, Wording.FALLBACK) == (order.prompt, order.wording)
    world.check_books()


async def test_an_awaited_order_made_again_waits_for_nothing(world: World) -> None:
    """What failed before its words were settled is made again as it was written."""
    job, enrichment = await _ordered(world)
    now = world.clock()

    again = job.again(token="again", at=now, deadline=now)

    assert not again.awaits_words
    ended = enrichment.fail(Failure.PROVIDER, "", at=now)
    async with world.rows.work(ANNA) as work:
        with pytest.raises(ActionNotAllowedError):
            await order_again(work, ended, token="t", at=now, policy=world.policy)


async def test_an_unusable_scene_is_none(world: World) -> None:
    """A scene of nothing is looked at a few times, then the words are drawn."""
    avatar = await world.trained()
    world.provider.scripts.append([Scene(text=" \u200b ", negative="")])
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    await world.run()

    assert Wording.FALLBACK is (await _drawn(world, job)).wording


async def test_a_crash_anywhere_settles_the_words(world: World) -> None:
    """Wherever the worker dies, the pictures are drawn once, with settled words."""
    steps = 0
    while True:
        there = World(enriching=True, policy=SETTLING_SOON)
        job, _ = await _ordered(there)
        if not await there.run_after_death(steps):
            break
        await there.run()
        order = await _drawn(there, job)
        assert order.wording in {Wording.ENRICHED, Wording.FALLBACK}
        assert JobStatus.SUCCEEDED is (await there.job(job.id)).status
        there.check_books()
        steps += 1
    assert steps > 20


async def test_the_provider_away_delays_nothing(world: World) -> None:
    """Checks that cannot be made do not keep the pictures waiting."""
    avatar = await world.trained()
    world.provider.scripts.append([ProviderUnavailableError("away")])
    job = await world.pictures.start(
        ANNA, avatar.id, world.new_job(), words="at sea", size=Size.SQUARE, count=1
    )

    sent = await world.run_to(job.id, JobStatus.SUBMITTED)

    assert sent.submitted_at is not None
    assert sent.submitted_at - job.created_at <= 36 * SECOND
