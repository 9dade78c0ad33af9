"""Report and resolve incidents, and stop sales while they last.

An incident is one row. It is changed in transactions of `HOUSE`, or by the first
transaction of a person that lets an order through as a probe.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from ..errors import SalesStoppedError, StaleError
from ..incidents import Incident, IncidentKind, over_at, stopping, subject
from ..ledger import HOUSE
from ..notices import state_of
from ..policy import Policy
from ..ports import Clock, Reading, Store, Work
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


async def demand_sold(
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
    for before in await demand_sold(work, *models, at=at, policy=policy):
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
