"""Storing received updates before they are confirmed to Telegram."""

import asyncio
import json

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

import attrs
import structlog

from aiogram import Bot
from aiogram.types import InlineQuery, Update

from ...chat_store import Arrival, Inbox
from .alarms import Alarms
from .reading import UnreadableUpdate, is_served, kind_of, read, sender_of
from .throttle import Throttle, Verdict
from .worker import InboxWorker


log = structlog.get_logger()


@attrs.frozen
class Batch:
    """The updates of one `getUpdates` answer or webhook request."""

    #: Those to be stored, and their rows.
    updates: Sequence[Update]
    arrivals: Sequence[Arrival]
    unreadable: Sequence[UnreadableUpdate]
    refused: Sequence[tuple[Update, Verdict]]
    #: Answered and not stored.
    queries: Sequence[InlineQuery] = ()


class Intake:
    """Stores received updates and passes them to the worker.

    Throttled updates and inline queries are answered and not stored, unserved kinds
    are ignored. An unreadable update is marked as done at once, and the admins are told.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        worker: InboxWorker,
        alarms: Alarms,
        throttle: Throttle | None = None,
        *,
        share: Callable[[InlineQuery], Coroutine[Any, Any, None]],
    ) -> None:
        self._bot: Final = bot
        self._inbox: Final = inbox
        self._worker: Final = worker
        self._alarms: Final = alarms
        self._throttle: Final = throttle or Throttle()
        self._share: Final = share
        #: Transactions and answers that have begun.
        self._begun: Final[set[asyncio.Task[None]]] = set()
        self._storing: Final = asyncio.Lock()
        #: What the next transaction will store, and its task.
        self._arrived: list[Arrival] = []
        self._next: asyncio.Task[None] | None = None
        #: Whether no more updates are accepted, because the process is about to end.
        self.closed = False

    def sort(self, raws: Sequence[Any]) -> Batch:
        """Sort received updates; each call counts against the senders' limits."""
        updates, arrivals, unreadable, refused, queries = [], [], [], [], []
        for raw in raws:
            update = read(raw, self._bot)
            if update is None:
                log.error("telegram.no_update")
            elif isinstance(update, UnreadableUpdate):
                unreadable.append(update)
            elif is_served(update):
                verdict = self._throttle.judge(update)
                if verdict is not Verdict.ADMITTED:
                    refused.append((update, verdict))
                elif update.inline_query is not None:
                    queries.append(update.inline_query)
                else:
                    updates.append(update)
                    arrivals.append(arrival_of(update, raw))
        return Batch(updates, arrivals, unreadable, refused, queries)

    async def keep(self, batch: Batch) -> None:
        """Store a batch; when this returns, it may be confirmed to Telegram.

        Raises:
            StoreUnavailableError: Try again.
        """
        if batch.arrivals:
            self._worker.expect(batch.updates)
            self._arrived.extend(batch.arrivals)
            if self._next is None:
                self._next = asyncio.create_task(self._store())
                self._note(self._next)
            await asyncio.shield(self._next)
        for unreadable in batch.unreadable:
            if await self._inbox.strike(unreadable.update_id, "unreadable"):
                await self._alarms.unreadable(unreadable)
        for update, verdict in batch.refused:
            answer = self._throttle.answer(self._bot, update, verdict)
            self._note(asyncio.create_task(answer))
        for query in batch.queries:
            self._note(asyncio.create_task(self._share(query)))

    async def _store(self) -> None:
        """Store all that arrives during the last such transaction in the next one.

        A COMMIT waits for the disk, and they come one after another.
        """
        async with self._storing:
            arrivals, self._arrived, self._next = self._arrived, [], None
            self._worker.take_up(await self._inbox.take(arrivals))

    async def close(self) -> None:
        """Accept no more updates, and wait for what is being stored or answered."""
        self.closed = True
        if self._begun:
            await asyncio.wait(self._begun, timeout=1)

    def _note(self, task: asyncio.Task[None]) -> None:
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)


def arrival_of(update: Update, raw: Any) -> Arrival:
    """Return the row of an update."""
    user, message = sender_of(update), update.message
    person = None if user is None else user.id
    urgent = update.pre_checkout_query is not None or person is None
    return Arrival(
        update_id=update.update_id,
        line=-update.update_id if urgent or person is None else person,
        person=person,
        kind=kind_of(update),
        media_group=None if message is None else message.media_group_id,
        body=json.dumps(raw, separators=(",", ":")),
    )
