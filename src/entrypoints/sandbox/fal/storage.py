"""The file host: outputs, uploads, and bounded downloads of what requests name."""

import base64
import binascii
import ipaddress
import mimetypes
import os
import re
import secrets
import tempfile

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

import aiohttp
import attrs

from aiohttp import web

from .models import Loc, Refusal, detail


_TOKEN: Final = re.compile(r"[0-9a-f]{16,64}")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}")
_UPLOAD_LIMIT: Final = 512 * 1024 * 1024
_TOKEN_SECONDS: Final = 3600
_CHUNK: Final = 1 << 16


class DownloadError(Exception):
    """A file that a request names could not be had."""

    def __init__(self, reason: str, *, too_large: int | None = None) -> None:
        super().__init__(reason)
        #: The limit that was passed, if size was the trouble.
        self.too_large = too_large


def download_refusal(loc: Loc, error: DownloadError) -> Refusal:
    """Turn a failed download into fal's 422."""
    if error.too_large is not None:
        return Refusal(
            detail(
                loc,
                "file_too_large",
                "File size exceeds the maximum allowed.",
                ctx={"max_size": error.too_large},
            )
        )
    return Refusal(
        detail(loc, "file_download_error", f"Failed to download the file. {error}")
    )


def is_local(url: str) -> bool:
    """Whether *url* leads no farther than this computer."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@attrs.define
class Files:
    """Files under unguessable addresses, as on fal's CDN: no key is asked."""

    folder: Path
    #: Where the folder is served; known once the server listens.
    url: str = ""
    #: How many more fetches of a file are refused.
    _withheld: Counter[Path] = attrs.field(init=False, factory=Counter)

    def save(self, name: str, data: bytes) -> str:
        """Keep *data* and return its address."""
        address, path = self.place(name)
        # Renaming is atomic: a killed process leaves no half files behind.
        part = path.with_name(path.name + ".part")
        part.write_bytes(data)
        part.replace(path)
        return address

    def place(self, name: str) -> tuple[str, Path]:
        """Return a fresh address for a file called *name*, and its path."""
        token = secrets.token_hex(16)
        safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or "file"
        folder = self.folder / token
        folder.mkdir(parents=True)
        return f"{self.url}/{token}/{safe}", folder / safe

    def find(self, address: str) -> Path | None:
        """Return the path behind an *address* given out earlier."""
        tail = urlsplit(address).path.rsplit("/", 2)[1:]
        if len(tail) != 2 or not _TOKEN.fullmatch(tail[0]):
            return None
        if not _NAME.fullmatch(tail[1]):
            return None
        path = self.folder / tail[0] / tail[1]
        return path if path.is_file() else None

    def withhold(self, address: str, times: int) -> None:
        """Answer 503 to the next *times* fetches of this file."""
        path = self.find(address)
        if path is not None:
            self._withheld[path] = times

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer a GET or HEAD of a file."""
        path = self.find(request.path)
        if path is None:
            return web.json_response({"detail": "Not Found"}, status=404)
        if self._withheld[path] > 0:
            self._withheld[path] -= 1
            return web.json_response({"detail": "Service Unavailable"}, status=503)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return web.FileResponse(path, headers={"Content-Type": kind})


@attrs.define
class Downloads:
    """Fetches what a request points to, never more than a limit."""

    session: aiohttp.ClientSession
    scratch: Path

    async def to_file(self, url: str, limit: int) -> Path:
        """Fetch *url* into a temporary file; the caller removes it.

        Raises:
            DownloadError: when it is not local, not there or larger than *limit*.
        """
        handle, name = tempfile.mkstemp(dir=self.scratch)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                await self._copy(url, limit, out.write)
        except BaseException:
            path.unlink(missing_ok=True)  # noqa: ASYNC240 - it is a moment's work
            raise
        return path

    async def to_memory(self, url: str, limit: int) -> bytes:
        """Fetch *url* into memory; fails like `to_file`."""
        data = bytearray()
        await self._copy(url, limit, data.extend)
        return bytes(data)

    async def _copy(
        self, url: str, limit: int, write: Callable[[bytes], object]
    ) -> None:
        too_large = DownloadError("The file is too large.", too_large=limit)
        if url.startswith("data:"):
            data = _read_data_uri(url)
            if len(data) > limit:
                raise too_large
            write(data)
            return
        if not is_local(url):
            raise DownloadError("Only loopback addresses can be reached from here.")
        size = 0
        try:
            async with self.session.get(
                url,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=120, connect=10),
            ) as response:
                if response.status != 200:
                    raise DownloadError(f"The server answered {response.status}.")
                async for chunk in response.content.iter_chunked(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise too_large
                    write(chunk)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise DownloadError(
                f"Failed to download: {type(error).__name__}"
            ) from error


def _read_data_uri(uri: str) -> bytes:
    head, comma, data = uri.partition(",")
    if not comma:
        raise DownloadError("The data URI has no data.")
    if not head.endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DownloadError("The data URI is not base64.") from error


@attrs.define
class Storage:
    """fal's two ways to upload: the CDN with a token, and a signed address."""

    files: Files
    authorized: Callable[[web.Request], bool]
    clock: Callable[[], float]
    cdn_url: str = ""
    _tokens: dict[str, float] = attrs.field(init=False, factory=dict)
    _expected: dict[str, Path] = attrs.field(init=False, factory=dict)

    async def token(self, request: web.Request) -> web.Response:
        """`POST /storage/auth/token`: hand out a short-lived upload token."""
        if not self.authorized(request):
            return unauthorized()
        now = self.clock()
        self._tokens = {t: end for t, end in self._tokens.items() if end > now}
        token = secrets.token_urlsafe(24)
        self._tokens[token] = now + _TOKEN_SECONDS
        return web.json_response(
            {
                "token": token,
                "token_type": "Bearer",
                "base_url": self.cdn_url,
                # fal_client cannot compare a time without a zone.
                "expires_at": iso(self._tokens[token]),
            }
        )

    async def upload(self, request: web.Request) -> web.Response:
        """`POST /files/upload`: take the raw bytes of one file."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or self._tokens.get(token, 0) <= self.clock():
            return unauthorized()
        name = request.headers.get("X-Fal-File-Name", "upload.bin")
        address, path = self.files.place(name)
        if not await _receive(request, path):
            return web.json_response({"detail": "File too large"}, status=413)
        return web.json_response({"access_url": address})

    async def initiate(self, request: web.Request) -> web.Response:
        """`POST /storage/upload/initiate`: promise an address for a later PUT."""
        if not self.authorized(request):
            return unauthorized()
        try:
            body = await request.json()
            name = str(body["file_name"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return web.json_response({"detail": "file_name is required"}, status=422)
        address, path = self.files.place(name)
        ticket = secrets.token_hex(16)
        self._expected[ticket] = path
        return web.json_response(
            {"upload_url": f"{self.cdn_url}/put/{ticket}", "file_url": address}
        )

    async def put(self, request: web.Request) -> web.Response:
        """`PUT` to a promised address: take the bytes, once."""
        path = self._expected.pop(request.match_info["ticket"], None)
        if path is None:
            return web.json_response({"detail": "Not Found"}, status=404)
        if not await _receive(request, path):
            return web.json_response({"detail": "File too large"}, status=413)
        return web.Response()


async def _receive(request: web.Request, path: Path) -> bool:
    part = path.with_name(path.name + ".part")
    size = 0
    try:
        with part.open("wb") as out:
            async for chunk in request.content.iter_chunked(_CHUNK):
                size += len(chunk)
                if size > _UPLOAD_LIMIT:
                    return False
                out.write(chunk)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def unauthorized() -> web.Response:
    """fal's answer to a wrong key."""
    return web.json_response({"detail": "invalid key credentials"}, status=401)


def iso(moment: float) -> str:
    """Write *moment* the way fal's JSON does."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
