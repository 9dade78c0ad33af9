"""The connection to fal.ai and its queue.

fal has no idempotency key, and its official client repeats a POST up to ten times
when the answer is slow or the connection drops: ten paid trainings. Here it makes
one attempt, and every call has a time limit.
"""

import asyncio
import re

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Self

import attrs
import fal_client
import httpx

from fal_client import client as fal_module

from avatar_core.errors import (
    AmbiguousSubmitError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)

from .answers import ErrorAnswer, read_error, submit_error
from .bodies import PLAIN


#: Sent with every submit. Results are public to anyone who has their URL, so fal
#: deletes them after a day (we copy them at once); and an endpoint that fal considers
#: equivalent would not understand our weights.
_HEADERS: Final = {
    "X-Fal-Object-Lifecycle-Preference": '{"expiration_duration_seconds": 86400}',
    "x-app-fal-disable-fallback": "true",
}
#: Otherwise fal keeps the body and the answer for 30 days. A submit whose answer was
#: lost cannot be found again with it, and the result is gone after an hour, or after
#: six minutes from 10 KB on (fal.ai/docs/inference-api/queue/result).
_UNSTORED: Final = {"X-Fal-Store-IO": "0"}
#: Request ids become part of URLs that are called with our key.
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_NO_ADMIN: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
#: Seconds for one question: the status or result of a request, or a platform API page.
_QUESTION_SECONDS: Final = 30.0
#: Raised when there is no answer, or none that makes sense.
NO_ANSWER: Final = (
    httpx.HTTPError,
    httpx.StreamError,
    httpx.InvalidURL,
    TimeoutError,
    ValueError,
    LookupError,
    TypeError,
    RecursionError,
)
#: Seconds for a whole submit. A shorter limit would make more submits ambiguous.
SUBMIT_SECONDS: Final = 45.0


@attrs.frozen
class FalAddresses:
    """The servers of fal.ai; no URL ends in a slash."""

    #: The queue of requests.
    queue: str = "https://queue.fal.run"
    #: Issues upload tokens.
    rest: str = "https://rest.fal.ai"
    #: Takes uploads.
    cdn: str = "https://v3.fal.media"
    #: The platform API: the catalogue of models and the list of past requests.
    api: str = "https://api.fal.ai"

    @classmethod
    def below(cls, url: str) -> Self:
        """Return the addresses of one server that stands in for all of them."""
        return cls(f"{url}/queue", f"{url}/rest", f"{url}/cdn", f"{url}/api")

    @property
    def keys(self) -> str:
        """The public keys of webhooks."""
        return f"{self.rest}/.well-known/jwks.json"


class HttpAnswerError(Exception):
    """fal answered a question with an HTTP error."""

    def __init__(self, answer: ErrorAnswer) -> None:
        super().__init__(answer.detail)
        self.answer = answer


class _Tokens(fal_module.AsyncCDNTokenManager):
    """The SDK's upload tokens, asked for by a client that reads only plain answers."""

    async def _refresh_token(self) -> fal_module.CDNToken:
        async with httpx.AsyncClient(event_hooks=PLAIN) as client:
            answer = await client.post(self._url, headers=self._headers, json={})
            answer.raise_for_status()
            found = answer.json()
        return fal_module.CDNToken(
            token=found["token"],
            token_type=found["token_type"],
            base_upload_url=found["base_url"],
            expires_at=datetime.fromisoformat(found["expires_at"]),
        )


class _Sdk(fal_client.AsyncClient):
    """fal's own client; the host of uploads is trusted as little as that of results."""

    _tokens: _Tokens | None = None

    @property
    async def _token_manager(self) -> _Tokens:
        if self._tokens is None:
            self._tokens = _Tokens(await self._auth)
        return self._tokens

    @asynccontextmanager
    async def _cdn_client(self) -> AsyncIterator[httpx.AsyncClient]:
        async with super()._cdn_client() as client:
            client.event_hooks = PLAIN
            yield client


