"""A card service keeps the contract of billing."""

import unittest

from collections.abc import Sequence

import aiohttp
import pytest

from aiohttp import web
from tests.adapters.cards.billing import TOLERANCE, CardBilling, NotSignedError
from tests.adapters.cards.server import KEY, SECRET, CardServer, signature
from tests.serving import answering, serving

from avatar_core import Money, Package, Payment, PaymentStatus
from avatar_core.errors import RefundFailedError
from avatar_core.ports import Billing, HowToPay, PaymentPage, RefundOutcome
from avatar_core.testing.contracts.billing import BillingContract


class TestCardBilling(BillingContract, unittest.IsolatedAsyncioTestCase):
    """`CardBilling` under the contract, in dollars, and what is specific to cards."""

    package = Package(250, Money(499, "USD"))
    billing: CardBilling

    async def open_billing(self) -> Billing:
        """Return the billing of a product that hears the server's events."""
        self.server = CardServer(lambda: self.clock().timestamp())
        self.server.url = await self.enterAsyncContext(
            serving(self.server.application())
        )
        self.server.webhook = await self.enterAsyncContext(
            serving(answering(self._hear))
        )
        self.client = await self.enterAsyncContext(aiohttp.ClientSession())
        return CardBilling(
            session=self.client,
            url=self.server.url,
            key=KEY,
            secret=SECRET,
            clock=self.clock,
            home="https://t.me/a_bot",
        )

    async def _hear(self, request: web.Request) -> web.Response:
        signed = request.headers["Stripe-Signature"]
        await self.billing.hear(self.top_up, await request.read(), signed)
        return web.Response()

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
        """Leave refunds pending."""
        self.server.refund_status = "pending"
        return True

    async def end_refunds(self) -> None:
        """Complete pending refunds."""
        self.server.end_refunds()

    async def test_the_bank_may_take_its_time(self) -> None:
        """A session that ended unpaid buys nothing until the bank has paid."""
        way = await self._billed()
        assert isinstance(way, PaymentPage)
        await self.server.pay(way.url, status="unpaid")
        assert [] == await self._payments()
        await self.server.pay(way.url)

        [payment] = await self._payments()
        assert PaymentStatus.CREDITED is payment.status

    async def test_a_refund_whose_answer_is_lost_is_made_once(self) -> None:
        """After a lost answer the existing refund is found."""
        payment = await self._paid()
        self.server.lose = 1
        with pytest.raises(RefundFailedError):
            await self.billing.refund(payment)

        assert RefundOutcome.DONE is await self.billing.refund(payment)
        assert 1 == len(self.server.refunds)

    async def test_a_refund_that_failed_is_made_again(self) -> None:
        """The next attempt uses a new idempotency key."""
        payment = await self._paid()
        self.server.refund_status = "failed"
        with pytest.raises(RefundFailedError):
            await self.billing.refund(payment)
        self.server.refund_status = "succeeded"

        assert RefundOutcome.DONE is await self.billing.refund(payment)

    async def test_a_part_given_back_by_hand(self) -> None:
        """A partial refund leaves the payment; a refund returns the rest."""
        payment = await self._paid()
        await self.server.give_back(payment.charge_id, 99)
        assert [payment] == await self._payments()

        assert RefundOutcome.DONE is await self.billing.refund(payment)
        assert [99, 400] == [each["amount"] for each in self.server.refunds.values()]

    async def test_an_event_that_is_not_signed(self) -> None:
        """An unsigned, altered or old event is refused."""
        await self._paid()
        [body] = self.server.told
        now = int(self.clock().timestamp())
        for signed in (
            "",
            signature(body, now, b"whsec_other"),
            signature(body + b" ", now),
            signature(body, now - TOLERANCE - 1),
        ):
            with pytest.raises(NotSignedError):
                await self.billing.hear(self.top_up, body, signed)
