"""fal's list of past requests.

Source: GET /v1/models/requests/by-endpoint of the platform API.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from avatar_core.errors import ProviderUnavailableError

from .client import FalClient, asking


_ROUTE: Final = "/v1/models/requests/by-endpoint"
_PAGE: Final = 100
_MOST_PAGES: Final = 50
_SECONDS: Final = 60.0


@attrs.frozen
class Sent:
    """One request in the list."""

    request_id: str
    sent_at: datetime
    arguments: Mapping[str, Any]


async def sent_since(client: FalClient, model: str, start: datetime) -> list[Sent]:
    """Return the requests sent to a model since *start*.

    Raises:
        ProviderUnavailableError: The list could not be read, or an entry does not show
            what was sent.
    """
    found: list[Sent] = []
    query = {
        "endpoint_id": model,
        "start": start.isoformat(),
        "limit": str(_PAGE),
        "expand": "payloads",
    }
    async with asking(_SECONDS):
        for _ in range(_MOST_PAGES):
            page = await client.get(_ROUTE, query)
            found += _entries(page, start)
            if not page["has_more"]:
                return found
            query["cursor"] = page["next_cursor"]
    raise ProviderUnavailableError("the list of requests has too many pages")


def _entries(page: Mapping[str, Any], start: datetime) -> Iterator[Sent]:
    for item in page["items"]:
        sent_at = datetime.fromisoformat(item["sent_at"])
        if sent_at < start:
            continue
        arguments = item["json_input"]
        if not isinstance(arguments, dict):
            # It may be the wanted request: "not there" would be a guess.
            raise TypeError("the list does not show the input")
        yield Sent(item["request_id"], sent_at, arguments)