class FalClient:
    """A connection to fal.ai for one event loop.

    Enter it inside that loop, share it, and leave it before the loop ends.

    ``fal_client`` keeps its addresses in module globals, so all clients of a process
    use the addresses of the newest one.

    Args:
        key: The API key, "id:secret". The environment is not read.
        addresses: Where fal.ai is.
        silence: Seconds to connect, and then between two pieces of an answer.
        submit_within: Seconds for a whole submit.
        doubt: How far the clock that dates our requests may be from the true time.
    """

    def __init__(
        self,
        key: str,
        addresses: FalAddresses | None = None,
        *,
        silence: float = 20.0,
        submit_within: float = SUBMIT_SECONDS,
        doubt: Callable[[], timedelta] = timedelta,
    ) -> None:
        self._key = key
        self._submit_within = submit_within
        self.addresses: Final = addresses or FalAddresses()
        self.doubt: Final = doubt
        _configure(self.addresses)
        self.sdk: Final = _Sdk(key=key, default_timeout=silence)
        #: Sends no key unless told to: hosts of files must not learn it.
        self.http: Final = httpx.AsyncClient(
            timeout=silence, follow_redirects=False, event_hooks=PLAIN
        )

    async def __aenter__(self) -> Self:
        # Creating it reads the certificates and blocks the loop: do so at the start.
        (await self.sdk._client).event_hooks = PLAIN
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; closing twice does nothing."""
        await self.http.aclose()
        # The SDK's client has no method to close it; this is the HTTP client inside.
        await (await self.sdk._client).aclose()

    async def submit(
        self,
        model: str,
        arguments: Mapping[str, Any],
        *,
        start_within: float,
        webhook_url: str | None = None,
        stored: bool = True,
    ) -> str:
        """Make exactly one POST and return fal's id of the request.

        Args:
            model: The full name of the endpoint.
            arguments: The body.
            start_within: Seconds after which fal drops the request, unbilled, if it
                has not started.
            webhook_url: Called when the request has ended.
            stored: Whether fal lists the body with its past requests.

        Raises:
            ProviderRefusedError: The request was definitely not accepted.
            AmbiguousSubmitError: It may have been accepted.
        """
        try:
            async with asyncio.timeout(self._submit_within):
                handle = await self.sdk.submit(
                    model,
                    dict(arguments),
                    webhook_url=webhook_url,
                    headers={**_HEADERS, **({} if stored else _UNSTORED)},
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
            raise ProviderRefusedError(describe(error), Refusal.NOT_NOW) from error
        except Exception as error:
            # Anything else may have happened after the POST was sent: a timeout, a
            # dropped connection, an answer that makes no sense.
            raise AmbiguousSubmitError(describe(error)) from error
        if not is_request_id(handle.request_id):
            raise AmbiguousSubmitError("the answer holds no usable request id")
        return handle.request_id

    async def status(
        self, model: str, request_id: str, *, with_logs: bool
    ) -> fal_client.Status:
        """Return the queue status of a request; see `asking` for what is raised."""
        async with asking():
            handle = await self.sdk.get_handle(model, request_id)
            return await handle.status(with_logs=with_logs)

    async def result(self, model: str, request_id: str) -> Mapping[str, Any]:
        """Return the result of a completed request; see `asking` for what is raised."""
        async with asking():
            # handle.get() would poll the status ten times a second, for ever.
            handle = await self.sdk.get_handle(model, request_id)
            return _document(await handle.client.get(handle.response_url))

    async def cancel(self, model: str, request_id: str) -> None:
        """Ask fal to stop a request; see `asking` for what is raised."""
        async with asking():
            await self.sdk.cancel(model, request_id)

    async def get(
        self,
        route: str,
        query: Mapping[str, str | Sequence[str]],
        *,
        with_key: bool = True,
    ) -> Mapping[str, Any]:
        """Return a page of the platform API.

        Raises:
            ProviderUnavailableError: There was no answer, or none that makes sense.
        """
        headers = {"Authorization": f"Key {self._key}"} if with_key else {}
        try:
            async with asking():
                url = f"{self.addresses.api}{route}"
                response = await self.http.get(url, params=dict(query), headers=headers)
                return _document(response)
        except HttpAnswerError as error:
            raise ProviderUnavailableError(str(error)) from error

    async def forget(self, request_id: str) -> bool:
        """Delete the payloads and the outputs of a request; it needs an ADMIN key.

        Source: fal.ai/docs/platform-apis/v1/models/requests/payloads; input files stay
        until they expire.

        Returns:
            False if our key is of another kind.

        Raises:
            ProviderUnavailableError: There was no answer, or none that makes sense.
        """
        url = f"{self.addresses.api}/v1/models/requests/{request_id}/payloads"
        headers = {"Authorization": f"Key {self._key}"}
        try:
            async with asking():
                answer = await self.http.delete(url, headers=headers)
                if answer.status_code in _NO_ADMIN:
                    return False
                if answer.status_code != HTTPStatus.NOT_FOUND:
                    _document(answer)
        except HttpAnswerError as error:
            raise ProviderUnavailableError(str(error)) from error
        return True


def _document(response: httpx.Response) -> Mapping[str, Any]:
    if not response.is_success:
        raise HttpAnswerError(read_error(response))
    document = response.json()
    if not isinstance(document, dict):
        raise TypeError("the answer is no JSON object")
    return document


def is_request_id(value: object) -> bool:
    """Return whether *value* can be a request id and is safe in a URL."""
    return isinstance(value, str) and REQUEST_ID.fullmatch(value) is not None


def _configure(addresses: FalAddresses) -> None:
    """Set the addresses of ``fal_client``, and limit it to one attempt.

    All four are private globals of version 1.0.3, read at every call (REST_URL: at
    the first upload); a test fails if another version drops them.
    """
    fal_module.MAX_ATTEMPTS = 1
    fal_module.QUEUE_URL_FORMAT = f"{addresses.queue}/"
    fal_module.REST_URL = addresses.rest
    fal_module.CDN_URL = addresses.cdn


@asynccontextmanager
async def asking(seconds: float = _QUESTION_SECONDS) -> AsyncIterator[None]:
    """Limit the time of a question, and raise the same errors whatever goes wrong.

    Raises:
        HttpAnswerError: fal answered with an HTTP error.
        ProviderUnavailableError: There was no answer, or none that makes sense.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except fal_client.FalClientHTTPError as error:
        raise HttpAnswerError(read_error(error.response)) from error
    except NO_ANSWER as error:
        raise ProviderUnavailableError(describe(error)) from error


def describe(error: Exception) -> str:
    """Return an error's type and text, which never contain a person's words."""
    return f"{type(error).__name__}: {error}"[:200]
