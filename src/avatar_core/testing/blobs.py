"""Blobs in a dict."""

import io
import zipfile

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

import attrs

from ..errors import BadArtefactError, BlobNotFoundError
from ..ids import Alias


#: The alias of people whose blobs do not matter.
ALIAS: Final = Alias(UUID(int=1))


@attrs.define
class MemoryBlobs:
    """A `BlobStorage` in a dict that tests can inspect."""

    kept: dict[str, bytes] = attrs.field(factory=dict, repr=lambda kept: str([*kept]))
    #: Keys in the order of writing, linking and deleting.
    written: list[str] = attrs.field(factory=list)
    linked: list[str] = attrs.field(factory=list)
    deleted: list[str] = attrs.field(factory=list)

    async def put(self, key: str, data: bytes, /) -> None:
        """Store *data*."""
        self._keep(key, data)

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Store a stream; return its size in bytes."""
        data = b""
        async for chunk in chunks:
            data += chunk
            if len(data) > limit:
                raise BadArtefactError(f"longer than {limit} bytes")
        self._keep(key, data)
        return len(data)

    async def get(self, key: str, /) -> bytes:
        """Return the blob."""
        return self._found(key)

    async def part(self, key: str, /, *, start: int, length: int) -> bytes:
        """Return some bytes of a blob."""
        return self._found(key)[start : start + length]

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Store a zip archive of blobs."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, member in members.items():
                archive.writestr(zipfile.ZipInfo(name), self._found(member))
        self._keep(key, file.getvalue())

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs."""
        for key in keys:
            if _checked(key.removesuffix("/")) == key:
                self.kept.pop(key, None)
            elif key.count("/") == 1:
                raise ValueError(f"not a prefix of one person: {key!r}")
            else:
                for below in [one for one in self.kept if one.startswith(key)]:
                    del self.kept[below]
            self.deleted.append(key)

    async def link(self, key: str, /, *, lifetime: timedelta) -> str:  # noqa: ARG002 - the port
        """Return ``memory://`` and the key."""
        self.linked.append(_checked(key))
        return f"memory://{key}"

    def _keep(self, key: str, data: bytes) -> None:
        self.kept[_checked(key)] = data
        self.written.append(key)

    def _found(self, key: str) -> bytes:
        try:
            return self.kept[_checked(key)]
        except KeyError:
            raise BlobNotFoundError(key) from None


def _checked(key: str) -> str:
    if not key or any(part in {"", ".", ".."} for part in key.split("/")):
        raise ValueError(f"not a key of a blob: {key!r}")
    return key
