"""Examine one subject: as it is, and spoiled in every way; runs in any process."""

import io
import itertools
import time

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

import attrs

from PIL import Image

from adapters.faces.measuring import measure, models
from adapters.pictures.pixels import perceptual_hash
from avatar_core import Photo
from avatar_core.coach import Mark, judge, marks_of
from avatar_core.faces import Face
from avatar_core.ids import AvatarId, PhotoId
from avatar_core.testing.time import EPOCH

from .spoiling import MOVES, WAYS, moved
from .subjects import Subject


Marks = tuple[Mark, ...]
_MEDIUM: Final = 1
_AVATAR: Final = AvatarId(uuid4())


@attrs.frozen
class Examined:
    """What was found in one subject."""

    subject: Subject
    photo: Photo
    descriptor: Sequence[float]
    #: The marks of the spoiled photos, by way and number of the strength.
    spoiled: Sequence[tuple[Mark, int, Marks]]
    #: The photos spoiled in the middle strength, by way; empty if none were.
    worse: Sequence[Photo]
    #: Whether the moved photo was noticed, by number of the move.
    repeated: Sequence[bool]
    #: What measuring it took of the processor, with a descriptor.
    seconds: float


def examine(subject: Subject) -> Examined:
    """Examine one subject."""
    picture = subject.photo()
    models()
    began = time.process_time()
    photo, descriptor = seen(picture, describe=True)
    seconds = time.process_time() - began
    spoiled: list[tuple[Mark, int, Marks]] = []
    repeated: list[bool] = []
    medium: list[Photo] = []
    if subject.spoiled and photo.faces:
        for way, number in itertools.product(WAYS, range(3)):
            worse = way.spoil(picture, photo.faces[0], way.strengths[number])
            its = seen(worse)[0]
            spoiled.append((way.mark, number, marks_of(its)))
            if number == _MEDIUM:
                medium.append(its)
        for share in MOVES:
            again = seen(moved(picture, share))[0]
            repeated.append(again.id in judge([photo, again]).repeats)
    return Examined(subject, photo, descriptor, spoiled, medium, repeated, seconds)


def seen(picture: Image.Image, *, describe: bool = False) -> tuple[Photo, list[float]]:
    """Return a photo as it is stored, with what was measured in it."""
    faces, descriptor = measure(_jpeg(picture), describe)
    photo = Photo(
        id=PhotoId(uuid4()),
        avatar=_AVATAR,
        added_at=EPOCH,
        digest="",
        key="k",
        width=picture.width,
        height=picture.height,
        perceptual_hash=perceptual_hash(picture),
        faces=tuple(Face(**face) for face in faces),
    )
    return photo, descriptor


def _jpeg(photo: Image.Image) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=92)
    return file.getvalue()
