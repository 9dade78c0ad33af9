"""What people can have the product do, and what nobody can."""

import asyncio

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from tests.core.world import ANNA, BORIS, WorkerDiedError, World

from avatar_core import (
    AvatarId,
    AvatarStatus,
    Families,
    Gender,
    Job,
    JobStatus,
    Language,
    PhotoId,
    Policy,
    PriceBook,
    Size,
)
from avatar_core.audit import Entity
from avatar_core.avatars import Hair
from avatar_core.blob_keys import photo_key
from avatar_core.errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    InsufficientCreditsError,
    InvalidTextError,
    NotFoundError,
    PhotoCountError,
    PhotoFault,
    Thing,
    TooManyAvatarsError,
    TooManyOpenJobsError,
)
from avatar_core.families import FLUX_PORTRAIT, FLUX_STYLE, Z_IMAGE_PORTRAIT
from avatar_core.orders import GenerationOrder
from avatar_core.photos import SAME_PHOTO_BITS
from avatar_core.ports import Refused
from avatar_core.use_cases.manage_avatars import MAX_AVATARS
from avatar_core.use_cases.upload_photos import REMEMBERED_FAULTS


async def test_a_strangers_photo_id_leaves_no_blob(world: World) -> None:
    """Another person's photo id changes nothing; what was uploaded is to be deleted."""
    theirs = await world.with_photos(2)
    photo = (await world.uploads.show(ANNA, theirs.id)).photos[0]
    mine = await world.with_photos(2, owner=BORIS)

    with pytest.raises(NotFoundError):
        await world.uploads.add(BORIS, mine.id, photo.id, b"photo new")

    assert [photo_key(BORIS, mine.id, photo.id)] == [*world.deletions()]
    assert photo == (await world.uploads.show(ANNA, theirs.id)).photos[0]
    world.check_books()


@pytest.fixture
def world() -> World:
    """Return a fresh installation."""
    return World()


def _rows(world: World) -> str:
    """Return everything that is kept, to see whether anything changed."""
    return repr(world.rows._rows)


# --- accounts -------------------------------------------------------------


async def test_a_newcomer_is_welcomed_once(world: World) -> None:
    """Credits are given at the first entry, however many come at once."""
    entries = await asyncio.gather(
        *(world.accounts.enter(ANNA, Language.RUSSIAN) for _ in range(5))
    )
    again = await world.accounts.enter(ANNA, Language.ENGLISH)

    assert [1000] * 5 == [entry.balance.available for entry in entries]
    assert 1 == sum(entry.is_new for entry in entries)
    assert (False, Language.RUSSIAN) == (again.is_new, again.person.language)
    assert 1 == len(world.rows._rows.postings)
    world.check_books()


async def test_no_welcome_without_credits() -> None:
    """An installation may give nothing."""
    world = World(prices=PriceBook(welcome=0))

    entry = await world.accounts.enter(ANNA, Language.ENGLISH)

    assert (True, 0) == (entry.is_new, entry.balance.available)
    assert {} == world.rows._rows.postings


async def test_a_language_is_kept(world: World) -> None:
    """Who asks for another language is spoken to in it from then on."""
    await world.accounts.enter(ANNA, Language.ENGLISH)

    await world.preferences.speak(ANNA, Language.RUSSIAN)

    entry = await world.accounts.enter(ANNA, Language.ENGLISH)
    assert Language.RUSSIAN is entry.person.language
    with pytest.raises(NotFoundError):
        await world.preferences.speak(BORIS, Language.RUSSIAN)


# --- avatars --------------------------------------------------------------


async def _create(world: World, avatar: AvatarId, name: str = "Anna") -> object:
    return await world.avatars.create(
        ANNA,
        avatar,
        family=FLUX_PORTRAIT.name,
        gender=Gender.FEMALE,
        name=name,
    )


