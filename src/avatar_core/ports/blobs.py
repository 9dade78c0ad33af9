"""What is too large for a row."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import timedelta
from typing import Protocol


class BlobStorage(Protocol):
    """Photos, archives, weights and pictures, by key (see `blob_keys`)."""

    async def put(self, key: str, data: bytes, /) -> None:
        """Keep *data*, in place of what was there."""

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Keep a stream without holding it in memory; return its size in bytes.

        Nothing is kept under *key* when the stream breaks off.

        Raises:
            BadArtefactError: It is longer than *limit* bytes.
        """

    async def get(self, key: str, /) -> bytes:
        """Return what lies under *key*.

        Raises:
            BlobNotFoundError: Nothing does.
        """

    async def part(self, key: str, /, *, start: int, length: int) -> bytes:
        """Return some bytes of what lies under *key*, fewer at its end.

        Raises:
            BlobNotFoundError: Nothing does.
        """

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Keep a zip archive of blobs: name in the archive -> key.

        Raises:
            BlobNotFoundError: A member is missing.
        """

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs; deleting what is not there does nothing."""

    async def link(self, key: str, /, *, lifetime: timedelta) -> str:
        """Return a URL at which the provider can GET the blob for *lifetime*.

        The URL's path ends as the key does.

        Raises:
            ProviderUnavailableError: A copy at the provider is needed, and cannot be made.
            ProviderRefusedError: Nor will it be before the owner mends the account.
        """
