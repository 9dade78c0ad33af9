"""Show and change prices and limits while the product runs."""

from collections.abc import Sequence

import attrs

from ...deeds import Deed, DeedKind
from ...errors import InvalidNumberError
from ...ids import PersonId
from ...ledger import HOUSE
from ...owners import Owners
from ...policy import Policy
from ...ports import Clock, Store
from ...prices import TERM_MAX, PriceBook, Term


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

    store: Store
    clock: Clock
    owners: Owners
    prices: PriceBook
    policy: Policy

    async def all(self, owner: PersonId) -> Sequence[TermNow]:
        """Return every price and limit.

        Raises:
            NotFoundError: It is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            changed = await reading.terms.changed()
        defaults = {term: self._default(term) for term in Term}
        return [
            TermNow(term=term, value=changed.get(term, default), default=default)
            for term, default in defaults.items()
        ]

    async def change(self, owner: PersonId, term: Term, value: int | None) -> TermNow:
        """Change one for all orders from now on; None: back to the settings.

        Placed orders keep their price.

        Raises:
            NotFoundError: It is not the owner who asks.
            InvalidNumberError: The value is out of range.
        """
        self.owners.require(owner)
        lowest = 1 if term is Term.OPEN_JOBS else 0
        if value is not None and not lowest <= value <= TERM_MAX:
            raise InvalidNumberError(lowest, TERM_MAX)
        default = self._default(term)
        async with self.store.work(HOUSE) as work:
            now = (await work.terms.changed()).get(term, default)
            new = default if value is None else value
            if now != new:
                await work.terms.change(term, value)
                await work.deeds.add(
                    Deed(
                        owner=owner,
                        what=DeedKind.CHANGE_TERM,
                        subject=term,
                        amount=new,
                        why=f"{now} → {new}",
                        at=self.clock(),
                    )
                )
        return TermNow(term=term, value=new, default=default)

    def _default(self, term: Term) -> int:
        if term is Term.OPEN_JOBS:
            return self.policy.max_open_jobs
        price: int = getattr(self.prices, term)
        return price
