"""The coach in the chat: a poor set becomes a good one."""

import attrs
import pytest

from tests.adapters.telegram.screens.chat import Chat, House

from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    DropMarked,
    Menu,
    Section,
)
from avatar_core.orders import TrainingOrder
from avatar_core.testing import ScriptedFaces
from avatar_core.testing.ports import GOOD_FACE
from avatar_core.use_cases import use_cases


BLURRED = attrs.evolve(GOOD_FACE, sharpness=0)


@pytest.fixture
def faces(house: House) -> ScriptedFaces:
    """Look for faces: two photos are blurred, and one shows Boris."""
    faces = ScriptedFaces(
        faces={b"photo 3": [BLURRED], b"photo 7": [BLURRED]},
        people={b"photo 5": 0.9},
    )
    house.cases = use_cases(attrs.evolve(house.ports, faces=faces), house.config)
    return faces


async def send(chat: Chat, numbers: range) -> None:
    for number in numbers:
        await chat.send_photo(f"photo {number}")


async def test_a_poor_set_becomes_a_good_one(chat: Chat, faces: ScriptedFaces) -> None:
    """Photos are marked by reason, compared after one tap, and dropped by one tap each."""
    await chat.draft()
    await send(chat, range(12))
    assert "12 photos: <b>10 good</b>; 2 blurred." in chat.view.text
    assert "Missing: a photo from the side, one in different light." in chat.view.text
    assert "54 of 100" in chat.view.text

    await chat.tap_label("compare the faces")
    assert "9 good</b>; 1 shows somebody else, 2 blurred." in chat.view.text
    assert not any("compare" in label for label in chat.labels)

    await chat.tap_label("marked ones (3)")
    assert "Photo 4 of 12" in chat.view.text
    assert "is blurred" in chat.view.text
    for _ in range(3):
        await chat.tap_label("Drop this photo")
    assert "No photos are marked any more" in chat.view.text
    await send(chat, range(20, 23))
    assert "All 12 photos are good." in chat.view.text


async def test_a_photo_is_dropped_once(chat: Chat, faces: ScriptedFaces) -> None:
    """A second tap on the button finds no such photo, and drops no other."""
    avatar = await chat.draft()
    await send(chat, range(4))
    await chat.tap_label("marked ones (1)")
    drop = chat.button("Drop this photo")
    assert isinstance(drop, DropMarked)

    await chat.press(drop, times=2)

    assert [3] == [each.photo_count for each in await chat.avatars()]
    assert avatar.id == (await chat.avatars())[0].id


async def test_going_on_with_a_poor_set_is_asked_once(
    chat: Chat, faces: ScriptedFaces
) -> None:
    """The person hears what to expect; the answer is remembered, and so is the verdict."""
    await chat.draft()
    await send(chat, range(12))
    await chat.tap_label("Continue to training")
    assert "Photos ready: 54 of 100" in chat.view.text
    assert not any("Start the training" in label for label in chat.labels)

    await chat.tap_label("Go on with these")
    assert any("Start the training" in label for label in chat.labels)
    await chat.tap_label("Change photos")
    await chat.tap_label("Continue to training")
    await chat.tap_label("Start the training")

    [job] = chat.house.jobs
    assert isinstance(job.order, TrainingOrder)
    assert 54 == job.order.readiness


async def test_tips_are_about_the_own_photos(chat: Chat, faces: ScriptedFaces) -> None:
    """The page of tips begins with this set."""
    avatar = await chat.draft()
    await send(chat, range(6))
    await chat.tap_label("compare the faces")
    await chat.press(AvatarAction(move=AvatarMove.TIPS, avatar=avatar.id))
    assert "One photo seems to show somebody else" in chat.view.text
    assert "One photo is blurred" in chat.view.text
    assert "head turned to the side" in chat.view.text


async def test_comparing_is_stopped_in_the_settings(
    chat: Chat, faces: ScriptedFaces
) -> None:
    """One tap withdraws the consent, and what the comparing found is gone."""
    avatar = await chat.draft()
    await send(chat, range(6))
    await chat.tap_label("compare the faces")
    await chat.press(Menu(section=Section.SETTINGS))

    await chat.tap_label("Stop comparing")

    assert not any("comparing" in label for label in chat.labels)
    await chat.press(AvatarAction(move=AvatarMove.UPLOAD, avatar=avatar.id))
    assert "somebody else" not in chat.view.text
    assert any("compare the faces" in label for label in chat.labels)


async def test_without_faces_nothing_is_said(chat: Chat) -> None:
    """Where no faces are looked for, the card is as it was without a coach."""
    await chat.draft(12)

    assert "good" not in chat.view.text
    assert not any("compare" in label for label in chat.labels)
    await chat.tap_label("Continue to training")
    assert any("Start the training" in label for label in chat.labels)
