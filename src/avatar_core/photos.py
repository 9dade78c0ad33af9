"""The photos of an avatar, accepted or rejected."""

from datetime import datetime
from typing import Final, Self

import attrs

from .errors import PhotoFault
from .faces import Face
from .ids import AvatarId, PhotoId
from .invariants import aware, check, not_negative


#: Two photos are the same if their hashes differ in at most this many of 256 bits.
#: `docs/photos.md` has the measurements.
SAME_PHOTO_BITS: Final = 16


@attrs.frozen(kw_only=True)
class Photo:
    """One uploaded file, accepted or rejected."""

    id: PhotoId
    avatar: AvatarId
    added_at: datetime = attrs.field(validator=aware)
    #: SHA-256 of the bytes as sent, in hex.
    digest: str
    #: A 256-bit perceptual hash, in hex, which re-encoding hardly changes. None: the
    #: picture has too little detail to tell it from others, or it was not computed.
    perceptual_hash: str | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(
            attrs.validators.matches_re("[0-9a-f]{64}")
        ),
    )
    #: The file name on the person's device, if known.
    file_name: str | None = None
    #: What the photos that were sent together share, if known.
    batch: str | None = None
    #: None: the photo was accepted.
    fault: PhotoFault | None = None
    #: Of the stored copy; all None if the photo was rejected.
    key: str | None = None
    width: int | None = None
    height: int | None = None
    #: Its faces, largest first. None: it was not looked at for faces.
    faces: tuple[Face, ...] | None = None
    #: How far its largest face is from those of the person whom most photos of the avatar
    #: show (see `coach.distances`). None: it was not compared.
    distance: float | None = attrs.field(
        default=None, validator=attrs.validators.optional(not_negative)
    )

    def __attrs_post_init__(self) -> None:
        sides = (self.width, self.height)
        check(
            (
                all(side is None or side > 0 for side in sides),
                "the sides of a photo are at least one pixel",
            ),
            (
                self.accepted or self.faces is None,
                "only an accepted photo is looked at for faces",
            ),
            (
                self.distance is None or bool(self.faces),
                "a photo without a face is not compared",
            ),
        )

    @property
    def accepted(self) -> bool:
        """Whether the training uses it."""
        return self.fault is None

    def shows_the_same_as(self, other: Self, /) -> bool:
        """Return whether both show the same photo: the same file, or re-encoded."""
        differing = self.differing_bits(other)
        close = differing is not None and differing <= SAME_PHOTO_BITS
        return close or self.digest == other.digest

    def differing_bits(self, other: Self, /) -> int | None:
        """Return in how many bits the perceptual hashes differ, if both have one."""
        if self.perceptual_hash is None or other.perceptual_hash is None:
            return None
        differing = int(self.perceptual_hash, 16) ^ int(other.perceptual_hash, 16)
        return differing.bit_count()
