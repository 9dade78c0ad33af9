"""Buying credits, and giving payments back."""

from collections.abc import Mapping

import attrs
import pytest

from tests.core.world import ANNA, BIG, BORIS, OWNER, SMALL, World
from tests.money import package, stars

from avatar_core import (
    Bill,
    Language,
    Money,
    Package,
    Payment,
    PaymentStatus,
)
from avatar_core.audit import Entity
from avatar_core.errors import (
    NotFoundError,
    PaymentFault,
    PaymentRefusedError,
)
from avatar_core.ids import PaymentId, PersonId
from avatar_core.ledger import GRANTS, SALES, Posting, Reason, available
from avatar_core.payments import money_paid, payment_id
from avatar_core.ports import ChatBill, RefundOutcome
from avatar_core.testing import MemoryBilling
from avatar_core.use_cases import RefundPayments, TopUp


GIFT = 1000


@attrs.define
class Till:
    """A world with a cashier."""

    world: World = attrs.field(factory=World)

    @property
    def billing(self) -> MemoryBilling:
        """The payment service."""
        return self.world.billing

    @property
    def top_up(self) -> TopUp:
        """Sells two packages."""
        return self.world.cases.top_up

    @property
    def refunds(self) -> RefundPayments:
        """Gives back what is due."""
        return self.world.cases.worker.refunds

    async def pay(
        self,
        charge_id: str = "c1",
        bought: Package = SMALL,
        *,
        payload: str | None = None,
        paid: Money | None = None,
    ) -> Payment:
        """Pay Anna's bill of a package, or something else."""
        charge = self.billing.take(
            ANNA,
            payload or Bill(ANNA, bought).payload,
            paid or bought.price,
            charge_id,
        )
        news = await self.top_up.receive(
            ANNA, charge_id=charge.id, payload=charge.payload, paid=charge.paid
        )
        return news.payment

    async def spend(self, amount: int) -> None:
        """Have Anna spend so many credits."""
        if amount:
            async with self.world.rows.work(ANNA) as work:
                await work.ledger.post(
                    Posting(
                        key=self.world.ids().hex,
                        source=available(ANNA),
                        dest=GRANTS,
                        amount=amount,
                        reason=Reason.TAKE,
                        at=self.world.clock.now,
                    )
                )

    def payments(self) -> Mapping[PaymentId, Payment]:
        """Return every payment."""
        return self.world.rows._rows.payments

    async def sweep(self) -> None:
        """Give back what is due."""
        for payment in await self.refunds.due():
            await self.refunds(payment)


@pytest.fixture
async def till() -> Till:
    """A till with Anna and Boris before it."""
    till = Till()
    for person in (ANNA, BORIS):
        await till.world.accounts.enter(person, Language.ENGLISH)
    return till


async def test_a_payment_buys_its_package(till: Till) -> None:
    """The credits are there, and the books say who paid what for them."""
    payment = await till.pay(bought=BIG)

    assert PaymentStatus.CREDITED is payment.status
    assert GIFT + 250 == await till.world.available()
    async with till.world.rows.read() as reading:
        assert -250 == await reading.ledger.total(SALES)
        [posting, _] = await reading.ledger.postings(ANNA, limit=9)
    assert payment.id == posting.payment
    assert ["received", "credited"] == till.world.trail(Entity.PAYMENT, payment.id)
    till.world.check_books()


async def test_a_payment_told_twice_buys_once(till: Till) -> None:
    """The charge's id is the payment's: telling of it again changes nothing."""
    first = await till.pay()
    await till.sweep()
    again = await till.pay()

    assert first == again
    assert GIFT + 100 == await till.world.available()
    till.world.check_books()


@pytest.mark.parametrize(
    ("payload", "paid"),
    [
        ("something else", stars(100)),
        ("top-up:0:1:XTR:1", stars(1)),
        ("top-up:100:100:1", stars(100)),
        (Bill(BORIS, SMALL).payload, stars(100)),
        (Bill(ANNA, SMALL).payload, stars(99)),
        (Bill(ANNA, SMALL).payload, stars(101)),
        (Bill(ANNA, SMALL).payload, Money(100, "USD")),
    ],
)
async def test_what_we_never_sold_is_given_back(
    till: Till, payload: str, paid: Money
) -> None:
    """An unknown bill, another's, a wrong amount or currency buys nothing and goes back."""
    payment = await till.pay(payload=payload, paid=paid)

    assert PaymentStatus.REFUNDING is payment.status
    await till.sweep()
    await till.sweep()
    await till.pay(payload=payload, paid=paid)
    await till.sweep()

    assert ["c1"] == till.billing.returned
    assert PaymentStatus.REFUNDED is till.payments()[payment.id].status
    assert GIFT == await till.world.available()
    trail = till.world.trail(Entity.PAYMENT, payment.id)
    assert ["received", "refunding", "refunded"] == trail
    till.world.check_books()


