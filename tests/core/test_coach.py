"""What the coach says about photos, and how it comes to look at them."""

import pickle

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import pytest

from tests.core.sound import PHOTO
from tests.core.world import ANNA, BORIS, World

from avatar_core import Avatar, JobId, JobKind, Photo, PhotoId
from avatar_core.coach import THRESHOLDS, Mark, Wish, distances, judge, marks_of
from avatar_core.errors import NotFoundError
from avatar_core.faces import Descriptor, Face, FoundFaces
from avatar_core.families import FLUX_STYLE
from avatar_core.orders import TrainingOrder
from avatar_core.testing import ScriptedFaces
from avatar_core.testing.ports import GOOD_FACE


SIDE, LIGHT = {"yaw": -0.2}, {"warmth": 0.6}


def face(**measures: float) -> Face:
    return attrs.evolve(GOOD_FACE, **measures)


def photo(number: int = 0, *faces: Face, **fields: Any) -> Photo:
    return attrs.evolve(
        PHOTO, id=number_of(number), faces=faces or (GOOD_FACE,), **fields
    )


def number_of(number: int) -> PhotoId:
    return PhotoId(UUID(int=number + 1))


def photos(count: int, *others: Photo) -> list[Photo]:
    """Return so many good photos, seen from the front in one light, and the others."""
    return [*(photo(number) for number in range(count)), *others]


# --- one photo ------------------------------------------------------------


@pytest.mark.parametrize(
    ("measures", "mark"),
    [
        ({}, None),
        (SIDE, None),
        ({"right": 1.02}, None),
        ({"right": 1.1}, Mark.CUT_OFF),
        ({"left": -0.1}, Mark.CUT_OFF),
        ({"top": -0.1}, Mark.CUT_OFF),
        ({"bottom": 1.2}, Mark.CUT_OFF),
        ({"eye_distance": 27}, Mark.SMALL_FACE),
        ({"eye_distance": 28}, None),
        ({"sharpness": 0.079}, Mark.BLURRED),
        ({"sharpness": 0.08}, None),
        ({"eye_contrast": 0.11}, Mark.DARK_GLASSES),
        ({"eye_contrast": 0.12}, None),
        ({"highlight": 0.29}, Mark.TOO_DARK),
        ({"highlight": 0.3}, None),
        ({"burnt": 0.36}, Mark.TOO_BRIGHT),
        ({"burnt": 0.35}, None),
    ],
)
def test_one_face_is_judged(measures: dict[str, float], mark: Mark | None) -> None:
    """Each measure has its threshold, and a good face has no mark."""
    assert marks_of(photo(0, face(**measures))) == ((mark,) if mark else ())


@pytest.mark.parametrize(
    ("other", "several"),
    [
        ({}, True),
        ({"score": -0.01}, False),
        ({"right": 0.35, "bottom": 0.3}, False),
    ],
)
def test_several_faces_are_noticed(other: dict[str, float], several: bool) -> None:
    """A second face counts if the detector is sure of it and it is not far behind."""
    found = marks_of(photo(0, GOOD_FACE, face(**other)))

    assert found == ((Mark.SEVERAL_FACES,) if several else ())


def test_marks_come_the_most_harmful_first() -> None:
    """A photo has all its marks; one that was not looked at, or is rejected, has none."""
    stranger = photo(0, face(sharpness=0), distance=THRESHOLDS.other_person + 0.01)

    assert marks_of(stranger) == (Mark.SOMEBODY_ELSE, Mark.BLURRED)
    assert marks_of(attrs.evolve(PHOTO, faces=())) == (Mark.NO_FACE,)
    assert marks_of(PHOTO) == ()


def test_the_page_has_the_thresholds() -> None:
    """Whoever moves a threshold measures anew, and writes the figures into the page."""
    by = THRESHOLDS
    rows = {
        "somebody else": f"{by.other_person}",
        "several people": f"{by.other_face_score:g}, {by.other_face_share:.0%}",
        "cut off": f"{by.cut_off:.0%}",
        "very small": f"{by.eye_distance} px",
        "blurred": f"below {by.sharpness}",
        "dark glasses": f"below {by.eye_contrast}",
        "too dark": f"below {by.highlight}",
        "too bright": f"{by.burnt:.0%}",
        "nearly the same": f"17 to {by.alike_bits}",
        "the first pictures show somebody else": f"below {by.likeness}",
    }
    page = (Path(__file__).parents[2] / "docs/photos.md").read_text("utf-8")

    for mark, value in rows.items():
        row, *_ = [line for line in page.splitlines() if line.startswith(f"| {mark} |")]
        assert row.endswith(f"| {value.replace('%', ' %')} |"), mark
    for words in (f"a yaw of {by.side_view}", f"{by.other_light} from the", "Below 60"):
        assert words in page.replace("\n", " ")
    assert 60 == by.ready
    assert by.likeness == round(100 * (1 - by.other_person))


