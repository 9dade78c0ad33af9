"""Photos that are uploaded: taken, refused, counted, removed."""

import asyncio

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from tests.core.mortal import WorkerDiedError, die
from tests.core.world import ANNA, BORIS, World

from avatar_core import PhotoId
from avatar_core.audit import Entity
from avatar_core.blob_keys import photo_key
from avatar_core.errors import ActionNotAllowedError, NotFoundError, PhotoFault, Thing
from avatar_core.photos import SAME_PHOTO_BITS
from avatar_core.use_cases.upload_photos import REMEMBERED_FAULTS


async def test_the_first_photo_leaves_draft_and_the_last_returns(world: World) -> None:
    """Adding the first photo and removing the last move the avatar."""
    draft = await world.draft()
    statuses = []

    photos = [await world.upload(draft.id, b"photo %d" % n) for n in range(2)]
    statuses.append((await world.avatar(draft.id)).status)
    for photo in photos:
        left = await world.uploads.remove(ANNA, draft.id, photo.id)
        statuses.append(left.avatar.status)

    assert ["photos_uploading", "photos_uploading", "draft"] == statuses
    assert ["draft", "photos_uploading", "draft"] == world.trail(
        Entity.AVATAR, draft.id
    )
    assert {photo.key for photo in photos} == set(world.deletions())
    assert ([], []) == (left.accepted, left.rejected)


async def test_another_persons_photo_id_is_refused(world: World) -> None:
    """The other person's photo is unchanged; the upload is deleted."""
    theirs = await world.with_photos(2)
    photo = (await world.uploads.show(ANNA, theirs.id)).photos[0]
    mine = await world.with_photos(2, owner=BORIS)

    with pytest.raises(NotFoundError):
        await world.uploads.add(BORIS, mine.id, photo.id, b"photo new")

    assert [photo_key(world.alias(BORIS), mine.id, photo.id)] == [*world.deletions()]
    assert photo == (await world.uploads.show(ANNA, theirs.id)).photos[0]


# --- duplicates -----------------------------------------------------------


async def test_a_duplicate_is_refused(world: World) -> None:
    """The same bytes count once per avatar, and again after being removed."""
    draft = await world.draft()

    first = await world.upload(draft.id, b"photo")
    second = await world.upload(draft.id, b"photo")
    await world.uploads.remove(ANNA, draft.id, first.id)
    third = await world.upload(draft.id, b"photo")

    faults = [photo.fault for photo in (first, second, third)]
    assert [None, PhotoFault.DUPLICATE, None] == faults
    assert [b"photo"] * 2 == world.photo_inspector.inspected


@pytest.mark.parametrize(
    ("differing", "fault"),
    [
        (0, PhotoFault.DUPLICATE),
        (SAME_PHOTO_BITS, PhotoFault.DUPLICATE),
        (SAME_PHOTO_BITS + 1, None),
        (256, None),
    ],
)
async def test_a_photo_encoded_anew_is_a_duplicate(
    world: World, differing: int, fault: PhotoFault | None
) -> None:
    """Other bytes that look the same count once, and leave no blob behind."""
    hashes = {b"photo file": 0, b"photo small": (1 << differing) - 1}
    world.photo_inspector.hashes = {
        data: f"{bits:064x}" for data, bits in hashes.items()
    }
    draft = await world.draft()
    await world.upload(draft.id, b"photo other")
    original = await world.upload(draft.id, b"photo file")

    again = await world.upload(draft.id, b"photo small")

    uploads = await world.uploads.show(ANNA, draft.id)
    assert fault is again.fault
    assert (2 if fault else 3) == uploads.number_of_the_same_as(again)
    assert {photo.key for photo in uploads.accepted} == set(world.kept.kept)
    await world.uploads.remove(ANNA, draft.id, original.id)
    uploads = await world.uploads.show(ANNA, draft.id)
    assert (None if fault else 2) == uploads.number_of_the_same_as(again)


async def test_photos_without_a_hash_are_compared_by_their_bytes(world: World) -> None:
    """Two nearly blank pictures are not taken for one."""
    draft = await world.draft()

    photos = [await world.upload(draft.id, b"photo %d" % n) for n in range(2)]

    assert [None, None] == [photo.fault for photo in photos]


# --- again, and at once ---------------------------------------------------


async def test_adding_the_same_upload_again(world: World) -> None:
    """A redelivered upload, accepted or not, gives the first result."""
    draft = await world.draft()
    ids = {PhotoId(world.ids()): data for data in (b"photo", b"text")}

    first, second = [
        [
            await world.uploads.add(ANNA, draft.id, id_, data)
            for id_, data in ids.items()
        ]
        for _ in range(2)
    ]

    assert first == second
    assert 1 == (await world.avatar(draft.id)).photo_count


@pytest.mark.parametrize("same", ["upload", "bytes", "picture"])
async def test_the_same_photo_many_times_at_once(world: World, same: str) -> None:
    """Five uploads that are the same in some way count once and leave one blob."""
    draft, id_ = await world.draft(), PhotoId(world.ids())
    files = [b"photo %d" % (number if same == "picture" else 0) for number in range(5)]
    world.photo_inspector.hashes = dict.fromkeys(files, "f" * 64)

    photos = await asyncio.gather(
        *(
            world.uploads.add(
                ANNA, draft.id, id_ if same == "upload" else PhotoId(world.ids()), file
            )
            for file in files
        )
    )

    assert len({photo.id for photo in photos if photo.accepted}) == 1
    assert 1 == (await world.avatar(draft.id)).photo_count
    if same == "upload":
        assert [photos[0]] * 5 == photos
        assert {} == world.deletions()
    await world.sweep.delete_scheduled()
    assert 1 == len(world.kept.kept)


