"""Every blob of a storage, one after another, for a backup."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import obstore

from .scratch import FOLDER
from .storage import ObstoreBlobs


#: What the checks of the storage's health write.
_OURS: Final = (f"{FOLDER}/", "health/")
_CHUNK: Final = 1 << 20


def keys(blobs: ObstoreBlobs) -> Iterator[str]:
    """Return the keys of everybody's blobs, a page at a time; this blocks."""
    for page in obstore.list(blobs.store):
        for found in page:
            if not found["path"].startswith(_OURS):
                yield found["path"]


def opened(blobs: ObstoreBlobs, key: str) -> tuple[int, Iterator[bytes]] | None:
    """Return a blob's size and its bytes in chunks; None if it has been deleted."""
    with suppress(FileNotFoundError):
        found = obstore.get(blobs.store, key)
        return found.meta["size"], map(bytes, found.stream(min_chunk_size=_CHUNK))
    return None
