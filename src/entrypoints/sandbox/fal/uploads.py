"""Uploads, and what answers have in common."""

import secrets

from datetime import UTC, datetime
from typing import Final

import attrs

from aiohttp import web

from .service import Service


_TOKEN_SECONDS: Final = 3600


@attrs.define
class Uploads:
    """fal's way to upload: to its CDN, with a token."""

    fal: Service
    _tokens: dict[str, float] = attrs.field(init=False, factory=dict)

    async def token(self, request: web.Request) -> web.Response:
        """`POST /storage/auth/token`: hand out a short-lived upload token."""
        if not self.fal.authorized(request):
            return unauthorized()
        now = self.fal.clock()
        self._tokens = {t: end for t, end in self._tokens.items() if end > now}
        token = secrets.token_urlsafe(24)
        self._tokens[token] = now + _TOKEN_SECONDS
        return web.json_response(
            {
                "token": token,
                "token_type": "Bearer",
                "base_url": f"{self.fal.url}/cdn",
                # fal_client cannot compare a time without a zone.
                "expires_at": iso(self._tokens[token]),
            }
        )

    async def upload(self, request: web.Request) -> web.Response:
        """`POST /files/upload`: take the raw bytes of one file."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or self._tokens.get(token, 0) <= self.fal.clock():
            return unauthorized()
        name = request.headers.get("X-Fal-File-Name", "upload.bin")
        address = self.fal.files.save(name, await request.read())
        return web.json_response({"access_url": address})


def unauthorized() -> web.Response:
    """Return fal's answer to a wrong key."""
    return web.json_response({"detail": "invalid key credentials"}, status=401)


def iso(moment: float) -> str:
    """Format a time as fal's JSON does."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
