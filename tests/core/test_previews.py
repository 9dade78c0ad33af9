"""The first pictures of an avatar, which come with the end of its training."""

from collections.abc import Iterator, Sequence

import attrs
import pytest

from tests.core.world import ANNA, BORIS, OWNER, World, installed

from avatar_core import AvatarStatus, Job, JobStatus, Policy, Posting
from avatar_core.coach import Likeness, likeness
from avatar_core.errors import ActionNotAllowedError, NotFoundError
from avatar_core.faces import Descriptor
from avatar_core.families import FLUX_PORTRAIT, FLUX_STYLE
from avatar_core.incidents import IncidentKind
from avatar_core.ledger import GRANTS, REVENUE, Reason
from avatar_core.orders import GenerationOrder, JobKind, preview_id
from avatar_core.pictures import picture_id
from avatar_core.stats import LikenessStats, Measured, likeness_stats
from avatar_core.testing import ScriptedFaces
from avatar_core.testing.provider import TINY_JPEG
from avatar_core.use_cases.incidents import report


PREVIEWS = Policy(preview_pictures=2)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return a product that shows pictures when a training has ended."""
    world = World(**{"policy": PREVIEWS} | getattr(request, "param", {}))
    yield world
    world.check_books()


@pytest.fixture
def faces(world: World) -> ScriptedFaces:
    """Look for faces in the world's photos, all of one person, and its pictures."""
    faces = ScriptedFaces()
    world.install_faces(faces)
    return faces


async def compared(world: World, comparing: bool = True) -> Job:
    """Order a training of photos whose faces may be compared."""
    avatar = await world.with_photos()
    if comparing:
        await world.cases.coach.allow_comparing(ANNA, avatar.id)
    return await world.training.start(ANNA, avatar.id, world.new_job())


async def previewed(world: World, training: Job) -> Job:
    return await world.job(preview_id(training.id))


# --- the measure ----------------------------------------------------------


def test_the_closest_picture_is_the_best() -> None:
    """Its likeness is 100 less the median distance; a picture without a face has none."""
    photos = [Descriptor((each,)) for each in (0.0, 0.1, 0.4)]
    stranger, close = Descriptor((1.2,)), Descriptor((0.3,))

    assert Likeness(best=2, score=80) == likeness([stranger, None, close], photos)
    assert Likeness(best=0, score=0) == likeness([None, stranger], photos)
    assert likeness([], photos) is likeness([close], []) is None


@pytest.mark.parametrize(("score", "too_low"), [(46, True), (47, False)])
def test_a_low_likeness_is_below_the_mark(score: int, too_low: bool) -> None:
    """The mark is where two faces are two people's."""
    assert Likeness(best=0, score=score).too_low is too_low


# --- the pictures ---------------------------------------------------------


async def test_the_end_of_a_training_shows_pictures(world: World) -> None:
    """They are told together, once; the pictures cost their person nothing."""
    training = await world.ordered_training()
    before = await world.available()

    await world.run()

    [news] = world.messages.told
    assert (training.id, JobStatus.SUCCEEDED) == (news.job.id, news.job.status)
    assert 2 == len(news.pictures)
    assert news.first_pictures
    assert news.likeness is None
    drawn = await previewed(world, training)
    assert (0, 2, training.avatar) == (drawn.price, drawn.delivered, drawn.avatar)
    assert before == await world.available()


async def test_a_style_shows_pictures_too(world: World, faces: ScriptedFaces) -> None:
    """Nothing is compared."""
    world.family = FLUX_STYLE
    await world.ordered_training()
    await world.run()

    [news] = world.messages.told
    assert 2 == len(news.pictures)
    assert [] == faces.looked


async def test_the_best_picture_comes_first(world: World, faces: ScriptedFaces) -> None:
    """It is the closest one to the photos; only its number and likeness are kept."""
    training = await compared(world)
    faces.people = {b"photo 0": 0.3}
    await world.run()

    [news] = world.messages.told
    assert Likeness(best=0, score=100) == news.likeness
    world.rows._rows.likenesses[training.id] = Likeness(best=1, score=70)
    later = await world.cases.news(ANNA, training.id)
    assert [1, 0] == [picture.number for picture in later.pictures]


async def test_another_face_is_noticed(world: World, faces: ScriptedFaces) -> None:
    """The training succeeded, and its news say that the pictures show somebody else."""
    await compared(world)
    faces.people = {TINY_JPEG: 0.7}
    await world.run()

    [news] = world.messages.told
    assert Likeness(best=0, score=30, offered=True) == news.likeness
    assert news.likeness.too_low


