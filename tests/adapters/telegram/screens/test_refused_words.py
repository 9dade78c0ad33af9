"""What people read when their words are not drawn."""

import pytest

from tests.adapters.telegram.screens.chat import Chat

from adapters.telegram.callbacks import AvatarAction, AvatarMove
from adapters.telegram.texts import Texts, spoken
from avatar_core import Language
from avatar_core.errors import Concern


#: The longest alert (Bot API 10.3).
_ALERT = 200


@pytest.mark.parametrize("language", spoken())
@pytest.mark.parametrize("concern", Concern)
def test_a_refusal_fits_an_alert(language: Language, concern: Concern) -> None:
    """It is said in full wherever it is said."""
    assert len(Texts(language).plain_of(concern)) <= _ALERT


async def test_a_refused_prompt_is_asked_for_again(chat: Chat) -> None:
    """The question says what to change; nothing is ordered, and other words are."""
    avatar = await chat.trained()
    await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar.id))
    jobs = len(chat.house.jobs)

    await chat.say("naked on the moon")
    assert "Dress the scene" in chat.view.text
    assert "What should the picture show?" in chat.view.text

    await chat.say("on the moon")
    assert "Which shape?" in chat.view.text
    assert jobs == len(chat.house.jobs)


async def test_words_out_of_the_blue_are_refused_with_a_reason(chat: Chat) -> None:
    """Outside of any dialog the reason stands above the menu."""
    await chat.trained()
    await chat.say("/menu")

    await chat.say("with Elon Musk on the moon")

    assert "well-known people" in chat.view.text
    assert "Main menu" in chat.view.text


async def test_a_refused_name_is_asked_for_again(chat: Chat) -> None:
    """No avatar is made, and the question stands."""
    await chat.be_naming()

    await chat.say("Naked Anna")

    assert "Dress the scene" in chat.view.text
    assert "What should we call it?" in chat.view.text
    assert not await chat.avatars()
