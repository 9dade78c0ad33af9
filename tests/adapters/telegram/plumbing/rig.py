"""The bot in memory, in front of an emulator of the Bot API."""

import asyncio
import functools
import inspect
import itertools

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from uuid import UUID

import attrs

from aiogram import Bot
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InaccessibleMessage, Message, Update
from tests.adapters.telegram.memory import MemoryAlbums, MemoryCards
from tests.adapters.telegram.plumbing.memory_inbox import MemoryInbox, MemoryMail
from tests.money import package
from tests.sandbox.telegram.rig import Clock as TestClock

from adapters.chat_store import KnownFile
from adapters.telegram import Handlers, TelegramStars
from adapters.telegram.files import TelegramFiles
from adapters.telegram.messages import Messages
from adapters.telegram.picture_sender import PictureSender
from adapters.telegram.renderer import Renderer
from adapters.telegram.session import Sleep
from adapters.telegram.updates.alarms import Alarms
from adapters.telegram.updates.derived_ids import ids_namespace
from adapters.telegram.updates.intake import Intake
from adapters.telegram.updates.polling import Polling
from adapters.telegram.updates.scope import Outcome, UpdateScope
from adapters.telegram.updates.sharing import Sharing
from adapters.telegram.updates.webhook import WebhookUpdates
from adapters.telegram.updates.worker import InboxWorker
from adapters.telegram.view import Button, Image, View
from adapters.telegram.views.admin.alarms import SetAside
from avatar_core.admins import Admins
from avatar_core.errors import StoreUnavailableError
from avatar_core.ports import Clock
from avatar_core.testing import MemoryBlobs, MemoryStore, memory_ports
from avatar_core.testing.provider import TINY_JPEG
from avatar_core.use_cases import Config, UseCases, use_cases
from entrypoints.sandbox.telegram import Person, TelegramEmulator


Handle: TypeAlias = Callable[..., Awaitable[Any]]

#: The longest body of a webhook request, in bytes.
BODY_LIMIT = 256 * 1024
#: More than there are updates in any test.
_FAR_BACK = itertools.count(10_000)


class Tap(CallbackData, prefix="x1"):
    """A button for tests."""

    number: int


@attrs.define
class Sleeper:
    """Sleeps without waiting, and records the seconds."""

    slept: list[float] = attrs.field(factory=list)

    async def __call__(self, seconds: float) -> None:
        """Record the seconds, and let other tasks run."""
        self.slept.append(seconds)
        await asyncio.sleep(0)


@attrs.define
class MemoryAnchors:
    """`Anchors` in a dict."""

    kept: dict[tuple[int, str], int] = attrs.field(factory=dict)
    behind: dict[tuple[int, str], UUID] = attrs.field(factory=dict)

    async def get(self, chat_id: int, key: str, /) -> int | None:
        return self.kept.get((chat_id, key))

    async def put(self, chat_id: int, key: str, message_id: int, /) -> None:
        await self.release(chat_id, message_id)
        self.kept[chat_id, key] = message_id

    async def release(self, chat_id: int, message_id: int, /) -> None:
        for (chat, key), message in list(self.kept.items()):
            if (chat, message) == (chat_id, message_id):
                del self.kept[chat, key]

    async def owe(self, chat_id: int, key: str, debt: UUID, /) -> None:
        self.behind[chat_id, key] = debt

    async def settle(self, chat_id: int, key: str, debt: UUID, /) -> None:
        if self.behind.get((chat_id, key)) == debt:
            del self.behind[chat_id, key]

    async def owed(self) -> Sequence[tuple[int, str, UUID]]:
        return [(chat, key, debt) for (chat, key), debt in self.behind.items()]


@attrs.define
class MemoryKnownFiles:
    """`KnownFiles` in a dict."""

    kept: dict[tuple[str, str, str], KnownFile] = attrs.field(factory=dict)
    #: Whether the database is unavailable.
    away: bool = False

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        return self.kept.get((key, kind, name))

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        if self.away:
            raise StoreUnavailableError("unavailable")
        self.kept[key, kind, name] = known


