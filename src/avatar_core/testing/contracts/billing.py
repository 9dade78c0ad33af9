"""What every `Billing` promises, as tests.

class TestMyBilling(BillingContract, unittest.IsolatedAsyncioTestCase):
    async def open_billing(self):
        return MyBilling(...)

and the other methods that `BillingContract` leaves open.
"""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from ...errors import RefundFailedError
from ...ids import PersonId
from ...money import STARS, Money
from ...payments import Bill, Package, Payment, PaymentStatus, payment_id
from ...people import Language, Person
from ...ports import Billing, HowToPay, RefundOutcome
from ...use_cases import TopUp
from ..blobs import ALIAS
from ..memory import MemoryStore
from ..time import ManualClock
from . import Contract


class BillingContract(Contract):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement what raises."""

    #: The payer, and a package that the billing can sell.
    person: ClassVar = PersonId(1001)
    package: ClassVar = Package(100, Money(100, STARS))

    async def open_billing(self) -> Billing:
        """Return a billing that reports payments to `self.top_up`, or one like it."""
        raise NotImplementedError

    async def asked(self, way: HowToPay) -> Money:
        """Return the amount that the person is asked for."""
        raise NotImplementedError

    async def pay(self, way: HowToPay) -> None:
        """Pay a bill, and wait until the payment is reported."""
        raise NotImplementedError

    async def give_back(self, payment: Payment) -> None:
        """Let the service refund a payment by itself, and wait until that is reported."""
        raise NotImplementedError

    async def tell_again(self) -> None:
        """Let the service repeat all its reports."""
        raise NotImplementedError

    async def given_back(self) -> Sequence[Money]:
        """Return all refunds that the service made."""
        raise NotImplementedError

    async def hold_refunds(self) -> bool:
        """Leave further refunds pending; return False if that is impossible."""
        raise NotImplementedError

    async def end_refunds(self) -> None:
        """Complete the pending refunds without a report."""
        raise NotImplementedError

    async def asyncSetUp(self) -> None:
        """Open the billing and a store with one person."""
        await super().asyncSetUp()
        self.store, self.clock = MemoryStore(), ManualClock()
        self.billing = await self.open_billing()
        packages = (self.package,)
        self.top_up = TopUp(self.store, self.billing, self.clock, packages)
        payer = Person(
            id=self.person,
            language=Language.ENGLISH,
            created_at=self.clock(),
            alias=ALIAS,
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
        """The person is asked for the exact amount and currency of the bill."""
        self.assertEqual(await self.asked(await self._billed()), self.package.price)

    async def test_a_payment_comes_back_as_it_was_billed(self) -> None:
        """It names its person, payload, amount and currency."""
        payment = await self._paid()
        payload = Bill(self.person, self.package).payload
        told = (payment.person, payment.payload, payment.money)
        self.assertEqual(told, (self.person, payload, self.package.price))

    async def test_a_payment_is_taken_once(self) -> None:
        """A repeated report credits nothing more; two payments are credited twice."""
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
        """A second refund of a payment succeeds and moves no money."""
        payment = await self._paid()
        for _ in range(2):
            outcome = await self.billing.refund(payment)
            self.assertIs(outcome, RefundOutcome.DONE)
        self.assertEqual(await self.given_back(), [self.package.price])

    async def test_an_unknown_payment_is_not_given_back(self) -> None:
        """Refunding an unknown payment fails and moves no money."""
        payment = await self._paid()
        charge = f"{payment.charge_id}0"
        unknown = attrs.evolve(payment, id=payment_id(charge), charge_id=charge)
        with self.assertRaises(RefundFailedError):
            await self.billing.refund(unknown)
        self.assertEqual(await self.given_back(), [])

    async def test_a_pending_refund_ends(self) -> None:
        """A refund is pending until the money is given back, however often it is requested."""
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
        """A refund by the service itself ends the payment, even if reported twice."""
        payment = await self._paid()
        await self.give_back(payment)
        await self.tell_again()
        [ended] = await self._payments()
        self.assertEqual(ended.status, PaymentStatus.REFUNDED)
        self.assertEqual(ended.reclaimed, self.package.credits)
