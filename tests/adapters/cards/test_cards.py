"""A card service keeps the contract of billing, and what it answers is not trusted."""

import asyncio
import json
import unittest

from collections.abc import AsyncIterator, Callable, Sequence

import aiohttp
import attrs
import pytest

from aiohttp import web
from tests.adapters.cards.billing import (
    LIMIT,
    TOLERANCE,
    CardBilling,
    CardServiceError,
    NotSignedError,
)
from tests.adapters.cards.server import KEY, SECRET, CardServer, signature

from avatar_core import Bill, Language, Money, Package, Payment, PaymentStatus, PersonId
from avatar_core.errors import BillingUnavailableError, RefundFailedError
from avatar_core.ports import Billing, HowToPay, PaymentPage, RefundOutcome
from avatar_core.testing import ManualClock, MemoryStore, memory_ports
from avatar_core.testing.contracts.billing import BillingContract
from avatar_core.use_cases import Config, TopUp, use_cases


ANN = PersonId(1)
PACKAGE = Package(250, Money(499, "USD"))


def card_billing(
    server: CardServer, session: aiohttp.ClientSession, clock: ManualClock
) -> CardBilling:
    """Return the billing in front of a server."""
    return CardBilling(
        session=session,
        url=server.url,
        key=KEY,
        secret=SECRET,
        clock=clock,
        home="https://t.me/a_bot",
    )


async def listen(answer: Callable[[web.Request], object]) -> tuple[web.AppRunner, str]:
    """Take the events of a card service on loopback; return where."""
    app = web.Application()
    app.router.add_post("/events", answer)  # type: ignore[arg-type]
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/events"


class TestCardBilling(BillingContract, unittest.IsolatedAsyncioTestCase):
    """`CardBilling` under the contract, in dollars."""

    package = PACKAGE

    async def open_billing(self) -> Billing:
        """Return the billing of a product that hears the server's events."""
        self.server = CardServer(lambda: self.clock().timestamp())
        self.addAsyncCleanup((await self.server.start()).cleanup)
        self.client = await self.enterAsyncContext(aiohttp.ClientSession())
        billing = card_billing(self.server, self.client, self.clock)
        packages = (self.package,)
        top_up = TopUp(self.store, billing, self.clock, packages)
        listening, self.server.webhook = await listen(billing.webhook(top_up))
        self.addAsyncCleanup(listening.cleanup)
        return billing

    async def asked(self, way: HowToPay) -> Money:
        """Read the page."""
        assert isinstance(way, PaymentPage)
        async with self.client.get(way.url) as response:
            page = await response.json()
        return Money(page["amount_total"], page["currency"].upper())

    async def pay(self, way: HowToPay) -> None:
        """Pay on the page."""
        assert isinstance(way, PaymentPage)
        await self.server.pay(way.url)

    async def give_back(self, payment: Payment) -> None:
        """Give it back in the dashboard."""
        await self.server.give_back(payment.charge_id)

    async def tell_again(self) -> None:
        """Send every event again."""
        await self.server.tell_again()

    async def given_back(self) -> Sequence[Money]:
        """Read the server's books."""
        return [
            Money(each["amount"], each["currency"].upper())
            for each in self.server.refunds.values()
            if each["status"] == "succeeded"
        ]

    async def hold_refunds(self) -> bool:
        """Have the bank take its time."""
        self.server.refund_status = "pending"
        return True

    async def end_refunds(self) -> None:
        """Have the bank end."""
        self.server.end_refunds()


