"""Notice that a model on offer is deprecated, is gone, or has another price."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

import attrs

from ..errors import ProviderUnavailableError
from ..families import Families, Models
from ..incidents import Incident, IncidentKind
from ..ports import Catalogue, Clock, Listing, Store, Unit, UnitPrice
from .incidents import report, resolve


_EVERY: Final = timedelta(days=1)
_AFTER_TROUBLE: Final = timedelta(hours=1)
_KINDS: Final = frozenset(
    {IncidentKind.DEPRECATED, IncidentKind.UNLISTED, IncidentKind.PRICE}
)


@attrs.define
class CheckCatalogue:
    """Compare what is on offer with the provider's catalogue, once a day.

    A difference is an incident that stops no sales. The admins are told when it begins
    and when it is over. A catalogue that cannot be read changes nothing.
    """

    store: Store
    catalogue: Catalogue
    families: Families
    models: Models
    clock: Clock
    _due_at: datetime | None = attrs.field(init=False, default=None)

    async def __call__(self) -> None:
        """Compare, if a day has passed since the last time."""
        now = self.clock()
        if self._due_at is not None and now < self._due_at:
            return
        self._due_at = now + _AFTER_TROUBLE
        names = {*self._costs(), *self._serving()}
        try:
            listed = await self.catalogue.look(names)
        except ProviderUnavailableError:
            return
        if not listed:
            return  # a catalogue without any of our models is not credible
        await self._compare(names, listed)
        self._due_at = now + _EVERY

    async def _compare(self, names: set[str], listed: Mapping[str, Listing]) -> None:
        async with self.store.read() as reading:
            known = {
                (one.kind, one.model): one
                for one in await reading.incidents.all()
                if one.kind in _KINDS and one.open
            }
        found = {
            (kind, model): detail
            for model in sorted(names)
            for kind, detail in self._differences(model, listed.get(model))
        }
        for (kind, model), detail in found.items():
            before = known.get((kind, model))
            if before is None or before.detail != detail:
                await report(self.store, kind, model, detail, clock=self.clock)
        over: list[Incident] = [one for at, one in known.items() if at not in found]
        if over:
            await resolve(self.store, over, clock=self.clock)

    def _differences(
        self, model: str, listing: Listing | None
    ) -> Iterator[tuple[IncidentKind, str]]:
        if listing is None:
            yield IncidentKind.UNLISTED, "It is not in the catalogue."
            return
        if listing.deprecated:
            yield IncidentKind.DEPRECATED, "The catalogue calls it deprecated."
        ours, theirs = self._costs().get(model), listing.price
        if ours is None or theirs is None or ours.unit is not theirs.unit:
            return
        # Ours are rounded to a thousandth of a dollar.
        if abs(theirs.amount - ours.amount) * 10 > ours.amount:
            yield (
                IncidentKind.PRICE,
                f"${_dollars(theirs)} per {theirs.unit}, not ${_dollars(ours)}.",
            )

    def _costs(self) -> dict[str, UnitPrice]:
        """Return our own figures of what a unit of each family's models costs."""
        costs = {}
        for family in self.families.on_offer():
            step = family.training_cost * 1000 // family.steps
            costs[family.trainer] = UnitPrice(step, Unit.STEP)
            picture = family.picture_cost * 1000
            costs[family.generator] = UnitPrice(picture, Unit.MEGAPIXEL)
        return costs

    def _serving(self) -> Iterator[str]:
        models = self.models
        yield models.describer
        yield models.upscaler
        if models.enricher is not None:
            yield models.enricher


def _dollars(price: UnitPrice) -> str:
    return f"{price.amount / 1_000_000:.6f}".rstrip("0").rstrip(".")
