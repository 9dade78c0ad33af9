"""Styles and packs: from the list, a link or an avatar to the pictures."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.telegram.samples import uuid_of
from tests.adapters.telegram.screens.chat import PACKS, Chat, House
from tests.money import package

from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    JobAction,
    JobMove,
    Menu,
    PacksPage,
    Section,
    ShowPack,
    TakePack,
)
from avatar_core import (
    Avatar,
    Bill,
    GenerationOrder,
    JobId,
    JobStatus,
    PriceBook,
)
from avatar_core.families import Z_IMAGE_PORTRAIT, Families
from avatar_core.ids import PackId


FOUR = PACKS.packs[1].id
ONE = PACKS.packs[0].id


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Return a product where newcomers are rich."""
    house = House(PriceBook(welcome=1000))
    yield house
    await house.bot.session.close()


@pytest.fixture
def chat(house: House) -> Chat:
    """Return somebody's chat with it."""
    return Chat(house)


async def _draft(chat: Chat, photos: int = 10, family: str = "🎭 Portrait") -> Avatar:
    await chat.say("/new")
    await chat.tap_label(family)
    await chat.tap_label("Woman")
    await chat.say("Anna in summer")
    for number in range(photos):
        await chat.send_photo(f"photo {number} of {chat.house.updates}")
    async with chat.house.store.read() as reading:
        return (await reading.avatars.of(chat.person))[-1]


async def _trained(chat: Chat) -> Avatar:
    avatar = await _draft(chat)
    await chat.tap_label("To the training")
    await chat.tap_label("Start the training")
    await chat.house.work()
    chat.house.told.told.clear()
    return avatar


async def test_the_way_back_from_the_bill(chat: Chat) -> None:
    """After topping up a button leads back to the pack."""
    avatar = await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=avatar.id))
    await chat.say("/topup")
    await chat.send(
        successful_payment={
            "currency": "XTR",
            "total_amount": 100,
            "invoice_payload": Bill(chat.person, package(100, 100)).payload,
            "telegram_payment_charge_id": "c",
            "provider_payment_charge_id": "p",
        }
    )
    await chat.tap_label("Continue the order")

    assert any("Make 4 pictures" in label for label in chat.labels)


def _orders(chat: Chat) -> list[GenerationOrder]:
    jobs = chat.house.store._rows.jobs.values()
    return [job.order for job in jobs if isinstance(job.order, GenerationOrder)]


async def test_from_the_menu_to_the_pictures(chat: Chat) -> None:
    """A pack is chosen, ordered, followed and delivered."""
    await _trained(chat)
    await chat.press(Menu(section=Section.PACKS))
    assert any("· 4 🖼 · 18 💎" in label for label in chat.labels)
    await chat.tap_label("· 4 🖼")
    assert chat.view.image is not None
    assert "With: <b>Anna in summer</b>" in chat.view.text
    await chat.tap_label("Make 4 pictures · 18 credits")
    assert "0 of 4 ready" in chat.view.text

    await chat.house.work()

    (told,) = chat.house.told.told
    assert (4, 4) == (told.delivered, told.ordered)
    assert 4 == len(_orders(chat))


async def test_from_an_avatar_to_its_packs(chat: Chat) -> None:
    """Packs of an avatar are drawn with it."""
    first = await _trained(chat)
    await _trained(chat)
    await chat.press(AvatarAction(move=AvatarMove.GENERATE, avatar=first.id))
    await chat.tap_label("Styles and packs")
    await chat.tap_label("· 1 🖼")
    await chat.tap_label("Make 1 picture")
    await chat.house.work()

    assert first.id == chat.house.told.told[0].job.avatar


async def test_a_double_tap_orders_one_pack(chat: Chat) -> None:
    """Two taps order once."""
    await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=None))

    await chat.press(chat.button("Make 4"), times=3)

    assert 4 == len(_orders(chat))
    assert "0 of 4 ready" in chat.view.text


async def test_once_more_opens_the_card_again(chat: Chat) -> None:
    """Ordering again opens the pack in a new message."""
    await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    await chat.tap_label("Make 4")
    await chat.house.work()
    lead = chat.house.told.told[0].job
    sent = len(chat.screen.sent)

    await chat.press(JobAction(move=JobMove.AGAIN, job=lead.id))

    assert sent + 1 == len(chat.screen.sent)
    await chat.tap_label("Make 4")
    assert 8 == len(_orders(chat))


async def test_a_pack_is_called_off_whole(chat: Chat) -> None:
    """Cancelling any of its jobs cancels the pack."""
    await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    await chat.tap_label("Make 4")
    await chat.tap_label("Call it off")
    await chat.tap_label("Yes, call it off")
    await chat.house.work()

    statuses = {
        job.status
        for job in chat.house.store._rows.jobs.values()
        if isinstance(job.order, GenerationOrder)
    }
    assert {JobStatus.CANCELLED} == statuses
    assert 1 == len(chat.house.told.told)


