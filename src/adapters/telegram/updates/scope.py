"""What surrounds the handling of one update: once, in order, and told of."""

import time

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import attrs
import structlog

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType, UpdateType
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.types import TelegramObject, Update, User

from avatar_core.errors import StoreUnavailableError
from avatar_core.ids import Ids, PersonId
from avatar_core.ports import Clock

from ..announce import show_owner
from ..bound_screen import BoundScreen
from ..callbacks import Menu, Section
from ..cases import UseCases
from ..links import referrer_of
from ..moves import Move, Position
from ..progress_cards import ProgressCards
from ..renderer import Renderer
from ..screen import Files
from ..texts import Texts
from ..view import View
from .derived_ids import DerivedIds, seed_of
from .language import language_of
from .perils import DeadlyUpdateError, Perils
from .reading import UnreadableUpdate
from .trace import NextHandler, Trace, kind_of, log_update


log = structlog.get_logger()

#: The kinds of updates that the product does something about.
SERVED: Final = frozenset(
    {
        UpdateType.MESSAGE,
        UpdateType.EDITED_MESSAGE,
        UpdateType.CALLBACK_QUERY,
        UpdateType.PRE_CHECKOUT_QUERY,
        UpdateType.MY_CHAT_MEMBER,
    }
)
#: How often an update may fail before it is set aside.
ATTEMPTS: Final = 3
#: How long a message is tried at least: whoever taps can tap again, but not send
#: the same ten photos because the storage was away for a moment.
PATIENCE: Final = timedelta(minutes=1)
#: The owners hear of updates that were set aside at most this often.
_QUIET: Final = timedelta(minutes=10)
_FORGET: Final = Menu(section=Section.FORGET_FOR_GOOD).pack()
#: Failing updates that are remembered.
_REMEMBERED: Final = 10_000


class DoneUpdates(Protocol):
    """Which updates were handled to their end."""

    async def handled(self, update_id: int, /) -> bool:
        """Return whether the update was marked."""

    async def mark(
        self, update_id: int, /, *, at: datetime, to: Position | None = None
    ) -> None:
        """Note that the update is done with, and where it led the conversation.

        Noting it twice is noting it once.
        """


@attrs.frozen(kw_only=True)
class SetAside:
    """An update that nothing more is done about, for the owners."""

    update_id: int
    kind: str
    #: None: it could not be read, so nobody knows whose it is.
    person: PersonId | None
    #: The name of the error it failed with last, or why it could not be read.
    error: str
    #: How many more were set aside since the owners last heard of one.
    others: int


class UpdateInHandError(Exception):
    """The same update is being handled at this moment."""


@attrs.define
class _Failures:
    since: datetime | None = None
    count: int = 0
    #: Whether the tap was answered in one of the attempts.
    answered: bool = False


