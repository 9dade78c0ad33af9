"""A payment service in memory."""

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
    #: The state of its refund; None: there is none.
    refund: RefundOutcome | None = None


@attrs.define
class MemoryBilling:
    """A `Billing` whose charges and refunds can be read afterwards."""

    #: The payment page; None: bills are paid in the chat.
    page: str | None = None
    #: How many more bills and refunds fail.
    unavailable: int = 0
    #: Whether a refund stays pending until `settle` is called.
    slow: bool = False
    charges: dict[str, Charge] = attrs.field(factory=dict)
    #: The ids of refunded charges, once for each refund.
    returned: list[str] = attrs.field(factory=list)

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Return how to pay a bill, or fail as arranged."""
        del title
        if self._away():
            raise BillingUnavailableError("unavailable")
        if self.page is not None:
            return PaymentPage(self.page)
        return ChatBill(bill.package.price, bill.payload)

    def take(
        self, person: PersonId, payload: str, paid: Money, charge_id: str | None = None
    ) -> Charge:
        """Charge a person."""
        name = charge_id or f"charge-{len(self.charges) + 1}"
        return self.charges.setdefault(name, Charge(name, person, payload, paid))

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Refund a charge once, or fail as arranged."""
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
        """Refund a charge unless it is refunded."""
        if charge.refund is not RefundOutcome.DONE:
            charge.refund = RefundOutcome.DONE
            self.returned.append(charge.id)

    def settle(self) -> Sequence[Charge]:
        """Complete pending refunds; return their charges."""
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