async def test_twenty_five_photos_at_once(world: World) -> None:
    """Twenty of them are accepted, five refused, and no blob is left over."""
    draft = await world.draft()

    photos = await asyncio.gather(
        *(world.upload(draft.id, b"photo %d" % number) for number in range(25))
    )

    taken = [photo for photo in photos if photo.accepted]
    assert 20 == len(taken) == (await world.avatar(draft.id)).photo_count
    assert [PhotoFault.OVER_LIMIT] * 5 == [p.fault for p in photos if not p.accepted]
    await world.sweep.delete_scheduled()
    assert {photo.key for photo in taken} == set(world.kept.kept)
    late = await world.upload(draft.id, b"photo late")
    assert PhotoFault.OVER_LIMIT is late.fault


async def test_a_photo_removed_and_sent_again_stays(world: World) -> None:
    """Its deletion is no longer scheduled."""
    draft = await world.draft()
    photo = await world.upload(draft.id, b"photo")
    await world.uploads.remove(ANNA, draft.id, photo.id)

    await world.uploads.add(ANNA, draft.id, photo.id, b"photo")
    await world.sweep.delete_scheduled()

    assert [photo.key] == [*world.kept.kept]


@pytest.mark.parametrize("again", [False, True])
async def test_an_upload_whose_worker_dies(world: World, *, again: bool) -> None:
    """A blob without a row is deleted after days, unless the upload is repeated."""
    draft, photo = await world.draft(), PhotoId(world.ids())
    uploads = attrs.evolve(world.uploads, blobs=world.blobs)
    world.fate.meanwhile["after put"] = die
    with pytest.raises(WorkerDiedError):
        await uploads.add(ANNA, draft.id, photo, b"photo")
    key = photo_key(world.alias(ANNA), draft.id, photo)
    assert [key] == [*world.kept.kept]

    if again:
        await world.uploads.add(ANNA, draft.id, photo, b"photo")
    world.clock.advance(timedelta(days=2))
    await world.sweep.delete_scheduled()

    assert ([key] if again else []) == [*world.kept.kept]


# --- refusals -------------------------------------------------------------


async def test_faults_are_remembered_with_those_sent_together(world: World) -> None:
    """Rejected photos are shown with their faults, and by what they were sent with."""
    draft = await world.draft()
    await world.upload(draft.id, b"photo")
    world.photo_inspector.faults = {b"photo small": PhotoFault.TOO_SMALL}
    await world.upload(draft.id, b"photo small")
    refused = await world.upload(draft.id, b"text")
    too_big = await world.uploads.reject(
        ANNA, draft.id, PhotoId(world.ids()), PhotoFault.TOO_BIG, batch="album"
    )
    with pytest.raises(NotFoundError) as caught:
        await world.uploads.remove(ANNA, draft.id, refused.id)
    assert Thing.PHOTO is caught.value.thing

    uploads = await world.uploads.show(ANNA, draft.id)

    assert {
        (PhotoFault.TOO_SMALL, None),
        (PhotoFault.NOT_AN_IMAGE, None),
        (PhotoFault.TOO_BIG, None),
    } == {(photo.fault, photo.key) for photo in uploads.rejected}
    assert 1 == len(uploads.accepted)
    assert [too_big] == uploads.rejected_of("album")


async def test_only_the_newest_faults_are_remembered(world: World) -> None:
    """Old faults make room."""
    draft = await world.draft()
    rejected = []
    for _ in range(REMEMBERED_FAULTS + 3):
        world.clock.advance(timedelta(seconds=1))
        rejected.append(await world.upload(draft.id, b"text"))

    uploads = await world.uploads.show(ANNA, draft.id)

    assert rejected[3:] == uploads.rejected


@pytest.mark.parametrize("method", ["add", "reject", "remove"])
async def test_photos_do_not_change_during_a_training(
    world: World, method: str
) -> None:
    """None is added, noted or removed."""
    job = await world.ordered_training()
    photo = (await world.uploads.show(ANNA, job.avatar)).photos[0]
    before = repr(world.rows._rows)

    late = PhotoId(world.ids())
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "add": lambda: world.uploads.add(ANNA, job.avatar, late, b"photo new"),
        "reject": lambda: world.uploads.reject(
            ANNA, job.avatar, late, PhotoFault.TOO_BIG
        ),
        "remove": lambda: world.uploads.remove(ANNA, job.avatar, photo.id),
    }

    with pytest.raises(ActionNotAllowedError):
        await calls[method]()

    assert before == repr(world.rows._rows)


@pytest.mark.parametrize("meanwhile", ["start", "delete"])
async def test_a_photo_that_comes_too_late_leaves_no_blob(
    world: World, meanwhile: str
) -> None:
    """If the training starts or the avatar goes meanwhile, the photo is refused."""
    avatar = await world.with_photos()

    class Slow:
        async def inspect(self, data: bytes, /) -> Any:
            if meanwhile == "start":
                await world.training.start(ANNA, avatar.id, world.new_job())
            else:
                await world.avatars.delete(ANNA, avatar.id)
            return await world.photo_inspector.inspect(data)

    uploads = attrs.evolve(world.uploads, inspector=Slow())
    photo = PhotoId(world.ids())

    with pytest.raises((ActionNotAllowedError, NotFoundError)):
        await uploads.add(ANNA, avatar.id, photo, b"photo late")

    await world.sweep.delete_scheduled()
    assert photo_key(world.alias(ANNA), avatar.id, photo) not in world.kept.kept
