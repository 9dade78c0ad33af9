"""Links for the provider: our own, or to uploaded copies."""

import asyncio
import hashlib
import hmac

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import attrs

from avatar_core.ports import Clock

from .storage import ObstoreBlobs


@attrs.frozen
class SignedLinks:
    """Links to our own web server, which checks them by `verify`."""

    #: The server's public address, such as "https://bot.example".
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
        """Return whether the link is genuine and has not expired at *now*.

        All three strings come from strangers. The comparison takes constant time.
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


@attrs.define
class UploadedLinks:
    """Links to copies at the provider, for a bot without a public URL.

    A copy is reused, so that a person's weights are not uploaded for every picture. One
    blob at a time is in memory.
    """

    #: Takes the bytes and a file name, and returns a URL.
    _upload: Callable[[bytes, str], Awaitable[str]]
    _clock: Clock = attrs.field(kw_only=True)
    #: The provider must keep copies for this time plus the links' lifetime.
    _reuse: timedelta = attrs.field(default=timedelta(hours=12), kw_only=True)
    _copies: dict[str, tuple[datetime, str]] = attrs.field(init=False, factory=dict)
    _one_at_a_time: asyncio.Lock = attrs.field(init=False, factory=asyncio.Lock)

    async def link(
        self,
        blobs: ObstoreBlobs,
        key: str,
        /,
        *,
        lifetime: timedelta,  # noqa: ARG002 - the provider keeps its copies longer
    ) -> str:
        """Return the URL of a copy of the blob at the provider.

        Raises:
            BlobNotFoundError: There is no such blob.
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