@attrs.define
class Shop:
    """A product with a card service before it."""

    server: CardServer
    billing: CardBilling
    top_up: TopUp
    clock: ManualClock
    store: MemoryStore

    async def page(self) -> str:
        """Return a page that takes the price of the package."""
        way = await self.top_up.bill(ANN, PACKAGE, title="250 credits")
        assert isinstance(way, PaymentPage)
        return way.url

    async def paid(self) -> Payment:
        """Pay a bill."""
        await self.server.pay(await self.page())
        [payment] = self.payments()
        return payment

    def payments(self) -> list[Payment]:
        """Return all payments."""
        return list(self.store._rows.payments.values())


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    """A shop that Ann has entered."""
    clock, store = ManualClock(), MemoryStore()
    server = CardServer(lambda: clock().timestamp())
    runner = await server.start()
    async with aiohttp.ClientSession() as session:
        billing = card_billing(server, session, clock)
        ports = attrs.evolve(memory_ports(), store=store, clock=clock, billing=billing)
        cases = use_cases(ports, Config(packages=(PACKAGE,)))
        top_up = cases.top_up
        listening, server.webhook = await listen(billing.webhook(top_up))
        await cases.accounts.enter(ANN, Language.ENGLISH)
        yield Shop(server, billing, top_up, clock, store)
        await listening.cleanup()
    await runner.cleanup()


async def test_the_bank_may_take_its_time(shop: Shop) -> None:
    """A session that ended unpaid buys nothing until the bank has paid."""
    page = await shop.page()
    await shop.server.pay(page, status="unpaid")
    assert [] == shop.payments()
    await shop.server.pay(page)

    [payment] = shop.payments()
    assert (PaymentStatus.CREDITED, PACKAGE.price) == (payment.status, payment.money)


async def test_another_currency_buys_nothing(shop: Shop) -> None:
    """As many cents of another currency are kept in the books, to be given back."""
    page = await shop.page()
    [session] = shop.server.sessions.values()
    session["currency"] = "jpy"
    await shop.server.pay(page)

    [payment] = shop.payments()
    assert PaymentStatus.REFUNDING is payment.status
    assert Money(499, "JPY") == payment.money


async def test_a_refund_whose_answer_is_lost_is_made_once(shop: Shop) -> None:
    """Asked again, the service says that it was made."""
    payment = await shop.paid()
    shop.server.lose = 1
    with pytest.raises(RefundFailedError):
        await shop.billing.refund(payment)

    assert RefundOutcome.DONE is await shop.billing.refund(payment)
    assert 1 == len(shop.server.refunds)


async def test_two_refunds_at_once_are_one(shop: Shop) -> None:
    """Those who find no refund in the books at the same time use the same key."""
    payment = await shop.paid()
    shop.server.held = asyncio.Event()
    asked = [asyncio.create_task(shop.billing.refund(payment)) for _ in range(2)]
    shop.server.held.set()

    assert {RefundOutcome.DONE} == set(await asyncio.gather(*asked))
    assert 1 == len(shop.server.refunds)


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_refund_that_failed_is_made_again(shop: Shop, at_once: bool) -> None:
    """It is no refund, and its key would bring its answer back, so it gets another."""
    payment = await shop.paid()
    shop.server.refund_status = "failed" if at_once else "pending"
    if at_once:
        with pytest.raises(RefundFailedError):
            await shop.billing.refund(payment)
    else:
        assert RefundOutcome.PENDING is await shop.billing.refund(payment)
        shop.server.end_refunds("failed")
    shop.server.refund_status = "succeeded"

    assert RefundOutcome.DONE is await shop.billing.refund(payment)
    assert ["failed", "succeeded"] == [
        each["status"] for each in shop.server.refunds.values()
    ]


async def test_a_part_given_back_by_hand(shop: Shop) -> None:
    """A part leaves the payment as it is; a refund gives the rest back."""
    payment = await shop.paid()
    await shop.server.give_back(payment.charge_id, 99)
    assert [payment.status] == [each.status for each in shop.payments()]

    assert RefundOutcome.DONE is await shop.billing.refund(payment)
    assert [99, 400] == [each["amount"] for each in shop.server.refunds.values()]


async def test_a_payment_in_stars_is_none_by_card(shop: Shop) -> None:
    """The service is not even asked."""
    payment = attrs.evolve(await shop.paid(), charge_id="stx1")
    with pytest.raises(RefundFailedError, match="no payment by card"):
        await shop.billing.refund(payment)


