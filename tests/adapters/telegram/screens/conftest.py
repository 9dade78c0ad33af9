"""The product in memory, and somebody's chat with it."""

import pytest

from tests.adapters.telegram.screens.chat import Chat, House

from avatar_core import PriceBook


@pytest.fixture
def prices() -> PriceBook:
    """Return prices that let newcomers buy what they like."""
    return PriceBook(training=150, welcome=1000)


@pytest.fixture
def house(prices: PriceBook) -> House:
    """Return the product."""
    return House(prices)


@pytest.fixture
def chat(house: House) -> Chat:
    """Return somebody's chat with it."""
    return Chat(house)
