"""Old, forged and repeated taps, and prices that change before a tap."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from aiogram.filters.callback_data import CallbackData
from tests.adapters.telegram.plumbing.resolve import FACTORIES, kinds_of
from tests.databases import postgres_url
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import World

from adapters.telegram.callbacks import (
    AvatarAction,
    AvatarMove,
    DeletePhoto,
    JobAction,
    JobMove,
    OrderPictures,
    PickSize,
    ShowPhoto,
    StartTraining,
)
from avatar_core import AvatarId, JobId, Size
from avatar_core.ledger import HOUSE
from avatar_core.prices import Term


async def test_buttons_of_things_gone_are_answered(world: World, anna: Visitor) -> None:
    """Taps on old buttons, and on data that is no button's, are answered."""
    await anna.begins_avatar("Short")
    await anna.sends_photos(2)
    await anna.sees_count(2)
    [avatar] = [row["id"] for row in await world.avatars()]
    photo = (await world.photos())[0]["id"]
    await anna.presses("Avatar page")
    await anna.presses("🗑️ Delete")
    await anna.presses("Yes, delete")
    await anna.sees("None yet")
    old = anna.last_id
    gone = [
        *(AvatarAction(move=move, avatar=avatar).pack() for move in AvatarMove),
        ShowPhoto(avatar=avatar, index=1).pack(),
        DeletePhoto(photo=photo).pack(),
        StartTraining(avatar=avatar, version=3).pack(),
        AvatarAction(move=AvatarMove.SHOW, avatar=AvatarId(uuid4())).pack(),
        *(JobAction(move=move, job=JobId(uuid4())).pack() for move in JobMove),
        OrderPictures(order=JobId(uuid4()), size=Size.WIDE, count=4).pack(),
        PickSize(order=JobId(uuid4()), size=Size.WIDE).pack(),
        "o1|not-a-uuid|1:1|1",
        f"o1|{uuid4().hex}|1:1|1000",
        f"o1|{uuid4().hex}|1:1|-1",
        "a1:show:0",
        "p1::",
        "l1:999999999999999999999",
        "l1:-5",
        f"p1:{avatar.hex}:99999999999999999999",
        "n1:xx",
        "menu_main",
        "zzz",
        "\x00",
        "🙂",
        "x" * 64,
        ":::::",
        "'; DROP TABLE people; --",
    ]
    for data in gone:
        answer = await anna.person.press_again(old, data)
        assert answer is not None, data
    await anna.presses("🏠 Main menu")
    await anna.sees("What would you like to do today?")
    for data in ("m1:main", "m1:avatars"):  # on a message that is long gone
        assert await anna.person.press_again(1, data) is not None
    assert len(await world.postings()) == 1


#: Larger than any integer column.
_ENDLESS: Final = 2**63


def _forged(factory: type[CallbackData]) -> str:
    """Return the data of a button with values that no database can store."""

    def value(annotation: Any) -> Any:
        kind = kinds_of(annotation)[0]
        if issubclass(kind, StrEnum):
            return next(iter(kind))
        return {int: _ENDLESS, str: "\0", bool: True, UUID: uuid4()}[kind]

    fields = factory.model_fields.items()
    return factory(**{name: value(field.annotation) for name, field in fields}).pack()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_what_no_database_can_hold(make_world: MakeWorld, database: str) -> None:
    """Huge numbers and NUL characters are answered, and raise no alarm."""
    url = postgres_url() if database == "postgresql" else None
    async with make_world(database_url=url, admin_ids=frozenset({77})) as world:
        await world.start()
        anna, olga = world.visitor(), world.visitor(77, "Olga")
        await anna.comes()
        await olga.comes()
        for factory in FACTORIES:
            answer = await anna.person.press_again(anna.last_id, _forged(factory))
            assert answer is not None, factory
        assert (200, 0) == await anna.balance()
        assert not olga.said("was set aside")


async def _is_choosing_a_pack(anna: Visitor) -> None:
    await anna.says("/start pack_seasons", "Four seasons", "With: ")


async def _is_remixing(anna: Visitor) -> None:
    await _is_choosing_a_pack(anna)
    await anna.presses("Make 4 pictures")
    await anna.sees("Here you are!")
    await anna.presses("🪄")
    await anna.sees("What would you like to change?")


@pytest.mark.parametrize(
    ("term", "journey", "label", "price"),
    [
        (Term.TRAINING, Visitor.is_ready_to_train, "Start the training", 33),
        (Term.PICTURE, Visitor.is_choosing_count, "2 pictures", 66),
        (Term.PICTURE, _is_choosing_a_pack, "Make 4 pictures", 126),
        (Term.UPSCALE, _is_remixing, "🔬 Enlarge", 33),
    ],
)
async def test_a_button_costs_what_it_says(
    run_world: MakeWorld,
    term: Term,
    journey: Callable[[Visitor], Awaitable[None]],
    label: str,
    price: int,
) -> None:
    """If a price has changed, the new one is shown and nothing is ordered."""
    async with run_world(welcome_credits=1000) as world:
        anna = world.visitor()
        if term is not Term.TRAINING:
            await anna.has_avatar()
        await journey(anna)
        await world.all_told()
        held = [hold["amount"] for hold in await world.holds()]
        async with world.store.work(HOUSE) as work:
            await work.terms.change(term, 33)

        answer = await anna.person.press_again(*anna.button(label))
        assert answer is not None
        assert "Prices may have changed" in (answer.text or "")
        assert len(held) == len(await world.holds())
        await anna.presses(f"{label} · {price}")
        await world.all_told()

        now = [hold["amount"] for hold in await world.holds()]
        assert sorted([*held, price]) == sorted(now)


async def test_a_button_that_cannot_be_read_any_more_charges_nothing(
    world: World, anna: Visitor
) -> None:
    """If the message is gone, the current price is shown, and nothing is charged."""
    await anna.has_avatar()
    await anna.is_choosing_count()
    message, order = anna.button("2 pictures")
    async with world.cashier() as bot:
        await bot.delete_message(anna.person.id, message)
    async with world.store.work(HOUSE) as work:
        await work.terms.change(Term.PICTURE, 17)

    answer = await anna.person.press_again(message, order)
    assert answer is not None
    assert "nothing was charged" in (answer.text or "")
    await anna.presses("2 pictures · 34")
    await anna.receives(2)
    await world.all_told()

    assert sorted(hold["amount"] for hold in await world.holds()) == [34, 150]
    await world.prove()
