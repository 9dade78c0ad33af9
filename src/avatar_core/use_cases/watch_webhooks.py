"""Notice that webhooks do not arrive although everything else works."""

from datetime import datetime

import attrs

from ..incidents import IncidentKind
from ..policy import Policy
from ..ports import Clock, Store
from .incidents import report, resolve


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
