"""Handling the lines of updates that this process holds."""

import asyncio

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from typing import Any, Final

import attrs
import structlog

from aiogram.types import Update

from avatar_core.errors import AvatarCoreError, StoreUnavailableError
from avatar_core.ports import Clock

from ...chat_store import SUSPECT, Inbox, Look, WaitingUpdate
from ..session import Sleep
from .reading import is_upload_in
from .scope import Outcome, UpdateScope


log = structlog.get_logger()

#: Seconds between searches for lines without a holder.
LOOK_EVERY: Final = 1.5
#: Renewals within the length of a lease.
RENEWALS: Final = 3
#: Parsed updates that are kept until they are handled; the oldest are dropped first.
_EXPECTED: Final = 1000
#: How many uploads of a person are handled at once.
_TOGETHER: Final = 4
#: Seconds to wait while the database is unavailable.
_AWAY: Final = 1.0


@attrs.define(eq=False)
class _Line:
    task: asyncio.Task[None] | None = None
    #: Set when the line may have changed.
    news: asyncio.Event = attrs.field(factory=asyncio.Event)
    in_hand: dict[int, asyncio.Task[Outcome]] = attrs.field(factory=dict)
    #: Uploads whose file cannot be downloaded.
    lost: set[int] = attrs.field(factory=set)


