"""Buying credits with Stars, compared with Telegram's list of payments."""

import asyncio

import pytest

from aiogram import Bot
from aiogram.types import LabeledPrice
from tests.e2e.conftest import Logs, MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import KILLED, World

from adapters.sql.tables import payments
from avatar_core import PaymentStatus
from entrypoints.sandbox.telegram import ChatMessage


async def bill(anna: Visitor, credits_: int = 100) -> ChatMessage:
    """Ask for the invoice of a package."""
    await anna.says("/topup", "How many more would you like?")
    await anna.presses(f"{credits_} credits")
    return await anna.person.wait_for(lambda message: message.invoice is not None)


async def foreign_bill(bot: Bot, anna: Visitor, payload: str) -> ChatMessage:
    """Send an invoice that the product did not make."""
    sent = await bot.send_invoice(
        anna.person.id,
        title="Something",
        description="Something else",
        payload=payload,
        currency="XTR",
        prices=[LabeledPrice(label="it", amount=7)],
    )
    return next(each for each in anna.person.messages if each.id == sent.message_id)


async def statuses(world: World) -> list[PaymentStatus]:
    """Return the status of every payment, oldest first."""
    rows = await world.rows(payments)
    return [row["status"] for row in sorted(rows, key=lambda row: row["position"])]


async def test_paying(world: World, anna: Visitor, logs: Logs) -> None:
    """Each payment is credited once, however often Telegram reports it."""
    await anna.comes()
    offer = await bill(anna)
    receipt = await anna.person.pay(offer)
    await anna.sees("Thank you!", "+ 100 credits", "300")
    anna.person.redeliver_last_update()
    offer = await bill(anna, 250)
    await anna.person.pay(offer)
    await anna.sees("+ 250 credits")

    assert receipt.paid
    assert (550, 0) == await anna.balance()
    sales = [
        (line["credits"], line["money"])
        for line in logs.captured.entries
        if line["event"] == "payment.sold"
    ]
    assert [(100, "100 XTR"), (250, "225 XTR")] == sales
    assert [PaymentStatus.CREDITED] * 2 == await statuses(world)
    async with world.cashier() as bot:
        statement = await bot.get_star_transactions()
    assert {row["charge_id"] for row in await world.rows(payments)} == {
        each.id for each in statement.transactions
    }


async def test_paying_in_parallel(world: World, anna: Visitor) -> None:
    """Of bills paid at once, one of them twice, each charge counts once."""
    await anna.comes()
    small, large = await bill(anna), await bill(anna, 250)
    receipts = await asyncio.gather(
        *(anna.person.pay(each) for each in (small, large, small))
    )
    for _ in range(3):  # at once with the first delivery
        anna.person.redeliver_last_update()
    await anna.person.wait_until(lambda _: anna.said("Thank you!") == len(receipts))
    await world.handled()

    assert all(receipt.paid for receipt in receipts)
    assert [PaymentStatus.CREDITED] * 3 == await statuses(world)
    charges = {row["charge_id"] for row in await world.rows(payments)}
    assert {receipt.charge_id for receipt in receipts} == charges
    assert (200 + 100 + 250 + 100, 0) == await anna.balance()
    assert anna.said("Thank you!") == len(receipts)


@pytest.mark.parametrize("webhooks", [True, False])
async def test_the_last_question_waits_for_no_other_update(
    run_world: MakeWorld, *, webhooks: bool
) -> None:
    """A pre-checkout query is answered while another update waits for Telegram."""
    async with run_world(webhooks=webhooks) as world:
        anna = world.visitor()
        await anna.comes()
        offer = await bill(anna)
        sent = len(world.telegram.calls)
        world.telegram.flood(5)
        await anna.person.send_text("/help")

        async def held_up() -> bool:
            return len(world.telegram.calls) > sent

        async with asyncio.timeout(4):
            await world.until(held_up)
            receipt = await anna.person.pay(offer)

        assert receipt.paid
        assert anna.said("How it works") == 0, "the other update waits all the while"
        await anna.sees("How it works")
        await anna.sees("Thank you!")


async def test_anothers_bill_is_refused(world: World, anna: Visitor) -> None:
    """An invoice made for another person cannot be paid."""
    await anna.comes()
    async with world.cashier() as bot:
        offer = await foreign_bill(bot, anna, "top-up:100:7:XTR:1002")
        receipt = await anna.person.pay(offer)

    assert not receipt.paid
    assert "made for somebody else" in (receipt.error or "")
    assert [] == await statuses(world)


async def test_what_was_never_sold_is_given_back(make_world: MakeWorld) -> None:
    """Stars that bought nothing are refunded, even if the product is killed meanwhile."""
    async with make_world() as world:
        await world.begin(KILLED)
        anna = world.visitor()
        await anna.comes()
        async with world.cashier() as bot:
            offer = await foreign_bill(bot, anna, "an older product")
            await anna.person.pay(offer, agreed=True)
            await anna.sees("on their way back")
            assert 1 == len(await statuses(world))
            await world.end(KILLED)
            await world.start()
            await anna.sees("7 ⭐ are back with you")

            assert 0 == (await bot.get_my_star_balance()).amount
        await world.until_rows(
            payments,
            lambda rows: [each["status"] for each in rows] == [PaymentStatus.REFUNDED],
        )
        assert (200, 0) == await anna.balance()
        await world.prove()
