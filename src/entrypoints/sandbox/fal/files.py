"""The file host: outputs and uploads."""

import json
import mimetypes
import re
import secrets

from collections import Counter
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import attrs

from aiohttp import web


_TOKEN: Final = re.compile(r"[0-9a-f]{16,64}")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}")


@attrs.define
class Files:
    """Files under unguessable URLs, as on fal's CDN: no key is asked for."""

    folder: Path
    #: Where the folder is served; known once the server listens.
    url: str = ""
    #: How many more fetches of a file are refused.
    _withheld: Counter[Path] = attrs.field(init=False, factory=Counter)

    def save(self, name: str, data: bytes) -> str:
        """Keep *data* under a new URL for a file called *name*, and return the URL."""
        token = secrets.token_hex(16)
        safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or "file"
        folder = self.folder / token
        folder.mkdir(parents=True)
        # A killed process leaves a whole file or none.
        part = folder / f"{safe}.part"
        part.write_bytes(data)
        part.replace(folder / safe)
        return f"{self.url}/{token}/{safe}"

    def find(self, address: str) -> Path | None:
        """Return the path behind a URL that was given out earlier."""
        tail = urlsplit(address).path.rsplit("/", 2)[1:]
        if len(tail) != 2 or not _TOKEN.fullmatch(tail[0]):
            return None
        if not _NAME.fullmatch(tail[1]):
            return None
        path = self.folder / tail[0] / tail[1]
        return path if path.is_file() else None

    def remove_named_in(self, body: object) -> list[str]:
        """Delete the files that a JSON document names; return their URLs."""
        pattern = rf'"({re.escape(self.url)}/[^"]+)"'
        links = re.findall(pattern, json.dumps(body))
        for link in links:
            path = self.find(link)
            if path is not None:
                path.unlink()
        return links

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
