"""Models on offer that are taken off, or cost something else, are told of once."""

from collections.abc import Sequence
from datetime import timedelta

import attrs

from tests.core.world import World

from avatar_core import Incident, IncidentKind, IncidentStatus
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.ports import Listing, Unit, UnitPrice
from avatar_core.testing.catalogue import MemoryCatalogue


DAY = timedelta(days=1)


@attrs.define
class Watch:
    """A product whose catalogue can be changed."""

    world: World = attrs.field(factory=World)

    @property
    def catalogue(self) -> MemoryCatalogue:
        """The provider's catalogue."""
        return self.world.catalogue

    async def look(self) -> Sequence[Incident]:
        """Look a day later, have the owners told, and return what is wrong."""
        self.world.clock.advance(DAY)
        await self.world.cases.worker.catalogue()
        await self.world.tell_due()
        async with self.world.rows.read() as reading:
            return [one for one in await reading.incidents.all() if one.open]

    @property
    def told(self) -> list[tuple[IncidentKind, bool]]:
        """What the owners heard: of what kind, and whether it is there or over."""
        return [(one.kind, one.open) for one in self.world.alarms.incidents]


async def test_nothing_is_said_while_all_is_well() -> None:
    """A catalogue that has what we offer, at our prices, is no news."""
    watch = Watch()
    trainer, generator = FLUX_PORTRAIT.trainer, FLUX_PORTRAIT.generator
    watch.catalogue.listings = {
        trainer: Listing(price=UnitPrice(2400, Unit.STEP)),
        generator: Listing(price=UnitPrice(35_000, Unit.MEGAPIXEL)),
    }

    assert [] == await watch.look()
    assert [] == watch.told


async def test_a_deprecated_model_is_told_once_and_still_sold() -> None:
    """However often the catalogue says it; when it is over, that is told, too."""
    watch = Watch()
    model = FLUX_PORTRAIT.trainer
    watch.catalogue.listings[model] = Listing(deprecated=True)

    for _ in range(3):
        [found] = await watch.look()

    assert (IncidentKind.DEPRECATED, model) == (found.kind, found.model)
    assert not found.stops(model)
    assert [(IncidentKind.DEPRECATED, True)] == watch.told
    watch.catalogue.listings.clear()
    assert [] == await watch.look()
    assert [(IncidentKind.DEPRECATED, True), (IncidentKind.DEPRECATED, False)] == (
        watch.told
    )


async def test_a_model_that_is_not_listed() -> None:
    """It is told of, if the catalogue lists the others; an empty one is not believed."""
    watch = Watch()
    watch.catalogue.missing = {watch.world.config.models.upscaler}

    [found] = await watch.look()

    assert IncidentKind.UNLISTED is found.kind
    watch.catalogue.missing = {
        *watch.catalogue.missing,
        *(one.trainer for one in watch.world.config.families),
        *(one.generator for one in watch.world.config.families),
        watch.world.config.models.describer,
        watch.world.config.models.enricher or "",
    }
    assert [found.model] == [one.model for one in await watch.look()]


async def test_another_price() -> None:
    """It is told with both prices; what is billed otherwise is not compared."""
    watch = Watch()
    watch.catalogue.listings = {
        FLUX_PORTRAIT.trainer: Listing(price=UnitPrice(3600, Unit.STEP)),
        FLUX_PORTRAIT.generator: Listing(price=UnitPrice(1, Unit.STEP)),
    }

    [found] = await watch.look()

    assert IncidentKind.PRICE is found.kind
    assert "$0.0036 per step, not $0.0024." == found.detail


async def test_a_catalogue_that_is_down_changes_nothing() -> None:
    """It is asked again an hour later, else once a day."""
    watch = Watch()
    watch.catalogue.listings[FLUX_PORTRAIT.trainer] = Listing(deprecated=True)
    await watch.look()
    watch.catalogue.down = True

    [found] = await watch.look()

    assert IncidentStatus.OPEN is found.status
    assert 2 == watch.catalogue.looks
    watch.world.clock.advance(timedelta(minutes=59))
    await watch.world.cases.worker.catalogue()
    assert 2 == watch.catalogue.looks
    watch.catalogue.down = False
    watch.world.clock.advance(timedelta(minutes=1))
    await watch.world.cases.worker.catalogue()
    watch.world.clock.advance(timedelta(hours=23))
    await watch.world.cases.worker.catalogue()
    assert 3 == watch.catalogue.looks
