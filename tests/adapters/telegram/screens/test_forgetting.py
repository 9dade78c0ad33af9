"""Having everything about oneself deleted, in the chat."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.telegram.screens.chat import Chat, House

from adapters.telegram.callbacks import Menu, Section
from avatar_core import Language, PriceBook
from avatar_core.ids import PersonId


YES = Menu(section=Section.FORGET_FOR_GOOD)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Return a product."""
    house = House(PriceBook(welcome=200, training=150))
    yield house
    await house.bot.session.close()


@pytest.fixture
def chat(house: House) -> Chat:
    """Return somebody's chat with it."""
    return Chat(house)


async def _order_training(chat: Chat) -> None:
    await chat.say("/new")
    await chat.tap_label("🎭 Portrait")
    await chat.tap_label("Woman")
    await chat.say("Summer")
    for number in range(10):
        await chat.send_photo(f"photo {number}")
    await chat.tap_label("To the training")
    await chat.tap_label("Start the training")


def _avatars(chat: Chat) -> list[str]:
    rows = chat.house.store._rows
    return [one.name for one in rows.avatars.values() if one.owner == chat.person]


async def test_everything_goes_after_two_taps(chat: Chat) -> None:
    """The page says what is deleted and what stays; a returning person starts anew."""
    await _order_training(chat)
    await chat.house.work()
    await chat.say("/privacy")
    await chat.tap_label("Delete everything about me")
    asked = chat.view.text
    await chat.tap_label("Yes, delete everything")
    done = chat.view.text
    left = _avatars(chat)
    chat.language = Language.RUSSIAN
    await chat.say("/start")

    assert "1 avatar" in asked
    assert "50 credits stay there" in asked
    assert "I know nothing about you any more" in done
    assert [""] == left
    assert "Добро пожаловать" in chat.view.text
    assert "50" in chat.view.text


@pytest.mark.parametrize("label", ["No, keep everything", "Main menu"])
async def test_everything_can_be_kept(chat: Chat, label: str) -> None:
    """Declining deletes nothing, and an old "yes" only asks again."""
    await _order_training(chat)
    await chat.house.work()
    await chat.press(Menu(section=Section.FORGET))

    await chat.tap_label(label)
    await chat.press(YES)

    assert ["Summer"] == _avatars(chat)
    assert "Delete everything about you?" in chat.view.text
    await chat.press(YES)
    assert [""] == _avatars(chat)


async def test_unfinished_work_is_shown(chat: Chat) -> None:
    """Open jobs can be viewed and cancelled from the page."""
    await _order_training(chat)
    await chat.press(Menu(section=Section.FORGET))
    assert "1 order is still under way" in chat.view.text
    assert "Yes, delete everything" not in " ".join(chat.labels)
    # The question was on the screen when the order was made.
    await chat.press(YES)
    assert "1 order is still under way" in chat.screen.said[-1]

    await chat.tap_label("how far is it?")
    await chat.tap_label("Call it off")
    await chat.tap_label("Yes, call it off")
    await chat.house.work()
    await chat.press(Menu(section=Section.FORGET))
    await chat.tap_label("Yes, delete everything")

    assert [""] == _avatars(chat)


async def test_the_last_button_tapped_twice(chat: Chat) -> None:
    """The second tap only asks again."""
    await chat.say("/start")
    await chat.press(Menu(section=Section.FORGET))

    await chat.press(YES, times=2)

    assert "Delete everything about you?" in chat.view.text
    person = chat.house.store._rows.people[PersonId(chat.person)]
    assert person.forgotten_at is None