async def test_a_package_withdrawn_meanwhile_is_honoured(till: Till) -> None:
    """Whoever paid the bill we made has what it says."""
    await till.pay(bought=package(30, 20))

    assert GIFT + 30 == await till.world.available()


async def test_a_refund_is_tried_until_it_succeeds(till: Till) -> None:
    """While the cashier is away the wait grows, and nothing is forgotten."""
    till.billing.unavailable = 3
    payment = await till.pay(payload="?")
    waits = []
    for _ in range(3):
        await till.sweep()
        delayed = till.payments()[payment.id]
        assert delayed.due_at is not None
        waits.append(delayed.due_at - till.world.clock.now)
        assert [] == await till.refunds.due()
        till.world.clock.now = delayed.due_at
    assert 3 == till.payments()[payment.id].troubles
    await till.sweep()

    assert waits == sorted(set(waits))
    assert PaymentStatus.REFUNDED is till.payments()[payment.id].status
    assert ["c1"] == till.billing.returned


async def test_nothing_is_given_back_that_is_not_due(till: Till) -> None:
    """A payment that bought something, and one nobody made, are left alone."""
    payment = await till.pay()

    assert await till.refunds(payment.id) is None
    assert await till.refunds(payment_id("never")) is None
    assert [] == till.billing.returned


@pytest.mark.parametrize(
    ("payer", "payload", "paid", "fault"),
    [
        (ANNA, "?", stars(100), PaymentFault.UNKNOWN),
        (ANNA, "top-up:9999999:1:XTR:1", stars(1), PaymentFault.UNKNOWN),
        (BORIS, Bill(ANNA, SMALL).payload, stars(100), PaymentFault.NOT_YOURS),
        (ANNA, Bill(ANNA, SMALL).payload, stars(99), PaymentFault.WRONG_AMOUNT),
        (ANNA, Bill(ANNA, SMALL).payload, Money(100, "USD"), PaymentFault.WRONG_AMOUNT),
        (ANNA, Bill(ANNA, package(9, 9)).payload, stars(9), PaymentFault.NOT_OFFERED),
    ],
)
async def test_what_may_not_be_paid(
    till: Till, payer: PersonId, payload: str, paid: Money, fault: PaymentFault
) -> None:
    """The last question before a payment is answered by what is wrong with it."""
    with pytest.raises(PaymentRefusedError) as caught:
        await till.top_up.check(payer, payload, paid)

    assert fault is caught.value.fault


async def test_what_may_be_paid(till: Till) -> None:
    """A bill of ours may be paid, but by nobody who is shut out."""
    await till.top_up.check(ANNA, Bill(ANNA, SMALL).payload, SMALL.price)
    async with till.world.rows.work(ANNA) as work:
        anna = await work.people.get(ANNA)
        await work.people.save(attrs.evolve(anna, blocked_at=till.world.clock.now))

    with pytest.raises(PaymentRefusedError) as caught:
        await till.top_up.check(ANNA, Bill(ANNA, SMALL).payload, SMALL.price)
    assert PaymentFault.BLOCKED is caught.value.fault


async def test_the_question_waits_for_nobody(till: Till) -> None:
    """It is answered while the person's other update holds their turn."""
    async with till.world.rows.work(ANNA):
        await till.top_up.check(ANNA, Bill(ANNA, SMALL).payload, SMALL.price)


async def test_only_what_is_offered_is_billed(till: Till) -> None:
    """A button of a package that is gone makes no bill."""
    way = await till.top_up.bill(ANNA, SMALL, title="100 credits")
    assert ChatBill(SMALL.price, Bill(ANNA, SMALL).payload) == way
    with pytest.raises(PaymentRefusedError):
        await till.top_up.bill(ANNA, package(1, 1), title="1 credit")


@pytest.mark.parametrize(
    "billed", [package(1, 1), Package(1_000_000, Money(2**31 - 1, "IDR"))]
)
def test_a_bill_is_read_as_it_was_written(billed: Package) -> None:
    """Every bill fits the messenger's 128 bytes and comes back as it was."""
    bill = Bill(PersonId(2**52 - 1), billed)

    assert bill == Bill.read(bill.payload)
    assert len(bill.payload.encode()) <= 128


@pytest.mark.parametrize(("left", "reclaimed"), [(1100, 100), (40, 40), (0, 0)])
async def test_given_back_by_the_messenger_itself(
    till: Till, left: int, reclaimed: int
) -> None:
    """As many of the credits as are still there are taken back, once."""
    payment = await till.pay()
    await till.spend(GIFT + 100 - left)
    for _ in range(2):
        await till.top_up.returned(ANNA, "c1")

    after = till.payments()[payment.id]
    assert (PaymentStatus.REFUNDED, reclaimed) == (after.status, after.reclaimed)
    assert left - reclaimed == await till.world.available()
    till.world.check_books()


