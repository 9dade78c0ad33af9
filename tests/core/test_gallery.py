"""A person's pictures: shown one by one, liked, deleted, counted."""

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World

from avatar_core import Job, JobStatus, PersonId, Picture, Size, UpscaleOrder
from avatar_core.blob_keys import picture_key
from avatar_core.errors import NotFoundError
from avatar_core.galleries import ALL_PICTURES, Month, PictureFilter
from avatar_core.ids import PictureId
from avatar_core.pictures import picture_id
from avatar_core.use_cases import GalleryCard
from avatar_core.use_cases.removal import LATE_WRITERS


LIKED = PictureFilter(favourites=True)


async def _more(world: World, job: Job, count: int, size: Size = Size.SQUARE) -> Job:
    """Have more pictures of the same avatar delivered."""
    more = await world.draw(job.avatar, owner=job.person, size=size, count=count)
    world.picture_reader.size = size.pixels
    await world.run()
    return more


async def _drawn(world: World, count: int = 4, *, owner: PersonId = ANNA) -> Job:
    """Have a new avatar's pictures delivered."""
    job = await world.ordered_pictures(count, owner=owner)
    world.picture_reader.size = Size.SQUARE.pixels
    await world.run()
    return job


async def _all(world: World, among: PictureFilter = ALL_PICTURES) -> list[Picture]:
    """Return all pictures, from the newest to the oldest."""
    card = await world.gallery.open(ANNA, among)
    seen: list[Picture] = []
    while card is not None and card.picture not in seen:
        seen.append(card.picture)
        assert (card.number, card.among) == (len(seen), among)
        card = await world.gallery.older(ANNA, card.picture.id, among)
    return seen


def _place(card: GalleryCard | None) -> tuple[Picture, int, int] | None:
    """Return a card's picture, its number and the total."""
    return (card.picture, card.number, card.total) if card else None


# --- leafing ------------------------------------------------------------------


async def test_an_empty_gallery(world: World) -> None:
    """A person without pictures sees none, and none of others."""
    await _drawn(world, owner=BORIS)
    await world.enter(ANNA)

    statistics = await world.gallery.statistics(ANNA)

    assert await world.gallery.open(ANNA, ALL_PICTURES) is None
    assert (0, None) == (statistics.totals.total, statistics.totals.first_at)
    assert 0 == statistics.spent


async def test_leafing_goes_round(world: World) -> None:
    """After the oldest comes the newest, and before the newest the oldest."""
    job = await _drawn(world)
    pictures = await _all(world)

    around = await world.gallery.older(ANNA, pictures[-1].id, ALL_PICTURES)
    back = await world.gallery.newer(ANNA, pictures[0].id, ALL_PICTURES)

    assert [(job.id, n) for n in (3, 2, 1, 0)] == [(p.job, p.number) for p in pictures]
    assert (pictures[0], 1, 4) == _place(around)
    assert (pictures[-1], 4, 4) == _place(back)


async def test_favourites(world: World) -> None:
    """A liked picture is among the favourites at once, and leaves them at once."""
    await _drawn(world)
    first, second, *_ = await _all(world)
    for picture in (first, second, first):
        card = await world.gallery.like(ANNA, picture.id, ALL_PICTURES, favourite=True)
        assert card is not None
        assert (card.picture.id, True) == (picture.id, card.picture.favourite)

    assert [first.id, second.id] == [p.id for p in await _all(world, LIKED)]

    card = await world.gallery.like(ANNA, first.id, LIKED, favourite=False)
    assert card is not None
    assert (second.id, 1, 1) == (card.picture.id, card.number, card.total)
    assert await world.gallery.like(ANNA, second.id, LIKED, favourite=False) is None
    assert 4 == len(await _all(world))


async def test_pictures_outside_the_filter(world: World) -> None:
    """A picture outside the filter is shown among all; paging returns to it."""
    await _drawn(world)
    pictures = await _all(world)

    card = await world.gallery.show(ANNA, pictures[1].id, LIKED)
    assert (pictures[1], 2, 4) == _place(card)
    assert ALL_PICTURES == card.among

    await world.gallery.like(ANNA, pictures[0].id, ALL_PICTURES, favourite=True)
    for leaf in (world.gallery.older, world.gallery.newer):
        found = await leaf(ANNA, pictures[2].id, LIKED)
        assert found is not None
        assert pictures[0].id == found.picture.id


async def test_the_filters_offered(world: World) -> None:
    """They name the avatars and months that there are pictures of."""
    world.clock.now = datetime(2026, 1, 31, 23, 59, 0, tzinfo=UTC)
    job = await _drawn(world, 1)
    world.clock.now = datetime(2026, 3, 1, 0, 0, 1, tzinfo=UTC)
    await _more(world, job, 2)
    await world.trained()

    choices = await world.gallery.choices(
        ANNA, PictureFilter(month=Month(2026, 3)), UTC
    )

    assert [job.avatar] == [avatar.id for avatar in choices.avatars]
    assert Month(2026, 3) == choices.months[0]
    assert 2 == choices.total


# --- deleting -----------------------------------------------------------------


async def test_a_deleted_picture_is_gone(world: World) -> None:
    """Row and blob go, the next older picture takes its place, others stay."""
    job = await _drawn(world)
    pictures = await _all(world)

    card = await world.delete(pictures[1].id)

    assert (pictures[2], 2, 3) == _place(card)
    assert [pictures[0], *pictures[2:]] == await _all(world)
    world.clock.advance(LATE_WRITERS)
    await world.sweep.delete_scheduled()
    assert pictures[1].key not in world.kept.kept
    assert pictures[0].key in world.kept.kept
    with pytest.raises(NotFoundError):
        await world.delete(pictures[1].id)
    assert 4 == (await world.job(job.id)).delivered