ANSWERS: dict[str, Callable[[], web.Response]] = {
    "an error": lambda: web.Response(status=500),
    "words": lambda: web.Response(text="oops"),
    "a list": lambda: web.json_response([]),
    "nothing": lambda: web.json_response({}),
    "numbers": lambda: web.json_response({"url": 7, "data": 7}),
    "another kind of address": lambda: web.json_response(
        {"url": "javascript:alert(1)", "data": [{"status": "succeeded"}]}
    ),
    "depth": lambda: web.Response(text="[" * 100_000),
    "too much": lambda: web.Response(body=b" " * LIMIT + b"{}"),
    "a way elsewhere": lambda: web.Response(status=302, headers={"Location": "/"}),
    "an odd error": lambda: web.json_response({"error": ["?"]}, status=400),
}


@pytest.mark.parametrize("answer", ANSWERS)
async def test_answers_that_make_no_sense(shop: Shop, answer: str) -> None:
    """They are failures of the port, whatever they are."""
    payment = await shop.paid()
    shop.server.instead = ANSWERS[answer]

    with pytest.raises(BillingUnavailableError):
        await shop.billing.bill(Bill(ANN, PACKAGE), title="250 credits")
    with pytest.raises(RefundFailedError):
        await shop.billing.refund(payment)


async def test_an_answer_that_never_comes(shop: Shop) -> None:
    """Nobody waits for it longer than was set."""
    shop.server.held = asyncio.Event()
    hasty = attrs.evolve(shop.billing, seconds=0.05)

    with pytest.raises(BillingUnavailableError):
        await hasty.bill(Bill(ANN, PACKAGE), title="250 credits")
    shop.server.held.set()


def _forged(body: bytes, now: int) -> dict[str, str]:
    signed = signature(body, now)
    time, _, rest = signed.partition(",")
    return {
        "none": "",
        "no time": rest,
        "no number": f"t=now,{rest}",
        "two times": f"{time},{signed}",
        "another secret": signature(body, now, b"whsec_other"),
        "another body": signature(body + b" ", now),
        "another time": f"t={now + 1},{rest}",
        "another scheme": signed.replace("v1=", "v2="),
        "no hexadecimals": f"{time},v1=ключ",
        "too old": signature(body, now - TOLERANCE - 1),
        "of the future": signature(body, now + TOLERANCE + 1),
    }


@pytest.mark.parametrize("forged", _forged(b"", 0))
async def test_an_event_that_is_not_signed(shop: Shop, forged: str) -> None:
    """It is not even read."""
    await shop.paid()
    [body] = shop.server.told
    now = int(shop.clock().timestamp())

    with pytest.raises(NotSignedError):
        await shop.billing.hear(shop.top_up, body, _forged(body, now)[forged])


async def test_a_signature_of_one_secret_among_several(shop: Shop) -> None:
    """While secrets are exchanged an event has a signature of each."""
    await shop.paid()
    [body] = shop.server.told
    now = int(shop.clock().timestamp()) - TOLERANCE
    signed = signature(body, now)

    await shop.billing.hear(
        shop.top_up, body, signed.replace(",v1=", f",v1={'0' * 64},v1=")
    )


@pytest.mark.parametrize(
    "change",
    [
        {"client_reference_id": "0"},
        {"client_reference_id": None},
        {"payment_intent": "../v1/refunds"},
        {"currency": "USD"},
        {"amount_total": "499"},
        {"amount_total": True},
        {"metadata": []},
    ],
    ids=str,
)
async def test_a_signed_event_that_makes_no_sense(
    shop: Shop, change: dict[str, object]
) -> None:
    """It is refused and leaves no row, so that the service tells of it again."""
    page = await shop.page()
    shop.server.sessions[page.rpartition("/")[2]] |= {
        "payment_status": "paid",
        "payment_intent": "pi_1",
        **change,
    }
    [session] = shop.server.sessions.values()
    event = {"type": "checkout.session.completed", "data": {"object": session}}
    body = json.dumps(event).encode()
    signed = signature(body, int(shop.clock().timestamp()))

    with pytest.raises(CardServiceError):
        await shop.billing.hear(shop.top_up, body, signed)
    assert [] == shop.payments()


async def test_an_event_that_nobody_signed_is_answered_so(shop: Shop) -> None:
    """The service, or whoever it is, reads that it was not taken."""
    async with (
        aiohttp.ClientSession() as client,
        client.post(shop.server.webhook, data=b"{}") as response,
    ):
        assert 400 == response.status
