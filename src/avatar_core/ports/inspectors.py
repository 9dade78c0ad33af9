"""Inspectors of uploaded photos and delivered pictures."""

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
    """Inspects the photos that people upload."""

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo as it is to be stored.

        Raises:
            PhotoRejectedError: It cannot be trained with.
        """


@attrs.frozen
class MeasuredPicture:
    """A delivered picture as JPEG, which was fully decoded once."""

    data: bytes = attrs.field(repr=False)
    width: int
    height: int
    #: Whether it is black: the provider sends that in place of one it withholds.
    black: bool


class PictureInspector(Protocol):
    """Inspects the pictures that the provider delivers."""

    async def measure(self, data: bytes, /) -> MeasuredPicture:
        """Return the picture as it is to be stored.

        Raises:
            BadArtefactError: It cannot be decoded as a picture.
        """
