"""Which addresses Telegram would call a webhook at.

Loopback is called over HTTP and at any port, as a Bot API server in local mode does:
the emulator can reach nothing else. All others are judged as the public server
judges them, and then refused for being elsewhere.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from .refusals import bad_request


_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS: Final = frozenset({80, 88, 443, 8443})


def is_loopback(url: str) -> bool:
    """Whether the URL stays on this machine, the only one the emulator talks to."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK


def judge(url: str) -> None:
    """Refuse, in Telegram's words, what it would not call."""
    try:
        # Telegram takes an address without a scheme for one of https.
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise bad_request("invalid webhook URL specified")
    if is_loopback(url):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise bad_request(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
    _judge_address(host)
    raise bad_request("bad webhook: the emulator delivers to loopback addresses only")


def _judge_address(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        return
    if address.version != 4:
        raise bad_request("bad webhook: IPv6-only addresses are not allowed")
    if not address.is_global:
        raise bad_request(f"bad webhook: IP address {address} is reserved")
