"""The web server's routes, with parts that know nothing."""

from typing import Any, Final

from adapters.blobs import SignedLinks, open_blobs
from adapters.fal import FalWebhooks
from avatar_core.testing import ManualClock
from entrypoints.web import Site
from entrypoints.webhook_inbox import WebhookInbox


#: Nothing listens there.
NOWHERE: Final = "http://127.0.0.1:9/"


async def _unknown(token: str, request_id: str) -> bool:
    return False


async def _good() -> bool:
    return True


def new_site(clock: ManualClock, **parts: Any) -> Site:
    """Return a site without jobs and with an empty storage, but for these parts."""
    links = SignedLinks("http://bot.example", b"secret", clock)
    usual: dict[str, Any] = {
        "webhook_inbox": WebhookInbox(_unknown),
        "webhooks": FalWebhooks(NOWHERE, user_id=None, clock=clock),
        "blobs": open_blobs("memory://", links),
        "links": links,
        "telegram": None,
        "clock": clock,
        "checks": {"all": _good},
    }
    return Site(**usual | parts)
