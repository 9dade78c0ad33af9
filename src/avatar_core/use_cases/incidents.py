"""Report and resolve incidents, stop sales while they last, and watch for some kinds.

An incident is one row. It is changed in transactions of `HOUSE`, or by the first
transaction of a person that lets an order through as a probe.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import attrs

from ..errors import ProviderUnavailableError, SalesStoppedError, StaleError
from ..families import Families, Models
from ..incidents import Incident, IncidentKind, over_at, stopping, subject
from ..ledger import HOUSE
from ..notices import state_of
from ..policy import Policy
from ..ports import Catalogue, Clock, Listing, Reading, Store, Unit, UnitPrice, Work
from .trail import save


async def report(
    store: Store, kind: IncidentKind, model: str, detail: str, *, clock: Clock
) -> None:
    """Open an incident, or note another sign of one that is open."""
    model = subject(kind, model)

    async def change(work: Work) -> None:
        now = clock()
        new = Incident.first(kind, model, detail, at=now)
        known = await find(work, new.id)
        after = new if known is None else known.report(detail, at=now)
        await save(work, after, at=now)
        if known is None or not known.open:
            await tell_admins(work, after, at=now)

    await _until_done(store, change)


async def resolve(store: Store, found: Collection[Incident], *, clock: Clock) -> None:
    """Close these incidents."""
    ids = {one.id for one in found}

    async def change(work: Work) -> None:
        now = clock()
        for before in await work.incidents.all():
            if before.id in ids and before.open:
                after = await save(work, before.resolve(at=now), at=now)
                await tell_admins(work, after, at=now)

    await _until_done(store, change)


async def require_on_sale(
    reading: Reading, *models: str, at: datetime, policy: Policy
) -> Sequence[Incident]:
    """Return the incidents of these models that are due for a probe.

    Raises:
        SalesStoppedError: An incident stops the sale, and no probe is due.
    """
    found = stopping(await reading.incidents.all(), *models)
    over = over_at(found, policy.probe_after)
    if over is not None and at < over:
        raise SalesStoppedError
    return found


async def sell(work: Work, *models: str, at: datetime, policy: Policy) -> None:
    """Admit an order; during an incident, only an occasional one as a probe.

    Raises:
        SalesStoppedError: An incident stops the sale.
    """
    for before in await require_on_sale(work, *models, at=at, policy=policy):
        try:
            await save(work, before.probe(at=at), at=at)
        except StaleError:
            raise SalesStoppedError from None  # another order is the probe


async def tell_admins(work: Work, incident: Incident, *, at: datetime) -> None:
    """Notify the admins of the incident's state.

    A notice of the opposite state that was not sent yet is removed instead.
    """
    opposite = state_of(incident, open_=not incident.open, at=at)
    if not await work.notices.remove(opposite.key):
        await work.notices.add(state_of(incident, open_=incident.open, at=at))


async def _until_done(store: Store, change: Callable[[Work], Awaitable[None]]) -> None:
    """Make a change, and again if a probe has changed the row meanwhile."""
    while True:
        try:
            async with store.work(HOUSE) as work:
                return await change(work)
        except StaleError:
            continue


async def find(reading: Reading, incident: UUID) -> Incident | None:
    """Return the incident that has this id."""
    found = (one for one in await reading.incidents.all() if one.id == incident)
    return next(found, None)


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


@attrs.frozen
class WatchWebhooks:
    """Report the incident that no webhook arrives, and resolve it.

    It depends on the rows alone, so several replicas come to the same result.
    """

    store: Store
    clock: Clock
    policy: Policy
    #: Jobs submitted before this may have been given another URL, or none.
    since: datetime

    async def __call__(self) -> None:
        """Look whether the newest successful jobs had their webhook."""
        missed = self.policy.missed_webhooks
        async with self.store.read() as reading:
            heard = await reading.jobs.webhooks_received(
                since=self.since,
                by=self.clock() - self.policy.webhook_within,
                limit=missed,
            )
            known = [
                one
                for one in await reading.incidents.all()
                if one.kind is IncidentKind.WEBHOOKS and one.open
            ]
        if known and any(heard):
            await resolve(self.store, known, clock=self.clock)
        elif not known and len(heard) == missed and not any(heard):
            detail = f"{missed} jobs in a row succeeded without one."
            await report(
                self.store, IncidentKind.WEBHOOKS, "", detail, clock=self.clock
            )
