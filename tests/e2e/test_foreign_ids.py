"""Nobody reaches another person's data by any button that holds an id."""

import asyncio
import itertools

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import attrs

from aiogram.filters.callback_data import CallbackData
from tests.adapters.telegram.plumbing.resolve import FACTORIES, emitted, kinds_of
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, photos
from tests.e2e.test_paying import bill
from tests.e2e.world import World

from adapters.sql.tables import (
    broadcasts,
    conversations,
    disputes,
    metadata,
    payments,
    postings,
)
from adapters.telegram.admin_callbacks import (
    AdminLogPage,
    AdminMenu,
    TermAction,
    UnansweredPage,
)
from adapters.telegram.callbacks import (
    AvatarsPage,
    BuyPackage,
    FilterFavourites,
    FilterMonth,
    FilterShape,
    GalleryMenu,
    Menu,
    OrderRecast,
    PickFamily,
    PickGender,
    PickGenderIn,
    PickType,
    SetDefaultSize,
    SetLanguage,
    Switch,
    WhyGender,
    WhyGenderMatters,
)
from adapters.telegram.texts import Texts
from adapters.telegram.views.remix import AVATAR_DIGITS
from avatar_core import Gender, JobStatus, Language, Size
from avatar_core.avatars import Hair


ANNA, BORIS, OLGA = 1001, 1002, 77
OWN, NAME, WORDS, COMPLAINT = (
    "Winter",
    "Secret",
    "my private words",
    "nobody else's business",
)
#: Where people are in their conversations; all other rows are what they own.
_PLACES: Final = {
    *("conversations", "received_updates", "update_lines"),
    *("anchors", "cards", "owed_cards"),
}
#: Where these lead does not depend on which of them it is.
_ANY_BUT_ONE: Final = {
    *itertools.chain(*(list(kind)[1:] for kind in (Size, Hair, Language, Gender)))
}
#: Buttons that name nothing of anybody's.
_NAMELESS: Final = {
    *(Menu, AvatarsPage, GalleryMenu, FilterFavourites, FilterShape, FilterMonth),
    *(SetLanguage, Switch, SetDefaultSize, BuyPackage, AdminMenu, TermAction),
    *(AdminLogPage, PickFamily, WhyGenderMatters, PickGenderIn),
    *(PickType, WhyGender, PickGender, UnansweredPage),
}
#: No answers to a single tap on something foreign.
_UNKIND: Final = {Texts(Language.ENGLISH).plain(key) for key in ("oops", "slower")}
#: How often somebody may tap before they are asked to be slower.
_PATIENCE: Final = 80
#: What shows words only.
_PLAIN: Final = {
    *("answerCallbackQuery", "editMessageText", "sendMessage"),
    *("deleteMessage", "editMessageReplyMarkup"),
}


@attrs.frozen(kw_only=True)
class Foreign:
    """Everything by which other people's things could be named."""

    #: Avatars, photos, jobs, pictures, payments, disputes, orders, broadcasts, taps.
    ids: Sequence[UUID]
    avatars: Sequence[UUID]
    versions: Sequence[int]
    receipts: Sequence[int]
    #: A picture of the one who taps.
    own_picture: UUID

    def buttons(self, factory: type[CallbackData]) -> Iterator[CallbackData]:
        """Give every button of this kind that names something of other people."""
        foreign = self._foreign(factory)
        # Buttons with a version have one of these; the other numbers change nothing.
        plain: dict[str, Sequence[object]] = {"count": [1], "index": [0], "page": [0]}
        choices = {**plain, "version": self.versions, **foreign}
        fixed = {
            name: choices[name] for name in factory.model_fields if name in choices
        }
        kinds = {
            button.model_copy(update=dict.fromkeys(fixed)).pack(): button
            for button in emitted(factory)
            if foreign and not _ANY_BUT_ONE & set(button.model_dump().values())
        }
        for button in kinds.values():
            for values in itertools.product(*fixed.values()):
                update = dict(zip(fixed, values, strict=True))
                yield button.model_copy(update=update)

    def _foreign(self, factory: type[CallbackData]) -> dict[str, Sequence[object]]:
        named: dict[str, Sequence[object]] = {
            name: self.ids
            for name, field in factory.model_fields.items()
            if UUID in kinds_of(field.annotation)
        }
        if factory.model_fields.get("avatar") and "avatar" not in named:
            named["avatar"] = [each.hex[:AVATAR_DIGITS] for each in self.avatars]
            named["picture"] = [*self.ids, self.own_picture]
        known = {"person": [ANNA, OLGA], "before": self.receipts}
        return named | {k: v for k, v in known.items() if k in factory.model_fields}