async def test_only_what_is_on_offer_can_be_created(world: World) -> None:
    """A family that is known but not offered is refused, and nothing is kept."""
    assert Z_IMAGE_PORTRAIT.name not in Families().offered

    with pytest.raises(NotFoundError):
        await world.avatars.create(
            ANNA,
            AvatarId(world.ids()),
            family=Z_IMAGE_PORTRAIT.name,
            gender=Gender.MALE,
            name="Boris",
        )

    assert await world.avatars.all(ANNA) == []


async def test_a_style_is_trained_and_drawn_by_its_own_family(world: World) -> None:
    """A style has no gender, its own price, and its trigger at the prompt's end."""
    style = AvatarId(world.ids())
    await world.accounts.enter(ANNA, Language.ENGLISH)
    await world.avatars.create(
        ANNA, style, family=FLUX_STYLE.name, gender=None, name="Watercolour"
    )
    for number in range(10):
        await world.upload(style, b"photo %d" % number)

    assert 135 == (await world.training.quote(ANNA, style)).price

    training = await world.training.start(ANNA, style, world.new_job())
    assert (135, FLUX_STYLE.trainer) == (training.price, training.order.model)
    await world.run()
    drawn = await world.pictures.start(
        ANNA, style, world.new_job(), words="a lake", size=Size.SQUARE, count=1
    )
    assert isinstance(drawn.order, GenerationOrder)
    assert drawn.order.prompt.startswith("a lake, in the style of av")


async def test_hair_is_noted_and_forgotten(world: World) -> None:
    """What is said of the hair stays until it is taken back."""
    draft = AvatarId(world.ids())
    await world.accounts.enter(ANNA, Language.ENGLISH)
    await _create(world, draft)

    await world.avatars.describe(ANNA, draft, Hair.RED)
    assert Hair.RED is (await world.avatars.card(ANNA, draft)).avatar.hair

    await world.avatars.describe(ANNA, draft, None)
    assert (await world.avatars.card(ANNA, draft)).avatar.hair is None


async def test_creating_twice_is_creating_once(world: World) -> None:
    """The same id gives the same draft, whatever it is called now."""
    avatar = AvatarId(world.ids())

    first = await _create(world, avatar, " Anna ")
    second = await _create(world, avatar, "Another")

    assert first == second
    assert ["Anna"] == [one.name for one in await world.avatars.all(ANNA)]


async def test_one_may_have_so_many_avatars(world: World) -> None:
    """Nobody fills the storage with drafts; deleting one makes room again."""
    avatars = [(await world.draft()).id for _ in range(MAX_AVATARS)]

    with pytest.raises(TooManyAvatarsError):
        await world.draft()
    await _create(world, avatars[0])  # it is there already
    await world.avatars.delete(ANNA, avatars[0])
    await world.draft()

    assert MAX_AVATARS == len(await world.avatars.all(ANNA))


async def test_a_nameless_avatar_is_not_created(world: World) -> None:
    """A name too short is refused before anything is kept."""
    with pytest.raises(InvalidTextError):
        await _create(world, AvatarId(world.ids()), " A ")

    assert [] == await world.avatars.all(ANNA)


async def test_the_newest_unfinished_avatar_is_the_draft(world: World) -> None:
    """Photos go to the newest avatar that still collects them."""
    assert await world.avatars.draft(ANNA) is None
    await world.draft()
    world.clock.advance(timedelta(seconds=1))
    newest = await world.draft()
    world.clock.advance(timedelta(seconds=1))
    await world.trained()

    draft = await world.avatars.draft(ANNA)

    assert newest == draft


async def test_renaming(world: World) -> None:
    """A name is cleaned, kept, and refused where the lifecycle says so."""
    collecting = await world.with_photos(1)
    draft = await world.draft()

    renamed = await world.avatars.rename(ANNA, collecting.id, "  Nora ")

    assert "Nora" == renamed.name
    with pytest.raises(ActionNotAllowedError):
        await world.avatars.rename(ANNA, draft.id, "Nora")
    with pytest.raises(InvalidTextError):
        await world.avatars.rename(ANNA, collecting.id, "N")
    world.check_books()