# --- the set --------------------------------------------------------------


def test_a_set_is_judged() -> None:
    """Marked photos are counted once, by their most harmful mark."""
    judgement = judge(
        photos(
            11,
            photo(20, face(sharpness=0)),
            photo(21, face(sharpness=0, highlight=0)),
            photo(22, face(sharpness=0), distance=0.9),
        )
    )

    assert (14, 11) == (judgement.photos, judgement.good)
    assert {Mark.SOMEBODY_ELSE: 1, Mark.BLURRED: 2} == judgement.counts
    assert [Mark.SOMEBODY_ELSE, Mark.BLURRED] == list(judgement.counts)
    assert [Wish.SIDE_VIEW, Wish.OTHER_LIGHT] == judgement.wishes
    assert 70 * 11 // 12 - 10 - 2 * 2 == judgement.readiness


@pytest.mark.parametrize(
    ("others", "wishes", "readiness"),
    [
        ([], [Wish.SIDE_VIEW, Wish.OTHER_LIGHT], 70),
        ([SIDE], [Wish.OTHER_LIGHT], 85),
        ([LIGHT], [Wish.SIDE_VIEW, Wish.OTHER_LIGHT], 70),
        ([LIGHT, LIGHT], [Wish.SIDE_VIEW], 85),
        ([LIGHT, LIGHT | SIDE], [], 100),
        # Photos that are marked add nothing.
        ([SIDE | {"sharpness": 0}], [Wish.SIDE_VIEW, Wish.OTHER_LIGHT], 68),
    ],
)
def test_variety_is_missed(
    others: Sequence[dict[str, float]], wishes: list[Wish], readiness: int
) -> None:
    """A view from the side and two photos in other light make a set complete."""
    further = [photo(30 + n, face(**each)) for n, each in enumerate(others)]
    judgement = judge(photos(12, *further))

    assert (wishes, readiness) == (judgement.wishes, judgement.readiness)


@pytest.mark.parametrize(("good", "too_low"), [(10, True), (11, False)])
def test_a_poor_set_is_below_the_mark(good: int, too_low: bool) -> None:
    """Ten photos that look alike are below the mark, and eleven are not."""
    assert judge(photos(good)).too_low is too_low


def test_nothing_is_said_of_photos_that_were_not_looked_at() -> None:
    """Without faces there are no wishes and no readiness; rejected photos are left out."""
    nothing = judge([PHOTO, attrs.evolve(PHOTO, id=number_of(9))])

    assert (None, (), 2, False) == (
        nothing.readiness,
        nothing.wishes,
        nothing.good,
        nothing.too_low,
    )
    assert judge([]).readiness is None


def test_nearly_the_same_photo_is_named() -> None:
    """A photo close to an earlier one repeats it; a third one repeats the first too."""
    first, near, far = "0" * 64, f"{2**40 - 1:064x}", "f" * 64
    hashes = [first, near, far, f"{2**20 - 1:064x}", None]
    set_ = [photo(n, perceptual_hash=hash_) for n, hash_ in enumerate(hashes)]

    judgement = judge(set_)

    assert {set_[1].id: 1, set_[3].id: 1} == judgement.repeats
    assert {Mark.NEARLY_THE_SAME: 2} == judgement.counts


# --- comparing ------------------------------------------------------------


def people(**numbers: float) -> Mapping[PhotoId, Descriptor]:
    return {
        number_of(n): Descriptor((each,)) for n, each in enumerate(numbers.values())
    }


def test_the_person_of_most_photos_is_the_measure() -> None:
    """The distance is the median of those to the largest group of like faces."""
    far = distances(people(a=0.0, stranger=1.0, b=0.1, c=0.2))

    assert [0.15, 0.9, 0.1, 0.15] == [round(each, 2) for each in far.values()]


@pytest.mark.parametrize(
    "numbers", [{"a": 0}, {"a": 0, "b": 0}, {"a": 0, "b": 1, "c": 2}]
)
def test_too_little_is_not_compared(numbers: dict[str, float]) -> None:
    """Two photos have no majority, and neither have three different people."""
    assert {} == distances(people(**numbers))


def test_a_descriptor_stays_in_memory() -> None:
    """A descriptor neither shows its numbers nor lets itself be pickled."""
    secret = Descriptor((0.123456,))

    assert "0.123" not in repr(secret)
    assert "0.123" not in repr({"found": [secret]})
    with pytest.raises(TypeError, match="stays in memory"):
        pickle.dumps(secret)


