"""Show and change prices and limits while the product runs."""

from collections.abc import Sequence

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...errors import InvalidNumberError
from ...ids import PersonId
from ...policy import Policy
from ...prices import TERM_MAX, PriceBook, Term
from .desk import Desk


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

    desk: Desk
    prices: PriceBook
    policy: Policy

    async def all(self, admin: PersonId) -> Sequence[TermNow]:
        """Return every price and limit."""
        async with self.desk.read(admin) as reading:
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
        async with self.desk.work(admin) as work:
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
                        at=self.desk.clock(),
                    )
                )
        return TermNow(term=term, value=new, default=default)

    def _default(self, term: Term) -> int:
        if term is Term.OPEN_JOBS:
            return self.policy.max_open_jobs
        price: int = getattr(self.prices, term)
        return price