async def test_every_button_with_a_foreign_id(run_world: MakeWorld) -> None:
    """Any foreign id in any button is refused; nothing is changed or shown."""
    async with run_world(
        welcome_credits=500, picture_poll_seconds=600, admin_ids=frozenset({OLGA})
    ) as world:
        anna, boris = world.visitor(), world.visitor(BORIS, "Boris")
        olga = world.visitor(OLGA, "Olga")
        await _has_pictures(world, boris, OWN, "as a sailor")
        [own] = [row["id"] for row in await world.pictures()]
        await _has_everything(world, anna, olga)
        await world.handled()
        foreign = await _named(world, own)
        taps = [button for factory in FACTORIES for button in foreign.buttons(factory)]
        assert set(map(type, taps)) == set(FACTORIES) - _NAMELESS
        # Boris himself can put a picture of his own beside an avatar of hers.
        taps.sort(key=lambda button: not isinstance(button, OrderRecast))
        # One person may not tap this often, so many people tap at once.
        shares = [taps[at : at + _PATIENCE] for at in range(0, len(taps), _PATIENCE)]
        strangers = [boris]
        for number in range(1, len(shares)):
            strangers.append(world.visitor(BORIS + number, "Boris"))
            await strangers[-1].comes()
        before, calls = await _everything(world), len(world.telegram.calls)
        for buttons in itertools.zip_longest(*shares):
            pairs = zip(strangers, buttons, strict=True)
            await asyncio.gather(*(_tap(who, each) for who, each in pairs if each))
            await world.handled()
            await _leave_conversations(world, strangers)

        assert before == await _everything(world)
        _shown_nothing(world, calls, foreign)
        await anna.calls_everything_off(world)


async def _tap(visitor: Visitor, button: CallbackData) -> None:
    answer = await visitor.person.press_again(visitor.last_id, button.pack())
    assert answer is not None, button
    assert answer.text not in _UNKIND, button


async def _leave_conversations(world: World, visitors: Sequence[Visitor]) -> None:
    """Answer the bot's questions and leave the dialog."""
    asked = {
        row["person"]
        for row in await world.rows(conversations)
        if row["state"] is not None
    }
    for visitor in visitors:
        if visitor.person.id in asked:
            await visitor.person.send_text("words of Boris")
            await visitor.person.send_text("/cancel")
    await world.handled()


async def _has_pictures(world: World, visitor: Visitor, name: str, words: str) -> None:
    await visitor.has_avatar(name)
    await visitor.orders_pictures(1, words)
    await visitor.receives(1)
    await world.all_told()


async def _has_everything(world: World, anna: Visitor, olga: Visitor) -> None:
    """Give Anna and the owner one of everything that an id can name."""
    await _has_pictures(world, anna, NAME, WORDS)
    await anna.person.pay(await bill(anna))
    await anna.sees("Thank you!")
    await anna.says("/paysupport", "Pick one")
    await anna.presses("Top-up for 100")
    await anna.says(COMPLAINT, "it is with us")
    await anna.begins_avatar(f"{NAME} draft")
    await anna.person.send_photo(photos(1)[0])
    await anna.sees("1 of 20")
    for _ in range(20):
        world.fal.faults.lose_webhook()
    await anna.orders_pictures(1, WORDS)
    await world.job_is(JobStatus.SUBMITTED, JobStatus.RUNNING)
    await anna.is_choosing_count(WORDS)

    await olga.comes()
    await olga.says("/admin", "Only you see this")
    await olga.presses("📣 Broadcast")
    await olga.says(WORDS, "people get it")
    await olga.person.send_text("/admin")
    await olga.presses("Find a person")
    await olga.says(str(ANNA), f"👤 {ANNA}")
    await olga.presses("Give or take credits")
    await olga.says(f"30 {WORDS}", "Give 30 credits")


async def _named(world: World, own_picture: UUID) -> Foreign:
    """Return the ids of everything that is not Boris's."""
    avatars = [row for row in await world.avatars() if row["owner"] != BORIS]
    theirs = {row["id"] for row in avatars}
    rows: list[Mapping[str, Any]] = [
        *avatars,
        *[row for row in await world.photos() if row["avatar"] in theirs][-2:],
        *(row for row in await world.pictures() if row["owner"] != BORIS),
        *(row for row in await world.jobs() if row["person"] != BORIS),
        *await world.rows(payments),
        *await world.rows(disputes),
        *await world.rows(broadcasts),
    ]
    places = await world.rows(conversations)
    kept = [row["data"] for row in places if row["person"] != BORIS]
    orders = [
        UUID(data[name]) for data in kept for name in ("order", "tap") if name in data
    ]
    assert len(orders) == 2
    return Foreign(
        ids=[*(row["id"] for row in rows), *orders],
        avatars=[row["id"] for row in avatars],
        versions=[row["version"] for row in avatars],
        receipts=[int(row["position"]) for row in await world.rows(postings)][-3:],
        own_picture=own_picture,
    )


async def _everything(world: World) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    return {
        table.name: await world.rows(table)
        for table in metadata.sorted_tables
        if table.name not in _PLACES
    }


def _shown_nothing(world: World, since: int, foreign: Foreign) -> None:
    secrets = {NAME, WORDS, COMPLAINT, *(each.hex for each in foreign.ids)}
    for call in world.telegram.calls[since:]:
        if str(call.params.get("chat_id")) in {str(ANNA), str(OLGA)}:
            continue
        said = str(call.params)
        assert call.method in _PLAIN or OWN in said, said
        assert not {secret for secret in secrets if secret in said}, said
