"""Every button that a keyboard can emit is answered by exactly one handler."""

import ast
import functools
import itertools
import re

from pathlib import Path
from uuid import UUID

import attrs
import pytest

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Chat, Message, Update, User
from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.resolve import (
    FACTORIES,
    WITNESS,
    emitted,
    kinds_of,
    matches,
    name_of,
    states,
    tap,
)
from tests.adapters.telegram.plumbing.rig import (
    Plumbing,
    Tap,
    called,
    waiting_updates,
    words,
)
from tests.sandbox.telegram.rig import TOKEN

import adapters.telegram

from adapters.telegram import callbacks, handlers, states as conversation
from adapters.telegram.commands import ADMIN_COMMANDS, COMMANDS
from adapters.telegram.handlers.visit import Visit
from adapters.telegram.updates.trace import create_dispatcher
from avatar_core import AvatarId, Language, Person, PersonId
from avatar_core.admins import Admins
from avatar_core.packs import ID_MAX
from avatar_core.testing import ManualClock
from avatar_core.testing.time import EPOCH
from avatar_core.use_cases import UseCases
from entrypoints.sandbox.telegram import Person as Somebody, TelegramEmulator


FALLBACK = "fallback."
#: The callback data of all buttons ever shipped. Lines are added, but never changed
#: or removed.
GOLDEN = Path(__file__).parent.parent / "golden_callbacks.txt"
SHIPPED = [
    line
    for line in GOLDEN.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
EVERY_STATE = states(conversation)
SOURCES = sorted(Path(adapters.telegram.__file__).parent.rglob("*.py"))


#: The prefixes of admins' buttons.
OWNED = tuple(
    factory.__prefix__
    for factory in FACTORIES
    if factory.__prefix__.startswith("o") and len(factory.__prefix__) > 2
)


#: The person who taps.
TAPPER = Person(id=PersonId(1001), language=Language.ENGLISH, created_at=EPOCH)


#: A cache: several tests ask for the same of tens of thousands.
_TAKERS: dict[tuple[Router, str, str | None, bool], list[str]] = {}


@functools.cache
def cases(admins: Admins) -> UseCases:
    """Return the use cases with these owners."""
    plumbing = Plumbing(Bot(TOKEN), ManualClock(), admins=admins)
    return plumbing.cases


async def takers(
    router: Router, data: str, state: str | None, *, owner: bool = True
) -> list[str]:
    """Return the names of the handlers that would take a tap, in order."""
    asked = (router, data, state, owner)
    if asked not in _TAKERS:
        _TAKERS[asked] = [
            name_of(handler)
            async for handler in matches(
                router,
                "callback_query",
                tap(data),
                raw_state=state,
                person=TAPPER,
                cases=cases(Admins([TAPPER.id] if owner else [])),
            )
        ]
    return _TAKERS[asked]


@pytest.fixture(scope="module")
def router() -> Router:
    """The router of everything."""
    return handlers.setup()


@pytest.mark.parametrize("factory", FACTORIES)
async def test_every_button(router: Router, factory: type[CallbackData]) -> None:
    """Every value of a button has exactly one handler, in every state."""
    for button, state in itertools.product(emitted(factory), EVERY_STATE):
        found = await takers(router, button.pack(), state)
        taken = [each for each in found if not each.startswith(FALLBACK)]

        assert 1 == len(taken), (button, state)
        assert found[0] == taken[0], (button, state)


@pytest.mark.parametrize("factory", FACTORIES)
async def test_every_button_of_a_stranger(
    router: Router, factory: type[CallbackData]
) -> None:
    """An owner's button is expired for everybody else."""
    owned = factory.__prefix__.startswith(OWNED)
    for button, state in itertools.product(emitted(factory), EVERY_STATE):
        found = await takers(router, button.pack(), state, owner=False)
        taken = [each for each in found if not each.startswith(FALLBACK)]

        assert len(taken) == (0 if owned else 1), (button, state)
        assert owned == found[0].startswith(FALLBACK), (button, state)


async def test_every_button_of_a_blocked_person(
    emulator: TelegramEmulator, bot: Bot, anna: Somebody, plumbing: Plumbing
) -> None:
    """A blocked person only hears so, whatever button they tap."""
    await plumbing.cases.accounts.enter(TAPPER.id, Language.ENGLISH)
    async with plumbing.store.work(TAPPER.id) as work:
        person = await work.people.get(TAPPER.id)
        await work.people.save(attrs.evolve(person, blocked_at=EPOCH))
    process = plumbing.process(handlers.setup())
    await plumbing.renderer().show(anna.id, words())
    for factory in FACTORIES:
        anna.tap(anna.messages[0].id, next(emitted(factory)).pack())
    with capture_logs() as logs:
        for update in await waiting_updates(bot):
            await process.feed(update)

    assert [("blocked", None)] * len(FACTORIES) == [
        (line["outcome"], line["handler"]) for line in logs
    ]
    assert len(FACTORIES) == len(anna.alerts)
    assert {"answerCallbackQuery"} == set(called(emulator)) - {
        "sendMessage",
        "getUpdates",
    }


@pytest.mark.parametrize("state", EVERY_STATE)
async def test_shipped(router: Router, state: str | None) -> None:
    """Every button ever shipped still has a handler."""
    for data in SHIPPED:
        found = await takers(router, data, state)

        assert not found[0].startswith(FALLBACK), data


def test_golden_is_complete() -> None:
    """Every kind of button, with every member of its enums, is in the golden file."""
    now = {button.pack() for factory in FACTORIES for button in emitted(factory)}

    assert now <= set(SHIPPED)


async def test_every_handler(router: Router) -> None:
    """Every handler of taps has a button that leads to it."""
    reached = {
        name
        for factory in FACTORIES
        for button in emitted(factory)
        for state in EVERY_STATE
        for name in await takers(router, button.pack(), state)
    }
    registered = {
        name_of(handler)
        for each in router.chain_tail
        for handler in each.callback_query.handlers
    }

    assert reached == registered


def _command(command: str) -> Message:
    user = User(id=TAPPER.id, is_bot=False, first_name="Olga")
    chat = Chat(id=TAPPER.id, type="private")
    return Message(
        message_id=1, date=EPOCH, chat=chat, from_user=user, text=f"/{command}"
    )


@pytest.mark.parametrize("command", ADMIN_COMMANDS)
async def test_every_command(router: Router, bot: Bot, command: str) -> None:
    """Every listed command is answered in every state."""
    for state, owner in itertools.product(EVERY_STATE, (True, False)):
        found = [
            name_of(handler)
            async for handler in matches(
                router,
                "message",
                _command(command),
                raw_state=state,
                bot=bot,
                person=TAPPER,
                cases=cases(Admins([TAPPER.id] if owner else [])),
            )
        ]
        hidden = not owner and command not in COMMANDS

        assert hidden == found[0].startswith(FALLBACK), (state, owner)


def test_every_command_is_told_of(router: Router) -> None:
    """Every command that works is listed."""
    known = {
        str(command)
        for each in router.chain_tail
        for handler in each.message.handlers
        for filter_ in handler.filters or []
        if isinstance(filter_.callback, Command)
        for command in filter_.callback.commands
    }

    assert known == set(ADMIN_COMMANDS)


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("data", ["", "m1", "m1:none", "a0:show", "m1:main:more", "é"])
async def test_unknown(router: Router, data: str, state: str | None) -> None:
    """Unknown callback data is answered by the fallback."""
    [taker] = await takers(router, data, state)

    assert taker.startswith(FALLBACK)


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


async def test_walk_is_aiograms(plumbing: Plumbing, bot: Bot) -> None:
    """The walk finds the handlers of aiogram's own dispatcher, in a sample of taps.

    Each kind of button is tapped once outside of any dialog, and once in a state;
    every state has its turn.
    """
    router = handlers.setup()
    dispatcher = create_dispatcher([router])
    reached: list[str] = []
    for each in router.chain_tail:
        for handler in each.callback_query.handlers:

            async def spy(
                *_: object, name: str = name_of(handler), **__: object
            ) -> None:
                reached.append(name)

            handler.call = spy  # type: ignore[method-assign] # instead of the handler
    one_each = [next(emitted(factory)).pack() for factory in FACTORIES]
    taps: list[tuple[str, str | None]]
    taps = [(data, None) for data in [*one_each, "m1:none"]]
    taps += zip(one_each, itertools.cycle(EVERY_STATE), strict=False)
    visit = {
        **dict.fromkeys(field.name for field in attrs.fields(Visit)),
        "person": TAPPER,
        "cases": cases(Admins([TAPPER.id])),
    }
    for number, (data, state) in enumerate(taps, 1):
        update = Update(update_id=number, callback_query=tap(data))
        await dispatcher.feed_update(bot, update, raw_state=state, **visit)

    assert reached == [(await takers(router, *each))[0] for each in taps]


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
        and any(ast.unparse(arg).startswith("callback_data.") for arg in node.args)
    ]