@pytest.mark.parametrize("photos", [0, 3])
async def test_a_training_says_how_many_photos_it_needs(
    world: World, photos: int
) -> None:
    """Whoever has too few hears how many there are, and how many it takes."""
    avatar = await world.with_photos(photos) if photos else await world.draft()

    with pytest.raises(PhotoCountError) as caught:
        await world.training.start(ANNA, avatar.id, world.new_job())

    assert "start" == caught.value.event
    assert (photos, 10, 20) == (
        caught.value.count,
        caught.value.minimum,
        caught.value.maximum,
    )
    world.check_books()


async def test_there_is_one_main_avatar(world: World) -> None:
    """The first trained is main; another can be; deleting it prefers what is left."""
    assert await world.avatars.main((await world.draft()).owner) is None
    first = await world.trained()
    world.clock.advance(timedelta(seconds=1))
    second = await world.trained()
    mains = [await world.avatars.main(ANNA)]

    await world.avatars.make_main(ANNA, second.id)
    mains.append(await world.avatars.main(ANNA))
    cards = [await world.avatars.card(ANNA, one.id) for one in (first, second)]
    await world.avatars.delete(ANNA, second.id)
    mains.append(await world.avatars.main(ANNA))
    await world.avatars.delete(ANNA, first.id)
    mains.append(await world.avatars.main(ANNA))

    assert [False, True] == [card.is_main for card in cards]
    assert [first.id, second.id, first.id, None] == [
        one.id if one else None for one in mains
    ]
    world.check_books()


async def test_only_a_completed_avatar_becomes_main(world: World) -> None:
    """A draft cannot be what pictures are made with."""
    draft = await world.draft()

    with pytest.raises(ActionNotAllowedError):
        await world.avatars.make_main(ANNA, draft.id)

    assert await world.avatars.main(ANNA) is None


async def test_deleting_another_avatar_keeps_the_main_one(world: World) -> None:
    """The main avatar changes only when it is the one deleted."""
    main = await world.trained()
    other = await world.draft()

    await world.avatars.delete(ANNA, other.id)

    kept = await world.avatars.main(ANNA)
    assert kept is not None
    assert main.id == kept.id


async def test_deleting_dooms_the_blobs(world: World) -> None:
    """The photos go at once, the rest soon; pictures stay, the row is a tombstone."""
    job = await world.ordered_pictures(2)
    await world.run()
    pictures = {news.key for news in world.messages.told[0].pictures}
    avatar = await world.avatar(job.avatar)
    assert avatar.weights is not None

    await world.avatars.delete(ANNA, avatar.id)
    await world.sweep.delete_scheduled()
    assert not any("/photos/" in key for key in world.kept.kept)
    world.clock.advance(timedelta(hours=1))
    await world.sweep.delete_scheduled()

    gone = await world.avatar(avatar.id)
    assert (AvatarStatus.DELETED, 0, None) == (
        gone.status,
        gone.photo_count,
        gone.weights,
    )
    assert pictures == set(world.kept.kept)
    assert {} == world.rows._rows.photos
    with pytest.raises(NotFoundError):
        await world.avatars.card(ANNA, avatar.id)
    world.check_books()


async def test_an_avatar_in_training_is_not_deleted(world: World) -> None:
    """Its training is called off first."""
    job = await world.ordered_training()

    with pytest.raises(ActionNotAllowedError):
        await world.avatars.delete(ANNA, job.avatar)

    await world.cancel_job(ANNA, job.id)
    await world.avatars.delete(ANNA, job.avatar)
    await world.run()
    [news] = world.messages.told
    assert news.avatar is None
    assert 1000 == await world.available()
    world.check_books()