async def test_what_an_order_held_is_taken_back_when_it_returns(till: Till) -> None:
    """Whoever orders, has the money given back and calls it off keeps one of the two."""
    world = till.world
    payment = await till.pay(bought=BIG)
    job = await world.ordered_pictures()
    await till.spend(await world.available())

    for _ in range(2):
        await till.top_up.returned(ANNA, "c1")
    assert 0 == till.payments()[payment.id].reclaimed
    await world.cancel_job(ANNA, job.id)

    assert 0 == await world.available()
    assert job.price == till.payments()[payment.id].reclaimed
    world.check_books()


async def test_anothers_refund_is_not_found(till: Till) -> None:
    """Nobody gives back what somebody else paid."""
    await till.pay()

    with pytest.raises(NotFoundError):
        await till.top_up.returned(BORIS, "c1")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        *((amount, "XTR") for amount in (-1, 0, 2**31, 10**30)),
        *((1, currency) for currency in ("xtr", "", "XT", "XTRA", "XTR\n", "ДОЛ")),
    ],
)
def test_no_such_money(amount: int, currency: str) -> None:
    """What nobody can have paid is refused before it can become a payment."""
    with pytest.raises(PaymentRefusedError) as caught:
        money_paid(amount, currency)

    assert PaymentFault.WRONG_AMOUNT is caught.value.fault


async def test_a_pending_refund_is_no_trouble(till: Till) -> None:
    """It is asked about until it is done, after longer waits than the first failures."""
    till.billing.slow, till.billing.unavailable = True, 2
    payment = await till.pay(payload="?")
    for troubles in (1, 2, 0, 0):
        await till.sweep()
        waiting = till.payments()[payment.id]
        assert (PaymentStatus.REFUNDING, troubles) == (waiting.status, waiting.troubles)
        assert (waiting.detail is None) == (not troubles)
        assert [] == await till.refunds.due()
        assert waiting.due_at is not None
        till.world.clock.now = waiting.due_at
    assert [] == till.billing.returned
    till.billing.settle()
    await till.sweep()

    assert PaymentStatus.REFUNDED is till.payments()[payment.id].status
    assert ["c1"] == till.billing.returned


async def test_a_pending_refund_ends_by_what_is_heard(till: Till) -> None:
    """Told that the money is back, nobody asks for it again."""
    till.billing.slow = True
    payment = await till.pay()
    await till.world.admin.payments(OWNER, payment.id)
    await till.sweep()
    assert PaymentStatus.REFUNDING is till.payments()[payment.id].status
    [charge] = till.billing.settle()
    await till.top_up.returned(ANNA, charge.id)

    assert PaymentStatus.REFUNDED is till.payments()[payment.id].status
    assert GIFT == await till.world.available()
    trail = till.world.trail(Entity.PAYMENT, payment.id)
    assert ["received", "credited", "refunding", "refunded"] == trail
    till.world.check_books()


@attrs.define
class HeardMeanwhile(MemoryBilling):
    """Says of a refund that it is pending, when the product has heard of its end."""

    top_up: TopUp | None = None

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Tell of the end before the answer arrives."""
        outcome = await super().refund(payment)
        [charge] = self.settle()
        assert self.top_up is not None
        await self.top_up.returned(payment.person, charge.id)
        return outcome


async def test_a_refund_that_ended_stays_ended() -> None:
    """An answer that was overtaken by what was heard changes nothing."""
    billing = HeardMeanwhile(slow=True)
    till = Till(World(billing=billing))
    billing.top_up = till.top_up
    await till.world.accounts.enter(ANNA, Language.ENGLISH)
    payment = await till.pay(payload="?")

    told = await till.refunds(payment.id)

    assert told == till.payments()[payment.id]
    assert PaymentStatus.REFUNDED is till.payments()[payment.id].status


@pytest.mark.parametrize("charge", ["", "\ud800", "\x00", "ё", "c" * 256])
async def test_no_such_charge(till: Till, charge: str) -> None:
    """A charge that no messenger names so is refused, paid or given back."""
    payload = Bill(ANNA, SMALL).payload

    with pytest.raises(PaymentRefusedError):
        await till.top_up.receive(
            ANNA, charge_id=charge, payload=payload, paid=stars(100)
        )
    with pytest.raises(PaymentRefusedError):
        await till.top_up.returned(ANNA, charge)

    assert {} == till.payments()


async def test_anothers_charge_buys_nothing(till: Till) -> None:
    """One charge is one person's: told of for another it is refused."""
    payment = await till.pay()

    with pytest.raises(PaymentRefusedError):
        await till.top_up.receive(
            BORIS, charge_id="c1", payload=Bill(BORIS, SMALL).payload, paid=SMALL.price
        )

    assert [payment] == list(till.payments().values())
    assert GIFT == await till.world.available(BORIS)
