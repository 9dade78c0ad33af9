"""fal's platform API: the catalogue of models, their prices, and past requests.

Source: docs.fal.ai/platform-apis/v1/models (no key needed; `metadata.status` is active
or deprecated), /v1/models/pricing and /v1/models/requests/by-endpoint (any key).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from avatar_core.errors import ProviderUnavailableError
from avatar_core.ports import Listing, Unit, UnitPrice

from .client import FalClient, asking


_MODELS: Final = "/v1/models"
_PRICING: Final = "/v1/models/pricing"
_REQUESTS: Final = "/v1/models/requests/by-endpoint"
#: Most names in one query for models or prices.
_AT_ONCE: Final = 50
#: In US dollars; a higher price of a step or megapixel is not believed.
_DEAREST: Final = 1000
_UNITS: Final = {
    "step": Unit.STEP,
    "steps": Unit.STEP,
    "megapixel": Unit.MEGAPIXEL,
    "megapixels": Unit.MEGAPIXEL,
}
#: Most requests on a page, most pages, and seconds for all of them.
_PAGE: Final = 100
_MOST_PAGES: Final = 50
_SECONDS: Final = 60.0


@attrs.frozen
class FalCatalogue:
    """The `avatar_core.ports.Catalogue` at fal."""

    client: FalClient

    async def look(self, models: Collection[str], /) -> Mapping[str, Listing]:
        """Return the listed ones of these models, with prices where they are known."""
        names = sorted(models)
        listed: dict[str, Listing] = {}
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            page = await self.client.get(_MODELS, {"endpoint_id": some}, with_key=False)
            prices = await self._prices(some)
            for name, deprecated in _states(page):
                if name in some:
                    listed[name] = Listing(
                        deprecated=deprecated, price=prices.get(name)
                    )
        return listed

    async def _prices(self, names: Sequence[str]) -> dict[str, UnitPrice]:
        try:
            page = await self.client.get(_PRICING, {"endpoint_id": names})
        except ProviderUnavailableError:
            return {}
        return dict(_prices(page))


def _states(page: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Return the names of models, and whether each is deprecated."""
    models = page.get("models")
    if not isinstance(models, list):
        raise ProviderUnavailableError("the catalogue holds no models")
    for model in models:
        match model:
            case {"endpoint_id": str(name), "metadata": {"status": "deprecated"}}:
                yield name, True
            case {"endpoint_id": str(name)}:
                yield name, False


def _prices(page: Mapping[str, Any]) -> Iterator[tuple[str, UnitPrice]]:
    """Return the prices whose currency and unit are known."""
    prices = page.get("prices")
    for price in prices if isinstance(prices, list) else ():
        match price:
            case {
                "endpoint_id": str(name),
                "currency": "USD",
                "unit": str(unit),
                "unit_price": int(amount) | float(amount),
            } if unit.lower() in _UNITS and 0 <= amount < _DEAREST:
                known = _UNITS[unit.lower()]
                yield name, UnitPrice(round(amount * 1_000_000), known)


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
            page = await client.get(_REQUESTS, query)
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