# --- looking --------------------------------------------------------------


@pytest.fixture
def faces(world: World) -> ScriptedFaces:
    """Look for faces in the world's photos."""
    faces = ScriptedFaces()
    world.install_faces(faces)
    return faces


@attrs.frozen
class Looks:
    """Faces that something else happens before."""

    faces: ScriptedFaces
    before: Callable[[], Awaitable[object]]

    async def find(self, data: bytes, /, *, describe: bool) -> FoundFaces:
        await self.before()
        return await self.faces.find(data, describe=describe)


async def kept(world: World, avatar: Avatar) -> Sequence[Photo]:
    return (await world.uploads.show(ANNA, avatar.id)).accepted


async def test_a_photo_is_looked_at_when_it_comes(
    world: World, faces: ScriptedFaces
) -> None:
    """Its faces are stored; without consent nobody computes a descriptor."""
    faces.faces = {b"photo 1": [face(sharpness=0)]}

    avatar = await world.with_photos(3)

    assert [(b"photo %d" % n, False) for n in range(3)] == faces.looked
    uploads = await world.uploads.show(ANNA, avatar.id)
    assert {Mark.BLURRED: 1} == uploads.judgement.counts
    assert [None] * 3 == [each.distance for each in uploads.accepted]


async def test_styles_are_not_looked_at(world: World, faces: ScriptedFaces) -> None:
    """The pictures of a style need no faces."""
    world.family = FLUX_STYLE
    avatar = await world.with_photos(2)

    assert [] == faces.looked
    assert (await world.uploads.show(ANNA, avatar.id)).judgement.readiness is None


async def test_what_could_not_be_looked_at_is_caught_up(
    world: World, faces: ScriptedFaces
) -> None:
    """A failure hinders no upload; the next review looks, and only at what is new."""
    faces.down = True
    avatar = await world.with_photos(2)
    assert [None, None] == [each.faces for each in await kept(world, avatar)]

    faces.down = False
    await world.cases.coach.review(ANNA, avatar.id)
    await world.cases.coach.review(ANNA, avatar.id)

    assert [(GOOD_FACE,)] * 2 == [each.faces for each in await kept(world, avatar)]
    assert 2 == len(faces.looked)


async def test_somebody_else_is_found_with_consent(
    world: World, faces: ScriptedFaces
) -> None:
    """The consent compares what is there and what comes, and can be taken back."""
    faces.people = {b"photo 2": 0.9}
    avatar = await world.with_photos(4)

    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    assert [0, 0, 0.9, 0] == [each.distance for each in await kept(world, avatar)]
    looked = len(faces.looked)
    await world.upload(avatar.id, b"photo new")
    assert looked + 1 == len(faces.looked)  # the others are remembered
    judgement = (await world.uploads.show(ANNA, avatar.id)).judgement
    assert {Mark.SOMEBODY_ELSE: 1} == judgement.counts

    await world.cases.coach.forbid_comparing(ANNA)
    await world.upload(avatar.id, b"photo last")
    assert {None} == {each.distance for each in await kept(world, avatar)}
    assert not faces.looked[-1][1]


async def test_what_was_compared_is_not_compared_again(
    world: World, faces: ScriptedFaces
) -> None:
    """Opening the card later costs nothing, although descriptors are forgotten by then."""
    avatar = await world.with_photos(3)
    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    world.clock.now += timedelta(hours=2)
    looked = len(faces.looked)

    await world.cases.coach.review(ANNA, avatar.id)

    assert looked == len(faces.looked)
    await world.upload(avatar.id, b"photo new")
    assert looked + 4 == len(faces.looked)


async def test_descriptors_are_forgotten_after_an_hour(
    world: World, faces: ScriptedFaces
) -> None:
    """They leave memory even if nobody sends another photo."""
    avatar = await world.with_photos(3)
    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    world.clock.advance(timedelta(minutes=59))
    world.cases.coach.forget()
    assert 3 == len(world.cases.coach._descriptors)

    world.clock.advance(timedelta(minutes=1))
    world.cases.coach.forget()

    assert not world.cases.coach._descriptors


async def test_a_consent_withdrawn_meanwhile_leaves_no_descriptor(
    world: World, faces: ScriptedFaces
) -> None:
    """What was computed while the person withdrew is forgotten, and no distance saved."""
    avatar = await world.with_photos(3)
    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    await world.upload(avatar.id, b"photo new")
    looks = Looks(faces, before=lambda: world.cases.coach.forbid_comparing(ANNA))
    world.install_faces(looks)

    await world.cases.coach.review(ANNA, avatar.id, removed=True)

    assert not world.cases.coach._descriptors
    assert {None} == {each.distance for each in await kept(world, avatar)}


