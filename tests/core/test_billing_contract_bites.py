"""Each promise of `Billing` has a contract test that a faulty billing fails."""

import itertools
import unittest

import attrs
import pytest

from tests.core.memory_billing import MemoryBillingContract

from avatar_core import Bill, Money, Payment
from avatar_core.errors import RefundFailedError
from avatar_core.ports import Billing, ChatBill, HowToPay, RefundOutcome
from avatar_core.testing import MemoryBilling
from avatar_core.testing.billing import Charge


_numbers = itertools.count()


class AsksForMore(MemoryBilling):
    """Asks for more than the bill says."""

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Add one."""
        price = bill.package.price
        return ChatBill(Money(price.amount + 1, price.currency), bill.payload)


class AsksForDollars(MemoryBilling):
    """Asks for the amount in another currency."""

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Ask for cents."""
        return ChatBill(Money(bill.package.price.amount, "USD"), bill.payload)


class ForgetsThePayload(MemoryBilling):
    """Asks for money without saying what for."""

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        """Leave the payload out."""
        return ChatBill(bill.package.price, "?")


class GivesBackTwice(MemoryBilling):
    """Gives money back each time that it is asked to."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Forget what was given back."""
        self.charges[payment.charge_id].refund = None
        return await super().refund(payment)


class GivesBackAnything(MemoryBilling):
    """Says that what it never heard of is given back."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Agree."""
        try:
            return await super().refund(payment)
        except RefundFailedError:
            return RefundOutcome.DONE


class TakesPendingForDone(MemoryBilling):
    """Says that a refund is done when it has only begun."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Hurry."""
        await super().refund(payment)
        return RefundOutcome.DONE


class TakesDoneForPending(MemoryBilling):
    """Never says that a refund is done."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Dally."""
        await super().refund(payment)
        return RefundOutcome.PENDING


class Contract(MemoryBillingContract):
    """The contract over a sound billing, for hearing that is faulty."""

    kind: type[MemoryBilling] = MemoryBilling

    async def open_billing(self) -> Billing:
        """Return what is under test."""
        return self.kind()


class NamesEveryTellingAnew(Contract):
    """Hears of every telling as of another payment."""

    async def tell(self, charge: Charge) -> None:
        """Give it another name."""
        await super().tell(attrs.evolve(charge, id=f"telling {next(_numbers)}"))


class NamesAllTheSame(Contract):
    """Hears of every payment as of the same one."""

    async def tell(self, charge: Charge) -> None:
        """Give it no name of its own."""
        await super().tell(attrs.evolve(charge, id="payment"))


class HearsNoCurrency(Contract):
    """Takes every payment for one in dollars."""

    async def tell(self, charge: Charge) -> None:
        """Tell the amount alone."""
        paid = Money(charge.paid.amount, "USD")
        await super().tell(attrs.evolve(charge, paid=paid))


class HearsOfNoRefund(Contract):
    """Does not hear what is given back unasked."""

    async def give_back(self, payment: Payment) -> None:
        """Give back, telling nobody."""
        self.billing.give_back(self.billing.charges[payment.charge_id])

    async def tell_again(self) -> None:
        """Tell nobody."""


def failures(contract: type[Contract], test: str) -> int:
    """Run one test of the contract; return how often it failed."""

    class Case(contract, unittest.IsolatedAsyncioTestCase):  # type: ignore[misc, valid-type]
        pass

    result = unittest.TestResult()
    Case(test).run(result)
    assert result.testsRun == 1
    return len(result.failures) + len(result.errors)


def over(billing: type[MemoryBilling]) -> type[Contract]:
    """Return the contract over a faulty billing."""
    return type(billing.__name__, (Contract,), {"kind": billing})


@pytest.mark.parametrize(
    ("contract", "test"),
    [
        (over(AsksForMore), "test_a_bill_asks_for_its_price"),
        (over(AsksForDollars), "test_a_bill_asks_for_its_price"),
        (over(ForgetsThePayload), "test_a_payment_comes_back_as_it_was_billed"),
        (HearsNoCurrency, "test_a_payment_comes_back_as_it_was_billed"),
        (NamesEveryTellingAnew, "test_a_payment_is_taken_once"),
        (NamesAllTheSame, "test_a_payment_is_taken_once"),
        (over(GivesBackTwice), "test_a_payment_is_given_back_once"),
        (over(TakesDoneForPending), "test_a_payment_is_given_back_once"),
        (over(GivesBackAnything), "test_an_unknown_payment_is_not_given_back"),
        (over(TakesPendingForDone), "test_a_pending_refund_ends"),
        (over(TakesDoneForPending), "test_a_pending_refund_ends"),
        (HearsOfNoRefund, "test_a_payment_given_back_unasked_is_told"),
    ],
)
def test_a_faulty_billing_fails(contract: type[Contract], test: str) -> None:
    """The planted fault is found by the test of its promise, which a sound one passes."""
    assert 1 == failures(contract, test)
    assert 0 == failures(Contract, test)
