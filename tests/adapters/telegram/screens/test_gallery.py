"""Conversations in the gallery, and what they order from there."""

from collections.abc import AsyncIterator

import pytest

from aiogram.filters.callback_data import CallbackData
from tests.adapters.telegram.screens.chat import Chat, House

from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    FilterAvatar,
    FilterFavourites,
    FilterMonth,
    FilterShape,
    GalleryMenu,
    GalleryMove,
    OrderRecast,
    OrderRemix,
    OrderResized,
    PictureAction,
    PictureMove,
    RemixMove,
)
from avatar_core import AvatarId, GenerationOrder, Job, Picture, PriceBook, Size


OPEN = GalleryMenu(move=GalleryMove.OPEN)
FILTERS = GalleryMenu(move=GalleryMove.FILTERS)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Return a product where newcomers are rich."""
    house = House(PriceBook(welcome=5000))
    yield house
    await house.bot.session.close()


@pytest.fixture
def chat(house: House) -> Chat:
    """Return somebody's chat with it."""
    return Chat(house)


async def _trained(chat: Chat, name: str = "Anna in summer") -> AvatarId:
    """Train an avatar and return its id."""
    await chat.say("/new")
    await chat.tap_label("🎭 Portrait")
    await chat.tap_label("Woman")
    await chat.say(name)
    for number in range(10):
        await chat.send_photo(f"photo {number} of {chat.house.updates}")
    await chat.tap_label("To the training")
    await chat.tap_label("Start the training")
    await chat.house.work()
    return list(chat.house.store._rows.avatars)[-1]


async def _drawn(chat: Chat, avatar: AvatarId, count: int = 4) -> list[Picture]:
    """Have square pictures of the avatar delivered; return them, newest first."""
    await chat.press(AvatarAction(move=AvatarMove.PROMPT, avatar=avatar))
    await chat.say("on the moon")
    await chat.tap_label("Square")
    await chat.tap_label(f"{count} picture")
    await chat.house.work()
    return _pictures(chat)[:count]


def _pictures(chat: Chat) -> list[Picture]:
    return [*chat.house.store._rows.pictures.values()][::-1]


def _jobs(chat: Chat) -> list[Job]:
    return [*chat.house.store._rows.jobs.values()]


def _key(chat: Chat) -> str | None:
    """Return the picture that the newest screen shows."""
    return chat.view.image.key if chat.view.image else None


def _on(move: PictureMove, picture: Picture) -> PictureAction:
    return PictureAction(move=move, picture=picture.id)


async def test_an_empty_gallery_invites(chat: Chat) -> None:
    """An empty gallery has a button to make the first picture."""
    await chat.press(OPEN)

    assert "empty" in chat.view.text
    assert any("Create pictures" in label for label in chat.labels)


async def test_leafing(chat: Chat) -> None:
    """The arrows go round through all pictures, with the right numbers."""
    await _drawn(chat, await _trained(chat), 3)
    newest_first = [picture.key for picture in _pictures(chat)]
    await chat.say("/gallery")
    seen = [_key(chat)]
    assert "<b>1 of 3</b>" in chat.view.text
    for _ in range(3):
        await chat.tap_label("▶️")
        seen.append(_key(chat))

    assert seen == [*newest_first, newest_first[0]]

    await chat.tap_label("◀️")

    assert "<b>3 of 3</b>" in chat.view.text
    assert _key(chat) == newest_first[-1]


async def test_the_gallery_is_right_after_every_change(chat: Chat) -> None:
    """Every change of a picture is visible on the next screen."""
    avatar = await _trained(chat)
    await _drawn(chat, avatar, 1)
    await chat.press(OPEN)
    assert "▶️" not in chat.labels
    await _drawn(chat, avatar, 2)
    await chat.press(OPEN)
    assert "<b>1 of 3</b>" in chat.view.text
    await chat.tap_label("🤍 Favourite")
    assert "⭐" in chat.view.text
    await chat.tap_label("🗑 Delete")
    await chat.tap_label("delete")
    assert "<b>1 of 2</b>" in chat.view.text
    await chat.press(AvatarAction(move=AvatarMove.RENAME, avatar=avatar))
    await chat.say("Winter")
    await chat.press(AvatarAction(move=AvatarMove.SHOW, avatar=avatar))
    assert _key(chat) == _pictures(chat)[0].key
    await chat.tap_label("Pictures: 2")
    assert "Winter" in chat.view.text
    await chat.press(AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=avatar))
    await chat.press(OPEN)
    assert "a deleted avatar" in chat.view.text


