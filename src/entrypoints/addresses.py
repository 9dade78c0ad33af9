"""Checks of the address that the product listens at, and of its public URL."""

import re

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit


#: The ports at which Telegram calls webhooks.
_WEBHOOK_PORTS: Final = (80, 88, 443, 8443)
#: Telegram calls no IPv6 addresses.
_CALLED_VERSION: Final = 4
#: Paths that the product adds to its public URL.
_OWN_PATHS: Final = ("telegram", "fal", "blobs", "health")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,253}", re.ASCII)


def listening(text: str) -> tuple[str, int]:
    """Return the host and port of ``host:port`` or ``[IPv6 address]:port``.

    Raises:
        ValueError: It has another form; the text says what to write.
    """
    host, _, port = text.rpartition(":")
    if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) >= 1 << 16:
        raise ValueError("it must end with a colon and a port from 0 to 65535")
    if not host:
        raise ValueError("it lacks the host; 0.0.0.0 stands for every address")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        if ":" not in host or _address(host) is None:
            raise ValueError("what is in the brackets is no IPv6 address")
        return host, int(port)
    if ":" in host:
        raise ValueError("an IPv6 address must be in brackets, as in [::1]:8080")
    if not _NAME.fullmatch(host):
        raise ValueError("its host must be a name or an address")
    return host, int(port)


def shown(host: str, port: int) -> str:
    """Return host and port as written in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def require_public(url: str) -> None:
    """Check that Telegram calls webhooks at that address.

    Raises:
        ValueError: It does not; the text says what to change.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        raise ValueError("Telegram calls only addresses that begin with https://")
    if (parts.port or 443) not in _WEBHOOK_PORTS:
        raise ValueError("Telegram calls only the ports 443, 80, 88 and 8443")
    address = _address(host)
    if address is not None and address.version != _CALLED_VERSION:
        raise ValueError(
            "Telegram calls no IPv6 address; use a name that has an IPv4 address"
        )
    local = host.rpartition(".")[2] in {"localhost", "local", "internal"}
    if local or (address is not None and not address.is_global):
        raise ValueError(
            f"Telegram cannot reach {host}, which is not on the public Internet; use "
            "the name under which your reverse proxy is reached"
        )


def require_plain(url: str) -> None:
    """Check that paths can be appended to that address.

    Raises:
        ValueError: They cannot; the text says what to change.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ValueError("it must not hold a user or password")
    if parts.query or parts.fragment:
        raise ValueError("it must end before any ? or #")
    last = parts.path.rstrip("/").rpartition("/")[2]
    if last in _OWN_PATHS:
        raise ValueError(f"leave out /{last}: the program adds its own paths")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