class UpdateScope(BaseMiddleware):
    """Handles an update at most once at a time, and to its end exactly once.

    An update is marked as done when its handler has succeeded. One that was
    handled but not marked, because the process died in between, is handled again:
    with the same ids, so that it has its effect once. One that fails *attempts*
    times, and a message for *patience*, is set aside, and so is one with which one
    process after the other died; the person is told, and the owners by *alarm*. One
    that cannot be read is set aside at once: it would not get better.
    That our own store is away is no fault of an update's.

    It has to be the outermost middleware of `dispatcher.update`; see
    `create_dispatcher`. Handlers are given `person`, `entry`, `texts`, `screen`,
    `cases`, `files`, `cards` and `move`.
    """

    def __init__(
        self,
        *,
        cases: Callable[[Ids], UseCases],
        renderer: Renderer,
        files: Files,
        cards: ProgressCards,
        done: DoneUpdates,
        perils: Perils,
        alarm: Callable[[SetAside], Awaitable[None]],
        clock: Clock,
        namespace: UUID,
        attempts: int = ATTEMPTS,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._cases: Final = cases
        self._renderer: Final = renderer
        self._files: Final = files
        self._cards: Final = cards
        self._done: Final = done
        self._perils: Final = perils
        self._alarm: Final = alarm
        self._clock: Final = clock
        self._namespace: Final = namespace
        self._attempts: Final = attempts
        self._patience: Final = patience
        self._in_hand: Final[set[int]] = set()
        self._failures: Final[OrderedDict[int, _Failures]] = OrderedDict()
        self._alarmed_at: datetime | None = None
        self._untold = 0

    async def __call__(
        self, handler: NextHandler, event: TelegramObject, data: dict[str, Any]
    ) -> Any:
        """Handle an update, and log one line about it."""
        if not isinstance(event, Update):
            raise TypeError("the scope is a middleware of updates")
        if isinstance(event, UnreadableUpdate):
            await self._set_aside_unread(event)
            return None
        context = UserContextMiddleware.resolve_event_context(event)
        kind, user, chat = kind_of(event), context.user, context.chat
        if (
            kind not in SERVED
            or user is None
            or (
                chat is not None
                and chat.type != ChatType.PRIVATE
                and not _is_paid(event)
            )
        ):
            return None
        if event.update_id in self._in_hand:
            raise UpdateInHandError(event.update_id)
        self._in_hand.add(event.update_id)
        trace = Trace()
        begun = time.monotonic()
        with structlog.contextvars.bound_contextvars(
            update_id=event.update_id, person=user.id, kind=kind
        ):
            try:
                return await self._attend(handler, event, user, data, trace)
            except BaseException as error:
                trace.outcome, trace.error = "failed", error
                raise
            finally:
                self._in_hand.discard(event.update_id)
                log_update(trace, duration_ms=round((time.monotonic() - begun) * 1000))

    async def _attend(
        self,
        handler: NextHandler,
        update: Update,
        user: User,
        data: dict[str, Any],
        trace: Trace,
    ) -> Any:
        screen = self._screen(update, user, data["bot"])
        if await self._done.handled(update.update_id):
            trace.outcome = "skipped"
            return None
        texts, move = Texts(language_of(user)), Move()
        try:
            async with self._perils.facing(update.update_id):
                texts = await self._provide(update, user, screen, data, trace, move)
                if data["person"].blocked_at is None or _is_paid(update):
                    result = await handler(update, data)
                else:
                    await _turn_away(update, screen, texts, data["bot"])
                    result, trace.outcome = None, "blocked"
        except TelegramForbiddenError as error:
            # The person has left the chat: there is nobody to do it for.
            trace.outcome, trace.error = "refused", error
            result = None
        except Exception as error:  # noqa: BLE001 # raised again, but for the last
            await self._set_aside(error, update, user, screen, texts)
            trace.outcome, trace.error = "failed", error
            return None
        if result is UNHANDLED:
            trace.outcome = "skipped"
        await screen.close()
        await self._done.mark(update.update_id, at=self._clock(), to=move.to)
        self._failures.pop(update.update_id, None)
        return result

    def _screen(self, update: Update, user: User, bot: Bot) -> BoundScreen:
        query, incoming = update.callback_query, update.message
        tapped = None if query is None else query.message
        # The private chat with them; a bill may be paid where it was forwarded to.
        chat_id = user.id
        for message in (incoming, tapped):
            if message is not None and message.chat.id == chat_id:
                self._renderer.messages.saw(chat_id, message.message_id)
        failures = self._failures.get(update.update_id)
        return BoundScreen(
            renderer=self._renderer,
            bot=bot,
            chat_id=chat_id,
            tapped=tapped,
            query=query,
            checkout=update.pre_checkout_query,
            incoming=incoming,
            answered=failures is not None and failures.answered,
        )

    async def _provide(
        self,
        update: Update,
        user: User,
        screen: BoundScreen,
        data: dict[str, Any],
        trace: Trace,
        move: Move,
    ) -> Texts:
        cases = self._cases(DerivedIds(self._namespace, seed_of(update)))
        entry = await cases.accounts.enter(
            PersonId(user.id),
            language_of(user),
            username=user.username,
            referrer=referrer_of(update),
            stays_forgotten=_asks_for_nothing(update),
        )
        if entry.is_new and entry.person.id in cases.owner.owners:
            # Else Telegram would not show them before the product starts again.
            with suppress(TelegramAPIError):
                await show_owner(data["bot"], entry.person.id)
        texts = Texts(entry.person.language)
        data.update(
            entry=entry,
            person=entry.person,
            texts=texts,
            screen=screen,
            cases=cases,
            files=self._files,
            cards=self._cards,
            move=move,
            trace=trace,
        )
        return texts

    async def _set_aside(
        self,
        error: Exception,
        update: Update,
        user: User,
        screen: BoundScreen,
        texts: Texts,
    ) -> None:
        """Have done with an update that failed too often, or else raise its error."""
        now = self._clock()
        failures = self._failures.setdefault(update.update_id, _Failures())
        failures.answered = screen.answered
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        if isinstance(error, StoreUnavailableError):
            raise error
        failures.count += 1
        failures.since = failures.since or now
        worth_waiting = (
            update.message is not None and now - failures.since < self._patience
        )
        if not isinstance(error, DeadlyUpdateError) and (
            failures.count < self._attempts or worth_waiting
        ):
            raise error
        await self._done.mark(update.update_id, at=now)
        self._failures.pop(update.update_id, None)
        log.error("telegram.update_set_aside", attempts=failures.count)
        with suppress(TelegramAPIError):
            await screen.alert(texts.plain("oops"))
        await self._tell_owners(
            update, PersonId(user.id), error=type(error).__name__, now=now
        )

    async def _set_aside_unread(self, update: UnreadableUpdate) -> None:
        if await self._done.handled(update.update_id):
            return
        now = self._clock()
        await self._done.mark(update.update_id, at=now)
        log.error(
            "telegram.update_unreadable", update_id=update.update_id, fault=update.fault
        )
        await self._tell_owners(update, None, error=update.fault, now=now)

    async def _tell_owners(
        self, update: Update, person: PersonId | None, *, error: str, now: datetime
    ) -> None:
        if self._alarmed_at is not None and now - self._alarmed_at < _QUIET:
            self._untold += 1
            return
        others, self._untold, self._alarmed_at = self._untold, 0, now
        await self._alarm(
            SetAside(
                update_id=update.update_id,
                kind=kind_of(update),
                person=person,
                error=error,
                others=others,
            )
        )


def _is_paid(update: Update) -> bool:
    """Return whether it tells of money that moved: that is heard in any case."""
    message = update.message
    return message is not None and bool(
        message.successful_payment or message.refunded_payment
    )


def _asks_for_nothing(update: Update) -> bool:
    """Whether a forgotten person stays so: a second yes, Stars back, a block."""
    tap, message = update.callback_query, update.message
    if update.my_chat_member is not None:
        return True
    if tap is not None:
        return tap.data == _FORGET
    return message is not None and message.refunded_payment is not None


async def _turn_away(
    update: Update, screen: BoundScreen, texts: Texts, bot: Bot
) -> None:
    """Say the one sentence there is for a person whom an owner has shut out."""
    said = texts.plain("blocked")
    if update.pre_checkout_query is not None:
        await bot.answer_pre_checkout_query(
            update.pre_checkout_query.id, ok=False, error_message=said
        )
    elif update.callback_query is not None:
        await screen.alert(said)
    else:

        async def look() -> View:
            return View(text=said)

        await screen.refresh(look, key="blocked")
