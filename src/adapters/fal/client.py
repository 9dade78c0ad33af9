"""The one connection to fal.ai, and how carefully it is used.

fal has no idempotency key, and its official client repeats a POST up to ten
times when the answer is slow or the connection drops: ten paid trainings. So
that ladder is cut down to one attempt here, and every call has a time limit.
"""

import asyncio
import re

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Self

import attrs
import fal_client
import httpx

from fal_client import client as fal_module

from avatar_core.errors import (
    AmbiguousSubmitError,
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)

from .answers import ErrorAnswer, read_error, submit_error


#: Sent with every submit. What models make is public to whoever has its URL, so
#: it is to be gone a day later (we copy it at once); and another endpoint that
#: fal thinks equivalent would not understand our weights. `X-Fal-Store-IO: 0`
#: is left out on purpose: without stored inputs a submit whose answer was lost
#: could not be found again, and results would vanish within minutes.
_HEADERS: Final = {
    "X-Fal-Object-Lifecycle-Preference": '{"expiration_duration_seconds": 86400}',
    "x-app-fal-disable-fallback": "true",
}
#: Ids go into URLs that are called with our key.
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_REQUESTS: Final = "/v1/models/requests/by-endpoint"
_PAGE: Final = 100
_MOST_PAGES: Final = 50
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_GONE_FOR_NOW: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


@attrs.frozen(kw_only=True)
class FalTimeouts:
    """How long fal may take, in seconds."""

    #: Of every HTTP call, to connect and then between two pieces of the answer.
    silence: float = 20.0
    #: Of a whole submit, connecting included. Cutting it short costs certainty.
    submit: float = 45.0
    #: Of a whole look at a request: its status, or its result.
    look: float = 30.0
    #: Of a whole search of the books, all pages.
    search: float = 60.0
    #: Of a whole upload to fal's storage.
    upload: float = 300.0
    #: Of the download of one file.
    download: float = 600.0


@attrs.frozen
class Sent:
    """One request in fal's books."""

    request_id: str
    sent_at: datetime
    arguments: Mapping[str, Any]


class HttpAnswerError(Exception):
    """fal answered a question with an error; the answer is to be judged."""

    def __init__(self, answer: ErrorAnswer) -> None:
        super().__init__(answer.detail)
        self.answer = answer