async def test_deleting_to_the_last(world: World) -> None:
    """After the oldest the one before it is shown; after the last, nothing."""
    await _drawn(world, 2)
    newest, oldest = await _all(world)

    assert (newest, 1, 1) == _place(await world.delete(oldest.id))
    assert await world.delete(newest.id) is None
    assert await world.gallery.open(ANNA, ALL_PICTURES) is None


async def test_a_late_worker_does_not_bring_a_deleted_picture_back(
    world: World,
) -> None:
    """A file that a slow worker writes after the deletion is deleted too."""
    job = await world.ordered_pictures(1)
    world.picture_reader.size = Size.SQUARE.pixels
    await world.run_to(job.id, JobStatus.SUBMITTED)
    key = picture_key(world.alias(ANNA), picture_id(job.id, 0))

    async def another_delivers_it() -> None:
        world.clock.advance(world.policy.lease * 2)
        await world.run()
        await world.delete(picture_id(job.id, 0))
        await world.sweep.delete_scheduled()

    world.fate.meanwhile["before put"] = another_delivers_it
    await world.run()
    brought_back = key in world.kept.kept
    world.clock.advance(LATE_WRITERS)
    await world.sweep.delete_scheduled()

    assert brought_back
    assert key not in world.kept.kept


async def test_a_deleted_picture_can_still_be_enlarged(world: World) -> None:
    """The blob stays long enough for an enlargement ordered before."""
    source = await world.picture()
    larger = await world.cases.upscales.start(ANNA, source.id, world.new_job())

    await world.delete(source.id)
    await world.sweep.delete_scheduled()

    assert isinstance(larger.order, UpscaleOrder)
    assert larger.order.source_key in world.kept.kept


async def test_pictures_outlive_their_avatar(world: World) -> None:
    """The pictures of a deleted avatar stay; the card knows that it is gone."""
    job = await _drawn(world, 1)
    before = await world.gallery.open(ANNA, ALL_PICTURES)
    await world.avatars.delete(ANNA, job.avatar)
    after = await world.gallery.open(ANNA, ALL_PICTURES)

    assert before is not None
    assert before.avatar is not None
    assert job.avatar == before.avatar.id
    assert attrs.evolve(before, avatar=None) == after


# --- counting -----------------------------------------------------------------


async def test_statistics(world: World) -> None:
    """Everything is counted except deleted pictures; credits spent stay spent."""
    job = await _drawn(world, 3)
    first_at = (await _all(world))[-1].created_at
    world.clock.advance(timedelta(days=31))
    await _more(world, job, 1)
    other = await _drawn(world, 1)
    pictures = await _all(world)
    await world.gallery.like(ANNA, pictures[0].id, ALL_PICTURES, favourite=True)
    await world.delete(pictures[1].id)

    statistics = await world.gallery.statistics(ANNA)

    totals = statistics.totals
    assert (4, 1, 1) == (totals.total, totals.favourites, totals.recent)
    assert first_at == totals.first_at
    assert {job.avatar: 3, other.avatar: 1} == totals.by_avatar
    assert world.prices.pictures(5) == statistics.spent
    assert {job.avatar, other.avatar} == {a.id for a in statistics.avatars}


@pytest.mark.parametrize("number", [0, 13])
def test_a_month_is_one_of_twelve(number: int) -> None:
    """There is no month 0 and no month 13."""
    with pytest.raises(ValueError, match="number"):
        Month(2026, number)


@pytest.mark.parametrize(("month", "after"), [((2026, 2), 3), ((2026, 12), 1)])
def test_a_month_ends_where_the_next_begins(month: tuple[int, int], after: int) -> None:
    """The last moment of a month is in it, its end is not."""
    this = Month(*month)

    assert this == Month.of(this.begin, UTC)
    assert this == Month.of(this.end - timedelta(microseconds=1), UTC)
    assert after == Month.of(this.end, UTC).number
    assert this < Month.of(this.end, UTC)


def test_a_month_begins_at_midnight_of_its_zone() -> None:
    """East of Greenwich it begins earlier."""
    almaty = timezone(timedelta(hours=5))

    assert datetime(2026, 2, 28, 19, tzinfo=UTC) == Month(2026, 3, almaty).begin
    assert Month(2026, 3) == Month.of(Month(2026, 3, almaty).begin, almaty)


# --- sharing ------------------------------------------------------------------


async def test_what_can_be_shared(world: World) -> None:
    """One's own picture, or the newest; nothing of strangers, nor of who is blocked."""
    await _drawn(world, 3)
    await _drawn(world, owner=BORIS)
    mine = await _all(world)

    async def shared(
        who: PersonId, picture: PictureId | None = None
    ) -> list[Picture] | None:
        found = await world.gallery.to_share(who, picture, most=2)
        return list(found.pictures) if found else None

    [theirs, _] = await shared(BORIS) or []
    assert [mine[2]] == await shared(ANNA, mine[2].id)
    assert mine[:2] == await shared(ANNA)
    with pytest.raises(NotFoundError):
        await shared(ANNA, theirs.id)
    assert await shared(PersonId(9)) is None
    await world.cases.forget_people(ANNA)
    assert await shared(ANNA) is None
