"""Read the numbers and the log of the business, and change its prices and limits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...errors import InvalidNumberError
from ...families import Families, Models
from ...ids import PersonId
from ...policy import Policy
from ...prices import TERM_MAX, PriceBook, Term
from ...stats import Stats
from .store import AdminStore


#: How long a person counts as new.
NEW_FOR: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Business:
    """Statistics with costs and income."""

    stats: Stats
    #: The approximate bill of the provider, in thousandths of a US dollar.
    cost: int
    #: The income in the same unit; None if a rate is not known.
    worth: int | None

    @property
    def margin(self) -> int | None:
        """Income minus cost, in thousandths of a US dollar."""
        return None if self.worth is None else self.worth - self.cost


@attrs.frozen
class ReadStats:
    """Read the statistics of the business."""

    store: AdminStore
    families: Families
    models: Models
    #: The dollars that one smallest unit of a currency is worth, where known.
    rates: Mapping[str, Decimal]

    async def __call__(self, admin: PersonId) -> Business:
        """Return the current statistics."""
        async with self.store.read(admin) as reading:
            since = self.store.clock() - NEW_FOR
            stats = await reading.stats.everything(since=since)
        cost = stats.cost(self.families, self.models)
        return Business(stats=stats, cost=cost, worth=stats.worth(self.rates))


@attrs.frozen
class ReadAdminLog:
    """Read the log of what admins have done."""

    store: AdminStore

    async def __call__(
        self, admin: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[AdminAction]:
        """Return the newest actions of all admins, newest first."""
        async with self.store.read(admin) as reading:
            return await reading.admin_log.newest(limit=limit, skip=skip)


@attrs.frozen(kw_only=True)
class TermNow:
    """The current value of a price or limit."""

    term: Term
    value: int
    #: The value in the settings.
    default: int


@attrs.frozen
class ChangeTerms:
    """Show the prices and limits, and change them."""

    store: AdminStore
    prices: PriceBook
    policy: Policy

    async def all(self, admin: PersonId) -> Sequence[TermNow]:
        """Return every price and limit."""
        async with self.store.read(admin) as reading:
            changed = await reading.terms.changed()
        defaults = {term: self._default(term) for term in Term}
        return [
            TermNow(term=term, value=changed.get(term, default), default=default)
            for term, default in defaults.items()
        ]

    async def change(self, admin: PersonId, term: Term, value: int | None) -> TermNow:
        """Change one for all orders from now on; None: back to the settings.

        Placed orders keep their price.

        Raises:
            InvalidNumberError: The value is out of range.
        """
        lowest = 1 if term is Term.OPEN_JOBS else 0
        default = self._default(term)
        async with self.store.work(admin) as work:
            if value is not None and not lowest <= value <= TERM_MAX:
                raise InvalidNumberError(lowest, TERM_MAX)
            now = (await work.terms.changed()).get(term, default)
            new = default if value is None else value
            if now != new:
                await work.terms.change(term, value)
                await work.admin_log.add(
                    AdminAction(
                        admin=admin,
                        what=AdminActionKind.CHANGE_TERM,
                        subject=term,
                        amount=new,
                        why=f"{now} → {new}",
                        at=self.store.clock(),
                    )
                )
        return TermNow(term=term, value=new, default=default)

    def _default(self, term: Term) -> int:
        if term is Term.OPEN_JOBS:
            return self.policy.max_open_jobs
        price: int = getattr(self.prices, term)
        return price