# --- who cannot order yet -------------------------------------------------------


async def test_a_link_leads_a_newcomer_to_an_avatar(chat: Chat) -> None:
    """Without an avatar the card shows the price and leads to a new avatar."""
    await chat.say(f"/start pack_{FOUR}")

    assert "create an avatar" in chat.view.text
    assert "18 credits" in chat.view.text
    assert any("New avatar" in label for label in chat.labels)


async def test_a_link_opens_the_card(chat: Chat) -> None:
    """With an avatar the pack can be ordered at once."""
    await _trained(chat)

    await chat.say(f"/start pack_{FOUR}")

    assert any("Make 4 pictures" in label for label in chat.labels)


@pytest.mark.parametrize("link", ["pack_", "pack_gone", "pack_../../etc"])
async def test_a_link_to_nothing(chat: Chat, link: str) -> None:
    """A link to an unknown pack is answered with the menu."""
    await chat.say(f"/start {link}")

    assert 1 == len(chat.screen.shown)
    assert any("Styles and packs" in label for label in chat.labels)


async def test_an_avatar_that_is_not_ready(chat: Chat) -> None:
    """The card says what is missing."""
    await _draft(chat, photos=3)

    await chat.press(ShowPack(chosen=FOUR, avatar=None))

    assert "its photos are still being collected" in chat.view.text
    assert not any("Make" in label for label in chat.labels)


async def test_a_pack_is_shown_with_the_price_of_its_family(chat: Chat) -> None:
    """The price is that of the avatar's family, or of the first one on offer."""
    chat.house.offer(Z_IMAGE_PORTRAIT.name)

    await chat.press(Menu(section=Section.PACKS))
    assert any("· 4 🖼 · 8 💎" in label for label in chat.labels)
    await chat.tap_label("· 4 🖼")
    assert "\n8 credits" in chat.view.text

    await _draft(chat, photos=3, family="⚡ Portrait")
    chat.house.offer(*Families().offered)
    await chat.press(Menu(section=Section.PACKS))
    assert any("· 4 🖼 · 8 💎" in label for label in chat.labels)
    await chat.tap_label("· 4 🖼")

    assert "\n8 credits" in chat.view.text


async def test_who_is_poor_is_led_to_the_top_up() -> None:
    """The missing credits are shown instead of the order button."""
    house = House(PriceBook(welcome=160))
    chat = Chat(house)
    await _trained(chat)

    await chat.press(ShowPack(chosen=FOUR, avatar=None))

    assert "8 more are needed" in chat.view.text
    assert any("Top up" in label for label in chat.labels)
    assert not any("Make 4" in label for label in chat.labels)
    await house.bot.session.close()


async def test_a_gone_pack_is_not_ordered(chat: Chat) -> None:
    """A pack that is gone cannot be ordered."""
    await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    taken = chat.button("Make 4")
    assert isinstance(taken, TakePack)

    await chat.press(TakePack(order=taken.order, chosen=PackId("gone")))

    assert [] == _orders(chat)
    assert chat.screen.said


async def test_an_order_out_of_date(chat: Chat) -> None:
    """An outdated order button is answered."""
    await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    old = chat.button("Make 4")
    await chat.press(Menu(section=Section.MAIN))

    await chat.press(old)

    assert [] == _orders(chat)
    assert "out of date" in chat.screen.said[-1]


async def test_strangers_reach_no_pack_of_anothers_avatar(
    house: House, chat: Chat
) -> None:
    """Packs cannot be listed, shown or ordered with the avatar of another."""
    avatar = await _trained(chat)
    await chat.press(ShowPack(chosen=FOUR, avatar=None))
    await chat.tap_label("Make 4")
    (lead, *_) = [job for job in house.store._rows.jobs.values() if job.lead]
    stranger = Chat(house, person=2)
    before = repr(house.store._rows.jobs), repr(house.store._rows.holds)

    for data in (
        PacksPage(page=0, avatar=avatar.id),
        ShowPack(chosen=FOUR, avatar=avatar.id),
        TakePack(order=lead.id, chosen=FOUR),
        TakePack(order=JobId(uuid_of("unknown")), chosen=ONE),
        *(JobAction(move=move, job=lead.id) for move in JobMove if move != "done"),
    ):
        await stranger.press(data)
        assert len(stranger.screen.said) == 1, data
        stranger.screen.said.clear()

    assert before == (repr(house.store._rows.jobs), repr(house.store._rows.holds))