async def test_a_card_shows_the_newest_training(world: World) -> None:
    """A card has the photos, and the last training if there was one."""
    fresh = await world.avatars.card(ANNA, (await world.with_photos(2)).id)
    job = await world.ordered_training()
    await world.cancel_job(ANNA, job.id)
    world.clock.advance(timedelta(seconds=1))
    again = await world.training.start(ANNA, job.avatar, world.new_job())

    card = await world.avatars.card(ANNA, job.avatar)

    assert (2, None, False) == (len(fresh.photos), fresh.training, fresh.is_main)
    assert card.training is not None
    assert again.id == card.training.id


# --- uploads --------------------------------------------------------------


async def test_the_first_photo_leaves_draft_and_the_last_returns(world: World) -> None:
    """Adding the first and removing the last move the avatar."""
    draft = await world.draft()
    statuses = []

    photos = [await world.upload(draft.id, b"photo %d" % n) for n in range(2)]
    statuses.append((await world.avatar(draft.id)).status)
    await world.uploads.remove(ANNA, draft.id, photos[0].id)
    statuses.append((await world.avatar(draft.id)).status)
    left = await world.uploads.remove(ANNA, draft.id, photos[1].id)
    statuses.append(left.avatar.status)

    assert ["photos_uploading", "photos_uploading", "draft"] == statuses
    assert ["draft", "photos_uploading", "draft"] == world.trail(
        Entity.AVATAR, draft.id
    )
    assert {photo.key for photo in photos} == set(world.deletions())
    assert ([], []) == (left.accepted, left.rejected)
    world.check_books()


async def test_a_duplicate_is_not_taken(world: World) -> None:
    """The same bytes count once per avatar, and again after being removed."""
    draft = await world.draft()
    first = await world.upload(draft.id, b"photo")

    second = await world.upload(draft.id, b"photo")
    await world.uploads.remove(ANNA, draft.id, first.id)
    third = await world.upload(draft.id, b"photo")

    assert (None, PhotoFault.DUPLICATE, None) == (
        first.fault,
        second.fault,
        third.fault,
    )
    assert [b"photo"] * 2 == world.photo_inspector.inspected
    world.check_books()


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
    world.check_books()


async def test_photos_without_a_hash_are_told_apart_by_their_bytes(
    world: World,
) -> None:
    """Two nearly blank pictures are not taken for one."""
    draft = await world.draft()

    photos = [await world.upload(draft.id, b"photo %d" % n) for n in range(2)]

    assert [None, None] == [photo.fault for photo in photos]


async def test_one_photo_in_two_encodings_at_once_is_taken_once(world: World) -> None:
    """The two of one album do not miss each other."""
    world.photo_inspector.hashes = {b"photo 1": "f" * 64, b"photo 2": "f" * 64}
    draft = await world.draft()

    photos = await asyncio.gather(
        *[world.upload(draft.id, b"photo %d" % n) for n in (1, 2)]
    )

    assert {None, PhotoFault.DUPLICATE} == {photo.fault for photo in photos}
    uploads = await world.uploads.show(ANNA, draft.id)
    assert [uploads.accepted[0].key] == sorted(
        world.kept.kept.keys() - world.deletions().keys()
    )
    world.check_books()


async def test_adding_the_same_upload_again(world: World) -> None:
    """A redelivered upload, taken or not, is what became of it the first time."""
    draft = await world.draft()
    good, bad = PhotoId(world.ids()), PhotoId(world.ids())

    firsts = [
        await world.uploads.add(ANNA, draft.id, good, b"photo", file_name="a.jpg"),
        await world.uploads.add(ANNA, draft.id, bad, b"text"),
    ]
    seconds = [
        await world.uploads.add(ANNA, draft.id, good, b"photo"),
        await world.uploads.add(ANNA, draft.id, bad, b"text"),
    ]

    assert firsts == seconds
    assert 1 == (await world.avatar(draft.id)).photo_count
    world.check_books()


