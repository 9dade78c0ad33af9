"""Every button that a keyboard can emit has a handler."""

import ast
import re

from pathlib import Path
from uuid import UUID

import attrs
import pytest

from aiogram.filters.callback_data import CallbackData
from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.resolve import (
    FACTORIES,
    emitted,
    kinds_of,
)
from tests.adapters.telegram.plumbing.rig import (
    Rig,
    called,
    waiting_updates,
    words,
)

import adapters.telegram

from adapters.telegram.announce import ADMIN_COMMANDS, COMMANDS
from adapters.telegram.handlers.dispatch import ADMIN_ROUTES, ROUTES
from adapters.telegram.handlers.routes import Routes
from avatar_core import Language, Person, PersonId
from avatar_core.packs import ID_MAX
from avatar_core.testing.blobs import ALIAS
from avatar_core.testing.time import EPOCH


#: The callback data of all buttons. Once released, lines are added, but never changed
#: or removed.
GOLDEN = Path(__file__).parent.parent / "golden_callbacks.txt"
SHIPPED = [
    line
    for line in GOLDEN.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
SOURCES = sorted(Path(adapters.telegram.__file__).parent.rglob("*.py"))


#: The prefixes of admins' buttons.
OWNED = tuple(
    factory.__prefix__
    for factory in FACTORIES
    if factory.__prefix__.startswith("o") and len(factory.__prefix__) > 2
)


#: The person who taps.
TAPPER = Person(
    id=PersonId(1001), language=Language.ENGLISH, created_at=EPOCH, alias=ALIAS
)


@pytest.mark.parametrize("factory", FACTORIES)
def test_every_button(factory: type[CallbackData]) -> None:
    """Every value of a button has a handler; an admin's has none for others."""
    owned = factory.__prefix__.startswith(OWNED)
    for button in emitted(factory):
        found = ADMIN_ROUTES.tapped(button.pack())
        others = ROUTES.tapped(button.pack())

        assert found is not None, button
        assert button == found[1]
        assert others == (None if owned else found), button


async def test_every_button_of_a_blocked_person(rig: Rig) -> None:
    """A blocked person only hears so, whatever button they tap."""
    await rig.cases.accounts.enter(TAPPER.id, Language.ENGLISH)
    async with rig.store.work(TAPPER.id) as work:
        person = await work.people.get(TAPPER.id)
        await work.people.save(attrs.evolve(person, blocked_at=EPOCH))
    process = rig.product()
    await rig.new_renderer().messages.show(rig.anna.id, words())
    for factory in FACTORIES:
        rig.anna.tap(rig.anna.messages[0].id, next(emitted(factory)).pack())
    with capture_logs() as logs:
        for update in await waiting_updates(rig.bot):
            await process.feed(update)

    assert [("blocked", None)] * len(FACTORIES) == [
        (line["outcome"], line["handler"]) for line in logs
    ]
    assert len(FACTORIES) == len(rig.anna.alerts)
    assert {"answerCallbackQuery"} == set(called(rig.emulator)) - {
        "sendMessage",
        "getUpdates",
    }


@pytest.mark.parametrize("data", SHIPPED)
def test_shipped(data: str) -> None:
    """Every button ever shipped still has a handler."""
    assert ADMIN_ROUTES.tapped(data) is not None


def test_golden_is_complete() -> None:
    """Every kind of button, with every member of its enums, is in the golden file."""
    now = {button.pack() for factory in FACTORIES for button in emitted(factory)}

    assert now <= set(SHIPPED)


def test_every_handler() -> None:
    """Every handler of taps has a button that leads to it."""
    buttons = [button.pack() for factory in FACTORIES for button in emitted(factory)]
    reached = {found[0] for data in buttons if (found := ADMIN_ROUTES.tapped(data))}

    assert set(ADMIN_ROUTES.taps.values()) == reached


def test_admins_have_what_everybody_has() -> None:
    """The table of admins has every handler of the others."""
    for field in attrs.fields(Routes):
        theirs = getattr(ADMIN_ROUTES, field.name)

        assert theirs.items() >= getattr(ROUTES, field.name).items()


def test_every_command_is_told_of() -> None:
    """The commands that work are those that are listed."""
    assert set(COMMANDS) == set(ROUTES.commands)
    assert set(ADMIN_COMMANDS) == set(ADMIN_ROUTES.commands)


@pytest.mark.parametrize("data", ["", "m1", "m1:none", "a0:show", "m1:main:more", "é"])
def test_unknown(data: str) -> None:
    """Unknown callback data has no handler."""
    assert ADMIN_ROUTES.tapped(data) is None


def test_nothing_is_handled_twice() -> None:
    """Two handlers for the same are refused, in one file and in two."""
    with pytest.raises(ValueError, match="handled twice"):
        Routes().include(ROUTES, ROUTES)
    routes = Routes()
    [command, *_] = ROUTES.commands
    routes.command(command)(ROUTES.commands[command])
    with pytest.raises(ValueError, match="handled twice"):
        routes.command(command)(ROUTES.commands[command])


def test_prefixes() -> None:
    """Every kind of button has its own prefix with a version."""
    prefixes = [factory.__prefix__ for factory in FACTORIES]

    assert len(set(prefixes)) == len(prefixes)
    assert all(re.fullmatch(r"[a-z]+\d+", prefix) for prefix in prefixes)


def test_lengths() -> None:
    """No callback data exceeds 64 bytes."""
    biggest = 2**31 - 1
    for factory in FACTORIES:
        for button in emitted(factory):
            numbers = {
                name: biggest
                for name, field in factory.model_fields.items()
                if kinds_of(field.annotation) == [int]
            }
            names = {"chosen": "x" * ID_MAX} if "chosen" in factory.model_fields else {}
            packed = button.model_copy(update=numbers | names).pack()

            assert len(packed.encode()) <= 64


def test_ids_in_buttons_are_typed() -> None:
    """Ids in buttons are typed; the two bare ones are of nothing stored."""
    bare = {
        (factory.__name__, name)
        for factory in FACTORIES
        for name, field in factory.model_fields.items()
        if field.annotation is UUID or (name, field.annotation) == ("person", int)
    }

    assert {("ConfirmCredits", "tap"), ("StopPromo", "promo")} == bare


def _casts(source: str) -> list[str]:
    """Return the ids of buttons that a module makes another type of."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("Id")
        and any(ast.unparse(arg).startswith("tap.") for arg in node.args)
    ]


def test_ids_of_buttons_are_not_cast() -> None:
    """Ids of buttons are used without a cast, which could give them a wrong type."""
    assert ["JobId(tap.avatar)"] == _casts("x = JobId(tap.avatar)")
    assert [] == [c for path in SOURCES for c in _casts(path.read_text("utf-8"))]


_KEYBOARDS = {"InlineKeyboardButton", "InlineKeyboardBuilder", "InlineKeyboardMarkup"}


def _makes_keyboards(source: str) -> bool:
    """Return whether a module writes a button's data as it likes."""
    return any(
        (isinstance(node, ast.Name | ast.Attribute) and _named(node) in _KEYBOARDS)
        or (isinstance(node, ast.keyword) and node.arg == "callback_data")
        or (isinstance(node, ast.Constant) and node.value == "callback_data")
        for node in ast.walk(ast.parse(source))
    )


def _named(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def test_keyboards_are_made_in_one_place() -> None:
    """Only `messages` makes buttons, so that their data are always typed.

    `picture_sender` names the type of the keyboards that it is given.
    """
    sources = {path.name: path.read_text(encoding="utf-8") for path in SOURCES}
    makers = {name for name, source in sources.items() if _makes_keyboards(source)}

    assert {"messages.py", "picture_sender.py"} == makers
    assert "InlineKeyboardMarkup(" not in sources["picture_sender.py"]
    assert "InlineKeyboardButton" not in sources["picture_sender.py"]


@pytest.mark.parametrize(
    "planted",
    [
        'InlineKeyboardButton(text=text, callback_data="m1:main")',
        'types.InlineKeyboardButton(**{"text": text, "callback_data": data})',
        'builder.button(text=text, callback_data="m1:main")',
        "aiogram.utils.keyboard.InlineKeyboardBuilder()",
        'bot.send_message(1, text, reply_markup={"callback_data": "m1:main"})',
    ],
)
def test_keyboards_made_elsewhere_are_found(planted: str) -> None:
    """The search above finds a button made by hand."""
    assert _makes_keyboards(planted)
