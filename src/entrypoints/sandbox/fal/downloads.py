"""Download the files that requests name."""

import base64
import binascii

from typing import Final
from urllib.parse import unquote_to_bytes

import aiohttp

from ..loopback import is_loopback
from .endpoints import Loc, Refusal, refusal


_CHUNK: Final = 1 << 16
_TIMEOUT: Final = aiohttp.ClientTimeout(total=120, connect=10)


async def fetch(
    session: aiohttp.ClientSession, url: str, limit: int, loc: Loc
) -> bytes:
    """Download *url*, which the request names at *loc*.

    Raises:
        Refusal: It is not on this computer, not there or larger than *limit* bytes.
    """
    data = bytearray()
    if url.startswith("data:"):
        data += _read_data_uri(url, loc)
    elif not is_loopback(url):
        raise _failed(loc, "Only loopback addresses can be reached from here.")
    else:
        try:
            async with session.get(
                url, allow_redirects=False, timeout=_TIMEOUT
            ) as response:
                if response.status != 200:
                    raise _failed(loc, f"The server answered {response.status}.")
                async for chunk in response.content.iter_chunked(_CHUNK):
                    data += chunk
                    if len(data) > limit:
                        break
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed(loc, f"{type(error).__name__}.") from error
    if len(data) > limit:
        message = "File size exceeds the maximum allowed."
        raise refusal(loc, "file_too_large", message, max_size=limit)
    return bytes(data)


def _failed(loc: Loc, reason: str) -> Refusal:
    message = f"Failed to download the file. {reason}"
    return refusal(loc, "file_download_error", message)


def _read_data_uri(uri: str, loc: Loc) -> bytes:
    head, comma, data = uri.partition(",")
    if not comma:
        raise _failed(loc, "The data URI has no data.")
    if not head.endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _failed(loc, "The data URI is not base64.") from error
