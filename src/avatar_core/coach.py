"""Judge the photos of a portrait before its training: which to drop, what is missing.

Nothing is refused for its look: photos are marked, and their owner decides. Style
avatars are not judged, because their pictures need no faces.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import Final

import attrs

from .faces import Descriptor, Face
from .ids import PhotoId
from .photos import Photo


class Mark(StrEnum):
    """Why a photo may harm the likeness; the most harmful first."""

    SOMEBODY_ELSE = "somebody_else"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    CUT_OFF = "cut_off"
    SMALL_FACE = "small_face"
    BLURRED = "blurred"
    DARK_GLASSES = "dark_glasses"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    NEARLY_THE_SAME = "nearly_the_same"


class Wish(StrEnum):
    """What a set of photos lacks."""

    SIDE_VIEW = "side_view"
    OTHER_LIGHT = "other_light"


@attrs.frozen(kw_only=True)
class Thresholds:
    """Every number that the coach judges by; `docs/photos.md` says how they were chosen."""

    #: A further face counts if the detector is this sure, and if its area is this share
    #: of the largest one's.
    other_face_score: float = 0.0
    other_face_share: float = 0.15
    #: The share of a face beyond the edge of the photo.
    cut_off: float = 0.1
    #: The least distance of the eyes, in pixels.
    eye_distance: float = 28
    sharpness: float = 0.08
    eye_contrast: float = 0.12
    highlight: float = 0.3
    burnt: float = 0.35
    #: Two photos are nearly the same if at most so many bits of their hashes differ.
    alike_bits: int = 40
    #: Two faces this far apart are two people's.
    other_person: float = 0.53
    #: Pictures below this likeness do not show the person: it is `other_person`.
    likeness: int = 47
    #: The fewest faces that are compared.
    compared: int = 3
    #: From this yaw on, a face is seen from the side.
    side_view: float = 0.12
    #: By how much brightness, warmth or side light must differ from the median of the
    #: set, and in how many photos, for the light to vary.
    other_light: float = 0.08
    light_photos: int = 2
    #: So many good photos are enough.
    enough: int = 12
    #: What enough good photos, and the fulfilment of each wish, add to the readiness.
    for_photos: int = 70
    for_wish: int = 15
    #: What each photo of somebody else, and each other marked one, takes away.
    per_stranger: int = 10
    per_marked: int = 2
    #: Below this readiness people are asked before they pay.
    ready: int = 60


THRESHOLDS: Final = Thresholds()


@attrs.frozen(kw_only=True)
class Judgement:
    """What the coach says about the accepted photos of an avatar."""

    #: How many photos there are.
    photos: int
    #: The marked ones, in the order of upload, each with all its marks.
    marks: Mapping[PhotoId, tuple[Mark, ...]]
    #: The number, from 1, of the earlier photo that a `NEARLY_THE_SAME` one repeats.
    repeats: Mapping[PhotoId, int]
    wishes: Sequence[Wish]
    #: From 0 to 100: how much of what a good likeness needs is there. Enough good photos
    #: count 70, a view from the side and other light 15 each; marked photos take away.
    #: None: no photo was looked at.
    readiness: int | None

    @property
    def good(self) -> int:
        """How many photos are not marked."""
        return self.photos - len(self.marks)

    @property
    def counts(self) -> Mapping[Mark, int]:
        """How many photos have each mark as their most harmful one."""
        worst = Counter(marks[0] for marks in self.marks.values())
        return {mark: worst[mark] for mark in Mark if worst[mark]}

    @property
    def too_low(self) -> bool:
        """Whether a training is likely to disappoint."""
        return self.readiness is not None and self.readiness < THRESHOLDS.ready


@attrs.frozen(kw_only=True)
class Likeness:
    """How much the pictures of an avatar resemble its photos; only these are stored."""

    #: The number of the picture that resembles them most.
    best: int = attrs.field(validator=attrs.validators.ge(0))
    #: Its likeness: 100 less a hundred times the median distance to the photos. Pictures
    #: of a person have 50 to 80, those of strangers 40 or less; 0: there is no face.
    score: int = attrs.field(
        validator=[attrs.validators.ge(0), attrs.validators.le(100)]
    )
    #: Whether its person may train once more, free of charge.
    offered: bool = False

    @property
    def too_low(self) -> bool:
        """Whether not even the best picture shows the person."""
        return self.score < THRESHOLDS.likeness


def judge(photos: Sequence[Photo], by: Thresholds = THRESHOLDS) -> Judgement:
    """Judge the accepted ones of *photos*, which are in the order of upload."""
    accepted = [photo for photo in photos if photo.accepted]
    repeats = _repeats(accepted, by)
    marks = {
        photo.id: found
        for photo in accepted
        if (found := marks_of(photo, repeated=photo.id in repeats, by=by))
    }
    looked_at = any(photo.faces is not None for photo in accepted)
    good = [
        photo.faces[0] for photo in accepted if photo.faces and photo.id not in marks
    ]
    wishes = _wishes(good, by) if looked_at else ()
    return Judgement(
        photos=len(accepted),
        marks=marks,
        repeats=repeats,
        wishes=wishes,
        readiness=_readiness(len(accepted), marks, wishes, by) if looked_at else None,
    )


def marks_of(
    photo: Photo, *, repeated: bool = False, by: Thresholds = THRESHOLDS
) -> tuple[Mark, ...]:
    """Return the marks of a photo, the most harmful first.

    *repeated* says that an earlier photo is nearly the same.
    """
    found = set(_marks_of_faces(photo.faces, by)) if photo.faces is not None else set()
    if photo.distance is not None and photo.distance > by.other_person:
        found.add(Mark.SOMEBODY_ELSE)
    if repeated:
        found.add(Mark.NEARLY_THE_SAME)
    return tuple(mark for mark in Mark if mark in found)


def _marks_of_faces(faces: Sequence[Face], by: Thresholds) -> Sequence[Mark]:
    if not faces:
        return [Mark.NO_FACE]
    face, *others = faces
    share = by.other_face_share * face.area
    rules = {
        Mark.SEVERAL_FACES: any(
            other.score >= by.other_face_score and other.area >= share
            for other in others
        ),
        Mark.CUT_OFF: face.outside > by.cut_off,
        Mark.SMALL_FACE: face.eye_distance < by.eye_distance,
        Mark.BLURRED: face.sharpness < by.sharpness,
        Mark.DARK_GLASSES: face.eye_contrast < by.eye_contrast,
        Mark.TOO_DARK: face.highlight < by.highlight,
        Mark.TOO_BRIGHT: face.burnt > by.burnt,
    }
    return [mark for mark, applies in rules.items() if applies]


def _repeats(photos: Sequence[Photo], by: Thresholds) -> Mapping[PhotoId, int]:
    found: dict[PhotoId, int] = {}
    for here, photo in enumerate(photos):
        for number, earlier in enumerate(photos[:here], 1):
            bits = photo.differing_bits(earlier)
            if earlier.id not in found and bits is not None and bits <= by.alike_bits:
                found[photo.id] = number
                break
    return found


def _wishes(faces: Sequence[Face], by: Thresholds) -> Sequence[Wish]:
    fulfilled = {
        Wish.SIDE_VIEW: any(abs(face.yaw) >= by.side_view for face in faces),
        Wish.OTHER_LIGHT: any(
            _varies([measure(face) for face in faces], by) for measure in _LIGHT
        ),
    }
    return [wish for wish in Wish if not fulfilled[wish]]


_LIGHT: Final[Sequence[Callable[[Face], float]]] = (
    lambda face: face.brightness,
    lambda face: face.warmth,
    lambda face: face.side_light,
)


def _varies(values: Sequence[float], by: Thresholds) -> bool:
    middle = median(values) if values else 0.0
    far = [value for value in values if abs(value - middle) >= by.other_light]
    return len(far) >= by.light_photos


def _readiness(
    photos: int,
    marks: Mapping[PhotoId, Sequence[Mark]],
    wishes: Sequence[Wish],
    by: Thresholds,
) -> int:
    good = photos - len(marks)
    strangers = sum(Mark.SOMEBODY_ELSE in found for found in marks.values())
    points = (
        by.for_photos * min(good, by.enough) // by.enough
        + (by.for_wish * (len(Wish) - len(wishes)) if good else 0)
        - by.per_stranger * strangers
        - by.per_marked * (len(marks) - strangers)
    )
    return max(0, points)


def likeness(
    pictures: Sequence[Descriptor | None], photos: Sequence[Descriptor]
) -> Likeness | None:
    """Compare the largest faces of pictures with those of a person's photos.

    None stands for a picture without a face. Return None if there is nothing to compare.
    """
    return best_of(scores(pictures, photos))


def scores(
    pictures: Sequence[Descriptor | None], photos: Sequence[Descriptor]
) -> Sequence[int]:
    """Return the likeness of each picture; empty if there is nothing to compare."""
    if not photos:
        return []
    return [
        0
        if face is None
        else max(0, round(100 * (1 - median(map(face.distance, photos)))))
        for face in pictures
    ]


def best_of(found: Sequence[int]) -> Likeness | None:
    """Return the likeness of the best of the pictures with these; None if of none."""
    if not found:
        return None
    best = max(range(len(found)), key=found.__getitem__)
    return Likeness(best=best, score=found[best])


def distances(
    descriptors: Mapping[PhotoId, Descriptor], by: Thresholds = THRESHOLDS
) -> Mapping[PhotoId, float]:
    """Return how far each face is from those of the person who is seen most often.

    That person's faces are the largest group around one face; the distance is the median
    of those to the group. It is empty if there are too few faces, or no two are alike.
    """
    if len(descriptors) < by.compared:
        return {}
    apart = {
        photo: {
            other: face.distance(its)
            for other, its in descriptors.items()
            if other != photo
        }
        for photo, face in descriptors.items()
    }
    groups = [
        {photo, *(other for other, far in theirs.items() if far <= by.other_person)}
        for photo, theirs in apart.items()
    ]
    group = max(groups, key=len)
    if len(group) == 1:
        return {}
    return {
        photo: median(far for other, far in theirs.items() if other in group)
        for photo, theirs in apart.items()
    }
