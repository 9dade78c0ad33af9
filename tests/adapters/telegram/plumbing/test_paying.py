"""Paying with Stars, over HTTP."""

import asyncio

import attrs
import pytest

from aiogram import Bot, F, Router
from aiogram.types import Message, Update
from tests.adapters.telegram.plumbing.rig import Plumbing, called
from tests.money import package

from adapters.telegram import TelegramStars, handlers
from adapters.telegram.callbacks import BuyPackage
from adapters.telegram.texts import Texts
from adapters.telegram.views.wallet import invoice
from avatar_core import Bill, Language, Package, PriceBook
from avatar_core.errors import RefundFailedError
from avatar_core.ids import PersonId
from avatar_core.ports import ChatBill
from entrypoints.sandbox.telegram import ChatMessage, Person, TelegramEmulator


SMALL = package(100, 100)


async def charged(
    bot: Bot, anna: Person, plumbing: Plumbing, offered: Package = SMALL
) -> ChatMessage:
    """Send Anna a bill and return it as she sees it."""
    texts, payload = Texts(Language.ENGLISH), Bill(PersonId(anna.id), offered).payload
    bill = ChatBill(offered.price, payload)
    shown = await plumbing.renderer().charge(anna.id, invoice(texts, offered, bill))
    return next(each for each in anna.messages if each.id == shown)


async def test_the_last_question_waits_for_nobody(
    bot: Bot, anna: Person, plumbing: Plumbing
) -> None:
    """A pre-checkout query is answered while another update is being handled."""
    begun, go_on = asyncio.Event(), asyncio.Event()
    slow = Router()

    @slow.message(F.text == "slow")
    async def work(message: Message) -> None:
        begun.set()
        await go_on.wait()

    offer = await charged(bot, anna, plumbing)
    async with plumbing.process(slow, handlers.setup()).polling():
        await anna.send_text("slow")
        await begun.wait()
        receipt = await anna.pay(offer)
        assert receipt.paid
        assert not any("Thank you" in (m.text or "") for m in anna.messages)
        go_on.set()
        await anna.wait_for(lambda m: "Thank you" in (m.text or ""))


async def test_a_package_that_is_gone_is_not_paid(
    bot: Bot, anna: Person, plumbing: Plumbing
) -> None:
    """An outdated invoice is refused before it is paid, with the reason."""
    offer = await charged(bot, anna, plumbing, package(1, 1))
    async with plumbing.process(handlers.setup()).polling():
        receipt = await anna.pay(offer)

    assert not receipt.paid
    assert receipt.error is not None
    assert "not offered any more" in receipt.error


async def test_a_bill_takes_the_place_of_the_page(
    emulator: TelegramEmulator, bot: Bot, anna: Person, plumbing: Plumbing
) -> None:
    """The invoice replaces the page and has a button back to it."""
    async with plumbing.process(handlers.setup()).polling():
        await anna.send_text("/topup")
        await anna.wait_for(lambda m: "Top up" in (m.text or ""))
        await anna.press("100 credits")
        bill = await anna.wait_for(lambda m: m.invoice is not None)
        assert ["Pay 100 ⭐"] == [each.text for each in bill.buttons[0]]
        assert not any("Top up" in (m.text or "") for m in anna.messages if m.from_bot)
        await anna.press("Other amounts")
        await anna.wait_for(lambda m: "Top up" in (m.text or ""))

    assert not any(m.invoice for m in anna.messages)
    assert 1 == len(called(emulator, "sendInvoice"))


@pytest.mark.parametrize(("credits_", "amount"), [(0, 0), (1, 1), (10**9, 10**9)])
async def test_a_package_of_ones_own_making(
    emulator: TelegramEmulator,
    bot: Bot,
    anna: Person,
    plumbing: Plumbing,
    credits_: int,
    amount: int,
) -> None:
    """A forged package shows the page instead of an invoice."""
    async with plumbing.process(handlers.setup()).polling():
        await anna.send_text("/topup")
        page = await anna.wait_for(lambda m: "Top up" in (m.text or ""))
        data = BuyPackage(credits=credits_, amount=amount).pack()
        await anna.press_again(page.id, data)

    assert "not offered any more" in anna.alerts[-1]
    assert [] == called(emulator, "sendInvoice")


async def test_a_bill_that_is_paid_elsewhere_is_heard(
    bot: Bot, anna: Person, plumbing: Plumbing
) -> None:
    """An invoice paid in a group is credited, and confirmed in private."""
    offer = await charged(bot, anna, plumbing)
    await anna.pay(offer, agreed=True)
    [update] = await bot.get_updates(timeout=5)
    told = update.model_dump(exclude_none=True)
    told["message"]["chat"] = {"id": -5, "type": "group", "title": "us"}
    process = plumbing.process(handlers.setup())

    await process.feed(Update.model_validate(told))

    assert "Thank you" in (anna.messages[-1].text or "")
    balance = await plumbing.cases.accounts.balance(PersonId(anna.id))
    assert 100 + PriceBook().welcome == balance.available


async def test_refunds_are_made_once(
    bot: Bot, anna: Person, plumbing: Plumbing
) -> None:
    """Refunding twice is no error; a refusal of Telegram is one."""
    offer = await charged(bot, anna, plumbing)
    billing = TelegramStars(bot)
    async with plumbing.process(handlers.setup()).polling():
        receipt = await anna.pay(offer)
        assert receipt.charge_id is not None
        await anna.wait_for(lambda m: "Thank you" in (m.text or ""))
        [payment] = plumbing.store._rows.payments.values()
        for _ in range(2):
            await billing.refund(payment)
        await anna.wait_for(lambda m: "back with you" in (m.text or ""))

    assert 0 == (await bot.get_my_star_balance()).amount
    for other in (
        attrs.evolve(payment, charge_id="unknown"),
        attrs.evolve(payment, currency="USD"),
    ):
        with pytest.raises(RefundFailedError):
            await billing.refund(other)
