"""Nobody reaches other people's things in the chat, not even an admin."""

import attrs
import pytest

from aiogram.filters.callback_data import CallbackData
from tests.adapters.telegram.plumbing.resolve import FACTORIES
from tests.adapters.telegram.plumbing.test_callbacks import OWNED
from tests.adapters.telegram.screens.chat import OLGA, Chat, House
from tests.adapters.telegram.screens.test_disputes import complains
from tests.foreign_buttons import Foreign

from adapters.telegram.admin_callbacks import AdminMenu, Desk, TermAction
from adapters.telegram.callbacks import Menu, Section
from adapters.telegram.texts import Texts
from adapters.telegram.view import View
from avatar_core import Language, PriceBook


ENGLISH = Texts(Language.ENGLISH)
ORDINARY = [each for each in FACTORIES if not each.__prefix__.startswith(OWNED)]
ADMINS = [each for each in FACTORIES if each.__prefix__.startswith(OWNED)]
#: Words of Anna, and of the admin's draft of a broadcast.
SECRETS = ("Secret", "words of Anna", "by mistake", "Big news")


@pytest.fixture
async def house(prices: PriceBook) -> House:
    """Return a product in which Anna has everything, and the admin Olga a broadcast."""
    house = House(prices)
    anna = await complains(house)
    await anna.trained("Secret")
    await anna.press(Menu(section=Section.GENERATE))
    await anna.tap_label("Describe a picture")
    await anna.say("the words of Anna")
    await anna.tap_label("Square")
    await anna.tap_label("1 picture")
    await house.work()
    await anna.draft(1, "Secret draft")
    olga = Chat(house, OLGA)
    await olga.press(AdminMenu(desk=Desk.BROADCAST))
    await olga.say("Big news")
    return house


def _rows(house: House) -> dict[str, object]:
    return {
        name: dict(t)
        for name, t in attrs.asdict(house.store._rows, recurse=False).items()
    }


def _foreign(house: House) -> Foreign:
    rows = house.store._rows
    return Foreign(
        ids=[
            *(*rows.avatars, *rows.jobs, *rows.pictures, [*rows.photos][-1]),
            *(*rows.payments, *rows.disputes, *rows.broadcasts),
        ],
        avatars=[*rows.avatars],
        versions=sorted({avatar.version for avatar in rows.avatars.values()}),
        receipts=[2, 999],
        own_picture=next(iter(rows.pictures)),
    )


def _seen(view: View) -> tuple[str, list[str]]:
    desk = ENGLISH.plain("button-admin")
    labels = [button.text for row in view.buttons for button in row]
    return view.text, [label for label in labels if label != desk]


async def _heard(chat: Chat, button: CallbackData) -> object:
    chat.screen.shown.clear()
    chat.screen.said.clear()
    await chat.press(button)
    await chat.press(button)
    return [*map(_seen, chat.screen.shown)], [*chat.screen.said]


async def test_admins_are_refused_like_anybody(house: House) -> None:
    """With foreign ids an admin gets the same answers as anybody."""
    boris, olga = Chat(house, person=2), Chat(house, OLGA)
    for chat in (boris, olga):
        await chat.say("/start")
    before, foreign = _rows(house), _foreign(house)
    buttons = [each for factory in ORDINARY for each in foreign.buttons(factory)]
    assert len({type(each) for each in buttons}) > len(ORDINARY) / 2
    for button in buttons:
        heard = await _heard(boris, button)

        assert heard == await _heard(olga, button), button
        assert not [each for each in SECRETS if each in str(heard)], button
    assert before == _rows(house)


async def test_admins_buttons_are_dead_for_others(house: House) -> None:
    """No button of an admin shows or changes anything when another person taps it."""
    boris = Chat(house, person=2)
    await boris.say("/start")
    before, foreign = _rows(house), _foreign(house)
    buttons = [each for factory in ADMINS for each in foreign.buttons(factory)]
    assert {*ADMINS} - {AdminMenu, TermAction} == {type(each) for each in buttons}
    for button in buttons:
        heard = await _heard(boris, button)

        assert not [each for each in SECRETS if each in str(heard)], button
    assert before == _rows(house)