class InboxWorker:
    """Handles lines: the updates of a person in order, those of people in parallel.

    Consecutive uploads are handled together, a few at a time. At most *concurrency*
    updates are handled at once, not counting those in a line of their own.
    """

    def __init__(
        self,
        inbox: Inbox,
        scope: UpdateScope,
        clock: Clock,
        *,
        concurrency: int = 64,
        drain_seconds: float = 10,
        look_every: float = LOOK_EVERY,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._inbox: Final = inbox
        self._scope: Final = scope
        self._clock: Final = clock
        self._slots: Final = asyncio.Semaphore(concurrency)
        self._drain_seconds: Final = drain_seconds
        self._look_every: Final = look_every
        self._sleep: Final = sleep
        self._lines: Final[dict[int, _Line]] = {}
        self._expected: Final[dict[int, Update]] = {}
        self._suspect: int | None = None
        #: Set when the next suspect may be handled.
        self._no_suspect: Final = asyncio.Event()
        self._stopping: Final = asyncio.Event()

    async def run(self) -> None:
        """Renew the leases and take over lines without a holder, until `stop`."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(
                self._for_ever(self._find, self._look_every, sooner=self._no_suspect)
            )
            renew_every = self._inbox.lease.total_seconds() / RENEWALS
            tasks.create_task(self._for_ever(self._renew, renew_every))

    async def stop(self) -> None:
        """Start no more updates; return when those in hand are done or given back."""
        self._stopping.set()
        for line in self._lines.values():
            line.news.set()
        tasks = {line.task for line in self._lines.values() if line.task is not None}
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._drain_seconds)
            if late:
                log.warning("telegram.drain_cut_short", lines=len(late))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._inbox.release()
        except AvatarCoreError:
            log.warning("telegram.lines_not_released")

    def expect(self, updates: Iterable[Update]) -> None:
        """Keep received updates, so that they are not parsed again to be handled."""
        for update in updates:
            self._expected[update.update_id] = update
        while len(self._expected) > _EXPECTED:
            del self._expected[next(iter(self._expected))]

    def take_up(self, lines: Collection[int]) -> None:
        """Handle lines that this process holds."""
        for number in lines:
            line = self._lines.setdefault(number, _Line())
            line.news.set()
            if line.task is None and not self._stopping.is_set():
                line.task = asyncio.create_task(self._work_off(number, line))

    # --- one line ----------------------------------------------------------

    async def _work_off(self, number: int, line: _Line) -> None:
        try:
            while not self._stopping.is_set():
                line.news.clear()
                try:
                    if await self._step(number, line):
                        return
                except StoreUnavailableError:
                    # The update is not at fault if the store is unavailable.
                    await self._sleep_or_stop(_AWAY)
            await self._settle(number, line)
        except Exception:
            # Its lease expires, and the update counts as failed.
            log.exception("telegram.line_failed", line=number)
        finally:
            for task in line.in_hand.values():
                task.cancel()
            await asyncio.gather(*line.in_hand.values(), return_exceptions=True)
            self._lines.pop(number, None)
            if self._suspect == number:
                self._suspect = None
                self._no_suspect.set()

    async def _step(self, number: int, line: _Line) -> bool:
        """Start what can be started, and wait; return whether the line is done."""
        # Updates in a line of their own need no slot.
        slot = number > 0
        if slot:
            await self._slots.acquire()
        try:
            if self._stopping.is_set():
                return False
            look = await self._inbox.look(number)
            begun = () if self._stopping.is_set() else self._startable(line, look)
            for update in list(begun):
                task = asyncio.create_task(self._attend(update, look, line, slot=slot))
                line.in_hand[update.update_id] = task
                slot = False
        finally:
            if slot:
                self._slots.release()
        if not look.waiting and not line.in_hand:
            return not line.news.is_set()
        lost = [update for update in look.waiting if update.update_id in line.lost]
        if lost and not line.in_hand and len(lost) == len(look.waiting):
            emptied = await self._scope.give_up(lost, look)
            return emptied and not line.news.is_set()
        return await self._wait(line, look)

    def _startable(self, line: _Line, look: Look) -> Iterator[WaitingUpdate]:
        now, inside = self._clock(), len(line.in_hand)
        for update in look.waiting:
            shared = is_upload_in(update.body) and update.starts < SUSPECT
            if update.update_id in line.in_hand:
                if not shared:
                    return
            elif update.update_id in line.lost:
                continue
            elif update.due_at > now:
                if update.stood is None:
                    return
            elif shared and inside < _TOGETHER:
                inside += 1
                yield update
            else:
                if not inside:
                    yield update
                return

    async def _attend(
        self, update: WaitingUpdate, look: Look, line: _Line, *, slot: bool
    ) -> Outcome:
        if update.line > 0 and not slot:
            await self._slots.acquire()
        try:
            others = [number for number in line.in_hand if number != update.update_id]
            expected = self._expected.pop(update.update_id, None)
            return await self._scope.attend(update, look, others, expected)
        finally:
            if update.line > 0:
                self._slots.release()

    async def _wait(self, line: _Line, look: Look) -> bool:
        """Wait until an update ends, the line changes, or something is due."""
        waits: set[asyncio.Future[Any]] = {asyncio.create_task(line.news.wait())}
        due = self._until_due(line, look)
        if due is not None:
            waits.add(asyncio.ensure_future(self._sleep(due)))
        try:
            await asyncio.wait(
                waits | set(line.in_hand.values()), return_when="FIRST_COMPLETED"
            )
        finally:
            for wait in waits:
                wait.cancel()
        return self._collect(line)

    def _until_due(self, line: _Line, look: Look) -> float | None:
        now = self._clock()
        waits = [
            (update.due_at - now).total_seconds()
            for update in look.waiting
            if update.update_id not in line.in_hand and update.due_at > now
        ]
        return min(waits, default=None)

    def _collect(self, line: _Line) -> bool:
        """Collect finished updates; return whether the line is empty and released."""
        emptied = False
        ended = [each for each in line.in_hand.items() if each[1].done()]
        for update_id, task in ended:
            del line.in_hand[update_id]
            outcome = task.result()
            emptied = emptied or outcome.emptied
            if outcome.lost:
                line.lost.add(update_id)
            if outcome.aside is not None:
                self.take_up([outcome.aside])
        return emptied and not line.in_hand and not line.news.is_set()

    async def _settle(self, number: int, line: _Line) -> None:
        """Wait for the updates in hand."""
        while line.in_hand:
            await asyncio.wait(line.in_hand.values())
            try:
                self._collect(line)
            except StoreUnavailableError:
                log.warning("telegram.end_not_written", line=number)

    # --- all lines ---------------------------------------------------------

    async def _find(self) -> None:
        """Take over lines whose processes died or released them."""
        found = [
            each for each in await self._inbox.unheld() if each.line not in self._lines
        ]
        lines = [each.line for each in found if each.starts < SUSPECT]
        suspects = [each.line for each in found if each.starts >= SUSPECT]
        if self._suspect is None and suspects:
            lines.append(suspects[0])
        if not lines:
            return
        claimed = await self._inbox.claim(lines)
        if suspects and suspects[0] in claimed:
            self._suspect = suspects[0]
        log.info("telegram.lines_found", lines=len(claimed))
        self.take_up(claimed)

    async def _renew(self) -> None:
        if self._lines:
            await self._inbox.renew(list(self._lines))

    async def _for_ever(
        self,
        work: Callable[[], Awaitable[None]],
        every: float,
        *,
        sooner: asyncio.Event | None = None,
    ) -> None:
        while not self._stopping.is_set():
            if sooner is not None:
                sooner.clear()
            try:
                await work()
            except AvatarCoreError as error:
                log.warning("telegram.inbox_failed", error=type(error).__name__)
            await self._sleep_or_stop(every, sooner=sooner)

    async def _sleep_or_stop(
        self, seconds: float, *, sooner: asyncio.Event | None = None
    ) -> None:
        """Sleep until *seconds* have passed, this worker stops, or *sooner* is set."""
        waits = [
            asyncio.ensure_future(self._sleep(seconds)),
            asyncio.create_task(self._stopping.wait()),
        ]
        if sooner is not None:
            waits.append(asyncio.create_task(sooner.wait()))
        try:
            await asyncio.wait(waits, return_when="FIRST_COMPLETED")
        finally:
            for wait in waits:
                wait.cancel()
