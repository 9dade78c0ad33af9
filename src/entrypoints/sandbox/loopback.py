"""Recognise addresses on this computer; the emulators call no others."""

from typing import Final
from urllib.parse import urlsplit


LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def is_loopback(url: str) -> bool:
    """Return whether *url* is an HTTP address on this computer."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK


def origin(host: str, port: int) -> str:
    """Return the URL of a server, without a slash at the end."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
