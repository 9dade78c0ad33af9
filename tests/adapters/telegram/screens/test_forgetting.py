"""Deleting everything about oneself, in the chat."""

import pytest

from tests.adapters.telegram.screens.chat import Chat

from adapters.telegram.callbacks import Menu, Section


YES = Menu(section=Section.FORGET_FOR_GOOD)


def _avatars(chat: Chat) -> list[str]:
    rows = chat.house.store._rows
    return [one.name for one in rows.avatars.values() if one.owner == chat.person]


@pytest.mark.parametrize("label", ["No, keep everything", "Main menu"])
async def test_everything_can_be_kept(chat: Chat, label: str) -> None:
    """Declining deletes nothing, and an old "yes" only asks again."""
    await chat.trained("Summer")
    await chat.press(Menu(section=Section.FORGET))

    await chat.tap_label(label)
    await chat.press(YES)

    assert ["Summer"] == _avatars(chat)
    assert "Delete everything about you?" in chat.view.text
    await chat.press(YES)
    assert [""] == _avatars(chat)


async def test_unfinished_work_is_shown(chat: Chat) -> None:
    """Open jobs can be viewed and cancelled from the page."""
    await chat.order_training("Summer")
    await chat.press(Menu(section=Section.FORGET))
    assert "1 order is still under way" in chat.view.text
    assert "Yes, delete everything" not in " ".join(chat.labels)
    # The question was on the screen when the order was made.
    await chat.press(YES)
    assert "1 order is still under way" in chat.screen.said[-1]

    await chat.tap_label("how is it going?")
    await chat.tap_label("⏹️ Cancel")
    await chat.tap_label("Yes, cancel")
    await chat.house.work()
    await chat.press(Menu(section=Section.FORGET))
    await chat.tap_label("Yes, delete everything")

    assert [""] == _avatars(chat)
