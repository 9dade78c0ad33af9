"""The photos of an avatar, taken or refused."""

from datetime import datetime
from typing import Final, Self

import attrs

from .errors import PhotoFault
from .ids import AvatarId, PhotoId
from .invariants import aware, check


#: Two photos whose hashes differ in so few of their 256 bits are one. `docs/photos.md`
#: has the measurements.
SAME_PHOTO_BITS: Final = 16


@attrs.frozen(kw_only=True)
class Photo:
    """One uploaded file, taken or not."""

    id: PhotoId
    avatar: AvatarId
    added_at: datetime = attrs.field(validator=aware)
    #: SHA-256 of the bytes as they were sent, in hex.
    digest: str
    #: A 256-bit hash of what it looks like, in hex, which encoding it anew hardly
    #: changes. None: there is too little in the picture to tell it from others, or
    #: nobody looked.
    perceptual_hash: str | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(
            attrs.validators.matches_re("[0-9a-f]{64}")
        ),
    )
    #: What the person's own device called the file, if it said so.
    file_name: str | None = None
    #: None: the photo was taken.
    fault: PhotoFault | None = None
    #: Of the copy we keep; all None when the photo was not taken.
    key: str | None = None
    width: int | None = None
    height: int | None = None

    def __attrs_post_init__(self) -> None:
        sides = (self.width, self.height)
        check(
            (
                all(side is None or side > 0 for side in sides),
                "a photo has more than no pixels",
            ),
        )

    @property
    def accepted(self) -> bool:
        """Whether the training will see it."""
        return self.fault is None

    def shows_the_same_as(self, other: Self, /) -> bool:
        """Tell whether both are one photo, as the same file or encoded anew."""
        if self.digest == other.digest:
            return True
        if self.perceptual_hash is None or other.perceptual_hash is None:
            return False
        differing = int(self.perceptual_hash, 16) ^ int(other.perceptual_hash, 16)
        return differing.bit_count() <= SAME_PHOTO_BITS
