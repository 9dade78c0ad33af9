"""Buying credits in the chat."""

import pytest

from tests.adapters.telegram.samples import bill
from tests.adapters.telegram.screens.chat import Chat, House
from tests.money import package

from adapters.telegram.callbacks import AvatarAction, AvatarMove, PickSize
from adapters.telegram.texts import Texts
from adapters.telegram.views.wallet import invoice
from avatar_core import Bill, Language, PriceBook
from avatar_core.ports import ChatBill


SMALL = package(100, 100)


@pytest.fixture
def prices() -> PriceBook:
    """Return prices that let newcomers train one avatar, and no more."""
    return PriceBook(training=150, welcome=152)


async def test_the_way_back_to_the_order(chat: Chat) -> None:
    """After topping up a button leads back to the order."""
    await chat.draft(10)
    await chat.pay(SMALL, "1")
    assert isinstance(chat.button("Continue the order"), AvatarAction)
    await chat.tap_label("Continue the order")
    await chat.tap_label("Start the training")
    await chat.house.work()
    [avatar] = chat.house.store._rows.avatars
    await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar))
    await chat.pay(SMALL, "2")
    await chat.tap_label("Continue the order")
    await chat.say("on the moon")
    await chat.tap_label("Square")
    await chat.pay(SMALL, "3")
    assert isinstance(chat.button("Continue the order"), PickSize)
    await chat.tap_label("Continue the order")

    assert "on the moon" in chat.view.text


async def test_paying_for_a_training_that_costs_too_much() -> None:
    """The summary offers to top up."""
    poor = Chat(House(PriceBook(training=150, welcome=1)))
    await poor.draft(10)
    await poor.tap_label("Continue to training")
    await poor.tap_label("Top up")

    assert "How many more" in poor.view.text


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
    assert "don’t know this invoice" in (second or "")
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
    await chat.pay(SMALL, currency="USD")

    assert "100 USD in its smallest unit" in chat.view.text
    assert "getting it back" in chat.view.text


@pytest.mark.parametrize("language", list(Language))
def test_bills_fit_telegrams_limits(language: Language) -> None:
    """Title, description and payload fit Telegram's limits."""
    shown = invoice(
        Texts(language), bill().package, ChatBill(bill().package.price, bill().payload)
    )

    assert 1 <= len(shown.title) <= 32
    assert 1 <= len(shown.description) <= 255
    assert 1 <= len(shown.payload.encode()) <= 128
