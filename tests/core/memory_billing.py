"""The contract of billing, as `MemoryBilling` and its faulty kin run it."""

from collections.abc import Sequence

from avatar_core import Money, Payment
from avatar_core.ports import Billing, ChatBill, HowToPay
from avatar_core.testing import MemoryBilling
from avatar_core.testing.billing import Charge
from avatar_core.testing.contracts.billing import BillingContract


class MemoryBillingContract(BillingContract):
    """Mix into `unittest.IsolatedAsyncioTestCase`."""

    billing: MemoryBilling

    async def open_billing(self) -> Billing:
        """Return what is under test."""
        return MemoryBilling()

    async def asked(self, way: HowToPay) -> Money:
        """Read the bill."""
        assert isinstance(way, ChatBill)
        return way.price

    async def pay(self, way: HowToPay) -> None:
        """Pay, and tell of it."""
        assert isinstance(way, ChatBill)
        await self.tell(self.billing.take(self.person, way.payload, way.price))

    async def tell(self, charge: Charge) -> None:
        """Tell of a charge."""
        await self.top_up.receive(
            charge.person,
            charge_id=charge.id,
            payload=charge.payload,
            paid=charge.paid,
        )

    async def give_back(self, payment: Payment) -> None:
        """Give back, and tell of it."""
        self.billing.give_back(self.billing.charges[payment.charge_id])
        await self.top_up.returned(payment.person, payment.charge_id)

    async def tell_again(self) -> None:
        """Tell of everything."""
        for charge in self.billing.charges.values():
            await self.tell(charge)
        for charge_id in self.billing.returned:
            await self.top_up.returned(self.person, charge_id)

    async def given_back(self) -> Sequence[Money]:
        """Read the books."""
        return [self.billing.charges[each].paid for each in self.billing.returned]

    async def hold_refunds(self) -> bool:
        """Be slow."""
        self.billing.slow = True
        return True

    async def end_refunds(self) -> None:
        """Settle."""
        self.billing.settle()
