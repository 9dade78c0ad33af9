"""The catalogue of fal, with the emulator and with invalid answers."""

import pytest

from tests.adapters.fal.loopback import UNREADABLE, Answer, Loopback, says

from adapters.fal import FalCatalogue, FalClient
from avatar_core import Families, Models
from avatar_core.errors import ProviderUnavailableError
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.ports import Listing, Unit, UnitPrice
from entrypoints.sandbox.fal import FalEmulator


TRAINER, GENERATOR = FLUX_PORTRAIT.trainer, FLUX_PORTRAIT.generator
LISTED = says({"models": [{"endpoint_id": TRAINER, "metadata": {"status": "active"}}]})


async def test_everything_on_offer_is_listed_at_our_price(
    emulator: FalEmulator, fal: FalClient
) -> None:
    """The emulator's catalogue has every model of every family, and the others."""
    models, families = Models(), list(Families())
    names = {
        *(one.trainer for one in families),
        *(one.generator for one in families),
        models.describer,
        models.enricher or "",
        models.upscaler,
    }

    listed = await FalCatalogue(fal).look(names)

    assert names == set(listed)
    assert not any(one.deprecated for one in listed.values())
    for family in families:
        price = listed[family.generator].price
        assert price is not None
        assert abs(price.amount - family.picture_cost * 1000) <= 500
    assert listed[models.upscaler].price is None


async def test_changes(emulator: FalEmulator, fal: FalClient) -> None:
    """Deprecated and removed models and changed prices are noticed."""
    emulator.faults.endpoints_deprecated.add(TRAINER)
    emulator.faults.endpoint_prices[TRAINER] = 0.0036
    emulator.faults.endpoints_gone.add(GENERATOR)

    listed = await FalCatalogue(fal).look([TRAINER, GENERATOR])

    price = UnitPrice(3600, Unit.STEP)
    assert {TRAINER: Listing(deprecated=True, price=price)} == listed


@pytest.mark.parametrize("status", [200, 404, 503])
async def test_no_catalogue(emulator: FalEmulator, fal: FalClient, status: int) -> None:
    """An HTML page in place of the catalogue means that it is unavailable."""
    emulator.faults.catalogue_down(status)

    with pytest.raises(ProviderUnavailableError):
        await FalCatalogue(fal).look([TRAINER])


PRICE = {"endpoint_id": TRAINER, "unit_price": 1.0, "unit": "steps", "currency": "USD"}


@pytest.mark.parametrize(
    "prices",
    [
        *UNREADABLE,
        says({"error": {"type": "authorization_error"}}, 401),
        says({"prices": None}),
        says({"prices": [None, {"endpoint_id": TRAINER}]}),
        says({"prices": [PRICE | {"unit_price": "1"}]}),
        says({"prices": [PRICE | {"unit": "fortnights"}]}),
    ],
    ids=range(10),
)
async def test_no_prices(server: Loopback, client: FalClient, prices: Answer) -> None:
    """Missing or invalid prices are unknown; the rest of the listing is used."""
    server.on("/api/v1/models", LISTED)
    server.on("/api/v1/models/pricing", prices)

    assert {TRAINER: Listing()} == await FalCatalogue(client).look([TRAINER])
    catalogue, pricing = server.calls
    assert "Authorization" not in catalogue.headers
    assert "Authorization" in pricing.headers


@pytest.mark.parametrize(
    "models",
    [*UNREADABLE, says({}), says({"models": "none"}), says({"detail": "no"}, 404)],
)
async def test_nonsense(server: Loopback, client: FalClient, models: Answer) -> None:
    """An invalid catalogue means that it is unavailable."""
    server.on("/api/v1/models", models)
    server.on("/api/v1/models/pricing", says({"prices": []}))

    with pytest.raises(ProviderUnavailableError):
        await FalCatalogue(client).look([TRAINER])
