"""The bodies of answers: not compressed, and no longer than expected.

Two kilobytes of gzip within gzip decompress to gigabytes, in one piece.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import attrs
import httpx


#: Bytes of an answer, unless its request has another limit; a page of the platform API
#: with a hundred requests has less than 1 MB.
_LIMIT: Final = 8 * 1024 * 1024


def at_most(limit: float) -> dict[str, float]:
    """Return the extensions of a request whose answer may have *limit* bytes."""
    return {"limit": limit}


async def _ask(request: httpx.Request) -> None:
    request.headers["Accept-Encoding"] = "identity"


async def _check(response: httpx.Response) -> None:
    """Raise `httpx.DecodingError` if the body is compressed, or once it is too long."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise httpx.DecodingError("the answer is compressed", request=response.request)
    limit = response.request.extensions.get("limit", _LIMIT)
    response.stream = _Counted(response, response.stream, limit)


#: For every client that reads answers.
PLAIN: Final[dict[str, list[Callable[..., Any]]]] = {
    "request": [_ask],
    "response": [_check],
}


@attrs.define
class _Counted(httpx.AsyncByteStream):
    _response: httpx.Response
    _stream: Any
    _limit: float

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for chunk in self._stream:
            count += len(chunk)
            if count > self._limit:
                raise httpx.DecodingError(
                    "the answer is too long", request=self._response.request
                )
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
