"""Words that a language model enriches before they are drawn."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.core.world import ANNA, World, installed

from avatar_core import (
    EnrichmentOrder,
    GenerationOrder,
    Job,
    JobId,
    JobStatus,
    Policy,
    Scene,
    Wording,
)
from avatar_core.errors import (
    ActionNotAllowedError,
    GuardRejectedError,
    ProviderUnavailableError,
)
from avatar_core.failures import Failure
from avatar_core.incidents import IncidentKind
from avatar_core.orders import ordered_again
from avatar_core.ports import Queued, Refused
from avatar_core.testing.provider import Line
from avatar_core.use_cases.incidents import report
from avatar_core.use_cases.outcomes import conclude


INSTALLED = {"enriching": True}
#: The deadline of an enrichment, and a little more.
PATIENCE = timedelta(seconds=36)
ELSEWHERE = [Refused("429", elsewhere=True)]


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
    """All wordings are kept; people pay for the pictures, and hear of them alone."""
    job = await world.ordered_pictures(2)
    enrichment = _enrichment_of(world, job.id)

    await world.run()

    order = await _drawn(world, job)
    scene = "on a beach, in soft evening light"
    assert (Wording.ENRICHED, "on a beach", scene, "blurry") == (
        order.wording,
        order.words,
        order.scene,
        order.negative,
    )
    assert order.prompt.endswith(f"woman, {scene}")
    assert order == world.provider.of(job.token).order
    assert JobStatus.SUCCEEDED is (await world.job(enrichment.id)).status
    assert [job.id] == [news.job.id for news in world.messages.told]
    assert enrichment.id not in {news.job.id for news in world.messages.shown}
    assert (850 - 10, 0) == (await world.available(), enrichment.price)


async def test_pictures_wait_for_their_words(world: World) -> None:
    """No pictures are requested while the enrichment is under way."""
    job = await world.ordered_pictures(2)

    assert await world.advance(job.id) is None
    await world.step(_enrichment_of(world, job.id).id)

    assert (0, 0) == world.posts(job)
    with pytest.raises(GuardRejectedError):
        job.submit(at=world.clock(), until=world.clock(), settles_at=world.clock())


@pytest.mark.parametrize(
    "scripts",
    [
        [[Refused("500")]],
        [[Refused("nsfw", blocked=True)]],
        [[Refused("422", input=True)]],
        [ELSEWHERE] * 2,
        [[Queued(9)]],
        [[ProviderUnavailableError("away")]],
        [[Scene(text=" \u200b ", negative="")]],
    ],
    ids=str,
)
async def test_own_words_are_drawn_without_better_ones(
    world: World, scripts: Sequence[Sequence[Line]]
) -> None:
    """If the enrichment fails or hangs, the person's own words are drawn soon."""
    avatar = await world.trained()
    world.provider.scripts.extend(scripts)
    world.provider.heeds_cancel = False
    job = await world.draw(avatar.id)

    sent = await world.run_to(job.id, JobStatus.SUBMITTED)
    ended = await world.finish(job)

    order, enrichment = await _drawn(world, job), _enrichment_of(world, job.id)
    assert sent.submitted_at is not None
    assert sent.submitted_at - job.created_at <= PATIENCE
    assert (Wording.FALLBACK, "at sea", "") == (
        order.wording,
        order.scene,
        order.negative,
    )
    assert JobStatus.SUCCEEDED == ended.status
    assert len(scripts) == world.provider.submits[enrichment.token]
    world.paid_twice.add(enrichment.token)


async def test_a_language_model_that_is_gone_is_replaced(world: World) -> None:
    """The next one is asked at once, and its words are drawn."""
    avatar = await world.trained()
    world.provider.scripts.append(ELSEWHERE)
    job = await world.draw(avatar.id)

    await world.run()

    assert Wording.ENRICHED is (await _drawn(world, job)).wording
    asked = [
        request.language_model
        for request in world.provider.requests.values()
        if isinstance(request.order, EnrichmentOrder)
    ]
    assert list(world.config.models.language_models) == asked
    world.paid_twice.add(_enrichment_of(world, job.id).token)


async def test_late_better_words_change_nothing(world: World) -> None:
    """Pictures already requested keep their words when the enrichment ends after all."""
    job = await world.ordered_pictures(2)
    world.clock.advance(PATIENCE)
    await world.step(job.id)
    settled = await _drawn(world, job)

    await world.run()

    assert Wording.FALLBACK is settled.wording
    assert settled == await _drawn(world, job)
    assert not _enrichment_of(world, job.id).open


async def test_cancelled_pictures_stay_cancelled(world: World) -> None:
    """The end of the enrichment changes nothing about them."""
    job = await world.ordered_pictures(2)

    await world.cancel_job(ANNA, job.id)

    assert JobStatus.CANCELLED is (await world.finish(job)).status
    assert Wording.AWAITED is (await _drawn(world, job)).wording
    assert 850 == await world.available()


@pytest.mark.parametrize("fails", [False, True])
async def test_an_unsent_enrichment_ends_with_its_pictures(
    world: World, *, fails: bool
) -> None:
    """Nothing is paid for words that nobody waits for any more."""
    job = await world.ordered_pictures(2)
    if fails:
        async with world.rows.work(ANNA) as work:
            failed = job.fail(Failure.PROVIDER, "", at=world.clock())
            await conclude(work, failed, at=world.clock())
    else:
        await world.cancel_job(ANNA, job.id)

    await world.run()

    enrichment = _enrichment_of(world, job.id)
    assert JobStatus.CANCELLED is (await world.job(enrichment.id)).status
    assert 0 == world.provider.submits[enrichment.token]


