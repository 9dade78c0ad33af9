"""The ports in memory keep the shipped contracts, which faulty ports fail."""

import itertools
import unittest

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import attrs
import pytest

from tests.core.contracts import (
    MemoryBillingContract,
    MemoryProviderContract,
    MemoryStoreContract,
    fails,
)

from avatar_core import Bill, Money, Payment
from avatar_core.errors import RefundFailedError
from avatar_core.ids import PersonId
from avatar_core.ledger import Posting
from avatar_core.ports import ChatBill, HowToPay, Reading, RefundOutcome, Wake, Work
from avatar_core.testing import MemoryBilling, MemoryStore, ScriptedFaces
from avatar_core.testing.billing import Charge
from avatar_core.testing.contracts.faces import FaceInspectorContract
from avatar_core.testing.memory.rows import Claims, let_others_run
from avatar_core.testing.memory.store import Transaction


class TestMemoryStore(MemoryStoreContract, unittest.IsolatedAsyncioTestCase):
    """`MemoryStore` under the contract."""

    async def woken(self) -> Sequence[Wake]:
        """Return what the store was asked to wake."""
        return self.memory.enqueued


class TestMemoryBilling(MemoryBillingContract, unittest.IsolatedAsyncioTestCase):
    """`MemoryBilling` under the contract."""


class TestScriptedFaces(FaceInspectorContract, unittest.IsolatedAsyncioTestCase):
    """`ScriptedFaces` under the contract."""

    async def open_faces(self) -> ScriptedFaces:
        """Return it with two people."""
        return ScriptedFaces(faces={b"bare": ()}, people={b"other": 1.0})

    def open_photos(self) -> tuple[Sequence[bytes], bytes, bytes]:
        """Return photos of both, and one of neither."""
        return [b"one", b"again"], b"other", b"bare"


class TestScriptedProvider(MemoryProviderContract, unittest.IsolatedAsyncioTestCase):
    """`ScriptedProvider` under the contract."""


_numbers = itertools.count()


# --- stores ---------------------------------------------------------------


class NobodyWaits(MemoryStore):
    """Opens transactions of one person at the same time, each on a snapshot."""

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        await let_others_run()
        transaction = Transaction(self._rows, set())
        yield transaction
        await let_others_run()
        transaction.commit()


class UncountedPromos(MemoryStore):
    """Lets transactions of different people take a code's last use at once."""

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        async with super().work(person, durable=durable) as work:
            assert isinstance(work, Transaction)
            work.promos._claims = Claims(set())
            yield work


class UncountedDays(MemoryStore):
    """Lets transactions of different people count the last credits of a day at once."""

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        async with super().work(person, durable=durable) as work:
            assert isinstance(work, Transaction)
            work.ledger._claims = Claims(set())
            yield work


class LooksWait(MemoryStore):
    """Makes reads wait for transactions."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        while self._busy:
            await let_others_run()
        async with super().read() as reading:
            yield reading


class LocksOnFailure(MemoryStore):
    """Keeps the person locked when a transaction fails."""

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        try:
            async with super().work(person, durable=durable) as work:
                yield work
        except BaseException:
            self._busy.add(person)
            raise


class CommitsOnCancel(MemoryStore):
    """Commits a cancelled transaction."""

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        transaction = Transaction(self._rows, set())
        try:
            yield transaction
        finally:
            transaction.commit()


class UncheckedLedger(MemoryStore):
    """Posts the same key twice."""

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        async with super().work(person, durable=durable) as work:
            post = work.ledger.post

            async def post_again(posting: Posting, /) -> bool:
                return await post(attrs.evolve(posting, key=f"key {next(_numbers)}"))

            work.ledger.post = post_again  # type: ignore[method-assign]
            yield work


# --- billings -------------------------------------------------------------


class AsksForMore(MemoryBilling):
    """Asks for more than the bill says."""

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        price = bill.package.price
        return ChatBill(Money(price.amount + 1, price.currency), bill.payload)


class AsksForDollars(MemoryBilling):
    """Asks for the amount in another currency."""

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        return ChatBill(Money(bill.package.price.amount, "USD"), bill.payload)


class ForgetsThePayload(MemoryBilling):
    """Leaves the payload out of the bill."""

    async def bill(self, bill: Bill, /, *, title: str) -> HowToPay:
        return ChatBill(bill.package.price, "?")


class GivesBackTwice(MemoryBilling):
    """Gives money back at each request."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        self.charges[payment.charge_id].refund = None
        return await super().refund(payment)


class GivesBackAnything(MemoryBilling):
    """Says that an unknown payment was given back."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        try:
            return await super().refund(payment)
        except RefundFailedError:
            return RefundOutcome.DONE


class TakesPendingForDone(MemoryBilling):
    """Says that a refund is done when it has only begun."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        await super().refund(payment)
        return RefundOutcome.DONE


class TakesDoneForPending(MemoryBilling):
    """Never says that a refund is done."""

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        await super().refund(payment)
        return RefundOutcome.PENDING


class NamesEveryTellingAnew(MemoryBillingContract):
    """Takes each report of a payment for another payment."""

    async def tell(self, charge: Charge) -> None:
        await super().tell(attrs.evolve(charge, id=f"telling {next(_numbers)}"))


class NamesAllTheSame(MemoryBillingContract):
    """Takes all payments for the same one."""

    async def tell(self, charge: Charge) -> None:
        await super().tell(attrs.evolve(charge, id="payment"))


class HearsNoCurrency(MemoryBillingContract):
    """Takes every payment for one in dollars."""

    async def tell(self, charge: Charge) -> None:
        paid = Money(charge.paid.amount, "USD")
        await super().tell(attrs.evolve(charge, paid=paid))


class HearsOfNoRefund(MemoryBillingContract):
    """Does not report refunds by the messenger itself."""

    async def give_back(self, payment: Payment) -> None:
        self.billing.give_back(self.billing.charges[payment.charge_id])

    async def tell_again(self) -> None:
        """Tell nobody."""


def over(port: type[MemoryBilling | MemoryStore]) -> type:
    """Return the contract over a faulty port."""
    store = issubclass(port, MemoryStore)
    contract = MemoryStoreContract if store else MemoryBillingContract
    return type(port.__name__, (contract,), {"kind": port, "patience": 0.5})


@pytest.mark.parametrize(
    ("contract", "test"),
    [
        (over(NobodyWaits), "test_transactions_of_one_person_wait_for_one_another"),
        (over(NobodyWaits), "test_no_update_is_lost"),
        (over(NobodyWaits), "test_credits_are_not_spent_twice"),
        (over(NobodyWaits), "test_a_claimed_job_is_claimed_once"),
        (over(UncheckedLedger), "test_a_key_is_posted_once_however_many_try"),
        (over(UncountedPromos), "test_a_promo_code_keeps_its_limit"),
        (over(UncountedDays), "test_a_day_keeps_its_limit"),
        (over(LooksWait), "test_a_snapshot_waits_for_nobody"),
        (over(LocksOnFailure), "test_a_failed_transaction_lets_the_next_one_begin"),
        (over(LocksOnFailure), "test_a_cancelled_transaction_lets_the_next_one_begin"),
        (over(CommitsOnCancel), "test_a_cancelled_transaction_lets_the_next_one_begin"),
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
def test_a_faulty_port_fails(contract: type, test: str) -> None:
    """The planted fault fails the test of its promise, which a sound port passes."""
    assert fails(contract, test)
    assert not fails(contract.__base__ or object, test)
