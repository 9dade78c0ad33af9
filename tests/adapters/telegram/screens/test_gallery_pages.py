"""Conversations on the pages of the gallery, and with several pictures at once."""

import pytest

from tests.adapters.telegram.screens.chat import Chat

from adapters.telegram.picture_callbacks import (
    ChoosePicture,
    GalleryMenu,
    GalleryMove,
    JumpTo,
    PageMove,
    ShowPage,
)
from avatar_core import AvatarId
from avatar_core.galleries import MOST_CHOSEN


async def _drawn(chat: Chat, count: int) -> AvatarId:
    """Have so many pictures delivered, and open the gallery."""
    avatar = (await chat.trained()).id
    for some in range(0, count, 2):
        await chat.drawn(min(2, count - some), avatar)
    await chat.say("/gallery")
    return avatar


async def test_pages_of_pictures(chat: Chat) -> None:
    """Nine pictures are beside one another; a number opens one, and leads back."""
    await _drawn(chat, 11)
    keys = [picture.key for picture in chat.house.pictures]
    assert "1–9 of 11" in chat.view.text
    assert chat.view.image is not None
    assert list(chat.view.image.sheet) == keys[:9]
    await chat.tap_label("▶️")
    assert "10–11 of 11" in chat.view.text
    await chat.tap_label("2")
    assert "<b>11 of 11</b>" in chat.view.text
    await chat.tap_label("All pictures")
    assert "11–11 of 11" in chat.view.text
    assert chat.view.image is not None
    assert chat.view.image.key == keys[10]
    await chat.tap_label("◀️")
    assert "2–10 of 11" in chat.view.text
    await chat.tap_label("◀️")
    assert "1–9 of 11" in chat.view.text


async def test_jumping(chat: Chat) -> None:
    """A month leads to its page; one that is none leads to the first."""
    await _drawn(chat, 2)
    await chat.tap_label("Jump to a month")
    await chat.tap_label("January 2026")
    assert "1–2 of 2" in chat.view.text
    for month in ("2025-12", "2026-13", "soon"):
        await chat.press(JumpTo(month=month))
        assert "1–2 of 2" in chat.view.text


async def test_choosing_several_to_delete(chat: Chat) -> None:
    """Pictures of two pages are chosen, counted, and deleted after a question."""
    await _drawn(chat, 11)
    kept = [picture.key for picture in chat.house.pictures]
    await chat.tap_label("Choose several")
    assert not any("Delete" in label for label in chat.labels)
    await chat.tap_label("2")
    await chat.tap_label("3")
    await chat.tap_label("✅ 3")
    await chat.tap_label("▶️")
    await chat.tap_label("1")
    assert "2 pictures chosen" in chat.view.text
    await chat.say("what now?")
    assert "2 pictures chosen" in chat.view.text
    await chat.tap_label("Delete · 2")
    assert "Delete 2 pictures?" in chat.view.text
    await chat.tap_label("keep them")
    assert "2 pictures chosen" in chat.view.text
    await chat.tap_label("Delete · 2")
    sure = chat.button("Yes, delete")
    await chat.press(sure, times=2)

    assert [p.key for p in chat.house.pictures] == [kept[0], *kept[2:9], kept[10]]
    assert "9–9 of 9" in chat.view.text


async def test_choosing_several_favourites(chat: Chat) -> None:
    """What is chosen becomes a favourite; the choice ends."""
    await _drawn(chat, 3)
    await chat.tap_label("Choose several")
    await chat.tap_label("1")
    await chat.tap_label("3")
    await chat.tap_label("Favourites")

    liked = [picture.favourite for picture in chat.house.pictures]
    assert liked == [True, False, True]
    assert "1–3 of 3" in chat.view.text
    await chat.press(GalleryMenu(move=GalleryMove.LIKE))
    assert "was deleted" in chat.screen.said[-1]


async def test_the_choice_has_an_end(chat: Chat) -> None:
    """So many can be chosen, and no more."""
    await _drawn(chat, 2)
    await chat.tap_label("Choose several")
    one, other = chat.house.pictures
    await chat.stand_with(chosen=" ".join([other.id.hex] * MOST_CHOSEN))
    await chat.press(ChoosePicture(picture=one.id, on=True))

    assert str(MOST_CHOSEN) in chat.screen.said[-1]


async def test_an_old_choice_begins_anew(chat: Chat) -> None:
    """An old number chooses, and an old page is shown, whatever was done since."""
    await _drawn(chat, 2)
    await chat.tap_label("Choose several")
    number = chat.button("2")
    await chat.say("/menu")
    await chat.press(number)
    assert "1 picture chosen" in chat.view.text
    picture = chat.house.pictures[0]
    await chat.tap_label("✅ 1")
    await chat.press(ShowPage(move=PageMove.CHOOSE, picture=picture.id))
    await chat.tap_label("1")
    await chat.tap_label("Delete · 1")
    await chat.tap_label("Yes, delete")
    await chat.press(ShowPage(move=PageMove.FROM, picture=picture.id))
    assert "was deleted" in chat.screen.said[-1]
    assert "<b>1 of 1</b>" in chat.view.text


async def test_downloading_all(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything comes in zips of what fits, one for each tap, and none twice."""
    await _drawn(chat, 3)
    two = chat.house.pictures[0].size * 2
    monkeypatch.setattr("adapters.telegram.handlers.gallery_pages.LARGEST", two)
    await chat.press(chat.button("All as a zip"), times=2)
    assert chat.screen.files == ["pictures-1-2.zip"]
    assert "already in the chat" in chat.screen.said[-1]
    await chat.press(chat.button("1 left"), times=2)

    assert chat.screen.files == ["pictures-1-2.zip", "pictures-3-3.zip"]
    assert "Pictures 3–3 of 3" in chat.view.text
    assert not any("left" in label for label in chat.labels)
    packing = [view for view in chat.screen.sent if "Packing" in view.text]
    assert len(packing) == len(chat.screen.deleted) == 2


async def test_a_kill_only_sends_it_again(chat: Chat) -> None:
    """A download that was not written down is sent again, and nothing else happens."""
    await _drawn(chat, 2)
    tap = chat.tap(chat.button("All as a zip").pack())
    await chat.deliver(tap, dies=True)
    await chat.deliver(tap)
    await chat.deliver(tap)

    assert chat.screen.files == ["pictures-1-2.zip"] * 2
    assert len(chat.house.pictures) == 2


async def test_downloading_the_chosen(chat: Chat) -> None:
    """Only what is chosen comes, and progress is told."""
    await _drawn(chat, 12)
    await chat.tap_label("Choose several")
    for number in range(2, 10):
        await chat.tap_label(str(number))
    await chat.tap_label("▶️")
    for number in range(1, 4):
        await chat.tap_label(str(number))
    await chat.tap_label("Download")

    assert chat.screen.files == ["pictures-1-11.zip"]
    assert any("10 of 11" in view.text for view in chat.screen.shown)
    assert "Pictures 1–11 of 11" in chat.view.text