class FalClient:
    """A connection to fal.ai, for one event loop.

    Make it inside the running loop that will use it, share it between trainer,
    generator and uploads, and close it before that loop ends: either with
    ``async with`` or by `close`.

    ``fal_client`` keeps its addresses in module globals, so all clients of one
    process speak to the same fal: that of the newest one.

    Args:
        key: The API key, "id:secret". The environment is never asked for one.
        queue_url: Where requests are queued. No URL ends in a slash.
        rest_url: Where upload tokens are given out.
        cdn_url: Where uploads go.
        api_url: The platform API, with the books of past requests.
        timeouts: How long each kind of call may take.
        doubt: How far the clock that requests are dated by may be from the true
            one, at this moment.
    """

    def __init__(
        self,
        key: str,
        *,
        queue_url: str = "https://queue.fal.run",
        rest_url: str = "https://rest.fal.ai",
        cdn_url: str = "https://v3.fal.media",
        api_url: str = "https://api.fal.ai",
        timeouts: FalTimeouts | None = None,
        doubt: Callable[[], timedelta] = timedelta,
    ) -> None:
        self._timeouts = timeouts or FalTimeouts()
        self._key = key
        self.doubt: Final = doubt
        self._api_url = api_url
        self._own = _loopback_origin(queue_url)
        _configure(queue_url=queue_url, rest_url=rest_url, cdn_url=cdn_url)
        self._fal = fal_client.AsyncClient(
            key=key, default_timeout=self._timeouts.silence
        )

        # Carries no key: files are fetched from, and uploads handed to, hosts
        # that must not learn it.
        self._plain = httpx.AsyncClient(
            timeout=self._timeouts.silence, follow_redirects=False
        )

    async def __aenter__(self) -> Self:
        # Made on first use, it would hold up the loop: it reads the certificates.
        await self._fal._client
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; closing twice does nothing."""
        await self._plain.aclose()
        # The client offers no way to close it; this is the one inside.
        await (await self._fal._client).aclose()

    async def submit(
        self,
        model: str,
        arguments: Mapping[str, Any],
        *,
        start_within: float,
        webhook_url: str | None = None,
    ) -> str:
        """Make exactly one POST and return fal's id of the request.

        Args:
            model: The full name of the endpoint.
            arguments: The body.
            start_within: Seconds after which fal is to drop it unbegun, unbilled.
            webhook_url: Whom fal shall tell about the end.

        Raises:
            ProviderRefusedError: It was definitely not taken.
            AmbiguousSubmitError: It may have been.
        """
        try:
            async with asyncio.timeout(self._timeouts.submit):
                handle = await self._fal.submit(
                    model,
                    dict(arguments),
                    webhook_url=webhook_url,
                    headers=dict(_HEADERS),
                    start_timeout=start_within,
                )
        except fal_client.FalClientHTTPError as error:
            raise submit_error(read_error(error.response)) from error
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
        ) as error:
            raise ProviderRefusedError(_said(error), Refusal.NOT_NOW) from error
        except Exception as error:
            # Whatever else broke, it broke when the POST may have been on its
            # way: time ran out, the connection fell, the answer made no sense.
            raise AmbiguousSubmitError(_said(error)) from error
        if not is_request_id(handle.request_id):
            raise AmbiguousSubmitError("the answer holds no usable request id")
        return handle.request_id

    async def status(
        self, model: str, request_id: str, *, with_logs: bool
    ) -> fal_client.Status:
        """Return where a request stands.

        Raises:
            HttpAnswerError: fal answered with an error.
            ProviderUnavailableError: It could not be asked or understood.
        """
        with _asking():
            async with asyncio.timeout(self._timeouts.look):
                handle = await self._fal.get_handle(model, request_id)
                return await handle.status(with_logs=with_logs)

    async def result(self, model: str, request_id: str) -> Mapping[str, Any]:
        """Return the result of a completed request, asked for once.

        Raises:
            HttpAnswerError: fal, or the model, answered with an error.
            ProviderUnavailableError: It could not be asked or understood.
        """
        with _asking():
            async with asyncio.timeout(self._timeouts.look):
                # Its own .get() asks for the status, ten times a second, for ever.
                handle = await self._fal.get_handle(model, request_id)
                response = await handle.client.get(handle.response_url)
            if not response.is_success:
                raise HttpAnswerError(read_error(response))
            body = response.json()
        if not isinstance(body, dict):
            raise ProviderUnavailableError("the result is no JSON object")
        return body

    async def cancel(self, model: str, request_id: str) -> None:
        """Ask to stop a request.

        Raises:
            HttpAnswerError: fal answered with an error.
            ProviderUnavailableError: It could not be asked.
        """
        with _asking():
            async with asyncio.timeout(self._timeouts.look):
                await self._fal.cancel(model, request_id)

    async def sent(self, model: str, *, start: datetime) -> list[Sent]:
        """Return what fal's books say was sent to a model since *start*.

        Source: GET /v1/models/requests/by-endpoint of the platform API.

        Raises:
            ProviderUnavailableError: The books could not be read, or one entry
                of that time lacks what is needed to tell whose it is.
        """
        found: list[Sent] = []
        query = {
            "endpoint_id": model,
            "start": start.isoformat(),
            "limit": str(_PAGE),
            "expand": "payloads",
        }
        try:
            with _asking():
                async with asyncio.timeout(self._timeouts.search):
                    for _ in range(_MOST_PAGES):
                        page = await self._get(_REQUESTS, query)
                        found += _entries(page, start)
                        if not page["has_more"]:
                            return found
                        query["cursor"] = page["next_cursor"]
        except HttpAnswerError as error:
            raise ProviderUnavailableError(str(error)) from error
        raise ProviderUnavailableError("the books have too many pages")

    async def ask(
        self, route: str, *, endpoint_id: Collection[str], with_key: bool = True
    ) -> dict[str, Any]:
        """Return what the platform API says about some endpoints.

        Raises:
            ProviderUnavailableError: It could not be asked or understood.
        """
        try:
            with _asking():
                async with asyncio.timeout(self._timeouts.look):
                    return await self._get(
                        route, {"endpoint_id": list(endpoint_id)}, with_key=with_key
                    )
        except HttpAnswerError as error:
            raise ProviderUnavailableError(str(error)) from error

    async def _get(
        self,
        route: str,
        query: Mapping[str, str | list[str]],
        *,
        with_key: bool = True,
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Key {self._key}"} if with_key else {}
        response = await self._plain.get(
            f"{self._api_url}{route}", params=dict(query), headers=headers
        )
        if not response.is_success:
            raise HttpAnswerError(read_error(response))
        page = response.json()
        if not isinstance(page, dict):
            raise TypeError("the answer is no JSON object")
        return page

    async def upload(self, data: bytes, *, name: str, content_type: str) -> str:
        """Leave a file with fal for a day and return its public URL.

        Raises:
            ProviderRefusedError: Our key, or our account, is not welcome.
            ProviderUnavailableError: It could not be left there.
        """
        try:
            async with asyncio.timeout(self._timeouts.upload):
                return await self._fal.upload(
                    data,
                    content_type,
                    file_name=name,
                    repository="fal_v3",
                    # Its usual fallback sends our key to the storage host.
                    fallback_repository="fal_v3",
                    lifecycle=fal_client.StorageSettings(expires_in="1d"),
                )
        except httpx.HTTPStatusError as error:
            # The token for the upload, which alone is asked for with our key.
            answer = read_error(error.response)
            refused = submit_error(answer)
            if isinstance(refused, ProviderRefusedError) and refused.why in {
                Refusal.KEY,
                Refusal.BALANCE,
            }:
                raise refused from error
            raise ProviderUnavailableError(answer.detail) from error
        except (
            fal_client.FalClientError,
            httpx.HTTPError,
            TimeoutError,
            ValueError,
            LookupError,
            TypeError,
        ) as error:
            raise ProviderUnavailableError(_said(error)) from error

    async def download(self, url: str) -> AsyncIterator[bytes]:
        """Stream a file that fal made, without telling its host our key.

        Only hosts of fal's file network are asked (and, against an emulator on
        loopback, the emulator), without following redirects. The size is the
        caller's to limit.

        Raises:
            BadArtefactError: It is not there, or not where fal keeps files.
            ProviderUnavailableError: It could not be read to its end.
        """
        address = self.allowed(url)
        loop = asyncio.get_running_loop()
        end = loop.time() + self._timeouts.download
        try:
            async with self._open(address) as response:
                async for chunk in response.aiter_bytes():
                    yield chunk
                    if loop.time() > end:
                        raise ProviderUnavailableError("the file took too long")
                expected = response.headers.get("Content-Length", "")
                got = response.num_bytes_downloaded
                if expected.isdecimal() and int(expected) != got:
                    raise ProviderUnavailableError(f"{got} bytes of {expected} arrived")
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise ProviderUnavailableError(_said(error)) from error

    @asynccontextmanager
    async def _open(self, address: httpx.URL) -> AsyncIterator[httpx.Response]:
        async with self._plain.stream(
            "GET", address, headers={"Accept-Encoding": "identity"}
        ) as response:
            status = response.status_code
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _GONE_FOR_NOW:
                raise ProviderUnavailableError(f"the file's host answered {status}")
            if status != HTTPStatus.OK:
                raise BadArtefactError(f"the file's host answered {status}")
            yield response

    def allowed(self, url: str) -> httpx.URL:
        """Return the address of a file, if it is where fal keeps files.

        Raises:
            BadArtefactError: It is not.
        """
        try:
            address = httpx.URL(url)
        except (httpx.InvalidURL, TypeError) as error:
            raise BadArtefactError("the file's URL is none") from error
        if self._own is not None and _origin(address) == self._own:
            return address
        fal_host = address.host == "fal.media" or address.host.endswith(".fal.media")
        standard = address.scheme == "https" and address.port is None
        if not (fal_host and standard) or address.userinfo:
            raise BadArtefactError(f"no file of fal's: host {address.host[:80]!r}")
        return address


def is_request_id(value: object) -> bool:
    """Return whether this can be fal's id of a request, safe to put into a URL."""
    return isinstance(value, str) and REQUEST_ID.fullmatch(value) is not None


