"""Each role is offered its commands, in each language, as soon as that can be."""

from datetime import timedelta

import pytest

from aiogram import Bot
from aiogram.types import (
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
    Chat,
    Message,
    Update,
    User,
)
from tests.adapters.telegram.plumbing.rig import Plumbing, called, waiting_updates

from adapters.telegram import handlers
from adapters.telegram.announce import announce
from adapters.telegram.commands import COMMANDS, OWNER_COMMANDS
from adapters.telegram.texts import Texts, spoken
from avatar_core import PersonId
from avatar_core.owners import Owners
from avatar_core.testing.time import EPOCH
from entrypoints.sandbox.telegram import Person, TelegramEmulator


EVERYBODY = BotCommandScopeAllPrivateChats()


async def _offered(
    bot: Bot, scope: BotCommandScopeUnion, code: str | None = None
) -> dict[str, str]:
    found = await bot.get_my_commands(scope=scope, language_code=code)
    return {command.command: command.description for command in found}


async def _start(bot: Bot, owners: list[int]) -> None:
    await announce(
        bot,
        webhook_url=None,
        secret="x",
        allowed_updates=["message"],
        owners=owners,
        patience=timedelta(0),
    )


async def test_every_role_and_language(bot: Bot, anna: Person) -> None:
    """At the start all are offered the commands of their role, in their language."""
    await _start(bot, [404, anna.id])
    mine = BotCommandScopeChat(chat_id=anna.id)

    assert tuple(await _offered(bot, EVERYBODY)) == COMMANDS
    assert tuple(await _offered(bot, mine)) == OWNER_COMMANDS
    for language in spoken():
        said = Texts(language).plain
        for scope, names in ((EVERYBODY, COMMANDS), (mine, OWNER_COMMANDS)):
            described = {name: said(f"command-{name}") for name in names}
            assert await _offered(bot, scope, language) == described


@pytest.mark.parametrize("words", ["/start", "/start pack_winter", "hello"])
async def test_an_owner_is_offered_theirs_at_once(
    bot: Bot, emulator: TelegramEmulator, plumbing: Plumbing, anna: Person, words: str
) -> None:
    """The first thing an owner writes brings the owners' commands, and only that."""
    plumbing.owners = Owners([PersonId(anna.id)])
    dispatcher = plumbing.dispatcher(handlers.setup())
    mine = BotCommandScopeChat(chat_id=anna.id)
    await anna.send_text(words)
    await dispatcher.feed_update(bot, (await waiting_updates(bot))[-1])
    calls = len(called(emulator, "setMyCommands"))
    await anna.send_text("/menu")
    await dispatcher.feed_update(bot, (await waiting_updates(bot))[-1])

    assert tuple(await _offered(bot, mine)) == OWNER_COMMANDS
    assert tuple(await _offered(bot, mine, "ru")) == OWNER_COMMANDS
    assert len(called(emulator, "setMyCommands")) == calls == 1 + len(spoken())


async def test_nobody_else_is(
    bot: Bot, emulator: TelegramEmulator, plumbing: Plumbing, anna: Person
) -> None:
    """Whoever is no owner keeps the commands of everybody."""
    await anna.send_text("/start")
    dispatcher = plumbing.dispatcher(handlers.setup())
    await dispatcher.feed_update(bot, (await waiting_updates(bot))[-1])

    assert not called(emulator, "setMyCommands")


async def test_an_owner_is_answered_all_the_same(
    bot: Bot, emulator: TelegramEmulator, plumbing: Plumbing
) -> None:
    """If Telegram does not take the commands, what was written is still handled."""
    plumbing.owners = Owners([PersonId(404)])
    message = Message(
        message_id=1,
        date=EPOCH,
        chat=Chat(id=404, type="private"),
        from_user=User(id=404, is_bot=False, first_name="Olga"),
        text="/start",
    )
    update = Update(update_id=1, message=message)
    with pytest.raises(Exception, match="chat not found"):
        await plumbing.dispatcher(handlers.setup()).feed_update(bot, update)

    assert called(emulator) == ["setMyCommands", "sendPhoto"]
