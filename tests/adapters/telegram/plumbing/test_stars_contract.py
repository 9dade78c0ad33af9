"""Telegram Stars keep the contract of billing, over HTTP."""

import itertools
import unittest

from collections.abc import Sequence

from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.rig import Plumbing, Process, Sleeper
from tests.sandbox.telegram.rig import TOKEN, Clock
from tests.telegram_types import faithful

from adapters.telegram import TelegramStars
from adapters.telegram.session import RetryAfterPolicy, make_bot
from adapters.telegram.texts import Texts
from adapters.telegram.views.wallet import invoice
from avatar_core import Language, Money, Payment
from avatar_core.money import STARS
from avatar_core.ports import Billing, ChatBill, HowToPay
from avatar_core.testing.contracts.billing import BillingContract
from entrypoints.sandbox.telegram import ChatMessage, TelegramEmulator


class TestTelegramStars(BillingContract, unittest.IsolatedAsyncioTestCase):
    """`TelegramStars` and the handlers of payments under the contract."""

    async def open_billing(self) -> Billing:
        """Return the billing of a bot in front of the emulator."""
        self.enterContext(capture_logs())
        self.update_ids = itertools.count(10**6)
        emulator = TelegramEmulator(TOKEN, clock=Clock(), check=faithful)
        await emulator.start()
        self.addAsyncCleanup(emulator.stop)
        self.bot = make_bot(TOKEN, emulator.url, policy=RetryAfterPolicy(Sleeper()))
        self.addAsyncCleanup(self.bot.session.close)
        self.anna = emulator.person(self.person, "Anna", "en")
        self.plumbing = Plumbing(self.bot, self.clock, self.store)
        self.addAsyncCleanup(self.plumbing.close)
        return TelegramStars(self.bot)

    async def asked(self, way: HowToPay) -> Money:
        """Read the invoice in the chat."""
        shown = (await self._shown(way)).invoice
        assert shown is not None
        return Money(shown["total_amount"], shown["currency"])

    async def pay(self, way: HowToPay) -> None:
        """Press the button of the invoice, and wait for the thanks."""
        shown = await self._shown(way)
        async with self._process().polling():
            assert (await self.anna.pay(shown)).paid
            await self._hears("Thank you", shown)

    async def give_back(self, payment: Payment) -> None:
        """Refund it with another client of the bot, and wait for the report."""
        last = self.anna.messages[-1]
        async with self._process().polling():
            await self.bot.refund_star_payment(self.person, payment.charge_id)
            await self._hears("back with you", last)

    async def tell_again(self) -> None:
        """Send every report of Telegram again as a new update."""
        for message in self.anna.messages:
            if {"successful_payment", "refunded_payment"} & message.wire.keys():
                update = {"update_id": next(self.update_ids), "message": message.wire}
                await self._process().feed_raw(update)

    async def given_back(self) -> Sequence[Money]:
        """Read Telegram's statement."""
        page = await self.bot.get_star_transactions()
        return [
            Money(each.amount, STARS) for each in page.transactions if each.receiver
        ]

    async def hold_refunds(self) -> bool:
        """Telegram answers a refund when it is made."""
        return False

    async def _shown(self, way: HowToPay) -> ChatMessage:
        assert isinstance(way, ChatBill)
        bill = invoice(Texts(Language.ENGLISH), self.package, way)
        shown = await self.plumbing.new_renderer().messages.charge(self.person, bill)
        return next(each for each in self.anna.messages if each.id == shown)

    def _process(self) -> Process:
        return self.plumbing.product()

    async def _hears(self, words: str, after: ChatMessage) -> None:
        await self.anna.wait_for(
            lambda message: message.id > after.id and words in (message.text or "")
        )