def _configure(*, queue_url: str, rest_url: str, cdn_url: str) -> None:
    """Point ``fal_client`` at these addresses, and have it try once only.

    All four are private globals of version 1.0.3, read at every call (REST_URL:
    at the first upload); a test holds the pin to that.
    """
    fal_module.MAX_ATTEMPTS = 1
    fal_module.QUEUE_URL_FORMAT = f"{queue_url}/"
    fal_module.REST_URL = rest_url
    fal_module.CDN_URL = cdn_url


@contextmanager
def _asking() -> Iterator[None]:
    """Turn everything that can go wrong with a question into our own words."""
    try:
        yield
    except fal_client.FalClientHTTPError as error:
        raise HttpAnswerError(read_error(error.response)) from error
    except (
        httpx.HTTPError,
        httpx.StreamError,
        httpx.InvalidURL,
        TimeoutError,
        ValueError,
        LookupError,
        TypeError,
        RecursionError,
    ) as error:
        raise ProviderUnavailableError(_said(error)) from error


def _said(error: Exception) -> str:
    # A JSON error repeats the document it stumbled over in its attributes only,
    # but a KeyError's text is a bare word; the type says more than either.
    return f"{type(error).__name__}: {error}"[:200]


def _entries(page: Mapping[str, Any], start: datetime) -> Iterator[Sent]:
    for item in page["items"]:
        sent_at = datetime.fromisoformat(item["sent_at"])
        if sent_at < start:
            continue
        arguments = item["json_input"]
        if not isinstance(arguments, dict):
            # It might be the one we look for: to say "not there" would be a guess.
            raise TypeError("the books do not show the input")
        yield Sent(item["request_id"], sent_at, arguments)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _loopback_origin(url: str) -> tuple[str, str, int | None] | None:
    address = httpx.URL(url)
    return _origin(address) if address.host in _LOOPBACK else None
