"""Buying credits, and giving payments back."""

from collections.abc import Mapping

import attrs
import pytest

from tests.core.world import ANNA, BIG, BORIS, OWNER, SMALL, World
from tests.money import package, stars

from avatar_core import Bill, Money, Package, Payment, PaymentStatus
from avatar_core.admin_log import AdminActionKind
from avatar_core.audit import Entity
from avatar_core.errors import (
    CreditsSpentError,
    NotFoundError,
    PaymentFault,
    PaymentRefusedError,
)
from avatar_core.ids import PaymentId, PersonId
from avatar_core.ledger import SALES, Balance
from avatar_core.payments import money_paid, payment_id
from avatar_core.ports import ChatBill, RefundOutcome
from avatar_core.testing import MemoryBilling
from avatar_core.use_cases import TopUp


GIFT = 1000


@pytest.fixture
async def world(world: World) -> World:
    """Return a world with Anna and Boris in it."""
    return await world.enter(ANNA, BORIS)


def payments(world: World) -> Mapping[PaymentId, Payment]:
    """Return every payment."""
    return world.rows._rows.payments


async def spend(world: World, amount: int) -> None:
    """Take credits of Anna's away."""
    if amount:
        await world.admin.credits.take(
            OWNER, ANNA, amount, why="a test", tap=world.ids()
        )


# --- buying ---------------------------------------------------------------


async def test_a_payment_buys_its_package(world: World) -> None:
    """The credits are granted, and the ledger names the payment."""
    payment = await world.pay(bought=BIG)

    assert PaymentStatus.CREDITED is payment.status
    assert GIFT + 250 == await world.available()
    async with world.rows.read() as reading:
        assert -250 == await reading.ledger.total(SALES)
        [posting, _] = await reading.ledger.postings(ANNA, limit=9)
    assert payment.id == posting.payment
    assert ["received", "credited"] == world.trail(Entity.PAYMENT, payment.id)


async def test_a_charge_buys_once(world: World) -> None:
    """A repeated report changes nothing; another person's charge is refused."""
    first = await world.pay()
    await world.refund_due()

    assert first == await world.pay()
    with pytest.raises(PaymentRefusedError):
        await world.cases.top_up.receive(
            BORIS, charge_id="c", payload=Bill(BORIS, SMALL).payload, paid=SMALL.price
        )
    assert [first] == list(payments(world).values())
    assert (GIFT + 100, GIFT) == (await world.available(), await world.available(BORIS))


async def test_a_package_no_longer_offered_is_honoured(world: World) -> None:
    """A person who pays our bill gets what it says."""
    await world.pay(bought=package(30, 20))

    assert GIFT + 30 == await world.available()


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
async def test_a_payment_for_no_bill_is_given_back(
    world: World, payload: str, paid: Money
) -> None:
    """An unknown bill, another's, a wrong amount or currency buys nothing."""
    payment = await world.pay(payload=payload, paid=paid)

    assert PaymentStatus.REFUNDING is payment.status
    for _ in range(2):
        await world.refund_due()
    await world.pay(payload=payload, paid=paid)
    await world.refund_due()

    assert ["c"] == world.billing.returned
    assert GIFT == await world.available()
    trail = world.trail(Entity.PAYMENT, payment.id)
    assert ["received", "refunding", "refunded"] == trail


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
async def test_the_last_check_refuses_a_wrong_payment(
    world: World, payer: PersonId, payload: str, paid: Money, fault: PaymentFault
) -> None:
    """The check just before a payment says what is wrong with it."""
    with pytest.raises(PaymentRefusedError) as caught:
        await world.cases.top_up.check(payer, payload, paid)

    assert fault is caught.value.fault


async def test_the_last_check_allows_our_bill(world: World) -> None:
    """The check waits for no lock, and refuses only blocked people."""
    check, payload = world.cases.top_up.check, Bill(ANNA, SMALL).payload
    async with world.rows.work(ANNA):
        await check(ANNA, payload, SMALL.price)
    await world.admin.blocks.block(OWNER, ANNA)

    with pytest.raises(PaymentRefusedError) as caught:
        await check(ANNA, payload, SMALL.price)
    assert PaymentFault.BLOCKED is caught.value.fault


async def test_only_offered_packages_are_billed(world: World) -> None:
    """A button of a package that is gone makes no bill."""
    bill = world.cases.top_up.bill

    way = await bill(ANNA, SMALL, title="100 credits")

    assert ChatBill(SMALL.price, Bill(ANNA, SMALL).payload) == way
    with pytest.raises(PaymentRefusedError):
        await bill(ANNA, package(1, 1), title="1 credit")