@attrs.define
class Plumbing:
    """Everything around handlers, in memory, in front of an emulator."""

    bot: Bot
    clock: Clock
    store: MemoryStore = attrs.field(factory=MemoryStore)
    admins: Admins = attrs.field(factory=Admins)
    blobs: MemoryBlobs = attrs.field(factory=MemoryBlobs)
    anchors: MemoryAnchors = attrs.field(factory=MemoryAnchors)
    albums: MemoryAlbums = attrs.field(factory=MemoryAlbums)
    files: MemoryKnownFiles = attrs.field(factory=MemoryKnownFiles)
    sleeper: Sleeper = attrs.field(factory=Sleeper)
    #: The chats and reasons of the pictures that admins were told of.
    refused: list[tuple[int, str]] = attrs.field(factory=list)
    #: How many pictures were on each sheet that was drawn.
    sheets: list[int] = attrs.field(factory=list)
    mail: MemoryMail = attrs.field(factory=MemoryMail)
    #: How often handling a message is tried.
    message_attempts: int = 3
    #: Seconds between two edits of a card.
    pace: float = 0
    renderers: list[Renderer] = attrs.field(factory=list)
    #: The failed updates that admins were told of.
    alarms: list[SetAside] = attrs.field(factory=list)

    def new_renderer(self) -> Renderer:
        """Return the renderer of another process."""
        pictures = PictureSender(
            self.bot,
            self.blobs,
            self.files,
            self.clock,
            alarm=self.alarm_picture,
            draw_sheet=self.draw_sheet,
            sleep=self.sleeper,
        )
        messages = Messages(pictures, self.clock)
        made = Renderer(messages, self.anchors, pace=self.pace)
        self.renderers.append(made)
        return made

    async def draw_sheet(self, pictures: AsyncIterable[bytes | None]) -> bytes:
        """Note how many pictures are on a sheet, and return another picture."""
        self.sheets.append(len([data async for data in pictures]))
        return TINY_JPEG

    async def close(self) -> None:
        """Show every card that is owed."""
        for renderer in self.renderers:
            await renderer.close()

    @property
    def cases(self) -> UseCases:
        """The use cases."""
        ports = attrs.evolve(
            memory_ports(),
            store=self.store,
            blobs=self.blobs,
            clock=self.clock,
            billing=TelegramStars(self.bot),
        )
        packages = (package(100, 100),)
        return use_cases(ports, Config(packages=packages, admins=self.admins))

    async def alarm_picture(self, chat_id: int, reason: str) -> None:
        """Record a refused picture."""
        self.refused.append((chat_id, reason))

    async def alarm(self, update: SetAside) -> None:
        """Record a failed update."""
        self.alarms.append(update)

    def product(self) -> "Process":
        """Return a freshly started process with the handlers of the product."""
        handlers = Handlers(
            bot=self.bot,
            cases=self.cases,
            files=TelegramFiles(self.bot),
            cards=MemoryCards(),
            albums=self.albums,
            contact=None,
        )
        return self.process(handlers)

    def process(self, handle: Handle, **options: Any) -> "Process":
        """Return a freshly started process; *options* are those of the worker.

        Unless they are those of the product, the handlers are one function, which is
        given what it has parameters for.
        """
        inbox = MemoryInbox(self.mail, self.clock, self.store, self.anchors)
        alarms = Alarms(self.alarm, self.clock)
        scope = UpdateScope(
            bot=self.bot,
            handle=handle if isinstance(handle, Handlers) else _given(handle),
            inbox=inbox,
            cases=self.cases,
            renderer=self.new_renderer(),
            alarms=alarms,
            clock=self.clock,
            namespace=ids_namespace(self.bot.token),
            message_attempts=self.message_attempts,
        )
        throttle = options.pop("throttle", None)
        worker = InboxWorker(inbox, scope, self.clock, **options)
        share = Sharing(scope.renderer.messages.pictures, self.cases)
        intake = Intake(self.bot, inbox, worker, alarms, throttle, share=share)
        return Process(
            bot=self.bot, inbox=inbox, scope=scope, worker=worker, intake=intake
        )


