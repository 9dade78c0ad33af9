"""Promo codes, friends and receipts in the chat."""

from uuid import uuid4

import pytest

from tests.adapters.telegram.screens.chat import OLGA, Chat, House

from avatar_core import PersonId, PriceBook


@pytest.fixture
async def house(prices: PriceBook) -> House:
    """Return a product with one promo code."""
    house = House(prices)
    await house.cases.admin.promos.create(OLGA, "summer", credits=21, uses=1)
    return house


async def test_a_code_from_the_balance(chat: Chat) -> None:
    """A wrong code can be corrected; a right one is redeemed and ends the dialog."""
    await chat.say("/balance")
    await chat.tap_label("Promo code")
    await chat.say("sumer")
    assert "don’t know this code" in chat.view.text
    await chat.say("Summer")
    assert "+ 21 credits" in chat.view.text
    assert "1,021" in chat.view.text
    await chat.say("summer")
    assert "didn’t get that" in chat.view.text


async def test_a_code_by_command(chat: Chat) -> None:
    """The command takes the code, or asks for it."""
    await chat.say("/promo")
    assert "Do you have a code?" in chat.view.text
    await chat.say("/promo summer")
    assert "+ 21 credits" in chat.view.text
    await chat.say("/promo summer")
    assert "have already used this code" in chat.view.text
    other = Chat(chat.house, 2)
    await other.say("/promo SUMMER")
    assert "Others were faster" in other.view.text


async def test_a_day_without_more_gifts() -> None:
    """Who comes after the day's welcome credits are gone is told so, and goes on."""
    house = House(PriceBook(welcome=100, daily_welcome=100))
    first, second = Chat(house, 1), Chat(house, 2)
    await first.say("/start")
    await second.say("/start")

    assert "<b>100</b>" in first.view.text
    assert "have all been given out" not in first.view.text
    assert "have all been given out" in second.view.text
    assert "no credits at the moment" in second.view.text
    assert first.labels == second.labels


@pytest.mark.parametrize(
    "text",
    ["/start ref_2", "/start ref_x", "/start ref_", "/start ref_99999999999999999"],
)
async def test_links_that_bring_nobody(chat: Chat, text: str) -> None:
    """Links with invalid referrers are ignored."""
    newcomer = Chat(chat.house, 2)
    await newcomer.say(text)

    assert "Welcome" in newcomer.view.text
    assert chat.house.store._rows.people[PersonId(2)].referrer is None


async def test_receipts_by_pages(chat: Chat) -> None:
    """Every line says what it was for, and older ones are a tap away."""
    await chat.say("/start")
    adjust = chat.house.cases.admin.credits
    for number in range(8):
        await adjust.grant(
            OLGA,
            chat.person,
            number + 1,
            why=f"reason {number}",
            tap=uuid4(),
        )
    await chat.say("/balance")
    await chat.tap_label("Receipts")
    assert "A gift from us: reason 7" in chat.view.text
    assert "Welcome" not in chat.view.text
    await chat.tap_label("Older")

    assert "+1000" in chat.view.text
    assert "Welcome" in chat.view.text
    assert not any("Older" in label for label in chat.labels)