@pytest.mark.parametrize("why", ["no consent", "withdrawn", "down"])
async def test_without_a_comparison_the_first_is_shown(
    world: World, faces: ScriptedFaces, why: str
) -> None:
    """Without consent nothing is compared; nor if faces cannot be found just now."""
    training = await compared(world, comparing=why != "no consent")
    await world.run_to(training.id, JobStatus.SUCCEEDED)
    faces.looked.clear()
    if why == "withdrawn":
        await world.cases.coach.forbid_comparing(ANNA)
    faces.down = why == "down"
    await world.run()

    [news] = world.messages.told
    assert (None, 2) == (news.likeness, len(news.pictures))
    assert [] == faces.looked


async def test_withdrawing_the_consent_forgets_the_likeness(
    world: World, faces: ScriptedFaces
) -> None:
    """A likeness is what a comparison found."""
    training = await compared(world)
    await world.run()

    await world.cases.coach.forbid_comparing(ANNA)

    assert (await world.cases.news(ANNA, training.id)).likeness is None


async def test_an_avatar_deleted_meanwhile_is_not_compared(
    world: World, faces: ScriptedFaces
) -> None:
    """Its pictures are told all the same."""
    training = await compared(world)
    await world.run_to(training.id, JobStatus.SUCCEEDED)
    await world.avatars.delete(ANNA, training.avatar)
    await world.run()

    [news] = world.messages.told
    assert (None, 2) == (news.likeness, len(news.pictures))


# --- nothing holds back the end -------------------------------------------


async def test_failed_pictures_hold_nothing_back(world: World) -> None:
    """The end is told without them when its time has come."""
    training = await world.ordered_training()
    await world.run_to(training.id, JobStatus.SUCCEEDED)
    world.provider.down = True
    ended = world.clock.now
    await world.run()

    assert JobStatus.EXPIRED is (await previewed(world, training)).status
    [news] = world.messages.told
    assert () == tuple(news.pictures)
    told = (await world.job(training.id)).told_at
    assert told == ended + PREVIEWS.preview_within


async def test_nothing_is_drawn_during_an_incident(world: World) -> None:
    """The pictures of an owner's gift are no probe."""
    training = await world.ordered_training()
    await report(
        world.rows,
        IncidentKind.ENDPOINT,
        FLUX_PORTRAIT.generator,
        "gone",
        clock=world.clock,
    )
    await world.run()

    assert preview_id(training.id) not in world.rows._rows.jobs
    assert [training.id] == [news.job.id for news in world.messages.told]


@pytest.mark.parametrize("steps", range(0, 80, 3))
async def test_a_kill_at_any_commit_is_harmless(world: World, steps: int) -> None:
    """The pictures are bought once; the end is told once, with them unless they are lost."""
    world.install_faces(ScriptedFaces())
    training = await compared(world)

    await world.run_after_death(steps)
    world.fate.left = None
    await world.run()

    [news] = world.messages.told
    drawn = await previewed(world, training)
    assert (training.id, drawn.delivered) == (news.job.id, len(news.pictures))
    assert drawn.status in {JobStatus.SUCCEEDED, JobStatus.EXPIRED}
    assert max(world.posts(drawn)) <= 1


# --- what they are not ----------------------------------------------------


@installed(policy=attrs.evolve(PREVIEWS, max_open_jobs=1))
async def test_they_take_nobodys_place(world: World) -> None:
    """A preview does not count among the orders that a person may have."""
    training = await world.ordered_training()
    await world.run_to(training.id, JobStatus.SUCCEEDED)
    assert (await previewed(world, training)).open

    assert (await world.draw(training.avatar)).open


async def test_more_of_the_same_is_an_order(world: World) -> None:
    """Drawing a picture of a preview anew, or once more for a complaint, is no preview."""
    training = await world.ordered_training()
    await world.run()
    picture = picture_id(preview_id(training.id), 0)

    job = await world.remix.anew(ANNA, picture, world.new_job())

    assert isinstance(job.order, GenerationOrder)
    assert (None, 5) == (job.order.preview_of, job.price)


async def test_the_owner_sees_their_cost(world: World) -> None:
    """They count among the pictures that the provider billed, and in the margins."""
    await world.ordered_training()
    await world.run()

    numbers = await world.cases.admin.stats(OWNER)
    assert [] == numbers.likeness
    drawn = [one for one in numbers.stats.jobs if one.kind is JobKind.GENERATION]
    assert [2] == [one.delivered for one in drawn]
    [margin] = [
        one
        for one in world.config.economics.margins(world.prices)
        if one.family == FLUX_PORTRAIT.name and one.term == "training"
    ]
    assert FLUX_PORTRAIT.training_cost + 2 * FLUX_PORTRAIT.picture_cost == margin.cost


# --- one more training, free ----------------------------------------------


async def postings_of(world: World, job: Job) -> Sequence[Posting]:
    async with world.rows.read() as reading:
        return await reading.ledger.of_job(job.id)


