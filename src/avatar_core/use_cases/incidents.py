"""Incidents: reported and resolved by the work, heeded by the selling.

Each kind of incident has one row, changed under the house's lock or, where a
person's transaction lets an order through to try, by whoever is first.
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
    """Write down that an incident shows; about an account it is one, not many."""
    model = subject(kind, model)

    async def change(work: Work) -> None:
        now = clock()
        new = Incident.first(kind, model, detail, at=now)
        known = await find(work, new.id)
        after = new if known is None else known.report(detail, at=now)
        await save(work, after, at=now)
        if known is None or not known.open:
            await tell_owners(work, after, at=now)

    await _until_done(store, change)


async def resolve(store: Store, found: Collection[Incident], *, clock: Clock) -> None:
    """Write down that these incidents are over."""
    ids = {one.id for one in found}

    async def change(work: Work) -> None:
        now = clock()
        for before in await work.incidents.all():
            if before.id in ids and before.open:
                after = await save(work, before.resolve(at=now), at=now)
                await tell_owners(work, after, at=now)

    await _until_done(store, change)


async def demand_sold(
    reading: Reading, *models: str, at: datetime, policy: Policy
) -> Sequence[Incident]:
    """Return the incidents in spite of which one order may be made, to try.

    Raises:
        SalesStoppedError: Nothing that needs these models is sold now.
    """
    found = stopping(await reading.incidents.all(), *models)
    over = over_at(found, policy.probe_after)
    if over is not None and at < over:
        raise SalesStoppedError
    return found


async def sell(work: Work, *models: str, at: datetime, policy: Policy) -> None:
    """Let an order be made; while an incident lasts, one now and then, to try.

    Raises:
        SalesStoppedError: Nothing that needs these models is sold now.
    """
    for before in await demand_sold(work, *models, at=at, policy=policy):
        try:
            await save(work, before.probe(at=at), at=at)
        except StaleError:
            raise SalesStoppedError from None  # another's order tries it


async def tell_owners(work: Work, incident: Incident, *, at: datetime) -> None:
    """Have the owners told how an incident stands, unless they know it that way.

    While they wait to hear the opposite, that is struck off instead.
    """
    opposite = state_of(incident, open_=not incident.open, at=at)
    if not await work.notices.remove(opposite.key):
        await work.notices.add(state_of(incident, open_=incident.open, at=at))


async def _until_done(store: Store, change: Callable[[Work], Awaitable[None]]) -> None:
    """Make a change, anew if an order was let through while it was being made."""
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