@pytest.mark.parametrize(
    "billed", [package(1, 1), Package(1_000_000, Money(2**31 - 1, "IDR"))]
)
def test_a_bill_is_read_as_it_was_written(billed: Package) -> None:
    """Every bill fits the messenger's 128 bytes and comes back as it was."""
    bill = Bill(PersonId(2**52 - 1), billed)

    assert bill == Bill.read(bill.payload)
    assert len(bill.payload.encode()) <= 128


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        *((amount, "XTR") for amount in (-1, 0, 2**31, 10**30)),
        *((1, currency) for currency in ("xtr", "", "XT", "XTRA", "XTR\n", "ДОЛ")),
    ],
)
def test_impossible_money_is_refused(amount: int, currency: str) -> None:
    """An amount that nobody can have paid does not become a payment."""
    with pytest.raises(PaymentRefusedError) as caught:
        money_paid(amount, currency)

    assert PaymentFault.WRONG_AMOUNT is caught.value.fault


@pytest.mark.parametrize("charge", ["", "\ud800", "\x00", "ё", "c" * 256])
async def test_an_impossible_charge_is_refused(world: World, charge: str) -> None:
    """A charge id that no messenger uses is refused, paid or given back."""
    top_up, payload = world.cases.top_up, Bill(ANNA, SMALL).payload

    for call in (
        top_up.receive(ANNA, charge_id=charge, payload=payload, paid=stars(100)),
        top_up.returned(ANNA, charge),
    ):
        with pytest.raises(PaymentRefusedError):
            await call

    assert {} == payments(world)


# --- giving back ----------------------------------------------------------


async def test_a_refund_is_tried_until_it_succeeds(world: World) -> None:
    """While the payment service is away the waits grow, and nothing is forgotten."""
    world.billing.unavailable = 3
    payment = await world.pay(payload="?")
    waits = []
    for _ in range(3):
        await world.refund_due()
        delayed = payments(world)[payment.id]
        assert delayed.due_at is not None
        waits.append(delayed.due_at - world.clock.now)
        assert [] == await world.cases.worker.refunds.due()
        world.clock.now = delayed.due_at
    assert 3 == payments(world)[payment.id].troubles
    await world.refund_due()

    assert waits == sorted(set(waits))
    assert PaymentStatus.REFUNDED is payments(world)[payment.id].status
    assert ["c"] == world.billing.returned


async def test_only_what_is_due_is_given_back(world: World) -> None:
    """A payment that bought something, and an unknown one, are left alone."""
    payment = await world.pay()

    for id_ in (payment.id, payment_id("never")):
        assert await world.cases.worker.refunds(id_) is None
    assert [] == world.billing.returned


@pytest.mark.parametrize(("left", "reclaimed"), [(1100, 100), (40, 40), (0, 0)])
async def test_a_refund_by_the_messenger_takes_credits_back(
    world: World, left: int, reclaimed: int
) -> None:
    """As many of the credits as are still there are taken back, once."""
    payment = await world.pay()
    await spend(world, GIFT + 100 - left)
    with pytest.raises(NotFoundError):
        await world.cases.top_up.returned(BORIS, "c")

    for _ in range(2):
        await world.cases.top_up.returned(ANNA, "c")

    after = payments(world)[payment.id]
    assert (PaymentStatus.REFUNDED, reclaimed) == (after.status, after.reclaimed)
    assert left - reclaimed == await world.available()


async def test_credits_held_by_an_order_are_taken_back_later(world: World) -> None:
    """Nobody keeps both the money and the credits by ordering and cancelling."""
    avatar = await world.trained()
    await spend(world, await world.available())
    payment = await world.pay(bought=BIG)
    job = await world.draw(avatar.id, count=4)
    await spend(world, await world.available())

    for _ in range(2):
        await world.cases.top_up.returned(ANNA, "c")
    assert 0 == payments(world)[payment.id].reclaimed
    await world.cancel_job(ANNA, job.id)

    assert 0 == await world.available()
    assert job.price == payments(world)[payment.id].reclaimed


