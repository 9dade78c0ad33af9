"""The storage of photos, weights and pictures, and links to it."""

import asyncio

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Final

import structlog

from adapters.blobs import (
    Links,
    ObstoreBlobs,
    SignedLinks,
    StorageRefusedError,
    UploadedLinks,
    open_blobs,
    probe,
)
from adapters.fal import FalClient, FalFiles
from avatar_core.ports import Clock

from ..settings import Settings, StartError
from .secrets import Purpose, derived_secret


log = structlog.get_logger()

#: A storage that takes longer does not delay the start.
_PATIENCE_SECONDS: Final = 10.0


async def open_storage(
    settings: Settings,
    links: Links | None,
    environment: Mapping[str, str],
    stack: AsyncExitStack,
) -> ObstoreBlobs:
    """Return the storage, after a write to it has succeeded, if it answers.

    Raises:
        StartError: It refuses access.
    """
    try:
        blobs = open_blobs(settings.storage_url, links, environment=environment)
    except ValueError as error:
        raise StartError(
            f"STORAGE_URL: {error}; name a directory, or s3://bucket/prefix."
        ) from None
    except OSError as error:
        raise _refused(error.strerror or str(error)) from None
    stack.callback(blobs.close)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await probe(blobs)
    except StorageRefusedError as error:
        raise _refused(str(error)) from None
    except Exception as error:  # noqa: BLE001 # any network error
        log.warning("storage.unreachable", error=type(error).__name__)
    return blobs


def make_links(settings: Settings, fal: FalClient, clock: Clock) -> Links | None:
    """Return the links to our files for fal.ai: None (S3's), our own, or to copies."""
    if settings.storage_url.startswith("s3://"):
        return None
    if settings.public_url is not None:
        return SignedLinks(
            settings.public_url,
            derived_secret(settings, Purpose.BLOB_LINKS).encode(),
            clock,
        )
    return UploadedLinks(FalFiles(fal).upload, clock=clock)


def _refused(words: str) -> StartError:
    return StartError(
        f"STORAGE_URL: it cannot be used ({words.rstrip('.')}); name a directory that "
        "this user may write to, or a bucket that the AWS_* keys open."
    )
