"""Run the business: read its numbers and log, set its prices, give out promo codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...errors import BelowCostError, InvalidNumberError
from ...families import Families, Models
from ...ids import PersonId
from ...margins import Economics, Margin
from ...policy import Policy
from ...ports import PackShelf
from ...prices import TERM_MAX, PriceBook, Term
from ...promos import Promo, clean_code
from ...stats import LikenessStats, Stats, likeness_stats
from .store import AdminStore


#: How long a person counts as new.
NEW_FOR: Final = timedelta(days=7)
#: How many trainings the table of likenesses is made from.
_MEASURED: Final = 1000


@attrs.frozen(kw_only=True)
class Business:
    """Statistics with costs and income."""

    stats: Stats
    #: The approximate bill of the provider, in thousandths of a US dollar.
    cost: int
    #: The income in the same unit; None if a rate is not known.
    worth: int | None
    #: How much the newest avatars resemble their people, by what that may depend on.
    likeness: Sequence[LikenessStats] = ()


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
            measured = await reading.jobs.measured(limit=_MEASURED)
        return Business(
            stats=stats,
            cost=stats.cost(self.families, self.models),
            worth=stats.worth(self.rates),
            likeness=likeness_stats(measured),
        )


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
    economics: Economics
    packs: PackShelf

    async def all(self, admin: PersonId) -> Sequence[TermNow]:
        """Return every price and limit."""
        async with self.store.read(admin) as reading:
            changed = await reading.terms.changed()
        defaults = {term: self._default(term) for term in Term}
        return [
            TermNow(term=term, value=changed.get(term, default), default=default)
            for term, default in defaults.items()
        ]

    async def margins(self, admin: PersonId) -> Sequence[Margin]:
        """Return what everything on offer costs and earns at the current prices."""
        async with self.store.read(admin) as reading:
            changed = await reading.terms.changed()
        packs = await self.packs.all()
        return self.economics.margins(self.prices.under(changed), packs)

    async def margins_at(
        self, admin: PersonId, term: Term, value: int | None
    ) -> Sequence[Margin]:
        """Return what a price sells at another *value*; None: that of the settings."""
        async with self.store.read(admin) as reading:
            changed = await reading.terms.changed()
        new = self._default(term) if value is None else value
        book = self.prices.under({**changed, term: new})
        margins = self.economics.margins(book, await self.packs.all())
        return [one for one in margins if one.term is term]

    async def change(
        self,
        admin: PersonId,
        term: Term,
        value: int | None,
        *,
        below_cost: bool = False,
    ) -> TermNow:
        """Change one for all orders from now on; None: back to the settings.

        Placed orders keep their price. With *below_cost* a price may be one at which
        something is sold for less than the provider bills.

        Raises:
            InvalidNumberError: The value is out of range.
            BelowCostError: Something would be sold below its cost.
        """
        lowest = 1 if term is Term.OPEN_JOBS else 0
        default = self._default(term)
        packs = await self.packs.all()
        async with self.store.work(admin) as work:
            if value is not None and not lowest <= value <= TERM_MAX:
                raise InvalidNumberError(lowest, TERM_MAX)
            changed = await work.terms.changed()
            now = changed.get(term, default)
            new = default if value is None else value
            if now != new:
                if not below_cost:
                    book = self.prices.under({**changed, term: new})
                    _require_income(term, self.economics.margins(book, packs))
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


def _require_income(term: Term, margins: Sequence[Margin]) -> None:
    """Raise a `BelowCostError` for the worst of what this price sells at a loss."""
    losses = [one for one in margins if one.term is term and one.loses]
    if losses:
        worst = min(losses, key=lambda one: one.income - one.cost)
        raise BelowCostError(
            price=int(worst.price), income=int(worst.income), cost=worst.cost
        )


@attrs.frozen
class ManagePromos:
    """Create, list and stop promo codes."""

    store: AdminStore

    async def create(
        self,
        admin: PersonId,
        code: str,
        *,
        credits: int,  # noqa: A002 - the domain's word
        uses: int,
        valid_until: datetime | None = None,
    ) -> Promo:
        """Create a code that gives *credits* to each of the first *uses* people.

        Raises:
            PromoRefusedError: A code is 3 to 32 letters, digits and dashes.
            ValueError: The credits or the uses are out of bounds.
            AlreadyExistsError: There is, or was, such a code.
        """
        async with self.store.work(admin) as work:
            promo = Promo(
                code=clean_code(code),
                credits=credits,
                uses=uses,
                created_at=self.store.clock(),
                valid_until=valid_until,
            )
            await work.promos.add(promo)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.CREATE_PROMO,
                    subject=promo.code,
                    amount=promo.credits,
                    at=promo.created_at,
                )
            )
        return promo

    async def newest(self, admin: PersonId, *, limit: int = 20) -> Sequence[Promo]:
        """Return the newest codes, newest first."""
        async with self.store.read(admin) as reading:
            return await reading.promos.newest(limit=limit)

    async def stop(self, admin: PersonId, code: str) -> Promo:
        """Stop a code; a second time has no effect.

        Raises:
            NotFoundError: There is no such code.
            PromoRefusedError: It cannot be a code.
        """
        async with self.store.work(admin) as work:
            now = self.store.clock()
            promo = await work.promos.get(clean_code(code))
            if promo.stopped_at is not None:
                return promo
            await work.promos.stop(promo.code, at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.STOP_PROMO,
                    subject=promo.code,
                    at=now,
                )
            )
            return attrs.evolve(promo, stopped_at=now)
