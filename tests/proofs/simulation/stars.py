"""The messenger's payments and refunds."""

from collections.abc import Callable

import attrs

from tests.schedule import Schedule, sleep

from avatar_core import Bill, Money, Payment, PersonId
from avatar_core.errors import RefundFailedError
from avatar_core.ports import HowToPay, RefundOutcome
from avatar_core.testing import MemoryBilling
from avatar_core.testing.billing import Charge

from .weather import Fault, Weather


@attrs.define(eq=False)
class SimulatedStars:
    """A `Billing` whose refunds fail or lose their answers."""

    schedule: Schedule
    weather: Weather
    #: Called for every refund, to report it to the product.
    on_given_back: Callable[[Charge], None]
    note: Callable[[str], None]
    down: bool = False
    books: MemoryBilling = attrs.field(factory=MemoryBilling)
    #: Charges that the messenger refunded by itself.
    unasked: set[str] = attrs.field(factory=set)

    def charge(self, person: PersonId, payload: str, paid: Money) -> Charge:
        """Charge a person, who has agreed to it."""
        made = self.books.take(person, payload, paid)
        self.note(f"person {person} pays {paid}: {made.id}")
        return made

    def give_back_unasked(self, charge: Charge) -> None:
        """Refund a charge, unless it was refunded before."""
        if charge.refund is None:
            self.unasked.add(charge.id)
            self.books.give_back(charge)
            self._tell(charge)

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Send an invoice to the chat."""
        return await self.books.bill(bill, title=title)

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Refund a payment; the call or its answer may fail."""
        await sleep(self.schedule.dice.random())
        if self.down or self.weather.strikes(Fault.REFUND_FAILED):
            raise RefundFailedError("500")
        times = len(self.books.returned)
        outcome = await self.books.refund(payment)
        if len(self.books.returned) > times:
            self._tell(self.books.charges[payment.charge_id])
        if self.weather.strikes(Fault.REFUND_UNANSWERED):
            raise RefundFailedError("timed out")
        await sleep(self.schedule.dice.random())
        return outcome

    def _tell(self, charge: Charge) -> None:
        unasked = " unasked" if charge.id in self.unasked else ""
        self.note(f"{charge.id} is given back{unasked}")
        self.on_given_back(charge)
