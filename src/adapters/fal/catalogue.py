"""fal's catalogue of models, and what it charges for them.

Source: docs.fal.ai/platform-apis/v1/models (no key needed; `metadata.status` is active
or deprecated) and docs.fal.ai/platform-apis/v1/models/pricing (any key).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from avatar_core.errors import ProviderUnavailableError
from avatar_core.ports import Listing, Unit, UnitPrice

from .client import FalClient


#: Most names in one query, on both routes.
_AT_ONCE: Final = 50
#: In US dollars; a higher price of a step or megapixel is not believed.
_DEAREST: Final = 1000
_MODELS: Final = "/v1/models"
_PRICING: Final = "/v1/models/pricing"
_UNITS: Final = {
    "step": Unit.STEP,
    "steps": Unit.STEP,
    "megapixel": Unit.MEGAPIXEL,
    "megapixels": Unit.MEGAPIXEL,
}


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
            for name, status in _statuses(page):
                if name in some:
                    listed[name] = Listing(
                        deprecated=status == "deprecated", price=prices.get(name)
                    )
        return listed

    async def _prices(self, names: Sequence[str]) -> dict[str, UnitPrice]:
        try:
            page = await self.client.get(_PRICING, {"endpoint_id": names})
        except ProviderUnavailableError:
            return {}
        return dict(_prices(page))


def _statuses(page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    models = page.get("models")
    if not isinstance(models, list):
        raise ProviderUnavailableError("the catalogue holds no models")
    for model in models:
        if not isinstance(model, Mapping):
            continue
        name, metadata = model.get("endpoint_id"), model.get("metadata")
        status = metadata.get("status") if isinstance(metadata, Mapping) else None
        if isinstance(name, str):
            yield name, status if isinstance(status, str) else ""


def _prices(page: Mapping[str, Any]) -> Iterator[tuple[str, UnitPrice]]:
    """Return the prices whose currency and unit are known."""
    prices = page.get("prices")
    for price in prices if isinstance(prices, list) else ():
        if not isinstance(price, Mapping) or price.get("currency") != "USD":
            continue
        name, amount = price.get("endpoint_id"), price.get("unit_price")
        unit = _UNITS.get(str(price.get("unit")).lower())
        if not isinstance(name, str) or not isinstance(amount, int | float):
            continue
        if unit is not None and 0 <= amount < _DEAREST:
            yield name, UnitPrice(round(amount * 1_000_000), unit)
