"""How the provider gets at blobs: S3's links, ours, or copies of its own."""

import asyncio
import hashlib
import hmac

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import attrs

from avatar_core.ports import Clock

from .storage import ObstoreBlobs


class PresignedLinks:
    """Links into S3 that S3 itself checks."""

    async def link(
        self, blobs: ObstoreBlobs, key: str, /, *, lifetime: timedelta
    ) -> str:
        """Return a presigned URL, good for *lifetime* and 7 days at most.

        Raises:
            TypeError: The blobs are not in S3.
        """
        return await blobs.signed(key, lifetime=lifetime)


@attrs.frozen
class SignedLinks:
    """Links to our own web server, which asks `verify` before it answers."""

    #: Where the server is reached from outside, "https://bot.example".
    public_url: str
    secret: bytes = attrs.field(repr=False)
    clock: Clock = attrs.field(repr=False)

    async def link(self, _: ObstoreBlobs, key: str, /, *, lifetime: timedelta) -> str:
        """Return ``{public_url}/blobs/{key}?expires=...&signature=...``."""
        expires = int((self.clock() + lifetime).timestamp())
        return (
            f"{self.public_url.rstrip('/')}/blobs/{quote(key)}"
            f"?expires={expires}&signature={self._signature(key, expires)}"
        )

    def verify(self, key: str, expires: str, signature: str, now: datetime) -> bool:
        """Return whether such a link was made here and is still good at *now*.

        All three texts come from strangers. The time this takes says nothing
        about the right signature.
        """
        if not (expires.isascii() and expires.isdigit() and len(expires) <= 12):  # noqa: PLR2004 - no time is longer
            return False
        genuine = hmac.compare_digest(
            self._signature(key, int(expires)).encode(),
            signature.encode(errors="replace"),
        )
        return genuine and now.timestamp() < int(expires)

    def _signature(self, key: str, expires: int) -> str:
        message = f"{expires}\n{key}".encode(errors="replace")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()


class UploadedLinks:
    """Links to copies at the provider, for a bot that has no public URL.

    The copy of the same blob is used again for *reuse*, so a person's weights
    are not sent anew for every picture. One blob at a time is in memory.
    """

    def __init__(
        self,
        upload: Callable[[bytes, str], Awaitable[str]],
        *,
        clock: Clock,
        reuse: timedelta = timedelta(hours=12),
    ) -> None:
        """Use *upload*, which takes the bytes and a file name and returns a URL.

        The provider must keep the copies for *reuse* and the links' lifetime.
        """
        self._upload = upload
        self._clock = clock
        self._reuse = reuse
        self._copies: dict[str, tuple[datetime, str]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def link(
        self,
        blobs: ObstoreBlobs,
        key: str,
        /,
        *,
        lifetime: timedelta,  # noqa: ARG002 - the provider keeps its copies a day
    ) -> str:
        """Return the URL of a copy of the blob at the provider.

        Raises:
            BlobNotFoundError: There is nothing to copy.
        """
        async with self._one_at_a_time:
            now = self._clock()
            self._copies = {
                known: (until, url)
                for known, (until, url) in self._copies.items()
                if now < until
            }
            if key not in self._copies:
                url = await self._upload(await blobs.get(key), key.rpartition("/")[2])
                self._copies[key] = (now + self._reuse, url)
            return self._copies[key][1]
