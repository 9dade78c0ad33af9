"""Conversations in the gallery, and what they order from there."""

import pytest

from tests.adapters.telegram.screens.chat import Chat

from adapters.telegram.callbacks import AvatarAction, AvatarMove
from adapters.telegram.picture_callbacks import (
    FilterPictures,
    GalleryMenu,
    GalleryMove,
    PictureAction,
    PictureMove,
)
from avatar_core import GenerationOrder, Picture, Size


OPEN = GalleryMenu(move=GalleryMove.OPEN)
FILTERS = GalleryMenu(move=GalleryMove.FILTERS)


def _key(chat: Chat) -> str | None:
    """Return the picture that the newest screen shows."""
    return chat.view.image.key if chat.view.image else None


def _on(move: PictureMove, picture: Picture) -> PictureAction:
    return PictureAction(move=move, picture=picture.id)


async def test_the_gallery_is_right_after_every_change(chat: Chat) -> None:
    """Every change of a picture is visible on the next screen."""
    avatar = (await chat.trained()).id
    await chat.drawn(1, avatar)
    await chat.press(OPEN)
    assert "▶️" not in chat.labels
    await chat.drawn(2, avatar)
    await chat.press(OPEN)
    assert "1–3 of 3" in chat.view.text
    await chat.tap_label("1")
    assert "<b>1 of 3</b>" in chat.view.text
    await chat.tap_label("🤍 Favourite")
    assert "⭐" in chat.view.text
    await chat.tap_label("🗑️ Delete")
    await chat.tap_label("delete")
    assert "<b>1 of 2</b>" in chat.view.text
    await chat.press(AvatarAction(move=AvatarMove.RENAME, avatar=avatar))
    await chat.say("Winter")
    await chat.press(AvatarAction(move=AvatarMove.SHOW, avatar=avatar))
    assert _key(chat) == chat.house.pictures[0].key
    await chat.tap_label("Pictures: 2")
    assert "Winter" in chat.view.text
    await chat.tap_label("1")
    assert "<b>1 of 2</b>" in chat.view.text
    await chat.press(AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=avatar))
    await chat.press(OPEN)
    await chat.tap_label("1")
    assert "a deleted avatar" in chat.view.text


async def test_deleting_the_last_one(chat: Chat) -> None:
    """After the last picture the gallery is empty and its blob will be deleted, once."""
    [picture] = await chat.drawn(1)
    await chat.press(_on(PictureMove.DELETE, picture))
    assert chat.view.image is not None
    await chat.press(_on(PictureMove.DELETE_FOR_GOOD, picture), times=2)

    assert "Nothing here yet" in chat.view.text
    assert chat.house.pictures == []
    assert picture.key in chat.house.store._rows.deletions


async def test_filters_narrow_and_reset(chat: Chat) -> None:
    """Every filter is shown, applies to the arrows, and is reset by one tap."""
    avatar = (await chat.trained()).id
    first, *_ = await chat.drawn(3, avatar)
    other = (await chat.trained("Boris")).id
    await chat.drawn(1, other)
    await chat.press(OPEN)
    await chat.press(FILTERS)
    await chat.tap_label("Avatar: all")
    await chat.tap_label("Anna in summer")
    assert "3 pictures match" in chat.view.text
    await chat.press(_on(PictureMove.LIKE, first))
    await chat.press(FILTERS)
    await chat.tap_label("🤍 Favourites only")
    await chat.tap_label("Shape: all")
    await chat.tap_label("Square")
    await chat.tap_label("Month: all")
    await chat.tap_label("January 2026")
    assert "1 picture matches" in chat.view.text
    assert "favourites · Anna in summer · 1:1 · January 2026" in chat.view.text
    await chat.tap_label("Show them")
    assert _key(chat) == first.key
    assert "<b>1 of 1</b>" in chat.view.text
    await chat.tap_label("❤️ Favourite")
    assert "Nothing matches" in chat.view.text
    await chat.tap_label("Show all")
    assert "1–4 of 4" in chat.view.text
    await chat.press(FILTERS)
    assert "Show all pictures" not in " ".join(chat.labels)


def _filter(*, favourites: bool = False, month: str | None = None) -> FilterPictures:
    return FilterPictures(favourites=favourites, avatar=None, shape=None, month=month)


@pytest.mark.parametrize("month", ["0-0", "2026-13", "99999-1", "-1-4", "2026", "May"])
async def test_no_such_month(chat: Chat, month: str) -> None:
    """An invalid month does not filter."""
    await chat.drawn(1)
    await chat.press(_filter(month=month))

    assert "1 picture matches" in chat.view.text


async def test_a_stale_card_still_works(chat: Chat) -> None:
    """Old buttons work without a filter; deleted pictures are replaced by others."""
    one, two = await chat.drawn(2)
    await chat.press(_filter(favourites=True))
    await chat.say("/menu")
    await chat.press(_on(PictureMove.OLDER, one))
    assert _key(chat) == two.key
    await chat.press(_on(PictureMove.DELETE_FOR_GOOD, two))
    await chat.press(_on(PictureMove.OLDER, two))

    assert _key(chat) == one.key
    assert "was deleted" in chat.screen.said[-1]


