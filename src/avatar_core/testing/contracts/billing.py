"""What every way to bill does, as tests.

class TestMyBilling(BillingContract, unittest.IsolatedAsyncioTestCase):
    async def open_billing(self):
        return MyBilling(...)

and the other methods that `BillingContract` leaves open.
"""

import unittest

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import attrs

from ...errors import RefundFailedError
from ...ids import PersonId
from ...money import STARS, Money
from ...payments import Bill, Package, Payment, PaymentStatus, payment_id
from ...people import Language, Person
from ...ports import Billing, HowToPay, RefundOutcome
from ...use_cases import TopUp
from ..memory import MemoryStore
from ..time import ManualClock


if TYPE_CHECKING:
    _Case = unittest.IsolatedAsyncioTestCase
else:
    _Case = object  # a mix-in: only the subclass is collected as a test


class BillingContract(_Case):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement what raises."""

    #: Who pays, and what for; a package that the billing at hand can sell.
    person: ClassVar = PersonId(1001)
    package: ClassVar = Package(100, Money(100, STARS))

    async def open_billing(self) -> Billing:
        """Return a billing that tells `self.top_up`, or its like over `self.store`."""
        raise NotImplementedError

    async def asked(self, way: HowToPay) -> Money:
        """Return what the person is asked for, as they see it."""
        raise NotImplementedError

    async def pay(self, way: HowToPay) -> None:
        """Have the person pay a bill, and wait until its payment is told."""
        raise NotImplementedError

    async def give_back(self, payment: Payment) -> None:
        """Have the service give a payment back by itself, and wait until it is told."""
        raise NotImplementedError

    async def tell_again(self) -> None:
        """Have the service tell everything that it has told once more."""
        raise NotImplementedError

    async def given_back(self) -> Sequence[Money]:
        """Return what the service gave back, each time that it did, by its own books."""
        raise NotImplementedError

    async def hold_refunds(self) -> bool:
        """Leave refunds pending from now on; return False if none ever is."""
        raise NotImplementedError

    async def end_refunds(self) -> None:
        """End the refunds that are pending, telling nobody."""
        raise NotImplementedError

    async def asyncSetUp(self) -> None:
        """Open the billing, before an empty store with one person."""
        await super().asyncSetUp()
        self.store, self.clock = MemoryStore(), ManualClock()
        self.billing = await self.open_billing()
        packages = (self.package,)
        self.top_up = TopUp(self.store, self.billing, self.clock, packages)
        payer = Person(
            id=self.person, language=Language.ENGLISH, created_at=self.clock()
        )
        async with self.store.work(self.person) as work:
            await work.people.add(payer)

    async def _billed(self) -> HowToPay:
        return await self.top_up.bill(self.person, self.package, title="100 credits")

    async def _payments(self) -> Sequence[Payment]:
        async with self.store.read() as reading:
            return await reading.payments.of(self.person, limit=9)

    async def _paid(self) -> Payment:
        await self.pay(await self._billed())
        payment = (await self._payments())[0]
        self.assertEqual(payment.status, PaymentStatus.CREDITED)
        return payment

    async def test_a_bill_asks_for_its_price(self) -> None:
        """The person is asked for exactly the amount and the currency of the bill."""
        self.assertEqual(await self.asked(await self._billed()), self.package.price)

    async def test_a_payment_comes_back_as_it_was_billed(self) -> None:
        """It names its person, payload, amount and currency."""
        payment = await self._paid()
        payload = Bill(self.person, self.package).payload
        told = (payment.person, payment.payload, payment.money)
        self.assertEqual(told, (self.person, payload, self.package.price))

    async def test_a_payment_is_taken_once(self) -> None:
        """Told again, a payment buys nothing more; two payments are two."""
        await self._paid()
        await self.tell_again()
        self.assertEqual(len(await self._payments()), 1)
        await self._paid()
        await self.tell_again()
        self.assertEqual(len(await self._payments()), 2)
        async with self.store.read() as reading:
            balance = await reading.ledger.balance(self.person)
        self.assertEqual(balance.available, 2 * self.package.credits)

    async def test_a_payment_is_given_back_once(self) -> None:
        """A second refund of a payment is no error, and gives nothing back."""
        payment = await self._paid()
        for _ in range(2):
            outcome = await self.billing.refund(payment)
            self.assertIs(outcome, RefundOutcome.DONE)
        self.assertEqual(await self.given_back(), [self.package.price])

    async def test_an_unknown_payment_is_not_given_back(self) -> None:
        """What the service knows nothing of is a failure, and moves no money."""
        payment = await self._paid()
        charge = f"{payment.charge_id}0"
        unknown = attrs.evolve(payment, id=payment_id(charge), charge_id=charge)
        with self.assertRaises(RefundFailedError):
            await self.billing.refund(unknown)
        self.assertEqual(await self.given_back(), [])

    async def test_a_pending_refund_ends(self) -> None:
        """Until the money is given back a refund is pending, however often it is asked."""
        payment = await self._paid()
        if not await self.hold_refunds():
            self.skipTest("no refund is ever pending here")
        for _ in range(2):
            outcome = await self.billing.refund(payment)
            self.assertIs(outcome, RefundOutcome.PENDING)
        self.assertEqual(await self.given_back(), [])
        await self.end_refunds()
        self.assertIs(await self.billing.refund(payment), RefundOutcome.DONE)
        self.assertEqual(await self.given_back(), [self.package.price])

    async def test_a_payment_given_back_unasked_is_told(self) -> None:
        """What the service gives back by itself ends the payment, told twice or not."""
        payment = await self._paid()
        await self.give_back(payment)
        await self.tell_again()
        [ended] = await self._payments()
        self.assertEqual(ended.status, PaymentStatus.REFUNDED)
        self.assertEqual(ended.reclaimed, self.package.credits)