async def test_an_admin_gives_a_payment_back(world: World) -> None:
    """Its credits are taken back once, then the money goes back; it is written down."""
    payment = (await world.pay()).id
    give_up = world.admin.payments
    with pytest.raises(NotFoundError):
        await give_up(ANNA, payment)

    for _ in range(2):
        await give_up(OWNER, payment)
        await world.refund_due()

    assert GIFT == await world.available()
    assert ["c"] == world.billing.returned
    assert ["received", "credited", "refunding", "refunded"] == world.trail(
        Entity.PAYMENT, payment
    )
    [action] = world.rows._rows.admin_log.values()
    assert (AdminActionKind.REFUND, "c", 100, "XTR") == (
        action.what,
        action.subject,
        action.amount,
        action.currency,
    )


async def test_a_payment_whose_credits_are_spent_is_kept(world: World) -> None:
    """The admin hears how many credits are left, and nothing changes."""
    payment = await world.pay()
    await spend(world, GIFT + 60)

    with pytest.raises(CreditsSpentError) as caught:
        await world.admin.payments(OWNER, payment.id)

    assert (100, 40) == (caught.value.needed, caught.value.left)
    assert PaymentStatus.CREDITED is payments(world)[payment.id].status


async def test_gifts_are_spent_first_and_not_refunded(world: World) -> None:
    """A refund takes bought credits only; the admin sees how many of them are spent."""
    avatar = await world.trained()
    await spend(world, await world.available() - 3)
    payment = await world.pay()
    await world.draw(avatar.id, count=4)
    assert Balance(83, 20, 0) == await world.accounts.balance(ANNA)
    file = await world.admin.payments.file(OWNER, payment.id)
    assert (17, True) == (file.spent, file.can_give_up)
    await world.admin.credits.grant(OWNER, ANNA, 50, why="a test", tap=world.ids())
    with pytest.raises(CreditsSpentError) as caught:
        await world.admin.payments(OWNER, payment.id)
    assert 83 == caught.value.left

    await world.run()
    await world.cases.top_up.returned(ANNA, "c")

    assert Balance(50, 0, 50) == await world.accounts.balance(ANNA)
    assert 17 == (await world.admin.payments.file(OWNER, payment.id)).spent


# --- slow refunds ---------------------------------------------------------


async def test_a_pending_refund_is_no_trouble(world: World) -> None:
    """It is asked about until it is done, after longer waits than the first failures."""
    world.billing.slow, world.billing.unavailable = True, 2
    payment = await world.pay(payload="?")
    for troubles in (1, 2, 0, 0):
        await world.refund_due()
        waiting = payments(world)[payment.id]
        assert (PaymentStatus.REFUNDING, troubles) == (waiting.status, waiting.troubles)
        assert (waiting.detail is None) == (not troubles)
        assert [] == await world.cases.worker.refunds.due()
        assert waiting.due_at is not None
        world.clock.now = waiting.due_at
    assert [] == world.billing.returned
    world.billing.settle()
    await world.refund_due()

    assert PaymentStatus.REFUNDED is payments(world)[payment.id].status
    assert ["c"] == world.billing.returned


async def test_a_pending_refund_ends_when_we_are_told(world: World) -> None:
    """A reported refund is not requested again."""
    world.billing.slow = True
    payment = await world.pay()
    await world.admin.payments(OWNER, payment.id)
    await world.refund_due()
    assert PaymentStatus.REFUNDING is payments(world)[payment.id].status
    [charge] = world.billing.settle()
    await world.cases.top_up.returned(ANNA, charge.id)

    assert GIFT == await world.available()
    trail = world.trail(Entity.PAYMENT, payment.id)
    assert ["received", "credited", "refunding", "refunded"] == trail


@attrs.define
class ToldMeanwhile(MemoryBilling):
    """A billing whose refund ends before it answers that it is pending."""

    top_up: TopUp | None = None

    async def refund(self, payment: Payment, /) -> RefundOutcome:
        """Tell of the end before the answer arrives."""
        outcome = await super().refund(payment)
        [charge] = self.settle()
        assert self.top_up is not None
        await self.top_up.returned(payment.person, charge.id)
        return outcome


async def test_a_late_answer_does_not_undo_a_refund() -> None:
    """An answer that was overtaken by the end changes nothing."""
    billing = ToldMeanwhile(slow=True)
    world = await World(billing=billing).enter(ANNA)
    billing.top_up = world.cases.top_up
    payment = await world.pay(payload="?")

    told = await world.cases.worker.refunds(payment.id)

    assert told == payments(world)[payment.id]
    assert PaymentStatus.REFUNDED is told.status
    world.check_books()
