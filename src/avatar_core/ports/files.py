"""Files: their storage, and the inspection of photos and pictures."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import timedelta
from typing import Protocol

import attrs

from ..faces import FoundFaces
from ..pictures import Origin, PictureFormat


class BlobStorage(Protocol):
    """Stores photos, archives, weights and pictures by key (see `blob_keys`)."""

    async def put(self, key: str, data: bytes, /) -> None:
        """Store *data*, replacing what was there."""

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Store a stream without holding it in memory; return its size in bytes.

        Nothing is stored under *key* if the stream breaks off.

        Raises:
            BadArtefactError: It is longer than *limit* bytes.
        """

    async def get(self, key: str, /) -> bytes:
        """Return the blob.

        Raises:
            BlobNotFoundError: There is none.
        """

    async def part(self, key: str, /, *, start: int, length: int) -> bytes:
        """Return *length* bytes of the blob from *start*, fewer at its end.

        Raises:
            BlobNotFoundError: There is none.
        """

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Store a zip archive of blobs: name in the archive -> key.

        Raises:
            BlobNotFoundError: A member is missing.
        """

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs, and all below the keys that end in a slash.

        Such a prefix must be of one person. Missing ones are ignored.
        """

    async def link(self, key: str, /, *, lifetime: timedelta) -> str:
        """Return a URL at which the provider can GET the blob for *lifetime*.

        The URL's path ends as the key does.

        Raises:
            ProviderUnavailableError: A copy at the provider is needed, and cannot be made.
            ProviderRefusedError: Nor will it be until an admin repairs the account.
        """


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


class FaceInspector(Protocol):
    """Finds and measures the faces of photos."""

    async def find(self, data: bytes, /, *, describe: bool) -> FoundFaces:
        """Return the faces of a stored photo; with *describe* also a descriptor.

        A descriptor is biometric data, so it needs the person's consent.

        Raises:
            FacesUnavailableError: It cannot tell at present.
        """


@attrs.frozen
class MeasuredPicture:
    """A delivered picture, marked as made by AI; it was fully decoded once."""

    data: bytes = attrs.field(repr=False)
    width: int
    height: int
    #: Whether it is black: the provider sends that in place of one it withholds.
    black: bool
    form: PictureFormat = PictureFormat.JPEG


class PictureInspector(Protocol):
    """Inspects the pictures that the provider delivers."""

    async def measure(self, data: bytes, origin: Origin, /) -> MeasuredPicture:
        """Return the picture as it is to be stored: marked, without people's metadata.

        Its pixels and its other marks are those of *data*, as far as possible.

        Raises:
            BadArtefactError: It cannot be decoded as a picture.
        """