async def test_a_review_takes_at_most_30_seconds(
    world: World, faces: ScriptedFaces
) -> None:
    """A busy machine holds up nobody's taps for long; the next review goes on."""
    faces.down = True
    avatar = await world.with_photos(4)
    faces.down = False

    async def wait() -> None:
        world.clock.advance(timedelta(seconds=16))

    world.install_faces(Looks(faces, before=wait))
    for looked_at in (2, 4):
        await world.cases.coach.review(ANNA, avatar.id)
        seen = [each.faces for each in await kept(world, avatar)]
        assert looked_at == len(list(filter(None, seen)))


async def test_the_copy_of_the_data_has_what_the_coach_found(
    world: World, faces: ScriptedFaces
) -> None:
    """Measures, distances, the consent and the verdict of the order are in the copy."""
    faces.faces = {b"photo 1": [face(sharpness=0.0625)]}
    avatar = await world.with_photos(10)
    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    await world.training.accept_readiness(ANNA, avatar.id)
    await world.training.start(ANNA, avatar.id, JobId(world.ids()))

    files = [file async for file in world.cases.my_data.files(ANNA)]

    text = b"".join(data for name, data in files if name.endswith("json")).decode()
    for known in (
        *('"sharpness": 0.0625', '"distance": 0.0', f'"{Mark.BLURRED}": 1'),
        *('"accepted_readiness": 50', '"readiness": 50', '"comparing_since": "20'),
    ):
        assert known in text


async def test_removing_a_photo_changes_who_most_photos_show(
    world: World, faces: ScriptedFaces
) -> None:
    """After a photo was removed the others are compared anew."""
    faces.people = {b"photo 0": 0.9, b"photo 1": 0.9}
    avatar = await world.with_photos(4)
    await world.cases.coach.allow_comparing(ANNA, avatar.id)
    first, second, *_ = await kept(world, avatar)
    assert [0, 0, 0.9, 0.9] == [each.distance for each in await kept(world, avatar)]

    await world.uploads.remove(ANNA, avatar.id, first.id)
    await world.cases.coach.review(ANNA, avatar.id, removed=True)

    assert [0.9, 0, 0] == [each.distance for each in await kept(world, avatar)]
    await world.uploads.remove(ANNA, avatar.id, second.id)
    await world.cases.coach.review(ANNA, avatar.id, removed=True)
    assert [None, None] == [each.distance for each in await kept(world, avatar)]


async def test_nobody_has_the_photos_of_others_looked_at(
    world: World, faces: ScriptedFaces
) -> None:
    """The avatar must be the person's own."""
    avatar = await world.with_photos(1)
    await world.enter(BORIS)

    for act in (world.cases.coach.review, world.cases.coach.allow_comparing):
        with pytest.raises(NotFoundError):
            await act(BORIS, avatar.id)


# --- before and after the training ----------------------------------------


async def test_a_poor_set_is_asked_about_once(
    world: World, faces: ScriptedFaces
) -> None:
    """The answer is remembered, until the photos are worse than they were then."""
    faces.faces = {b"photo 1": [face(sharpness=0)], b"photo 99": []}
    avatar = await world.with_photos(11)
    quote = await world.training.quote(ANNA, avatar.id)
    assert (56, True) == (quote.judgement.readiness, quote.needs_confirmation)

    await world.training.accept_readiness(ANNA, avatar.id)
    assert not (await world.training.quote(ANNA, avatar.id)).needs_confirmation
    await world.upload(avatar.id, b"photo 99")
    assert (await world.training.quote(ANNA, avatar.id)).needs_confirmation


async def test_the_order_keeps_what_the_coach_said(
    world: World, faces: ScriptedFaces
) -> None:
    """Readiness and marks are in the order of the training, also when it is repeated."""
    faces.faces = {b"photo 1": [face(sharpness=0)]}
    order = (await world.ordered(JobKind.TRAINING)).order

    assert isinstance(order, TrainingOrder)
    assert (62, {Mark.BLURRED: 1}) == (order.readiness, order.marks)


async def test_without_the_coach_an_order_says_nothing(world: World) -> None:
    """Where faces are not looked for, nothing is asked and nothing is recorded."""
    avatar = await world.with_photos(10)
    assert not (await world.training.quote(ANNA, avatar.id)).needs_confirmation
    await world.training.accept_readiness(ANNA, avatar.id)
    assert (await world.avatar(avatar.id)).accepted_readiness is None
