"""Handling one update: its screen, person, errors, retries and log line."""

import json
import time

from collections.abc import Awaitable, Collection, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

import attrs
import structlog

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.types import Update, User

from avatar_core import Language, Person
from avatar_core.errors import StoreUnavailableError
from avatar_core.ids import Ids, PersonId
from avatar_core.ports import Clock
from avatar_core.use_cases import UseCases

from ...chat_store import Inbox, Look, Position, WaitingUpdate
from ..announce import show_admin
from ..callbacks import Menu, Section
from ..files import FileUnavailableError
from ..links import referrer_of
from ..renderer import Renderer
from ..screen import Screen
from ..steps import Move
from ..texts import Texts
from ..view import View
from ..views.admin.alarms import SetAside
from ..views.notices import photos_unfetched
from .alarms import Alarms
from .derived_ids import DerivedIds, seed_of
from .reading import (
    UnreadableUpdate,
    is_money_moved,
    is_upload,
    kind_of,
    language_of,
    read,
    sender_of,
)
from .trace import Trace, log_update


log = structlog.get_logger()

#: How often an update may fail before it is given up. A message is retried for about a
#: minute, because nobody wants to send ten photos again.
ATTEMPTS: Final = 3
MESSAGE_ATTEMPTS: Final = 8
#: How many processes may die while handling an update before it is given up.
DEATHS: Final = 10
#: Seconds between retries; the last is repeated.
_PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
#: For how long, how often at least, and at which interval a download is tried. The
#: times alone would count a while in which nothing could be tried.
_FETCH_FOR: Final = timedelta(seconds=7)
_FETCHES: Final = 3
_FETCH_EVERY: Final = timedelta(seconds=1.5)
_FORGET: Final = Menu(section=Section.FORGET_FOR_GOOD).pack()


class Handle(Protocol):
    """Handles an update; any error but a refusal is raised."""

    def __call__(
        self,
        update: Update,
        *,
        person: Person,
        screen: Screen,
        ids: Ids,
        move: Move,
        trace: Trace,
    ) -> Awaitable[None]:
        """Handle the update, and note the outcome in the trace."""


class DeadlyUpdateError(Exception):
    """Too many processes died while handling this update."""


@attrs.frozen
class Outcome:
    """The outcome of handling an update."""

    #: Whether its line is empty now and was released.
    emptied: bool = False
    #: The separate line that it waits in now.
    aside: int | None = None
    #: Whether its file cannot be downloaded.
    lost: bool = False


@attrs.define(kw_only=True)
class _Attempt:
    """An update that is being handled."""

    waiting: WaitingUpdate
    update: Update
    screen: Screen
    #: In the language of the person, as far as known.
    texts: Texts
    trace: Trace


