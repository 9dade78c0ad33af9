"""The inbox in memory: a dict of updates that several processes may share."""

import asyncio

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import attrs

from adapters.chat_store import SUSPECT, Arrival, Look, Position, Unheld, WaitingUpdate
from avatar_core.errors import NotFoundError
from avatar_core.ids import PersonId
from avatar_core.ports import Clock, Store


LEASE = timedelta(seconds=12)
POLLING = 0


@attrs.define(kw_only=True)
class Row:
    """A row of the table of updates."""

    update_id: int
    line: int
    person: PersonId
    kind: str
    media_group: str | None
    body: str
    due_at: datetime
    starts: int = 0
    answered: bool = False
    stood: Position | None = None
    failed_downloads: int = 0
    failing_since: datetime | None = None
    ended_at: datetime | None = None

    def seen(self) -> WaitingUpdate:
        """Return it as it is handled."""
        facts = attrs.asdict(self, recurse=False)
        del facts["ended_at"]
        return WaitingUpdate(**facts)


@attrs.define
class Lease:
    """The lease of a line."""

    owner: UUID
    until: datetime
    deaths: int = 0


@attrs.define
class MemoryMail:
    """The rows that several processes share."""

    rows: dict[int, Row] = attrs.field(factory=dict)
    lines: dict[int, Lease] = attrs.field(factory=dict)
    positions: dict[int, Position] = attrs.field(factory=dict)
    #: How many more ends are not stored, because the process dies before.
    dying: int = 0
    _ending: asyncio.Condition = attrs.field(factory=asyncio.Condition, eq=False)

    @property
    def ended(self) -> set[int]:
        """The ids of the updates that are done."""
        return {number for number, row in self.rows.items() if row.ended_at is not None}

    def open_in(self, line: int) -> list[Row]:
        """Return what waits in a line, oldest first."""
        rows = [r for r in self.rows.values() if r.line == line and r.ended_at is None]
        return sorted(rows, key=lambda row: row.update_id)

    async def notify(self) -> None:
        """Wake those who wait for updates to end."""
        async with self._ending:
            self._ending.notify_all()

    async def until(self, count: int) -> None:
        """Wait until this many updates are done."""
        async with asyncio.timeout(30), self._ending:
            await self._ending.wait_for(lambda: len(self.ended) == count)


class Anchored(Protocol):
    """Anchors in a dict."""

    kept: dict[tuple[int, str], int]