# --- remix ------------------------------------------------------------------


async def _ordered(chat: Chat) -> GenerationOrder:
    order = chat.house.jobs[-1].order
    assert isinstance(order, GenerationOrder)
    return order


async def test_a_new_slip_is_a_new_order(chat: Chat) -> None:
    """Opening the menu again allows another order."""
    [picture] = await chat.drawn(1)
    for _ in range(2):
        await chat.press(_on(PictureMove.REMIX, picture))
        await chat.tap_label("another take · 5 💎")
        await chat.house.work()

    assert len(chat.house.pictures) == 3
    assert len({job.id for job in chat.house.jobs}) == 4


async def test_another_avatar(chat: Chat) -> None:
    """The other avatars are offered by name."""
    [picture] = await chat.drawn(1)
    other = (await chat.trained("Boris")).id
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.tap_label("Other avatar · from 5 💎")
    await chat.tap_label("Boris · 5 💎")

    assert chat.house.jobs[-1].avatar == other


async def test_other_words(chat: Chat) -> None:
    """The prompt is shown to be changed; the new one is ordered in the same size."""
    [picture] = await chat.drawn(1)
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.tap_label("Edit prompt")
    assert "<code>on the moon</code>" in chat.view.text
    await chat.say("x")
    await chat.send_photo("photo")
    assert "waiting for a description" in chat.view.text
    await chat.say("on the sun")
    await chat.tap_label("2 pictures")

    order = await _ordered(chat)
    assert ("on the sun", Size.SQUARE, 2) == (order.words, order.size, order.count)


async def test_after_the_remix_menu_words_are_only_words(chat: Chat) -> None:
    """After leaving the rewording a text remixes nothing."""
    [picture] = await chat.drawn(1)
    await chat.press(_on(PictureMove.REWORD, picture))
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.say("on the sun")

    assert "Which shape?" in chat.view.text
    await chat.tap_label("Square")
    await chat.tap_label("1 picture")
    [*_, drawn] = chat.house.jobs
    assert isinstance(drawn.order, GenerationOrder)
    assert drawn.order.seed != picture.seed


async def test_the_prompt_is_shown(chat: Chat) -> None:
    """The words, the prompt and the seed of the picture are shown."""
    *_, picture = await chat.drawn(3)
    await chat.press(_on(PictureMove.PROMPT, picture))

    assert "<code>on the moon</code>" in chat.view.text
    assert f"<code>{picture.seed}</code>" in chat.view.text


async def test_enlarging(chat: Chat) -> None:
    """The enlarged copy is in the gallery with its seed, and can be remixed."""
    [picture] = await chat.drawn(1)
    before = await _ordered(chat)
    await chat.press(_on(PictureMove.REMIX, picture))
    enlarge = chat.button("Enlarge · 5 💎")
    await chat.press(enlarge, times=2)
    await chat.house.work()
    larger, *others = chat.house.pictures

    assert others == [picture]
    assert (larger.seed, larger.width) == (picture.seed, 2048)

    await chat.press(_on(PictureMove.DELETE_FOR_GOOD, picture))
    await chat.press(_on(PictureMove.REMIX, larger))
    assert not any("Enlarge" in label for label in chat.labels)
    await chat.tap_label("The very same again")
    assert await _ordered(chat) == before


async def test_a_deleted_avatar_is_not_drawn_again(chat: Chat) -> None:
    """The menu says why, and old buttons are refused and cost nothing."""
    avatar = (await chat.trained()).id
    [picture] = await chat.drawn(1, avatar)
    await chat.press(_on(PictureMove.REMIX, picture))
    old = chat.button("The very same again")
    await chat.press(AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=avatar))
    count = len(chat.house.jobs)
    await chat.press(old)
    assert "was deleted" in chat.view.text
    await chat.press(_on(PictureMove.REWORD, picture))

    assert len(chat.house.jobs) == count
    assert "was deleted" in chat.view.text
    assert any("New avatar" in label for label in chat.labels)

    await chat.press(_on(PictureMove.REMIX, picture))
    assert "was deleted" in chat.view.text
    assert ["Enlarge" in label for label in chat.labels if "💎" in label] == [True]


async def test_results_lead_on_and_stay(chat: Chat) -> None:
    """Buttons below delivered pictures open new messages."""
    picture, *_ = await chat.drawn(2)
    told = chat.house.told.told[-1]
    first = told.pictures[0]
    await chat.press(_on(PictureMove.VARY, first))
    await chat.press(_on(PictureMove.OPEN, first))

    assert [first.key, first.key] == [v.image.key for v in chat.screen.sent if v.image]
    assert "<b>2 of 2</b>" in chat.view.text
    assert picture.key != first.key


# --- strangers --------------------------------------------------------------
