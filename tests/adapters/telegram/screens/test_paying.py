"""Buying credits in the chat."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.telegram.samples import bill
from tests.adapters.telegram.screens.chat import Chat, House
from tests.money import package, stars

from adapters.telegram.callbacks import AvatarAction, AvatarMove, BackToSizes
from adapters.telegram.texts import Texts
from adapters.telegram.views.wallet import invoice
from avatar_core import Bill, Language, Package, PriceBook
from avatar_core.ports import ChatBill


SMALL = package(100, 100)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Return a product where newcomers can train one avatar, and no more."""
    house = House(PriceBook(welcome=152))
    yield house
    await house.bot.session.close()


@pytest.fixture
def chat(house: House) -> Chat:
    """Return somebody's chat with it."""
    return Chat(house)


async def _pays(chat: Chat, bought: Package = SMALL, charge_id: str = "c") -> None:
    await chat.send(
        successful_payment={
            "currency": "XTR",
            "total_amount": bought.price.amount,
            "invoice_payload": Bill(chat.person, bought).payload,
            "telegram_payment_charge_id": charge_id,
            "provider_payment_charge_id": "p",
        }
    )


async def test_from_the_balance_to_the_bill(chat: Chat) -> None:
    """The balance leads to the packages, and a package to its invoice."""
    await chat.say("/balance")
    await chat.tap_label("Top up")
    await chat.tap_label("250 credits")

    [shown] = chat.screen.charged
    assert Bill(chat.person, package(250, 225)).payload == shown.payload
    assert (stars(225), "Pay 225 ⭐") == (shown.price, shown.pay)


async def test_thanks(chat: Chat) -> None:
    """A payment is confirmed with the balance, also when reported twice."""
    for _ in range(2):
        await _pays(chat)
        assert "+ 100 credits" in chat.view.text
        assert "252" in chat.view.text


async def test_the_way_back_to_the_order(chat: Chat) -> None:
    """After topping up a button leads back to the order."""
    await chat.say("/new")
    await chat.tap_label("🎭 Portrait")
    await chat.tap_label("Woman")
    await chat.say("Anna")
    for number in range(10):
        await chat.send_photo(f"photo {number}")
    await _pays(chat, charge_id="1")
    assert isinstance(chat.button("Continue the order"), AvatarAction)
    await chat.tap_label("Continue the order")
    await chat.tap_label("Start the training")
    await chat.house.work()
    [avatar] = chat.house.store._rows.avatars
    await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar))
    await _pays(chat, charge_id="2")
    await chat.tap_label("Continue the order")
    await chat.say("on the moon")
    await chat.tap_label("Square")
    await _pays(chat, charge_id="3")
    assert isinstance(chat.button("Continue the order"), BackToSizes)
    await chat.tap_label("Continue the order")

    assert "on the moon" in chat.view.text


async def test_paying_for_pictures_that_cost_too_much(chat: Chat) -> None:
    """The count and the summary offer to top up."""
    house = House(PriceBook(welcome=1, training=2, picture=5))
    poor = Chat(house)
    try:
        await poor.say("/new")
        await poor.tap_label("🎭 Portrait")
        await poor.tap_label("Woman")
        await poor.say("Anna")
        for number in range(10):
            await poor.send_photo(f"photo {number}")
        await poor.tap_label("To the training")
        await poor.tap_label("Top up")
        assert "How many more" in poor.view.text
    finally:
        await house.bot.session.close()


async def test_the_last_question(chat: Chat) -> None:
    """A valid invoice is accepted; an unknown one or another amount is not."""
    own = Bill(chat.person, SMALL)
    for payload, currency in (
        (own.payload, "XTR"),
        ("unknown", "XTR"),
        (own.payload, "USD"),
    ):
        chat.house.updates += 1
        await chat.deliver(
            chat._update(
                pre_checkout_query={
                    "id": "q",
                    "from": chat._user(),
                    "currency": currency,
                    "total_amount": 100,
                    "invoice_payload": payload,
                }
            )
        )

    first, second, third = chat.screen.permitted
    assert first is None
    assert "do not know this bill" in (second or "")
    assert "price has changed" in (third or "")


async def test_a_page_that_takes_the_money(chat: Chat) -> None:
    """Other billing links to a payment page."""
    chat.house.billing.page = "https://pay.example/c/1?a=1&b=2"
    await chat.say("/topup")
    await chat.tap_label("100 credits")

    assert "https://pay.example/c/1?a=1&amp;b=2" in chat.view.text
    assert "100 ⭐" in chat.view.text
    await chat.tap_label("Other amounts")
    assert "How many more" in chat.view.text


async def test_cents_are_no_stars(chat: Chat) -> None:
    """Another currency buys nothing, and is shown by its name."""
    await chat.say("/start")
    await chat.send(
        successful_payment={
            "currency": "USD",
            "total_amount": 100,
            "invoice_payload": Bill(chat.person, SMALL).payload,
            "telegram_payment_charge_id": "c",
            "provider_payment_charge_id": "p",
        }
    )

    assert "100 USD in its smallest unit" in chat.view.text
    assert "being returned" in chat.view.text


async def test_telegrams_own_note_of_a_refund(chat: Chat) -> None:
    """A refund says which credits were taken; that of a stranger does nothing."""
    await _pays(chat)
    refund = {
        "currency": "XTR",
        "total_amount": 100,
        "invoice_payload": "x",
        "telegram_payment_charge_id": "c",
    }
    await chat.send(refunded_payment=refund)

    assert "100 ⭐ are back with you" in chat.view.text
    assert "off your balance" in chat.view.text
    [payment] = chat.house.store._rows.payments.values()
    assert 100 == payment.reclaimed

    stranger = Chat(chat.house, 2)
    await stranger.send(refunded_payment=refund)
    assert "not here any more" in stranger.view.text


@pytest.mark.parametrize("language", list(Language))
def test_bills_fit_telegrams_limits(language: Language) -> None:
    """Title, description and payload fit Telegram's limits."""
    shown = invoice(
        Texts(language), bill().package, ChatBill(bill().package.price, bill().payload)
    )

    assert 1 <= len(shown.title) <= 32
    assert 1 <= len(shown.description) <= 255
    assert 1 <= len(shown.payload.encode()) <= 128
