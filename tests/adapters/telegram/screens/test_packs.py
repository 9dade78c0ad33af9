"""Styles and packs: from the list, a link or an avatar to the pictures."""

import attrs
import pytest

from tests.adapters.telegram.screens.chat import PACKS, Chat, House
from tests.money import package

from adapters.packs import SHIPPED, FilePacks
from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    FindPack,
    Menu,
    Section,
    ShowPack,
    TakePack,
)
from avatar_core import GenerationOrder, Language, PriceBook
from avatar_core.families import Z_IMAGE_PORTRAIT, Families
from avatar_core.ids import PackId


FOUR = PACKS.packs[1].id
ONE = PACKS.packs[0].id


async def test_the_way_back_from_the_bill(chat: Chat) -> None:
    """After topping up a button leads back to the pack."""
    avatar = await chat.trained()
    await chat.press(ShowPack(chosen=FOUR, avatar=avatar.id))
    await chat.say("/topup")
    await chat.pay(package(100, 100))
    await chat.tap_label("Continue the order")

    assert any("Make 4 pictures" in label for label in chat.labels)


async def test_many_packs_are_in_categories(chat: Chat) -> None:
    """The shipped packs are found by category, by a word, and all at once."""
    shipped = FilePacks([SHIPPED])
    chat.house.cases = attrs.evolve(
        chat.house.cases, packs=attrs.evolve(chat.house.cases.packs, shelf=shipped)
    )
    everything = await shipped.all()
    await chat.press(Menu(section=Section.PACKS))
    counted = [int(label.rpartition(" ")[2]) for label in chat.labels if "·" in label]
    assert [len(everything)] == counted[-1:]

    await chat.tap_label("💍 Love")
    assert any("Wedding day" in label for label in chat.labels)
    assert not any("Knight" in label for label in chat.labels)

    await chat.tap_label("Categories")
    await chat.tap_label("Search by a word")
    for words in ("castles", "рыцарь"):
        await chat.say(words)
        assert any("Knight" in label for label in chat.labels)
    await chat.say("xylophone")
    assert "no scene with it" in chat.view.text
    await chat.say("/menu")
    assert await chat.where() is None


async def test_the_search_is_for_an_avatar(chat: Chat) -> None:
    """What is found from an avatar's page is drawn with it."""
    avatar = await chat.trained()
    await chat.press(FindPack(avatar=avatar.id))
    await chat.say(PACKS.packs[1].title_in(Language.ENGLISH).split()[0])

    assert avatar.id == chat.button("· 4 🖼️").model_dump()["avatar"]


def _orders(chat: Chat) -> list[GenerationOrder]:
    return [
        job.order for job in chat.house.jobs if isinstance(job.order, GenerationOrder)
    ]


async def test_from_an_avatar_to_its_packs(chat: Chat) -> None:
    """Packs of an avatar are drawn with it."""
    first = await chat.trained()
    await chat.trained()
    await chat.press(AvatarAction(move=AvatarMove.GENERATE, avatar=first.id))
    await chat.tap_label("Styles and packs")
    await chat.tap_label("· 1 🖼️")
    await chat.tap_label("Make 1 picture")
    await chat.house.work()

    assert first.id == chat.house.told.told[-1].job.avatar


# --- who cannot order yet -------------------------------------------------------


async def test_a_link_leads_a_newcomer_to_an_avatar(chat: Chat) -> None:
    """Without an avatar the card shows the price and leads to a new avatar."""
    await chat.say(f"/start pack_{FOUR}")

    assert "create an avatar" in chat.view.text
    assert "18 credits" in chat.view.text
    assert any("New avatar" in label for label in chat.labels)


@pytest.mark.parametrize("link", ["pack_", "pack_gone", "pack_../../etc"])
async def test_a_link_to_nothing(chat: Chat, link: str) -> None:
    """A link to an unknown pack is answered with the menu."""
    await chat.say(f"/start {link}")

    assert 1 == len(chat.screen.shown)
    assert any("Styles and packs" in label for label in chat.labels)


async def test_an_avatar_that_is_not_ready(chat: Chat) -> None:
    """The card says what is missing."""
    await chat.draft(3)

    await chat.press(ShowPack(chosen=FOUR, avatar=None))

    assert "its photos are still being collected" in chat.view.text
    assert not any("Make" in label for label in chat.labels)


async def test_a_pack_is_shown_with_the_price_of_its_family(chat: Chat) -> None:
    """The price is that of the avatar's family, or of the first one on offer."""
    chat.house.offer(Z_IMAGE_PORTRAIT.name)

    await chat.press(Menu(section=Section.PACKS))
    assert any("· 4 🖼️ · 8 💎" in label for label in chat.labels)
    await chat.tap_label("· 4 🖼️")
    assert "\n8 credits" in chat.view.text

    await chat.draft(3, family="⚡ Portrait")
    chat.house.offer(*Families().offered)
    await chat.press(Menu(section=Section.PACKS))
    assert any("· 4 🖼️ · 8 💎" in label for label in chat.labels)
    await chat.tap_label("· 4 🖼️")

    assert "\n8 credits" in chat.view.text


async def test_who_is_poor_is_led_to_the_top_up() -> None:
    """The missing credits are shown instead of the order button."""
    chat = Chat(House(PriceBook(training=150, welcome=160)))
    await chat.trained()

    await chat.press(ShowPack(chosen=FOUR, avatar=None))

    assert "8 more are needed" in chat.view.text
    assert any("Top up" in label for label in chat.labels)
    assert not any("Make 4" in label for label in chat.labels)


async def test_a_gone_pack_is_not_ordered(chat: Chat) -> None:
    """A pack that is gone cannot be ordered."""
    await chat.trained()
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    taken = chat.button("Make 4")
    assert isinstance(taken, TakePack)

    await chat.press(TakePack(order=taken.order, chosen=PackId("gone")))

    assert [] == _orders(chat)
    assert chat.screen.said


async def test_an_order_out_of_date(chat: Chat) -> None:
    """An outdated order button is answered."""
    await chat.trained()
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    old = chat.button("Make 4")
    await chat.press(Menu(section=Section.MAIN))

    await chat.press(old)

    assert [] == _orders(chat)
    assert "out of date" in chat.screen.said[-1]
