"""What judges the photos that come in and the pictures that are delivered."""

from typing import Protocol

import attrs


@attrs.frozen
class InspectedPhoto:
    """A photo fit for training: upright, without metadata, as JPEG."""

    data: bytes = attrs.field(repr=False)
    width: int
    height: int
    #: 256 bits in hex, as `Photo.perceptual_hash`.
    perceptual_hash: str | None = None


class PhotoInspector(Protocol):
    """Judges what people upload."""

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo as it is to be kept.

        Raises:
            PhotoRejectedError: It cannot be trained with.
        """


@attrs.frozen
class MeasuredPicture:
    """A delivered picture, as JPEG, fully decoded once."""

    data: bytes = attrs.field(repr=False)
    width: int
    height: int
    #: The provider draws a black picture in place of one it will not show.
    black: bool


class PictureInspector(Protocol):
    """Judges what the provider delivers."""

    async def measure(self, data: bytes, /) -> MeasuredPicture:
        """Return the picture as it is to be kept.

        Raises:
            BadArtefactError: It is no decodable picture.
        """
