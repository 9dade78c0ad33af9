"""Inspectors of photos and pictures that decode nothing."""

from collections.abc import Mapping

import attrs

from ..errors import BadArtefactError, PhotoFault, PhotoRejectedError
from ..ports import InspectedPhoto, MeasuredPicture


@attrs.define
class HonestInspector:
    """A `PhotoInspector` that accepts data beginning with ``b"photo"``.

    It returns them unchanged, unless they are in *faults*; anything else is no image.
    """

    faults: Mapping[bytes, PhotoFault] = attrs.field(factory=dict)
    #: Perceptual hashes by content.
    hashes: Mapping[bytes, str] = attrs.field(factory=dict)
    width: int = 1024
    height: int = 1024
    #: The data inspected, in order.
    inspected: list[bytes] = attrs.field(factory=list, repr=lambda seen: str(len(seen)))

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo unchanged, unless it has a fault or is no photo."""
        self.inspected.append(data)
        if data in self.faults:
            raise PhotoRejectedError(self.faults[data])
        if not data.startswith(b"photo"):
            raise PhotoRejectedError(PhotoFault.NOT_AN_IMAGE)
        return InspectedPhoto(data, self.width, self.height, self.hashes.get(data))


@attrs.define
class PictureReader:
    """A `PictureInspector` that accepts everything but empty data and that in *bad*."""

    #: Width and height by content; others have *size*.
    sizes: Mapping[bytes, tuple[int, int]] = attrs.field(factory=dict)
    size: tuple[int, int] = (1024, 1024)
    black: set[bytes] = attrs.field(factory=set)
    bad: set[bytes] = attrs.field(factory=set)
    #: The data inspected, in order.
    measured: list[bytes] = attrs.field(factory=list, repr=lambda seen: str(len(seen)))

    async def measure(self, data: bytes, /) -> MeasuredPicture:
        """Return the picture unchanged, unless it is empty or bad."""
        self.measured.append(data)
        if not data or data in self.bad:
            raise BadArtefactError("the picture cannot be decoded")
        width, height = self.sizes.get(data, self.size)
        return MeasuredPicture(data, width, height, black=data in self.black)
