"""Incidents: reported and resolved by the work, heeded by the selling.

Each kind of incident has one row, changed under the house's lock or, where a
person's transaction lets an order through to try, by whoever is first.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

import attrs

from ..errors import (
    LeaseLostError,
    SalesStoppedError,
    StaleError,
)
from ..incidents import Incident, IncidentKind, over_at, stopping, subject
from ..ledger import HOUSE
from ..policy import Policy
from ..ports import Clock, Heartbeat, Lease, OwnerAlarms, Reading, Store, Work
from .telling import TryLater, attempt
from .trail import save


async def report(
    store: Store, kind: IncidentKind, model: str, detail: str, *, clock: Clock
) -> None:
    """Write down that an incident shows; about an account it is one, not many."""
    model = subject(kind, model)

    async def change(work: Work) -> None:
        now = clock()
        new = Incident.first(kind, model, detail, at=now)
        known = await _find(work, new.id)
        after = new if known is None else known.report(detail, at=now)
        await save(work, after, at=now)

    await _until_done(store, change)


async def resolve(store: Store, found: Collection[Incident], *, clock: Clock) -> None:
    """Write down that these incidents are over."""
    ids = {one.id for one in found}

    async def change(work: Work) -> None:
        now = clock()
        for before in await work.incidents.all():
            if before.id in ids and before.open:
                await save(work, before.resolve(at=now), at=now)

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


@attrs.frozen
class TellOwners:
    """Tells the owners of every incident when it begins, and when it is over."""

    store: Store
    alarms: OwnerAlarms
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat

    async def due(self) -> Sequence[UUID]:
        """Return the incidents that the owners do not know the state of."""
        now = self.clock()
        async with self.store.read() as reading:
            return [
                one.id
                for one in await reading.incidents.all()
                if one.due_at is not None and one.due_at <= now
            ]

    async def __call__(self, incident: UUID) -> None:
        """Tell of an incident if that is due; of each change once.

        Told twice only as `attempt` says. What none of the owners can be told for about
        a day is given up; they find it at their desk.
        """
        claimed = await self._claim(incident)
        if claimed is None:
            return
        lease = self._lease_on(claimed)
        try:
            async with self.heartbeat(lease):
                outcome = await attempt(
                    lambda: self.alarms.incident(claimed),
                    lease,
                    troubles=claimed.troubles,
                    policy=self.policy,
                )
        except LeaseLostError:
            return  # another process tells it

        async def change(work: Work) -> None:
            fresh = await _find(work, incident)
            if fresh is None:
                return
            now = self.clock()
            if isinstance(outcome, TryLater):
                after = fresh.stumble(now + outcome.after)
            else:
                after = fresh.told(open_=claimed.open, at=now)
            await work.incidents.put(after)

        await _until_done(self.store, change)

    def _lease_on(self, claimed: Incident) -> Lease:
        async def extend(held: datetime, until: datetime) -> bool:
            async with self.store.work(HOUSE) as work:
                fresh = await _find(work, claimed.id)
                if fresh is None or fresh.due_at != held:
                    return False
                await work.incidents.put(fresh.claim(until))
                return True

        until = claimed.due_at or self.clock()
        return Lease(until, self.policy.lease, self.clock, extend, interrupts=False)

    async def _claim(self, incident: UUID) -> Incident | None:
        async with self.store.work(HOUSE) as work:
            now = self.clock()
            found = await _find(work, incident)
            if found is None or found.due_at is None or found.due_at > now:
                return None
            return await work.incidents.put(found.claim(now + self.policy.lease))


async def _until_done(store: Store, change: Callable[[Work], Awaitable[None]]) -> None:
    """Make a change, anew if an order was let through while it was being made."""
    while True:
        try:
            async with store.work(HOUSE) as work:
                return await change(work)
        except StaleError:
            continue


async def _find(work: Work, incident: UUID) -> Incident | None:
    found = (one for one in await work.incidents.all() if one.id == incident)
    return next(found, None)
