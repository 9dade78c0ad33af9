"""Files at fal: uploads for its models, and downloads of their results."""

import asyncio
import math

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

import attrs
import fal_client
import httpx

from avatar_core.blob_keys import content_type
from avatar_core.errors import (
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)

from .answers import read_error, submit_error
from .bodies import at_most
from .client import NO_ANSWER, FalClient, describe


_UPLOAD_SECONDS: Final = 300.0
_DOWNLOAD_SECONDS: Final = 600.0
#: A copy is reused for half a day, and each link to it lasts a day.
_KEPT_SECONDS: Final = 36 * 3600
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: Answers of a file host that may be different later.
_TEMPORARY: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


@attrs.frozen
class FalFiles:
    """Uploads and downloads.

    Upload only when fal cannot reach our links, because there is neither a public
    address nor an S3-compatible storage: it takes longer, and photos stay at fal for a
    day and a half.
    """

    client: FalClient

    async def upload(self, data: bytes, name: str) -> str:
        """Store *data* at fal for a day; return a URL whose path ends in *name*.

        Anyone who has the URL can read it. Above 100 MB it is uploaded in parts.

        Raises:
            ProviderRefusedError: Our key or our account was refused.
            ProviderUnavailableError: The upload failed.
        """
        try:
            async with asyncio.timeout(_UPLOAD_SECONDS):
                return await self.client.sdk.upload(
                    data,
                    content_type(name),
                    file_name=name,
                    repository="fal_v3",
                    # The default fallback sends our key to the storage host.
                    fallback_repository="fal_v3",
                    lifecycle=fal_client.StorageSettings(expires_in=_KEPT_SECONDS),
                )
        except httpx.HTTPStatusError as error:
            # The answer to the request for a token, the only one made with our key.
            answer = read_error(error.response)
            refused = submit_error(answer)
            if isinstance(refused, ProviderRefusedError) and refused.why in {
                Refusal.KEY,
                Refusal.BALANCE,
            }:
                raise refused from error
            raise ProviderUnavailableError(answer.detail) from error
        except (fal_client.FalClientError, *NO_ANSWER) as error:
            raise ProviderUnavailableError(describe(error)) from error

    async def download(self, url: str) -> AsyncIterator[bytes]:
        """Stream a file that fal made, without sending our key.

        The caller limits the size. Redirects are not followed.

        Raises:
            BadArtefactError: It is gone or compressed, or fal keeps no files at that
                address.
            ProviderUnavailableError: It could not be read completely.
        """
        address = self.checked(url)
        loop = asyncio.get_running_loop()
        end = loop.time() + _DOWNLOAD_SECONDS
        try:
            async with self.client.http.stream(
                "GET", address, extensions=at_most(math.inf)
            ) as response:
                _check_status(response.status_code)
                async for chunk in response.aiter_raw():
                    yield chunk
                    if loop.time() > end:
                        raise ProviderUnavailableError("the file took too long")
                expected = response.headers.get("Content-Length", "")
                got = response.num_bytes_downloaded
                if expected.isdecimal() and int(expected) != got:
                    raise ProviderUnavailableError(f"{got} bytes of {expected} arrived")
        except httpx.DecodingError as error:
            raise BadArtefactError(describe(error)) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise ProviderUnavailableError(describe(error)) from error

    def checked(self, url: str) -> httpx.URL:
        """Return the address of a file if it is in fal's file network.

        An emulator on loopback may serve files itself.

        Raises:
            BadArtefactError: It is somewhere else.
        """
        try:
            address = httpx.URL(url)
        except (httpx.InvalidURL, TypeError) as error:
            raise BadArtefactError("the file's URL is none") from error
        queue = httpx.URL(self.client.addresses.queue)
        if queue.host in _LOOPBACK and _origin(address) == _origin(queue):
            return address
        fal_host = address.host == "fal.media" or address.host.endswith(".fal.media")
        standard = address.scheme == "https" and address.port is None
        if not (fal_host and standard) or address.userinfo:
            raise BadArtefactError(f"no file of fal's: host {address.host[:80]!r}")
        return address


def _check_status(status: int) -> None:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _TEMPORARY:
        raise ProviderUnavailableError(f"the file's host answered {status}")
    if status != HTTPStatus.OK:
        raise BadArtefactError(f"the file's host answered {status}")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
