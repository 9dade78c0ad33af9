"""A picture's file without anything that decoding does not need."""

import attrs

from avatar_core.errors import PhotoFault, PhotoRejectedError


@attrs.frozen(kw_only=True)
class CleanFile:
    """A picture's file, rebuilt from the parts that decoding needs."""

    data: bytes = attrs.field(repr=False)
    #: As in EXIF, 1 to 8.
    orientation: int = 1
    #: An ICC profile, which may be invalid.
    profile: bytes | None = attrs.field(default=None, repr=False)
    #: The same file with noise after its last byte, if pixels may be missing there.
    #: None are missing if both files look the same.
    with_noise: bytes | None = attrs.field(default=None, repr=False)


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Raise `PhotoRejectedError` if there are no pixels, or too many."""
    if width * height == 0:
        raise PhotoRejectedError(PhotoFault.DAMAGED)
    if width * height > max_pixels:
        raise PhotoRejectedError(PhotoFault.TOO_MANY_PIXELS)