async def test_the_same_upload_many_times_at_once(world: World) -> None:
    """Redelivered while the first is still being looked at, it counts once."""
    draft = await world.draft()
    photo = PhotoId(world.ids())

    added = await asyncio.gather(
        *(world.uploads.add(ANNA, draft.id, photo, b"photo") for _ in range(5))
    )

    assert added == [added[0]] * 5
    assert 1 == (await world.avatar(draft.id)).photo_count
    assert {} == world.deletions()
    world.check_books()


async def test_a_photo_removed_and_sent_again_stays(world: World) -> None:
    """What is scheduled for deletion and comes back is scheduled for deletion no more."""
    draft = await world.draft()
    photo = await world.upload(draft.id, b"photo")
    await world.uploads.remove(ANNA, draft.id, photo.id)

    await world.uploads.add(ANNA, draft.id, photo.id, b"photo")
    await world.sweep.delete_scheduled()

    assert [photo.key] == [*world.kept.kept]


async def _dies_with_a_photo(world: World) -> tuple[AvatarId, PhotoId]:
    draft, photo = await world.draft(), PhotoId(world.ids())

    async def die() -> None:
        raise WorkerDiedError

    uploads = attrs.evolve(world.uploads, blobs=world.blobs)
    world.fate.meanwhile["after put"] = die
    with pytest.raises(WorkerDiedError):
        await uploads.add(ANNA, draft.id, photo, b"photo")
    assert [photo_key(ANNA, draft.id, photo)] == [*world.kept.kept]
    return draft.id, photo


async def test_a_photo_kept_and_never_noted_is_deleted(world: World) -> None:
    """Whoever dies with a photo in the storage leaves its deletion behind."""
    await _dies_with_a_photo(world)

    world.clock.advance(timedelta(days=2))
    await world.sweep.delete_scheduled()

    assert {} == world.kept.kept


async def test_a_photo_noted_at_the_second_try_stays(world: World) -> None:
    """What died with the photo is forgotten once the photo is taken."""
    avatar, photo = await _dies_with_a_photo(world)

    taken = await world.uploads.add(ANNA, avatar, photo, b"photo")
    world.clock.advance(timedelta(days=365))
    await world.sweep.delete_scheduled()

    assert [taken.key] == [*world.kept.kept]


async def test_twenty_five_photos_at_once(world: World) -> None:
    """Of an album too big twenty are taken, five noted, and no blob is left over."""
    draft = await world.draft()

    photos = await asyncio.gather(
        *(world.upload(draft.id, b"photo %d" % number) for number in range(25))
    )

    taken = [photo for photo in photos if photo.accepted]
    assert 20 == len(taken)
    assert [PhotoFault.OVER_LIMIT] * 5 == [p.fault for p in photos if not p.accepted]
    assert 20 == (await world.avatar(draft.id)).photo_count
    await world.sweep.delete_scheduled()
    assert {photo.key for photo in taken} == set(world.kept.kept)
    late = await world.upload(draft.id, b"photo late")
    assert PhotoFault.OVER_LIMIT is late.fault
    world.check_books()


async def test_five_times_the_same_photo_at_once(world: World) -> None:
    """Of the same bytes sent five times at once one is taken."""
    draft = await world.draft()

    photos = await asyncio.gather(*(world.upload(draft.id, b"photo") for _ in range(5)))

    assert 1 == sum(photo.accepted for photo in photos)
    await world.sweep.delete_scheduled()
    assert 1 == len(world.kept.kept)
    world.check_books()