async def test_deleting_the_last_one(chat: Chat) -> None:
    """After the last picture the gallery is empty and its blob will be deleted, once."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    await chat.press(_on(PictureMove.DELETE, picture))
    assert chat.view.image is not None
    await chat.press(_on(PictureMove.DELETE_FOR_GOOD, picture), times=2)

    assert "empty" in chat.view.text
    assert _pictures(chat) == []
    assert picture.key in chat.house.store._rows.deletions


async def test_filters_narrow_and_reset(chat: Chat) -> None:
    """Every filter is shown, applies to the arrows, and is reset by one tap."""
    avatar = await _trained(chat)
    first, *_ = await _drawn(chat, avatar, 3)
    other = await _trained(chat, "Boris")
    await _drawn(chat, other, 1)
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
    assert "<b>1 of 4</b>" in chat.view.text
    await chat.press(FILTERS)
    assert "Show all pictures" not in " ".join(chat.labels)


@pytest.mark.parametrize(("year", "month"), [(0, 0), (2026, 13), (99999, 1), (-1, 4)])
async def test_no_such_month(chat: Chat, year: int, month: int) -> None:
    """An invalid month does not filter."""
    await _drawn(chat, await _trained(chat), 1)
    await chat.press(FilterMonth(year=year, month=month))

    assert "1 picture matches" in chat.view.text


async def test_a_stale_card_still_works(chat: Chat) -> None:
    """Old buttons work without a filter; deleted pictures are replaced by others."""
    one, two = await _drawn(chat, await _trained(chat), 2)
    await chat.press(FilterFavourites(on=True))
    await chat.say("/menu")
    await chat.press(_on(PictureMove.OLDER, one))
    assert _key(chat) == two.key
    await chat.press(_on(PictureMove.DELETE_FOR_GOOD, two))
    await chat.press(_on(PictureMove.OLDER, two))

    assert _key(chat) == one.key
    assert "not here any more" in chat.screen.said[-1]


async def test_statistics(chat: Chat) -> None:
    """The statistics are those of the stored pictures."""
    avatar = await _trained(chat)
    await _drawn(chat, avatar, 3)
    await chat.press(GalleryMenu(move=GalleryMove.STATISTICS))

    assert "Pictures: <b>3</b>" in chat.view.text
    assert "15 credits" in chat.view.text
    assert "Anna in summer: 3" in chat.view.text


# --- remix ------------------------------------------------------------------


async def _ordered(chat: Chat) -> GenerationOrder:
    order = _jobs(chat)[-1].order
    assert isinstance(order, GenerationOrder)
    return order


async def test_the_same_again_twice_is_once(chat: Chat) -> None:
    """The button shows the price, and two taps order once."""
    picture, *_ = await _drawn(chat, await _trained(chat), 3)
    before = await _ordered(chat)
    await chat.press(_on(PictureMove.REMIX, picture))
    again = chat.button("The very same again ×3 · 15 💎")
    await chat.press(again)
    count = len(_jobs(chat))
    await chat.press(again)
    await chat.house.work()

    assert len(_jobs(chat)) == count
    assert await _ordered(chat) == before
    assert len(_pictures(chat)) == 6


async def test_a_new_slip_is_a_new_order(chat: Chat) -> None:
    """Opening the menu again allows another order."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    for _ in range(2):
        await chat.press(_on(PictureMove.REMIX, picture))
        await chat.tap_label("new seed · 5 💎")
        await chat.house.work()

    assert len(_pictures(chat)) == 3
    assert len({job.id for job in _jobs(chat)}) == 4


async def test_another_size(chat: Chat) -> None:
    """Each other size has its price, and keeps the seed."""
    *_, picture = await _drawn(chat, await _trained(chat), 2)
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.tap_label("Other shape · 5 💎")
    assert not any("1:1" in label for label in chat.labels)
    await chat.tap_label("Story 9:16 · 720×1280 · 5 💎")

    order = await _ordered(chat)
    assert (Size.STORY, 1, picture.seed) == (order.size, order.count, order.seed)


async def test_another_avatar(chat: Chat) -> None:
    """The other avatars are offered by name."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    other = await _trained(chat, "Boris")
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.tap_label("Other avatar · from 5 💎")
    await chat.tap_label("Boris · 5 💎")

    assert _jobs(chat)[-1].avatar == other


async def test_other_words(chat: Chat) -> None:
    """The prompt is shown to be changed; the new one is ordered in the same size."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.tap_label("Change the words")
    assert "<code>on the moon</code>" in chat.view.text
    await chat.say("x")
    await chat.send_photo("photo")
    assert "in words" in chat.view.text
    await chat.say("on the sun")
    await chat.tap_label("2 pictures")

    order = await _ordered(chat)
    assert ("on the sun", Size.SQUARE, 2) == (order.words, order.size, order.count)