@attrs.frozen
class MemoryInbox:
    """The `Inbox` of one process."""

    mail: MemoryMail
    clock: Clock
    store: Store
    anchors: Anchored | None = None
    owner: UUID = attrs.field(factory=uuid4)
    lease: timedelta = LEASE

    async def take(self, arrivals: Sequence[Arrival], /) -> Collection[int]:
        for arrival in arrivals:
            fields: Mapping[str, Any] = attrs.asdict(arrival)
            row = Row(**fields, due_at=self.clock())
            self.mail.rows.setdefault(arrival.update_id, row)
        return self._claim({arrival.line for arrival in arrivals})

    async def strike(self, update_id: int, kind: str, /) -> bool:
        if update_id in self.mail.rows:
            return False
        self.mail.rows[update_id] = Row(
            update_id=update_id,
            line=-update_id,
            person=PersonId(0),
            kind=kind,
            media_group=None,
            body="",
            due_at=self.clock(),
            ended_at=self.clock(),
        )
        await self.mail.notify()
        return True

    async def look(self, line: int, /) -> Look:
        rows = [row.seen() for row in self.mail.open_in(line)[:12]]
        if not rows or not self._holds(line):
            return Look()
        person, known = rows[0].person, None
        try:
            async with self.store.read() as reading:
                known = await reading.people.get(person)
        except NotFoundError:
            pass
        kept = {} if self.anchors is None else self.anchors.kept
        return Look(
            waiting=rows,
            person=known,
            position=self.mail.positions.get(person, Position()),
            anchored=frozenset(
                message for (chat, _), message in kept.items() if chat == person
            ),
        )

    async def end(
        self,
        line: int,
        update_ids: Collection[int],
        /,
        *,
        person: PersonId,
        to: Position | None = None,
    ) -> bool:
        if self.mail.dying:
            self.mail.dying -= 1
            raise ConnectionError("the database is gone")
        rows = [self.mail.rows[number] for number in update_ids]
        new = [row for row in rows if row.ended_at is None]
        for row in new:
            row.ended_at, row.body, row.stood = self.clock(), "", None
        if to is not None and new:
            self.mail.positions[person] = to
        await self.mail.notify()
        return self._let_go(line)

    async def put_off(
        self, update_id: int, /, *, until: datetime, answered: bool
    ) -> None:
        row = self.mail.rows[update_id]
        row.starts += 1
        row.due_at, row.answered = until, answered

    async def set_aside(
        self,
        update: WaitingUpdate,
        /,
        *,
        stood: Position,
        until: datetime,
        in_hand: Collection[int],
    ) -> tuple[int, bool]:
        album = await self.album(update)
        aside = -min(album)
        for number in {update.update_id, *album} - set(in_hand):
            row = self.mail.rows[number]
            if row.ended_at is None and row.line == update.line != aside:
                row.line, row.stood = aside, stood
        failed = self.mail.rows[update.update_id]
        failed.due_at = until
        failed.failed_downloads += 1
        failed.failing_since = failed.failing_since or self.clock()
        self._claim({aside})
        return aside, self._let_go(update.line)

    async def album(self, update: WaitingUpdate, /) -> Sequence[int]:
        if update.media_group is None:
            return [update.update_id]
        return sorted(
            row.update_id
            for row in self.mail.rows.values()
            if (row.person, row.media_group) == (update.person, update.media_group)
        )

    async def unheld(self) -> Sequence[Unheld]:
        lines: dict[int, int] = {}
        for row in sorted(self.mail.rows.values(), key=lambda row: row.update_id):
            lease = self.mail.lines.get(row.line)
            if row.ended_at is None and (lease is None or lease.until < self.clock()):
                lines[row.line] = max(row.starts, lines.get(row.line, 0))
        return [Unheld(line, starts) for line, starts in lines.items()]

    async def claim(self, lines: Collection[int], /) -> Collection[int]:
        return self._claim(lines)

    async def renew(self, lines: Collection[int], /) -> None:
        for line in lines:
            if self._holds(line):
                self.mail.lines[line].until = self.clock() + LEASE

    async def poll(self) -> bool:
        lease = self.mail.lines.get(POLLING)
        if lease and lease.owner != self.owner and lease.until >= self.clock():
            return False
        self.mail.lines[POLLING] = Lease(self.owner, self.clock() + LEASE)
        return True

    async def release(self) -> None:
        for line in list(self.mail.lines):
            if self._holds(line):
                del self.mail.lines[line]

    def _holds(self, line: int) -> bool:
        lease = self.mail.lines.get(line)
        return lease is not None and lease.owner == self.owner

    def _claim(self, lines: Collection[int]) -> Collection[int]:
        now, claimed = self.clock(), []
        for line in lines:
            lease, rows = self.mail.lines.get(line), self.mail.open_in(line)
            if not rows or (lease is not None and lease.until >= now):
                continue
            deaths = 0 if lease is None else lease.deaths + 1
            self.mail.lines[line] = Lease(self.owner, now + LEASE, deaths)
            claimed.append(line)
            if deaths:
                due = [row for row in rows if row.due_at <= now]
                for row in due[: 1 if due and due[0].starts >= SUSPECT else 4]:
                    row.starts += 1
        return claimed

    def _let_go(self, line: int) -> bool:
        if self.mail.open_in(line) or not self._holds(line):
            return False
        del self.mail.lines[line]
        return True
