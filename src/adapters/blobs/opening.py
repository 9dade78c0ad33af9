"""Open the storage that a URL names, and check it by writing to it."""

import re

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from obstore.exceptions import (
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from avatar_core.errors import BlobNotFoundError

from .storage import Links, ObstoreBlobs


def open_blobs(
    url: str,
    links: Links | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> ObstoreBlobs:
    """Open the storage that *url* names.

    Args:
        url: A directory, as a path or as ``file:///path`` (made if missing);
            ``s3://bucket/prefix?endpoint=https://host&region=name`` (both parts
            of the query may be left out); or ``memory://``.
        links: How the provider accesses the blobs; None, for S3 only: by presigned
            URLs.
        environment: The usual ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``,
            ``AWS_SESSION_TOKEN``, ``AWS_REGION`` and ``AWS_ENDPOINT_URL``.

    Raises:
        ValueError: The URL names no storage known here, or the storage needs
            *links*.
    """
    parts = urlsplit(url)
    store: ObjectStore
    match parts.scheme:
        case "s3":
            store = _bucket(url, environment or {})
        case "memory":
            store = MemoryStore()
        case "file" | "":
            path = unquote(parts.path) if parts.scheme else url
            # Empty directories would reveal who had an avatar here.
            store = LocalStore(
                Path(path).absolute(), mkdir=True, automatic_cleanup=True
            )
        case _:
            raise ValueError(f"no storage is known by {parts.scheme}://")
    return ObstoreBlobs(store, links)


def _bucket(url: str, environment: Mapping[str, str]) -> S3Store:
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := query.keys() - {"endpoint", "region"}:
        raise ValueError(f"unknown in the URL of a bucket: {', '.join(unknown)}")
    if not parts.netloc:
        raise ValueError("the URL of a bucket lacks its name")
    endpoint = query.get("endpoint") or environment.get("AWS_ENDPOINT_URL")
    if endpoint and not re.match(r"https?://[^/\s]", endpoint):
        raise ValueError("the endpoint of a bucket must begin with https://")
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config={
            name: value
            for name, value in {
                "endpoint": endpoint,
                "region": query.get("region")
                or environment.get("AWS_REGION")
                or environment.get("AWS_DEFAULT_REGION")
                or "us-east-1",
                "access_key_id": environment.get("AWS_ACCESS_KEY_ID"),
                "secret_access_key": environment.get("AWS_SECRET_ACCESS_KEY"),
                "session_token": environment.get("AWS_SESSION_TOKEN"),
            }.items()
            if value is not None
        },  # type: ignore[arg-type]  # obstore wants a TypedDict
        client_options={
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
            # For a whole response: weights of about 300 MB on a slow line.
            "timeout": "10m",
            "connect_timeout": "10s",
        },
    )


_PROBE: Final = "health/probe"
_WRITTEN: Final = b"ok"


class StorageRefusedError(Exception):
    """The storage refuses access permanently; the text says why."""


async def probe(blobs: ObstoreBlobs) -> bool:
    """Return whether a blob can be written and read.

    Raises:
        StorageRefusedError: It refuses access. Any other error may be temporary.
    """
    try:
        await blobs.put(_PROBE, _WRITTEN)
        return await blobs.get(_PROBE) == _WRITTEN
    except (NotFoundError, FileNotFoundError, BlobNotFoundError):
        raise StorageRefusedError("it is not there") from None
    except UnauthenticatedError:
        raise StorageRefusedError("it does not know these AWS_* keys") from None
    except (PermissionDeniedError, PermissionError):
        raise StorageRefusedError("it may not be written to") from None
    except OSError as error:
        raise StorageRefusedError(error.strerror or type(error).__name__) from None
