"""A check of a storage, by writing to it."""

from typing import Final

from obstore.exceptions import (
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from avatar_core.errors import BlobNotFoundError

from .storage import ObstoreBlobs


_KEY: Final = "health/probe"
_CONTENT: Final = b"ok"


class StorageRefusedError(Exception):
    """The storage refuses access permanently; the text says why."""


async def probe(blobs: ObstoreBlobs) -> bool:
    """Return whether a blob can be written and read.

    Raises:
        StorageRefusedError: It refuses access. Any other error may be temporary.
    """
    try:
        await blobs.put(_KEY, _CONTENT)
        return await blobs.get(_KEY) == _CONTENT
    except (NotFoundError, FileNotFoundError, BlobNotFoundError):
        raise StorageRefusedError("it is not there") from None
    except UnauthenticatedError:
        raise StorageRefusedError("it does not know these AWS_* keys") from None
    except (PermissionDeniedError, PermissionError):
        raise StorageRefusedError("it may not be written to") from None
    except OSError as error:
        raise StorageRefusedError(error.strerror or type(error).__name__) from None