async def unlike(world: World, faces: ScriptedFaces) -> Job:
    """Train an avatar whose first pictures show somebody else."""
    faces.people = {TINY_JPEG: 0.7}
    training = await compared(world)
    await world.run()
    return training


async def test_an_avatar_unlike_its_photos_is_trained_again_free(
    world: World, faces: ScriptedFaces
) -> None:
    """Its owner changes photos and pays nothing; the ledger says what it would have cost."""
    training = await unlike(world, faces)
    assert world.messages.told[-1].replaceable
    before = await world.available()

    for _ in range(2):  # twice is once
        avatar = await world.avatars.retrain(ANNA, training.id)
    assert (AvatarStatus.PHOTOS_UPLOADING, training.id) == (
        avatar.status,
        avatar.retrains,
    )
    await world.upload(avatar.id, b"a better photo")
    assert 0 == (await world.training.quote(ANNA, avatar.id)).price
    again = await world.training.start(ANNA, avatar.id, world.new_job())
    await world.run()

    assert before == await world.available()
    postings = await postings_of(world, training)
    assert [Reason.HOLD, Reason.CAPTURE, Reason.RETRAINING] == [
        posting.reason for posting in postings
    ]
    assert (150, GRANTS, REVENUE) == (
        postings[-1].amount,
        postings[-1].source,
        postings[-1].dest,
    )
    trained = await world.avatar(avatar.id)
    assert (again.id, None) == (trained.ready_weights().job, trained.retrains)


async def test_the_free_training_is_offered_once(
    world: World, faces: ScriptedFaces
) -> None:
    """If the next one is as unlike, its owner may complain, but nothing is offered."""
    training = await unlike(world, faces)
    avatar = await world.avatars.retrain(ANNA, training.id)
    again = await world.training.start(ANNA, avatar.id, world.new_job())
    await world.run()

    news = world.messages.told[-1]
    assert (again.id, True) == (news.job.id, news.likeness and news.likeness.too_low)
    assert not news.replaceable
    for job in (training, again):
        with pytest.raises(ActionNotAllowedError):
            await world.avatars.retrain(ANNA, job.id)


async def test_a_free_training_that_fails_stays_free(
    world: World, faces: ScriptedFaces
) -> None:
    """It is ordered until it succeeds, and granted once."""
    training = await unlike(world, faces)
    avatar = await world.avatars.retrain(ANNA, training.id)
    cancelled = await world.training.start(ANNA, avatar.id, world.new_job())
    await world.cancel_job(ANNA, cancelled.id)
    await world.run()

    again = await world.training.start(ANNA, avatar.id, world.new_job())
    await world.run()

    assert 0 == again.price
    granted = [
        posting
        for posting in await postings_of(world, training)
        if posting.reason is Reason.RETRAINING
    ]
    assert 1 == len(granted)


@pytest.mark.parametrize("why", ["like", "not compared", "not offered", "another's"])
async def test_nothing_free_is_offered(
    world: World, faces: ScriptedFaces, why: str
) -> None:
    """Not for a good likeness, nor without a comparison, nor if the owner does not want it."""
    if why == "not offered":
        world.config = attrs.evolve(
            world.config, policy=attrs.evolve(PREVIEWS, free_retraining=False)
        )
        world._put_together()
    if why != "like":
        faces.people = {TINY_JPEG: 0.7}
    training = await compared(world, comparing=why != "not compared")
    await world.run()
    assert world.messages.told[-1].replaceable is (why == "another's")

    person = BORIS if why == "another's" else ANNA
    await world.enter(person)
    with pytest.raises((ActionNotAllowedError, NotFoundError)):
        await world.avatars.retrain(person, training.id)


async def test_the_main_avatar_is_another_meanwhile(
    world: World, faces: ScriptedFaces
) -> None:
    """Pictures are not offered of an avatar that is trained again; its weights leave."""
    training = await unlike(world, faces)
    weights = (await world.avatar(training.avatar)).ready_weights()

    await world.avatars.retrain(ANNA, training.id)

    assert await world.avatars.main(ANNA) is None
    assert weights.key in world.deletions()


def test_the_owner_sees_what_likeness_depends_on() -> None:
    """Trainings are grouped by family, steps and twenty points of readiness."""
    flux = FLUX_PORTRAIT.name
    measured = [
        Measured(flux, 1000, readiness, score)
        for readiness, score in ((100, 70), (80, 61), (79, 50), (None, 40))
    ]

    assert [
        LikenessStats(flux, 1000, None, 1, 40),
        LikenessStats(flux, 1000, 60, 1, 50),
        LikenessStats(flux, 1000, 80, 2, 66),
    ] == likeness_stats([*measured])
