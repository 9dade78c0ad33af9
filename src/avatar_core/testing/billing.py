"""A payment service in memory, with books of its own."""

from collections.abc import Sequence

import attrs

from ..errors import BillingUnavailableError, RefundFailedError
from ..ids import PersonId
from ..money import Money
from ..payments import Bill, Payment
from ..ports import ChatBill, HowToPay, PaymentPage, RefundOutcome


@attrs.define(eq=False)
class Charge:
    """Money that a person has paid."""

    id: str
    person: PersonId
    payload: str
    paid: Money
    #: How far its refund is; None: there is none.
    refund: RefundOutcome | None = None


@attrs.define
class MemoryBilling:
    """A `Billing` whose books can be read afterwards."""

    #: Where bills are paid; None: in the chat.
    page: str | None = None
    #: How many more bills and refunds fail.
    unavailable: int = 0
    #: Whether a refund stays pending until `settle` is called.
    slow: bool = False
    charges: dict[str, Charge] = attrs.field(factory=dict)
    #: The ids of the charges that were given back, each time that one was.
    returned: list[str] = attrs.field(factory=list)

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Ask for a bill's price, or fail as often as arranged."""
        del title
        if self._away():
            raise BillingUnavailableError("unavailable")
        if self.page is not None:
            return PaymentPage(self.page)
        return ChatBill(bill.package.price, bill.payload)

    def take(
        self, person: PersonId, payload: str, paid: Money, charge_id: str | None = None
    ) -> Charge:
        """Take money from a person who has agreed to pay it."""
        name = charge_id or f"charge-{len(self.charges) + 1}"
        return self.charges.setdefault(name, Charge(name, person, payload, paid))

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Give a charge back once, or fail as often as arranged."""
        if self._away():
            raise RefundFailedError("unavailable")
        charge = self.charges.get(payment.charge_id)
        if charge is None or charge.person != payment.person:
            raise RefundFailedError("no such charge")
        if charge.refund is None and self.slow:
            charge.refund = RefundOutcome.PENDING
        elif charge.refund is None:
            self.give_back(charge)
        return charge.refund or RefundOutcome.DONE

    def give_back(self, charge: Charge) -> None:
        """Give a charge back, unless it was before."""
        if charge.refund is not RefundOutcome.DONE:
            charge.refund = RefundOutcome.DONE
            self.returned.append(charge.id)

    def settle(self) -> Sequence[Charge]:
        """End the refunds that are pending; return what was given back."""
        pending = [
            charge
            for charge in self.charges.values()
            if charge.refund is RefundOutcome.PENDING
        ]
        for charge in pending:
            self.give_back(charge)
        return pending

    def _away(self) -> bool:
        self.unavailable -= (away := self.unavailable > 0)
        return away
