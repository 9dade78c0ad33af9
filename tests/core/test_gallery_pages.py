"""Pages of pictures, and several pictures at once."""

from datetime import UTC, datetime
from itertools import count

import pytest

from tests.core.world import ANNA, BORIS, World

from avatar_core import AvatarId, PersonId, Picture, Size
from avatar_core.blob_keys import sheets_beside
from avatar_core.errors import NotFoundError
from avatar_core.galleries import ALL_PICTURES, PAGE, Month, PictureFilter
from avatar_core.use_cases import Download, GalleryPage
from avatar_core.use_cases.removal import LATE_WRITERS


LIKED = PictureFilter(favourites=True)
#: The file of every picture has so many bytes.
ANY_SIZE = 10**9


async def _drawn(
    world: World, number: int, avatar: AvatarId | None = None, owner: PersonId = ANNA
) -> list[Picture]:
    """Have so many pictures delivered; return all of the person, newest first."""
    avatar = avatar or (await world.trained(owner)).id
    world.picture_reader.size = Size.SQUARE.pixels
    for some in range(0, number, 4):
        await world.draw(
            avatar, owner=owner, size=Size.SQUARE, count=min(4, number - some)
        )
        await world.run()
    async with world.rows.read() as reading:
        return list(await reading.pictures.older_page(owner, ALL_PICTURES, limit=99))


def _ids(page: GalleryPage | Download | None) -> list[Picture]:
    assert page is not None
    return list(page.pictures)


async def test_pages_go_round(world: World) -> None:
    """Every picture is on one page; after the last page comes the first."""
    pictures = await _drawn(world, 2 * PAGE + 2)
    pages = world.cases.pages

    first = await pages.newest(ANNA, ALL_PICTURES)
    second = await pages.older(ANNA, pictures[PAGE - 1].id, ALL_PICTURES)
    third = await pages.older(ANNA, pictures[2 * PAGE - 1].id, ALL_PICTURES)
    around = await pages.older(ANNA, pictures[-1].id, ALL_PICTURES)
    back = await pages.newer(ANNA, pictures[2 * PAGE].id, ALL_PICTURES)
    top = await pages.newer(ANNA, pictures[3].id, ALL_PICTURES)

    assert _ids(first) + _ids(second) + _ids(third) == pictures
    assert (around, back, top) == (first, second, first)
    assert second is not None
    assert (second.number, second.last, second.total) == (PAGE + 1, 2 * PAGE, 20)
    assert second.card is None


async def test_no_page_of_nothing(world: World) -> None:
    """Who has no pictures sees none, and none of others; a single one is a card."""
    await _drawn(world, 1, owner=BORIS)
    await world.enter(ANNA)

    alone = await world.cases.pages.newest(BORIS, ALL_PICTURES)

    assert await world.cases.pages.newest(ANNA, ALL_PICTURES) is None
    assert alone is not None
    assert alone.card == await world.gallery.open(BORIS, ALL_PICTURES)


async def test_jumping_to_a_month(world: World) -> None:
    """The page begins in the month and goes on before it; the filter stays."""
    world.clock.now = datetime(2026, 1, 31, tzinfo=UTC)
    [old] = await _drawn(world, 1)
    world.clock.now = datetime(2026, 3, 1, tzinfo=UTC)
    pictures = await _drawn(world, 2, old.avatar)
    pages = world.cases.pages

    january = await pages.of_month(ANNA, Month(2026, 1), ALL_PICTURES)
    march = await pages.of_month(ANNA, Month(2026, 3), ALL_PICTURES)
    other = await pages.of_month(ANNA, Month(2026, 2), ALL_PICTURES)

    assert january is not None
    assert ([old], 3, 3) == (_ids(january), january.number, january.total)
    assert pictures == _ids(march) == _ids(other)
    assert await pages.of_month(ANNA, Month(2026, 1), LIKED) is None


async def test_several_are_liked(world: World) -> None:
    """All that are chosen become favourites, and the page stays."""
    pictures = await _drawn(world, 12)
    chosen = [picture.id for picture in (pictures[0], pictures[11])]

    page = await world.cases.pages.like(ANNA, chosen, ALL_PICTURES, pictures[1].id)

    assert page is not None
    assert page.number == 2
    liked = await world.cases.pages.newest(ANNA, LIKED)
    assert chosen == [picture.id for picture in _ids(liked)]


async def test_several_are_deleted(world: World) -> None:
    """Rows and blobs go; the page goes on with what is left of it."""
    pictures = await _drawn(world, 12)
    gone = [pictures[0], pictures[2], pictures[11]]
    chosen = [picture.id for picture in gone]

    page = await world.cases.pages.delete(ANNA, chosen, ALL_PICTURES, pictures[2].id)
    world.deleted.update(chosen)

    assert page is not None
    assert _ids(page) == pictures[3:11]
    assert (page.number, page.total) == (2, 9)
    # The messenger's files of sheets go, too.
    assert sheets_beside(gone[0].key) in world.rows._rows.deletions
    world.clock.advance(LATE_WRITERS)
    await world.sweep.delete_scheduled()
    assert not {picture.key for picture in gone} & {*world.kept.kept}
    assert pictures[1].key in world.kept.kept
    with pytest.raises(NotFoundError):
        await world.cases.pages.delete(ANNA, chosen, ALL_PICTURES, pictures[3].id)


async def test_deleting_all_of_the_last_page(world: World) -> None:
    """The first page follows; after the last picture, nothing."""
    pictures = await _drawn(world, 3)
    delete = world.cases.pages.delete
    ids = [picture.id for picture in pictures]
    world.deleted.update(ids)

    page = await delete(ANNA, ids[2:], ALL_PICTURES, ids[2])

    assert _ids(page) == pictures[:2]
    assert await delete(ANNA, ids[:2], ALL_PICTURES, ids[0]) is None


@pytest.mark.parametrize("some", [False, True], ids=["all", "some"])
async def test_a_download_is_in_parts(world: World, *, some: bool) -> None:
    """Each part has as many pictures as fit, and one at least; each is in one part."""
    pictures = await _drawn(world, 5)
    if some:
        pictures = pictures[1:]
    pages, ids = world.cases.pages, [picture.id for picture in pictures]

    for largest, least in ((pictures[0].size * 2, 2), (1, 1), (ANY_SIZE, len(ids))):
        seen: list[Picture] = []
        for number in count():
            after = seen[-1].id if seen else None
            part = (
                await pages.download_some(ANNA, ids, after, largest=largest)
                if some
                else await pages.download(ANNA, ALL_PICTURES, after, largest=largest)
            )
            if part is None:
                break
            assert part.number == len(seen) + 1
            assert part.total == len(ids)
            seen += part.pictures
            assert len(seen) == part.last == min(least * (number + 1), len(ids))
        assert seen == pictures


async def test_the_files_of_a_download(world: World) -> None:
    """Each picture is a file of its own name; one that is gone is left out."""
    pictures = await _drawn(world, 3)
    missing = world.kept.kept.pop(pictures[1].key)
    part = await world.cases.pages.download(ANNA, ALL_PICTURES, None, largest=ANY_SIZE)
    assert part is not None
    told: list[int] = []

    async def packed(number: int) -> None:
        told.append(number)

    files = [file async for file in world.cases.pages.files(part, packed)]

    assert [data for _, data in files] == [
        world.kept.kept[pictures[number].key] for number in (0, 2)
    ]
    assert len({name for name, _ in files}) == 2
    assert told == [0, 1, 2]
    world.kept.kept[pictures[1].key] = missing