def test_ids_of_buttons_are_not_cast() -> None:
    """Ids of buttons are used without a cast, which could give them a wrong type."""
    assert ["JobId(callback_data.avatar)"] == _casts("x = JobId(callback_data.avatar)")
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


async def test_finds_holes() -> None:
    """The walk finds a missing member and a handler of one state only."""
    router = Router()
    router.callback_query.register(test_finds_holes, Tap.filter())

    assert 1 == len(await takers(router, "x1:0", None))
    assert [] == await takers(router, "x1:no number", None)


async def test_old_buttons_answered(
    emulator: TelegramEmulator, bot: Bot, anna: Somebody, plumbing: Plumbing
) -> None:
    """An unknown button is answered once, with the menu."""
    process = plumbing.process(handlers.setup())
    await plumbing.renderer().show(anna.id, words())
    await anna.send_text("/start")
    for update in await waiting_updates(bot):
        await process.feed(update)
    anna.tap(anna.messages[0].id, "x1:0")
    for update in await waiting_updates(bot):
        await process.feed(update)

    assert ["answerCallbackQuery"] == called(emulator, "answerCallbackQuery")
    assert 1 == len(anna.alerts)


async def test_refusals_are_logged(
    emulator: TelegramEmulator, bot: Bot, anna: Somebody, plumbing: Plumbing
) -> None:
    """A tap on what belongs to another is refused, and logged as refused."""
    process = plumbing.process(handlers.setup())
    await plumbing.renderer().show(anna.id, words())
    anna.tap(
        anna.messages[0].id,
        callbacks.AvatarAction(
            move=callbacks.AvatarMove.SHOW, avatar=AvatarId(WITNESS)
        ).pack(),
    )

    with capture_logs() as logs:
        for update in await waiting_updates(bot):
            await process.feed(update)

    assert [("refused", "NotFoundError")] == [
        (line["outcome"], line["error"]) for line in logs
    ]
    assert ["answerCallbackQuery"] == called(emulator, "answerCallbackQuery")
