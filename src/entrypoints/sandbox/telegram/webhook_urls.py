"""Check the URLs of webhooks as Telegram does.

Loopback is called over HTTP and at any port, as by a Bot API server in local mode.
All other URLs are checked like those of the public server, and then refused, since
the emulator calls this computer only.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from ..loopback import is_loopback
from .refusals import bad_request


_PORTS: Final = frozenset({80, 88, 443, 8443})


def check_url(url: str) -> None:
    """Refuse a URL that Telegram would not call, in Telegram's words."""
    try:
        # Telegram treats an address without a scheme as https.
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
    _check_address(host)
    raise bad_request("bad webhook: the emulator delivers to loopback addresses only")


def _check_address(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        return
    if address.version != 4:
        raise bad_request("bad webhook: IPv6-only addresses are not allowed")
    if not address.is_global:
        raise bad_request(f"bad webhook: IP address {address} is reserved")
