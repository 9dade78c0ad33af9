"""The file host: outputs, and fal's two ways to upload."""

import mimetypes
import re
import secrets

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import attrs

from aiohttp import web


_TOKEN: Final = re.compile(r"[0-9a-f]{16,64}")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}")
_TOKEN_SECONDS: Final = 3600


@attrs.define
class Files:
    """Files under unguessable URLs, as on fal's CDN: no key is asked for."""

    folder: Path
    #: Where the folder is served; known once the server listens.
    url: str = ""
    #: How many more fetches of a file are refused.
    _withheld: Counter[Path] = attrs.field(init=False, factory=Counter)

    def save(self, name: str, data: bytes) -> str:
        """Keep *data* and return its URL."""
        address, path = self.place(name)
        self.write(path, data)
        return address

    def place(self, name: str) -> tuple[str, Path]:
        """Return a new URL for a file called *name*, and its path."""
        token = secrets.token_hex(16)
        safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or "file"
        folder = self.folder / token
        folder.mkdir(parents=True)
        return f"{self.url}/{token}/{safe}", folder / safe

    def write(self, path: Path, data: bytes) -> None:
        """Write a whole file or, if the process is killed, none."""
        part = path.with_name(path.name + ".part")
        part.write_bytes(data)
        part.replace(path)

    def find(self, address: str) -> Path | None:
        """Return the path behind a URL that was given out earlier."""
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
class Uploads:
    """fal's two ways to upload: the CDN with a token, and a signed URL."""

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
        address = self.files.save(name, await request.read())
        return web.json_response({"access_url": address})

    async def initiate(self, request: web.Request) -> web.Response:
        """`POST /storage/upload/initiate`: promise a URL for a later PUT."""
        if not self.authorized(request):
            return unauthorized()
        try:
            name = str((await request.json())["file_name"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return web.json_response({"detail": "file_name is required"}, status=422)
        address, path = self.files.place(name)
        ticket = secrets.token_hex(16)
        self._expected[ticket] = path
        return web.json_response(
            {"upload_url": f"{self.cdn_url}/put/{ticket}", "file_url": address}
        )

    async def put(self, request: web.Request) -> web.Response:
        """`PUT` to a promised URL: take the bytes, once."""
        path = self._expected.pop(request.match_info["ticket"], None)
        if path is None:
            return web.json_response({"detail": "Not Found"}, status=404)
        self.files.write(path, await request.read())
        return web.Response()


def unauthorized() -> web.Response:
    """Return fal's answer to a wrong key."""
    return web.json_response({"detail": "invalid key credentials"}, status=401)


def iso(moment: float) -> str:
    """Format a time as fal's JSON does."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
