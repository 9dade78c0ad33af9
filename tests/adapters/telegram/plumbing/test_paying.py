"""Paying with Stars, over HTTP."""

import attrs
import pytest

from aiogram.types import Update
from tests.adapters.telegram.plumbing.rig import Rig, called
from tests.adapters.telegram.samples import payment
from tests.money import package

from adapters.telegram import TelegramStars
from adapters.telegram.callbacks import BuyPackage
from adapters.telegram.texts import Texts
from adapters.telegram.views.wallet import invoice
from avatar_core import Bill, Language, Package, PaymentStatus, PriceBook
from avatar_core.errors import RefundFailedError
from avatar_core.ids import PersonId
from avatar_core.ports import ChatBill
from entrypoints.sandbox.telegram import ChatMessage


SMALL = package(100, 100)


async def charged(rig: Rig, offered: Package = SMALL) -> ChatMessage:
    """Send Anna a bill and return it as she sees it."""
    payload = Bill(PersonId(rig.anna.id), offered).payload
    bill = ChatBill(offered.price, payload)
    shown = await rig.messages.charge(
        rig.anna.id, invoice(Texts(Language.ENGLISH), offered, bill)
    )
    return next(each for each in rig.anna.messages if each.id == shown)


async def test_a_bill_takes_the_place_of_the_page(rig: Rig) -> None:
    """The invoice replaces the page and has a button back to it."""
    async with rig.product().polling():
        await rig.anna.send_text("/topup")
        await rig.anna.wait_for(lambda m: "Top up" in (m.text or ""))
        await rig.anna.press("100 credits")
        bill = await rig.anna.wait_for(lambda m: m.invoice is not None)
        assert ["Pay 100 ⭐"] == [each.text for each in bill.buttons[0]]
        assert not any(
            "Top up" in (m.text or "") for m in rig.anna.messages if m.from_bot
        )
        await rig.anna.press("Other amounts")
        await rig.anna.wait_for(lambda m: "Top up" in (m.text or ""))

    assert not any(m.invoice for m in rig.anna.messages)
    assert 1 == len(called(rig.emulator, "sendInvoice"))


@pytest.mark.parametrize(("credits_", "amount"), [(0, 0), (1, 1), (10**9, 10**9)])
async def test_a_package_of_ones_own_making(
    rig: Rig, credits_: int, amount: int
) -> None:
    """A forged package shows the page instead of an invoice."""
    async with rig.product().polling():
        await rig.anna.send_text("/topup")
        page = await rig.anna.wait_for(lambda m: "Top up" in (m.text or ""))
        data = BuyPackage(credits=credits_, amount=amount).pack()
        await rig.anna.press_again(page.id, data)

    assert "no longer offered" in rig.anna.alerts[-1]
    assert [] == called(rig.emulator, "sendInvoice")


async def test_a_bill_that_is_paid_elsewhere_is_heard(rig: Rig) -> None:
    """An invoice paid in a group is credited, and confirmed in private."""
    offer = await charged(rig)
    await rig.anna.pay(offer, agreed=True)
    [update] = await rig.bot.get_updates(timeout=5)
    told = update.model_dump(exclude_none=True)
    told["message"]["chat"] = {"id": -5, "type": "group", "title": "us"}
    process = rig.product()

    await process.feed(Update.model_validate(told))

    assert "Thank you" in (rig.anna.messages[-1].text or "")
    balance = await rig.cases.accounts.balance(PersonId(rig.anna.id))
    assert 100 + PriceBook().welcome == balance.available


async def test_only_stars_are_given_back_as_stars(rig: Rig) -> None:
    """A payment in another currency is not refunded."""
    dollars = attrs.evolve(payment(PaymentStatus.REFUNDING), currency="USD")

    with pytest.raises(RefundFailedError):
        await TelegramStars(rig.bot).refund(dollars)