async def test_cancelled_orders_cost_the_owner_little(world: World) -> None:
    """Beyond some sent enrichments in an hour, words are drawn as they were written."""
    avatar = await world.trained()
    wordings = []
    for _ in range(7):
        job = await world.draw(avatar.id)
        wordings.append((await _drawn(world, job)).wording)
        if wordings[-1] is Wording.AWAITED:
            await world.step(_enrichment_of(world, job.id).id)
        await world.cancel_job(ANNA, job.id)
    world.clock.advance(timedelta(hours=1))
    later = await world.draw(avatar.id)

    assert [Wording.AWAITED] * 5 + [Wording.FALLBACK] * 2 == wordings
    assert Wording.AWAITED is (await _drawn(world, later)).wording


async def test_a_scene_is_not_enriched_again(world: World) -> None:
    """Unchanged words reuse their scene; changed words are enriched anew."""
    job = await world.ordered_pictures(2)
    await world.run()
    first = await _drawn(world, job)
    taken = len(world.provider.requests)

    again = await world.draw(job.avatar, first.words, source=job.id)
    await world.run()
    other = await world.draw(job.avatar, "in the rain", source=job.id)

    order = await _drawn(world, again)
    assert (first.scene, first.negative, first.prompt, Wording.ENRICHED) == (
        order.scene,
        order.negative,
        order.prompt,
        order.wording,
    )
    assert taken + 1 == len(world.provider.requests)
    assert Wording.AWAITED is (await _drawn(world, other)).wording


@pytest.mark.parametrize("wording", [Wording.PHOTO, Wording.PACK])
async def test_changed_scenes_are_not_enriched(world: World, wording: Wording) -> None:
    """The scene of a photo or a pack is drawn as the person changed it."""
    if wording is Wording.PACK:
        first = await world.ordered_pack(1)
    else:
        avatar = await world.trained()
        described = await world.finish(await world.describe(avatar.id))
        first = await world.draw(avatar.id, "a red boat", source=described.id)
    await world.run()
    before, taken = await _drawn(world, first), len(world.provider.requests)

    other = await world.draw(first.avatar, "a green boat", source=first.id)
    await world.run()

    order = await _drawn(world, other)
    assert ("a green boat", wording, before.negative) == (
        order.scene,
        order.wording,
        order.negative,
    )
    assert wording == before.wording
    assert taken + 1 == len(world.provider.requests)


async def test_a_scene_in_another_script_is_enriched(world: World) -> None:
    """A photo's scene rewritten in Cyrillic letters is the person's own words."""
    avatar = await world.trained()
    described = await world.finish(await world.describe(avatar.id))

    own = await world.draw(avatar.id, "зелёная лодка, 35 mm", source=described.id)

    assert Wording.AWAITED is (await _drawn(world, own)).wording


async def test_enrichment_can_be_switched_off(world: World) -> None:
    """Words are then drawn as they are, and no language model is asked."""
    avatar = await world.trained()
    await world.cases.preferences.enrich(ANNA, enrich=False)
    taken = len(world.provider.requests)

    job = await world.draw(avatar.id)
    await world.run()

    assert Wording.OWN is (await _drawn(world, job)).wording
    assert taken + 1 == len(world.provider.requests)


async def test_an_outage_of_the_enricher_stops_no_pictures(world: World) -> None:
    """While its model is known to be gone, words are drawn at once as they are."""
    avatar = await world.trained()
    kind = IncidentKind.ENDPOINT
    await report(world.rows, kind, "enricher", "404", clock=world.clock)

    job = await world.draw(avatar.id)

    assert Wording.FALLBACK is (await _drawn(world, job)).wording
    assert job.due_at == world.clock()


async def test_a_deleted_avatar_is_drawn_as_ordered(world: World) -> None:
    """Without its avatar no new prompt can be composed: the first one stays."""
    job = await world.ordered_pictures(2)
    first = await _drawn(world, job)

    await world.avatars.delete(ANNA, job.avatar)
    await world.run()

    order = await _drawn(world, job)
    assert (first.prompt, Wording.FALLBACK) == (order.prompt, order.wording)


async def test_an_order_made_again_waits_for_no_words(world: World) -> None:
    """An order that failed before its words were settled is repeated as written."""
    job = await world.ordered_pictures(2)
    enrichment, now = _enrichment_of(world, job.id), world.clock()

    again = ordered_again(job.order, job.id)

    assert isinstance(again, GenerationOrder)
    assert Wording.FALLBACK is again.wording
    ended = enrichment.fail(Failure.PROVIDER, "", at=now)
    async with world.rows.work(ANNA) as work:
        with pytest.raises(ActionNotAllowedError):
            await world.training.ordering.again(work, ended)


@installed(policy=Policy(max_open_jobs=1))
async def test_an_enrichment_is_no_open_order(world: World) -> None:
    """A person may have as many orders as without it."""
    avatar = await world.trained()

    job = await world.draw(avatar.id)

    async with world.rows.read() as reading:
        assert 1 == await reading.jobs.open_count(ANNA)
    assert Wording.AWAITED is (await _drawn(world, job)).wording