async def test_faults_are_remembered_and_dismissed(world: World) -> None:
    """What was not taken is shown with its fault until dismissed."""
    draft = await world.draft()
    await world.upload(draft.id, b"photo")
    world.photo_inspector.faults = {b"photo small": PhotoFault.TOO_SMALL}
    await world.upload(draft.id, b"photo small")
    await world.upload(draft.id, b"text")
    await world.uploads.reject(
        ANNA, draft.id, PhotoId(world.ids()), PhotoFault.TOO_BIG, file_name="b.png"
    )

    before = await world.uploads.show(ANNA, draft.id)
    after = await world.uploads.dismiss_faults(ANNA, draft.id)

    assert {PhotoFault.TOO_SMALL, PhotoFault.NOT_AN_IMAGE, PhotoFault.TOO_BIG} == {
        photo.fault for photo in before.rejected
    }
    assert (1, 1, 0) == (
        len(before.accepted),
        len(after.accepted),
        len(after.rejected),
    )
    assert all(photo.key is None for photo in before.rejected)


async def test_old_faults_make_room(world: World) -> None:
    """Only the newest rejections are remembered."""
    draft = await world.draft()
    rejected = []
    for _ in range(REMEMBERED_FAULTS + 3):
        world.clock.advance(timedelta(seconds=1))
        rejected.append(await world.upload(draft.id, b"text"))

    uploads = await world.uploads.show(ANNA, draft.id)

    assert rejected[3:] == uploads.rejected


async def test_a_rejected_photo_cannot_be_removed(world: World) -> None:
    """Only what was taken can be taken out."""
    draft = await world.draft()
    rejected = await world.upload(draft.id, b"text")

    with pytest.raises(NotFoundError) as caught:
        await world.uploads.remove(ANNA, draft.id, rejected.id)

    assert Thing.PHOTO is caught.value.thing


@pytest.mark.parametrize("method", ["add", "reject", "remove"])
async def test_photos_stay_as_they_are_in_training(world: World, method: str) -> None:
    """While a training runs its photos are neither more nor fewer."""
    job = await world.ordered_training()
    photo = (await world.uploads.show(ANNA, job.avatar)).photos[0]
    before = _rows(world)

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

    assert before == _rows(world)


@pytest.mark.parametrize("meanwhile", ["start", "delete"])
async def test_a_photo_that_comes_too_late_leaves_no_blob(
    world: World, meanwhile: str
) -> None:
    """Deleted or begun while a photo comes in: it is refused, and its blob goes."""
    avatar = await world.with_photos()

    class Slow:
        async def inspect(self, data: bytes, /) -> Any:
            if meanwhile == "start":
                await world.training.start(ANNA, avatar.id, world.new_job())
            else:
                await world.avatars.delete(ANNA, avatar.id)
            return await world.photo_inspector.inspect(data)

    uploads = type(world.uploads)(world.rows, world.kept, Slow(), world.clock)
    photo = PhotoId(world.ids())

    with pytest.raises((ActionNotAllowedError, NotFoundError)):
        await uploads.add(ANNA, avatar.id, photo, b"photo late")

    await world.sweep.delete_scheduled()
    assert photo_key(ANNA, avatar.id, photo) not in world.kept.kept
    world.check_books()


# --- trainings ------------------------------------------------------------


async def test_a_training_sets_its_price_aside(world: World) -> None:
    """Ordering holds the price and has a worker begin."""
    avatar = await world.with_photos()
    quote = await world.training.quote(ANNA, avatar.id)

    job = await world.training.start(ANNA, avatar.id, world.new_job())

    balance = await world.accounts.balance(ANNA)
    assert (150, 1000) == (quote.price, quote.balance.available)
    assert (850, 150) == (balance.available, balance.held)
    assert [(job.id, timedelta(0))] == world.rows.enqueued
    assert JobStatus.REQUESTED is job.status
    world.check_books()


async def test_two_taps_are_one_training(world: World) -> None:
    """The same order twice, one after the other or at once, is one job and hold."""
    avatar = await world.with_photos()
    job = world.new_job()

    first, second = await asyncio.gather(
        world.training.start(ANNA, avatar.id, job),
        world.training.start(ANNA, avatar.id, job),
    )
    third = await world.training.start(ANNA, avatar.id, job)

    assert first == second == third
    assert 850 == await world.available()
    assert 1 == len(world.rows._rows.holds)
    world.check_books()


