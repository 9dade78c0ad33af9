"""Stars: invoice, pre-checkout within its deadline, payment, refund, statement."""

import pytest

from aiogram import Bot, Dispatcher, F
from aiogram.types import LabeledPrice, Message, PreCheckoutQuery
from tests.sandbox.telegram.rig import polling, refused

from entrypoints.sandbox.telegram import ChatMessage, Person, Receipt


async def invoice(bot: Bot, anna: Person, amount: int = 50) -> ChatMessage:
    """Send an invoice and return it as the person sees it."""
    sent = await bot.send_invoice(
        anna.id,
        title="100 credits",
        description="Enough for an avatar",
        payload="order-1",
        currency="XTR",
        prices=[LabeledPrice(label="credits", amount=amount)],
    )
    return next(each for each in anna.messages if each.id == sent.message_id)


def cashier(error: str | None = None) -> Dispatcher:
    """A bot that agrees to every payment or declines each with the same words."""
    dispatcher = Dispatcher()

    @dispatcher.pre_checkout_query()
    async def check(query: PreCheckoutQuery) -> None:
        await query.answer(ok=error is None, error_message=error)

    @dispatcher.message(F.successful_payment)
    async def thank(message: Message) -> None:
        assert message.successful_payment is not None
        await message.answer(f"Paid for {message.successful_payment.invoice_payload}")

    return dispatcher


async def test_pays(bot: Bot, anna: Person) -> None:
    """Agreed payments reach the bot with a charge id and are in the statement."""
    offer = await invoice(bot, anna)
    async with polling(bot, cashier()):
        receipt = await anna.pay(offer)
        await anna.wait_for(lambda m: m.text == "Paid for order-1")
    statement = await bot.get_star_transactions()

    assert [["Pay ⭐️50"]] == [[each.text for each in row] for row in offer.buttons]
    assert receipt.paid
    assert [(receipt.charge_id, 50)] == [
        (each.id, each.amount) for each in statement.transactions
    ]
    assert 50 == (await bot.get_my_star_balance()).amount


async def test_declines(bot: Bot, anna: Person) -> None:
    """The person sees why the bot declined, and nothing is paid."""
    offer = await invoice(bot, anna)
    async with polling(bot, cashier("Sold out")):
        receipt = await anna.pay(offer)

    assert Receipt(paid=False, error="Sold out") == receipt
    assert [] == (await bot.get_star_transactions()).transactions


async def test_deadline(bot: Bot, anna: Person) -> None:
    """A pre-checkout answer that comes too late is refused and nothing is paid."""
    receipt = await anna.pay(await invoice(bot, anna))
    [update] = await bot.get_updates()
    query = update.pre_checkout_query
    assert query is not None
    late = await refused(bot.answer_pre_checkout_query(query.id, ok=True))

    assert "query is too old" in late
    assert Receipt(paid=False, error="BOT_PRECHECKOUT_TIMEOUT") == receipt
    assert ("order-1", 50) == (query.invoice_payload, query.total_amount)


async def test_refunds_once(bot: Bot, anna: Person) -> None:
    """A refund reaches the bot, is in the statement and works once."""
    offer = await invoice(bot, anna)
    async with polling(bot, cashier()):
        charge_id = (await anna.pay(offer)).charge_id or ""
        await anna.wait_for(lambda m: m.text == "Paid for order-1")
    await bot.refund_star_payment(anna.id, charge_id)
    twice = await refused(bot.refund_star_payment(anna.id, charge_id))
    unknown = await refused(bot.refund_star_payment(anna.id, "nothing"))

    assert ("CHARGE_ALREADY_REFUNDED", "CHARGE_ID_INVALID") == (twice, unknown)
    statement = (await bot.get_star_transactions()).transactions
    assert [charge_id, charge_id] == [each.id for each in statement]
    assert [True, False] == [each.source is not None for each in statement]
    assert 0 == (await bot.get_my_star_balance()).amount
    assert "refunded_payment" in anna.messages[-1].wire


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"payload": "я" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"currency": "USD"}, "CURRENCY_INVALID"),
        ({"provider_token": "x"}, "PAYMENT_PROVIDER_INVALID"),
        ({"prices": []}, "STARS_INVOICE_INVALID"),
    ],
)
async def test_refuses_bad_invoices(
    bot: Bot, anna: Person, change: dict[str, object], words: str
) -> None:
    """Only invoices in Stars with one price are accepted."""
    good = {
        "title": "t",
        "description": "d",
        "payload": "p",
        "currency": "XTR",
        "prices": [LabeledPrice(label="x", amount=1)],
    }
    call = bot.send_invoice(anna.id, **(good | change))  # type: ignore[arg-type] # varied on purpose
    assert words == await refused(call)
