"""Judges of photos and pictures that only look at what they were told."""

from collections.abc import Mapping

import attrs

from ..errors import BadArtefactError, PhotoFault, PhotoRejectedError
from ..ports import InspectedPhoto, MeasuredPicture


@attrs.define
class HonestInspector:
    """`avatar_core.ports.PhotoInspector` by the first bytes.

    What begins with ``b"photo"`` is a photo and is kept as it is, unless
    *faults* says otherwise; anything else is no image.
    """

    faults: Mapping[bytes, PhotoFault] = attrs.field(factory=dict)
    #: Perceptual hashes by content; all else has none.
    hashes: Mapping[bytes, str] = attrs.field(factory=dict)
    width: int = 1024
    height: int = 1024
    #: All that was looked at, in its order.
    inspected: list[bytes] = attrs.field(factory=list, repr=lambda seen: str(len(seen)))

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo as it is.

        Raises:
            PhotoRejectedError: It was told to, or this is no photo.
        """
        self.inspected.append(data)
        if data in self.faults:
            raise PhotoRejectedError(self.faults[data])
        if not data.startswith(b"photo"):
            raise PhotoRejectedError(PhotoFault.NOT_AN_IMAGE)
        return InspectedPhoto(data, self.width, self.height, self.hashes.get(data))


@attrs.define
class PictureReader:
    """`avatar_core.ports.PictureInspector` by what it was told.

    Everything but nothing, and what is in *bad*, is a picture, kept as it is.
    """

    #: Width and height by content; all else has *size*.
    sizes: Mapping[bytes, tuple[int, int]] = attrs.field(factory=dict)
    size: tuple[int, int] = (1024, 1024)
    black: set[bytes] = attrs.field(factory=set)
    bad: set[bytes] = attrs.field(factory=set)
    #: All that was looked at, in its order.
    measured: list[bytes] = attrs.field(factory=list, repr=lambda seen: str(len(seen)))

    async def measure(self, data: bytes, /) -> MeasuredPicture:
        """Return the picture as it is.

        Raises:
            BadArtefactError: It is empty, or was told to be bad.
        """
        self.measured.append(data)
        if not data or data in self.bad:
            raise BadArtefactError("the picture cannot be decoded")
        width, height = self.sizes.get(data, self.size)
        return MeasuredPicture(data, width, height, black=data in self.black)