async def test_two_orders_of_one_avatar_are_one_training(world: World) -> None:
    """With two ids at once the second is refused: it is in training already."""
    avatar = await world.with_photos()

    ends = await asyncio.gather(
        *(world.training.start(ANNA, avatar.id, world.new_job()) for _ in range(2)),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(end, ActionNotAllowedError) for end in ends)
    assert 850 == await world.available()
    world.check_books()


@pytest.mark.parametrize("photos", [0, 9])
async def test_too_few_photos(world: World, photos: int) -> None:
    """Without ten photos nothing is ordered or charged."""
    avatar = await world.with_photos(photos)
    before = _rows(world)

    with pytest.raises(ActionNotAllowedError):
        await world.training.start(ANNA, avatar.id, world.new_job())

    assert before == _rows(world)


async def test_too_few_credits_change_nothing() -> None:
    """What cannot be paid is not ordered; the avatar stays as it is."""
    world = World(prices=PriceBook(welcome=149))
    avatar = await world.with_photos()
    before = _rows(world)

    with pytest.raises(InsufficientCreditsError) as caught:
        await world.training.start(ANNA, avatar.id, world.new_job())

    assert (150, 149) == (caught.value.price, caught.value.available)
    assert before == _rows(world)
    assert [] == world.rows.enqueued


async def test_exactly_enough_credits() -> None:
    """The last credit can be spent."""
    world = World(prices=PriceBook(welcome=150))

    await world.ordered_training()

    assert 0 == await world.available()
    world.check_books()


async def test_free_jobs_are_settled_as_well() -> None:
    """An installation may charge nothing; every hold still ends once."""
    world = World(prices=PriceBook(welcome=0, training=0, picture=0))
    job = await world.ordered_pictures(2)

    await world.run()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 0 == await world.available()


async def test_too_many_open_jobs() -> None:
    """Who has enough unfinished jobs waits, at once or not; an ended one makes room."""
    world = World(policy=Policy(max_open_jobs=2))
    avatar = await world.trained()

    async def order() -> Job:
        return await world.pictures.start(
            ANNA, avatar.id, world.new_job(), words="at sea", size=Size.WIDE, count=1
        )

    ends = await asyncio.gather(*(order() for _ in range(4)), return_exceptions=True)

    assert 2 == sum(isinstance(end, TooManyOpenJobsError) for end in ends)
    assert 850 - 10 == await world.available()
    open_one = next(end for end in ends if isinstance(end, Job))
    await world.cancel_job(ANNA, open_one.id)
    await order()
    world.check_books()


async def test_cancelling_an_ended_job(world: World) -> None:
    """What has ended cannot be called off."""
    job = await world.ordered_training()
    await world.cancel_job(ANNA, job.id)

    with pytest.raises(ActionNotAllowedError):
        await world.cancel_job(ANNA, job.id)

    assert 1000 == await world.available()
    world.check_books()


async def test_cancelling_twice_at_once(world: World) -> None:
    """Two taps release the money once."""
    job = await world.ordered_training()

    ends = await asyncio.gather(
        *(world.cancel_job(ANNA, job.id) for _ in range(2)),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(end, ActionNotAllowedError) for end in ends)
    assert 1000 == await world.available()
    world.check_books()


