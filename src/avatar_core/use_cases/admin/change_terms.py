"""Show and change prices and limits while the product runs."""

from collections.abc import Sequence

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...admins import Admins
from ...errors import InvalidNumberError
from ...ids import PersonId
from ...ledger import HOUSE
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
    admins: Admins
    prices: PriceBook
    policy: Policy

    async def all(self, admin: PersonId) -> Sequence[TermNow]:
        """Return every price and limit.

        Raises:
            NotFoundError: The caller is not an admin.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
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
            NotFoundError: The caller is not an admin.
            InvalidNumberError: The value is out of range.
        """
        self.admins.require(admin)
        lowest = 1 if term is Term.OPEN_JOBS else 0
        if value is not None and not lowest <= value <= TERM_MAX:
            raise InvalidNumberError(lowest, TERM_MAX)
        default = self._default(term)
        async with self.store.work(HOUSE) as work:
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
                        at=self.clock(),
                    )
                )
        return TermNow(term=term, value=new, default=default)

    def _default(self, term: Term) -> int:
        if term is Term.OPEN_JOBS:
            return self.policy.max_open_jobs
        price: int = getattr(self.prices, term)
        return price