async def test_after_the_remix_menu_words_are_only_words(chat: Chat) -> None:
    """After leaving the rewording a text remixes nothing."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    await chat.press(_on(PictureMove.REWORD, picture))
    await chat.press(_on(PictureMove.REMIX, picture))
    await chat.say("on the sun")

    assert "Which shape?" in chat.view.text
    await chat.tap_label("Square")
    await chat.tap_label("1 picture")
    [*_, drawn] = chat.house.store._rows.jobs.values()
    assert isinstance(drawn.order, GenerationOrder)
    assert drawn.order.seed != picture.seed


async def test_the_prompt_is_shown(chat: Chat) -> None:
    """The words, the prompt and the seed of the picture are shown."""
    *_, picture = await _drawn(chat, await _trained(chat), 3)
    await chat.press(_on(PictureMove.PROMPT, picture))

    assert "<code>on the moon</code>" in chat.view.text
    assert f"<code>{picture.seed}</code>" in chat.view.text


async def test_enlarging(chat: Chat) -> None:
    """The enlarged copy is in the gallery with its seed, and can be remixed."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    before = await _ordered(chat)
    await chat.press(_on(PictureMove.REMIX, picture))
    enlarge = chat.button("Enlarge · 5 💎")
    await chat.press(enlarge, times=2)
    await chat.house.work()
    larger, *others = _pictures(chat)

    assert others == [picture]
    assert (larger.seed, larger.width) == (picture.seed, 2048)

    await chat.press(_on(PictureMove.DELETE_FOR_GOOD, picture))
    await chat.press(_on(PictureMove.REMIX, larger))
    assert not any("Enlarge" in label for label in chat.labels)
    await chat.tap_label("The very same again")
    assert await _ordered(chat) == before


async def test_the_original_file_comes_beside(chat: Chat) -> None:
    """The file is a new message; the card stays."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    await chat.press(OPEN)
    await chat.tap_label("Original file")

    assert [view.image.key for view in chat.screen.sent if view.image] == [picture.key]


async def test_a_deleted_avatar_is_not_drawn_again(chat: Chat) -> None:
    """The menu says why, and old buttons are refused and cost nothing."""
    avatar = await _trained(chat)
    [picture] = await _drawn(chat, avatar, 1)
    await chat.press(_on(PictureMove.REMIX, picture))
    old = chat.button("The very same again")
    await chat.press(AvatarAction(move=AvatarMove.DELETE_FOR_GOOD, avatar=avatar))
    count = len(_jobs(chat))
    await chat.press(old)
    await chat.press(_on(PictureMove.REWORD, picture))

    assert len(_jobs(chat)) == count
    assert ["was deleted" in said for said in chat.screen.said[-2:]] == [True, True]

    await chat.press(_on(PictureMove.REMIX, picture))
    assert "was deleted" in chat.view.text
    assert ["Enlarge" in label for label in chat.labels if "💎" in label] == [True]


async def test_results_lead_on_and_stay(chat: Chat) -> None:
    """Buttons below delivered pictures open new messages."""
    picture, *_ = await _drawn(chat, await _trained(chat), 2)
    told = chat.house.told.told[-1]
    first = told.pictures[0]
    await chat.press(_on(PictureMove.VARY, first))
    await chat.press(_on(PictureMove.OPEN, first))

    assert [first.key, first.key] == [v.image.key for v in chat.screen.sent if v.image]
    assert "<b>2 of 2</b>" in chat.view.text
    assert picture.key != first.key


# --- strangers --------------------------------------------------------------


def _foreign(picture: Picture) -> dict[str, CallbackData]:
    """Return every button that names a picture or its avatar."""
    id_, avatar = picture.id, picture.avatar
    return {
        **{f"picture {move}": _on(move, picture) for move in PictureMove},
        **{
            f"remix {move}": OrderRemix(move=move, picture=id_, nonce="1")
            for move in RemixMove
        },
        "resized": OrderResized(picture=id_, nonce="1", size=Size.WIDE),
        "recast": OrderRecast(picture=id_, nonce="1", avatar=avatar.hex[:12]),
        "filter": FilterAvatar(avatar=avatar),
        "of avatar": AvatarAction(move=AvatarMove.PICTURES, avatar=avatar),
        "shape": FilterShape(shape=picture.shape),
    }


async def test_nobody_sees_anothers_pictures(house: House, chat: Chat) -> None:
    """Forged buttons neither show nor change the pictures of others."""
    [picture] = await _drawn(chat, await _trained(chat), 1)
    thief = Chat(house, person=2)
    await thief.say("/start")
    jobs = {**house.store._rows.jobs}
    for name, button in _foreign(picture).items():
        await thief.press(button)

        assert jobs == house.store._rows.jobs, name
        assert [picture] == _pictures(chat), name
    for view in thief.screen.shown:
        assert view.image is None or view.image.key != picture.key
        assert "on the moon" not in view.text
        assert str(picture.seed) not in view.text