async def test_the_wish_to_cancel_is_on_record(world: World) -> None:
    """The audit trail shows that, and when, somebody called it off."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)

    await world.cancel_job(ANNA, job.id)

    last = world._entries(Entity.JOB, job.id)[-1]
    assert ("ask_cancel", "running", "running") == (last.event, last.source, last.dest)


async def test_retrying_a_failed_training(world: World) -> None:
    """Another training with the same photos is another job, paid once."""
    world.provider.scripts.append([Refused("broken")])
    failed = await world.ordered_training()
    await world.run()

    again = await world.training.start(ANNA, failed.avatar, world.new_job())
    await world.run()

    assert AvatarStatus.COMPLETED is (await world.avatar(failed.avatar)).status
    assert again.order != failed.order
    assert 850 == await world.available()
    assert [JobStatus.FAILED, JobStatus.SUCCEEDED] == world.statuses_told()
    assert ["photos_uploading", "training", "failed", "training", "completed"] == (
        world.trail(Entity.AVATAR, failed.avatar)[1:]
    )
    world.check_books()


async def test_reopening_a_failed_training(world: World) -> None:
    """The photos are still there, more can be added, and it can start anew."""
    world.provider.scripts.append([Refused("broken")])
    job = await world.ordered_training()
    await world.run()
    await world.sweep.delete_scheduled()

    reopened = await world.avatars.reopen(ANNA, job.avatar)
    await world.upload(job.avatar, b"photo one more")
    await world.training.start(ANNA, job.avatar, world.new_job())
    await world.run()

    assert AvatarStatus.PHOTOS_UPLOADING is reopened.status
    avatar = await world.avatar(job.avatar)
    assert (AvatarStatus.COMPLETED, 13) == (avatar.status, avatar.photo_count)
    world.check_books()


async def test_only_what_came_to_nothing_is_reopened(world: World) -> None:
    """A completed avatar keeps its photos as they were."""
    avatar = await world.trained()

    with pytest.raises(ActionNotAllowedError):
        await world.avatars.reopen(ANNA, avatar.id)
    with pytest.raises(ActionNotAllowedError):
        await world.training.start(ANNA, avatar.id, world.new_job())


# --- pictures -------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 4])
async def test_pictures_set_their_price_aside(world: World, count: int) -> None:
    """So many pictures, so many credits; the order holds all it takes."""
    job = await world.ordered_pictures(count, Size.STORY)

    balance = await world.accounts.balance(ANNA)
    assert (850 - 5 * count, 5 * count) == (balance.available, balance.held)
    assert isinstance(job.order, GenerationOrder)
    assert 0 <= job.order.seed < 2**31
    assert ("on a beach", Size.STORY, count) == (
        job.order.words,
        job.order.size,
        job.order.count,
    )
    world.check_books()


@pytest.mark.parametrize("count", [-1, 0, 5])
async def test_a_count_out_of_range(world: World, count: int) -> None:
    """No order is made of none, nor of more than four."""
    avatar = await world.trained()
    before = _rows(world)

    with pytest.raises(ValueError, match="count"):
        await world.pictures.start(
            ANNA,
            avatar.id,
            world.new_job(),
            words="on a beach",
            size=Size.SQUARE,
            count=count,
        )

    assert before == _rows(world)


async def test_pictures_need_a_completed_avatar(world: World) -> None:
    """Before it is trained an avatar can be neither quoted nor drawn."""
    avatar = await world.with_photos()

    with pytest.raises(AvatarNotReadyError) as quoted:
        await world.pictures.quote(ANNA, avatar.id)
    with pytest.raises(AvatarNotReadyError) as ordered:
        await world.pictures.start(
            ANNA, avatar.id, world.new_job(), words="at sea", size=Size.WIDE, count=1
        )

    assert [AvatarStatus.PHOTOS_UPLOADING] * 2 == [
        quoted.value.status,
        ordered.value.status,
    ]


async def test_a_quote_of_pictures(world: World) -> None:
    """A quote shows the prices and what there is to pay with."""
    avatar = await world.trained()

    quote = await world.pictures.quote(ANNA, avatar.id)

    assert (20, 850, avatar) == (
        quote.prices.pictures(4),
        quote.balance.available,
        quote.avatar,
    )


async def test_too_few_words(world: World) -> None:
    """A prompt of next to nothing is refused before anything else."""
    avatar = await world.trained()

    with pytest.raises(InvalidTextError):
        await world.pictures.start(
            ANNA, avatar.id, world.new_job(), words=" a ", size=Size.WIDE, count=1
        )

    assert 850 == await world.available()