@attrs.frozen(kw_only=True)
class Process:
    """The parts with which one process receives and handles updates."""

    bot: Bot
    inbox: MemoryInbox
    scope: UpdateScope
    worker: InboxWorker
    intake: Intake

    async def feed(self, update: Update) -> Outcome | None:
        """Store an update and handle it once, unless it is done."""
        return await self.feed_raw(as_sent(update, self.bot))

    async def feed_raw(self, raw: Any) -> Outcome | None:
        """Store an update as Telegram sends it, and handle it once."""
        batch = self.intake.sort([raw])
        if not batch.arrivals:
            await self.intake.keep(batch)
            return None
        [arrival] = batch.arrivals
        await self.inbox.take([arrival])
        look = await self.inbox.look(arrival.line)
        for waiting in look.waiting:
            if waiting.update_id == arrival.update_id:
                return await self.scope.attend(waiting, look)
        return None

    async def feed_newest(self) -> Outcome | None:
        """Store the newest update that Telegram has, and handle it once."""
        return await self.feed((await waiting_updates(self.bot))[-1])

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Handle stored updates while the block runs."""
        running = asyncio.create_task(self.worker.run())
        try:
            yield
        finally:
            await self.intake.close()
            await self.worker.stop()
            await running

    @asynccontextmanager
    async def polling(self, sleep: Sleep = asyncio.sleep) -> AsyncIterator[None]:
        """Poll for updates and handle them while the block runs."""
        polling = Polling(self.bot, self.inbox, self.intake, sleep=sleep)
        async with self.working():
            task = asyncio.create_task(polling.run())
            try:
                yield
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def webhook(self, secret: str) -> WebhookUpdates:
        """Return the receiver of posted updates."""
        return WebhookUpdates(self.intake, secret)


@attrs.define(kw_only=True)
class Rig(Plumbing):
    """The plumbing with an emulator and a person who writes."""

    emulator: TelegramEmulator
    anna: Person
    #: The clock of the emulator and of the bot.
    time: TestClock

    @functools.cached_property
    def renderer(self) -> Renderer:
        """The renderer of one process."""
        return self.new_renderer()

    @property
    def messages(self) -> Messages:
        """The messages of the renderer."""
        return self.renderer.messages

    async def tapped(self) -> Message | InaccessibleMessage:
        """Tap the first button of the newest message; return what was tapped."""
        self.anna.tap(self.anna.messages[-1].id, "x1:0")
        message = (await last_tap(self.bot)).message
        assert message is not None
        return message


def _given(handle: Handle) -> Handle:
    wanted = inspect.signature(handle).parameters

    async def answer(update: Update, **given: Any) -> None:
        given["trace"].note(handle)
        given = {name: value for name, value in given.items() if name in wanted}
        await handle(update.event, **given)

    return answer


async def ignored(event: object) -> None:
    """Handle an update by doing nothing."""


def failing(error: BaseException | type[BaseException] = ZeroDivisionError) -> Handle:
    """Return a handler that raises."""

    async def handle(event: object) -> None:
        raise error

    return handle


def noting() -> tuple[list[object], Handle]:
    """Return a handler, and the events that it was given."""
    seen: list[object] = []

    async def handle(event: object) -> None:
        seen.append(event)

    return seen, handle


def buttons(count: int) -> tuple[tuple[Button, ...], ...]:
    """Return rows of one button each."""
    return tuple((Button(f"tap {n}", Tap(number=n)),) for n in range(count))


def words(text: str = "words", *, keys: int = 1) -> View:
    """Return a view of text and buttons."""
    return View(text=text, buttons=buttons(keys))


def picture(data: bytes, text: str = "caption", *, keys: int = 1) -> View:
    """Return a view with a picture."""
    return View(text=text, image=Image(data=data), buttons=buttons(keys))


async def waiting_updates(bot: Bot) -> list[Update]:
    """Return what the emulator would deliver, without confirming it."""
    # Who asks with the same offset again is slowed down; from so far back, none is the same.
    return await bot.get_updates(offset=-next(_FAR_BACK), timeout=0)


def as_sent(update: Update, bot: Bot) -> Any:
    """Return the update as Telegram sends it."""
    return bot.session.prepare_value(
        update.model_dump(warnings=False), bot=bot, files={}, _dumps_json=False
    )


async def last_message(bot: Bot) -> Message:
    """Return the newest message a person sent."""
    updates = await waiting_updates(bot)
    message = updates[-1].message
    assert message is not None
    return message


async def last_tap(bot: Bot) -> CallbackQuery:
    """Return the newest tap of a person."""
    updates = await waiting_updates(bot)
    query = updates[-1].callback_query
    assert query is not None
    return query


def called(emulator: TelegramEmulator, *methods: str) -> list[str]:
    """Return which of these methods the bot called, in order; all if none is named."""
    names = [call.method for call in emulator.calls]
    return [name for name in names if not methods or name in methods]