@attrs.frozen(kw_only=True)
class UpdateScope:
    """Handles updates so that each has its effect exactly once.

    An update is done when its handler has succeeded. If the process dies in between,
    it is handled again with the same ids, so that its effect is the same. An update
    that keeps failing, or with which several processes died, is given up; the person
    and the admins are told. One whose file cannot be downloaded waits in a separate
    line, with the conversation as it was.
    """

    bot: Bot
    handle: Handle
    inbox: Inbox
    cases: UseCases
    renderer: Renderer
    alarms: Alarms
    clock: Clock
    namespace: UUID
    message_attempts: int = MESSAGE_ATTEMPTS

    async def attend(
        self,
        waiting: WaitingUpdate,
        look: Look,
        in_hand: Collection[int] = (),
        update: Update | None = None,
    ) -> Outcome:
        """Handle an update and log one line about it.

        Args:
            waiting: The update.
            look: What was read with it.
            in_hand: Others of its line that are being handled.
            update: The update itself, if this process received it.

        Raises:
            StoreUnavailableError: It is not done, through no fault of its own.
        """
        update = update or read(json.loads(waiting.body), self.bot)
        user = None if update is None else sender_of(update)
        trace = Trace()
        begun = time.monotonic()
        with structlog.contextvars.bound_contextvars(
            update_id=waiting.update_id, person=waiting.person, kind=waiting.kind
        ):
            try:
                if update is None or user is None:
                    # An older version could read it.
                    outcome = await self._end(waiting)
                    if isinstance(update, UnreadableUpdate):
                        await self.alarms.unreadable(update)
                    return outcome
                return await self._attend(waiting, look, in_hand, update, user, trace)
            except BaseException as error:
                trace.outcome, trace.error = "failed", error
                raise
            finally:
                log_update(trace, duration_ms=round((time.monotonic() - begun) * 1000))

    async def give_up(self, lost: Sequence[WaitingUpdate], look: Look) -> bool:
        """Tell a person which files could not be downloaded; return as `Inbox.end`."""
        first = lost[0]
        album = list(await self.inbox.album(first))
        numbers = [album.index(each.update_id) + 1 for each in lost]
        person = first.person
        texts = Texts.of_person(look.person) if look.person else Texts(Language.ENGLISH)
        with suppress(TelegramAPIError):
            await self.renderer.messages.show(
                person, photos_unfetched(texts, numbers, of=len(album))
            )
        log.warning("telegram.files_unavailable", person=person, files=len(lost))
        return await self.inbox.end(
            first.line, [each.update_id for each in lost], person=person
        )

    async def _attend(
        self,
        waiting: WaitingUpdate,
        look: Look,
        in_hand: Collection[int],
        update: Update,
        user: User,
        trace: Trace,
    ) -> Outcome:
        at = waiting.stood or look.position
        move = Move(at)
        attempt = _Attempt(
            waiting=waiting,
            update=update,
            screen=self._screen(update, user, waiting, look),
            texts=Texts(language_of(user)),
            trace=trace,
        )
        if waiting.starts >= DEATHS:
            return await self._fail(attempt, DeadlyUpdateError())
        try:
            person = await self._enter(update, user, look)
            attempt.texts = Texts.of_person(person)
            if person.blocked_at is not None and not is_money_moved(update):
                trace.outcome = "blocked"
                await _turn_away(attempt)
            else:
                await self.handle(
                    update,
                    person=person,
                    screen=attempt.screen,
                    ids=DerivedIds(self.namespace, seed_of(update)),
                    move=move,
                    trace=trace,
                )
        except TelegramForbiddenError as error:
            # The person has left the chat.
            trace.outcome, trace.error = "refused", error
        except StoreUnavailableError:
            raise
        except FileUnavailableError as error:
            if not is_upload(update):
                return await self._fail(attempt, error)
            trace.outcome, trace.error = "later", error
            log.info("telegram.file_unavailable", reason=str(error))
            return await self._set_file_aside(waiting, in_hand, at)
        except Exception as error:  # noqa: BLE001 - it is tried again, or told
            return await self._fail(attempt, error)
        await attempt.screen.close()
        # The conversation has moved on while the update waited separately.
        moved = waiting.stood is None and move.to != move.at
        return await self._end(waiting, move.to if moved else None)

    async def _end(self, waiting: WaitingUpdate, to: Position | None = None) -> Outcome:
        emptied = await self.inbox.end(
            waiting.line, [waiting.update_id], person=waiting.person, to=to
        )
        return Outcome(emptied=emptied)

    async def _set_file_aside(
        self, waiting: WaitingUpdate, in_hand: Collection[int], at: Position
    ) -> Outcome:
        now = self.clock()
        since, failed = waiting.failing_since or now, waiting.failed_downloads + 1
        if failed >= _FETCHES and now - since >= _FETCH_FOR:
            return Outcome(lost=True)
        line, emptied = await self.inbox.set_aside(
            waiting, stood=at, until=now + _FETCH_EVERY, in_hand=in_hand
        )
        return Outcome(emptied=emptied, aside=line if line != waiting.line else None)

    async def _fail(self, attempt: _Attempt, error: Exception) -> Outcome:
        """Schedule a retry, or give the update up if it failed too often."""
        waiting, update = attempt.waiting, attempt.update
        attempt.trace.outcome, attempt.trace.error = "failed", error
        failed = waiting.starts + 1
        enough = ATTEMPTS if update.message is None else self.message_attempts
        if failed < enough and not isinstance(error, DeadlyUpdateError):
            pause = _PAUSES[min(failed, len(_PAUSES)) - 1]
            await self.inbox.put_off(
                waiting.update_id,
                until=self.clock() + timedelta(seconds=pause),
                answered=attempt.screen.answered,
            )
            return Outcome()
        outcome = await self._end(waiting)
        log.error("telegram.update_set_aside", attempts=failed)
        with suppress(TelegramAPIError):
            await attempt.screen.alert(attempt.texts.plain("oops"))
        await self.alarms.set_aside(
            SetAside(
                update_id=waiting.update_id,
                kind=kind_of(update),
                person=waiting.person,
                error=type(error).__name__,
            )
        )
        return outcome

    def _screen(
        self, update: Update, user: User, waiting: WaitingUpdate, look: Look
    ) -> Screen:
        query, incoming = update.callback_query, update.message
        tapped = None if query is None else query.message
        # Always the private chat: an invoice may be paid where it was forwarded to.
        chat_id = user.id
        for message in (incoming, tapped):
            if message is not None and message.chat.id == chat_id:
                self.renderer.messages.saw(chat_id, message.message_id)
        return Screen(
            renderer=self.renderer,
            bot=self.bot,
            chat_id=chat_id,
            tapped=tapped,
            anchored=look.anchored,
            query=query,
            checkout=update.pre_checkout_query,
            answered=waiting.answered,
        )

    async def _enter(self, update: Update, user: User, look: Look) -> Person:
        cases = self.cases
        language, name, username = language_of(user), user.full_name, user.username
        stays_forgotten = _asks_for_nothing(update)
        if look.person is not None and cases.accounts.is_in(
            look.person,
            language,
            name=name,
            username=username,
            stays_forgotten=stays_forgotten,
        ):
            return look.person
        entry = await cases.accounts.enter(
            PersonId(user.id),
            language,
            name=name,
            username=username,
            referrer=referrer_of(update),
            stays_forgotten=stays_forgotten,
        )
        if entry.is_new and entry.person.id in cases.config.admins:
            # At the start there was no chat yet to show the commands in.
            with suppress(TelegramAPIError):
                await show_admin(self.bot, entry.person.id)
        return entry.person


def _asks_for_nothing(update: Update) -> bool:
    """Return whether a deleted person stays deleted: second yes, refund, block."""
    tap, message = update.callback_query, update.message
    if update.my_chat_member is not None:
        return True
    if tap is not None:
        return tap.data == _FORGET
    return message is not None and message.refunded_payment is not None


async def _turn_away(attempt: _Attempt) -> None:
    """Tell a blocked person so."""
    update, screen = attempt.update, attempt.screen
    said = attempt.texts.plain("blocked")
    if update.pre_checkout_query is not None:
        await screen.permit(said)
    elif update.callback_query is not None:
        await screen.alert(said)
    else:

        async def look() -> View:
            return View(text=said)

        await screen.refresh(look, key="blocked")
