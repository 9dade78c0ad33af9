"""The inbox: updates from Telegram, stored until they are handled."""

import json

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ids import PersonId
from avatar_core.people import Person
from avatar_core.ports import Clock

from ..chat_store import SUSPECT, Arrival, Look, Position, Unheld, WaitingUpdate
from .conversations import move
from .engine import Connection, connected, reading, reading_once, writing
from .people import PERSON
from .rows import MOST, add_to
from .tables import anchors, conversations, people, received_updates, update_lines


#: The line held by the process that polls.
POLLING: Final = 0
#: How many updates of a line are read at once, and how many of them a process may
#: have been handling when it died.
_AHEAD: Final = 12
_IN_HAND: Final = 4
#: How many lines without a holder are found at once.
_FOUND: Final = 200

_U: Final = received_updates.c
_L: Final = update_lines.c
_LINE: Final = sa.bindparam("at_line", type_=sa.BigInteger())
_OWNER: Final = sa.bindparam("me", type_=_L.owner.type)
_NOW: Final = sa.bindparam("now", type_=_L.until.type)
_UNTIL: Final = sa.bindparam("new_until", type_=_L.until.type)
_THESE: Final = sa.bindparam("these", type_=sa.BigInteger(), expanding=True)
_OPEN: Final = _U.ended_at.is_(None)

_KEEP: Final = add_to(received_updates)
_NEW_LINE: Final = insert(update_lines)
_TAKEN_OVER: Final = {
    "owner": _NEW_LINE.excluded.owner,
    "until": _NEW_LINE.excluded.until,
    "deaths": _L.deaths + 1,
}
#: Lines in the order of their numbers, so that two processes do not deadlock.
_CLAIM: Final = (
    _NEW_LINE.from_select(
        ["line", "owner", "until", "deaths"],
        sa.select(_U.line, _OWNER, _UNTIL, sa.literal_column("0"))
        .where(_OPEN, _U.line.in_(_THESE))
        .distinct()
        .order_by(_U.line),
    )
    .on_conflict_do_update(
        index_elements=[_L.line], set_=_TAKEN_OVER, where=_L.until < _NOW
    )
    .returning(_L.line, _L.deaths)
)
_DUE: Final = (
    sa.select(_U.update_id)
    .where(_OPEN, _U.line == _LINE, _U.due_at <= _NOW)
    .order_by(_U.update_id)
)
_FIRST_STARTS: Final = _DUE.with_only_columns(_U.starts).limit(1).scalar_subquery()
_BLAME: Final = (
    received_updates.update()
    .where(
        _U.update_id.in_(
            # What follows a suspect was not begun.
            _DUE.limit(sa.case((_FIRST_STARTS >= SUSPECT, 1), else_=_IN_HAND))
        )
    )
    .values(starts=_U.starts + 1)
)
_POLL: Final = (
    _NEW_LINE.values(line=POLLING, owner=_OWNER, until=_UNTIL, deaths=0)
    .on_conflict_do_update(
        index_elements=[_L.line],
        set_=_TAKEN_OVER,
        where=(_L.until < _NOW) | (_L.owner == _NEW_LINE.excluded.owner),
    )
    .returning(_L.line)
)
_RENEW: Final = (
    update_lines.update()
    .where(_L.owner == _OWNER, _L.line.in_(_THESE))
    .values(until=_UNTIL)
)
_RELEASE: Final = update_lines.delete().where(_L.owner == _OWNER)
_EXPIRE: Final = update_lines.update().values(until=_UNTIL)
_UNHELD: Final = (
    sa.select(_U.line, sa.func.max(_U.starts).label("starts"))
    .outerjoin(update_lines, _L.line == _U.line)
    .where(_OPEN, _L.line.is_(None) | (_L.until < _NOW))
    .group_by(_U.line)
    .order_by(sa.func.min(_U.update_id))
    .limit(MOST)
)
_WAITING: Final = (
    sa.select(
        _U.update_id,
        _U.line,
        _U.person,
        _U.kind,
        _U.media_group,
        _U.body,
        _U.stood,
        _U.due_at,
        _U.starts,
        _U.answered,
    )
    .join(update_lines, (_L.line == _U.line) & (_L.owner == _OWNER))
    .where(_OPEN, _U.line == _LINE)
    .order_by(_U.update_id)
    .limit(_AHEAD)
)
_W: Final = _WAITING.subquery("waiting").c
#: All in one statement: each costs a round trip to PostgreSQL. An update has a row for
#: each anchored card of its person, or one row without.
_LOOK: Final = (
    sa.select(
        *_W,
        *(column.label(f"person_{column.name}") for column in PERSON),
        conversations.c.state.label("state"),
        conversations.c.data.label("data"),
        anchors.c.message_id.label("anchored"),
    )
    .outerjoin(people, people.c.id == _W.person)
    .outerjoin(conversations, conversations.c.person == _W.person)
    .outerjoin(anchors, anchors.c.chat_id == _W.person)
    .order_by(_W.update_id)
)
_LOCK: Final = (
    sa.select(_L.line).where(_L.line == _LINE, _L.owner == _OWNER).with_for_update()
)
_END: Final = (
    received_updates.update()
    .where(_OPEN, _U.update_id == sa.bindparam("pk"))
    .values(body=None, stood=None, ended_at=_NOW)
)
_LET_GO: Final = update_lines.delete().where(
    _L.line == _LINE,
    _L.owner == _OWNER,
    ~sa.exists().where(_OPEN, _U.line == _LINE),
)
_PUT_OFF: Final = (
    received_updates.update()
    .where(_OPEN, _U.update_id == sa.bindparam("pk"))
    .values(
        due_at=sa.bindparam("later"),
        starts=_U.starts + 1,
        answered=sa.bindparam("was_answered"),
    )
)
_ALBUM: Final = (
    sa.select(_U.update_id)
    .where(
        _U.person == sa.bindparam("of_person"), _U.media_group == sa.bindparam("group")
    )
    .order_by(_U.update_id)
)
_SET_ASIDE: Final = (
    received_updates.update()
    .where(_OPEN, _U.update_id.in_(_THESE), _U.line == _LINE)
    .values(line=sa.bindparam("new_line"), stood=sa.bindparam("stand"))
)
_LATER: Final = (
    received_updates.update()
    .where(_OPEN, _U.update_id == sa.bindparam("pk"))
    .values(due_at=sa.bindparam("later"), stood=sa.bindparam("stand"))
)


@attrs.frozen(kw_only=True)
class SqlInbox:
    """`adapters.chat_store.Inbox` for one process."""

    engine: AsyncEngine
    clock: Clock
    lease: timedelta
    owner: UUID = attrs.field(factory=uuid4)
    #: Whether this process handles what it stores; if not, another one finds it.
    handles: bool = True

    async def take(self, arrivals: Sequence[Arrival], /) -> Collection[int]:
        now = self.clock()
        # In the order of their numbers, so that two processes do not deadlock.
        ordered = sorted(arrivals, key=lambda arrival: arrival.update_id)
        rows = [attrs.asdict(arrival) | _received(now) for arrival in ordered]
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_KEEP, rows)
            if not self.handles:
                return ()
            return await self._claim(
                connection, {arrival.line for arrival in arrivals}, now
            )

    async def strike(self, update_id: int, kind: str, /) -> bool:
        now = self.clock()
        row: dict[str, Any] = {"update_id": update_id, "line": -update_id, "kind": kind}
        row |= _received(now) | {"ended_at": now}
        async with connected(writing(self.engine)) as connection:
            return bool((await connection.execute(_KEEP, row)).rowcount)

    async def look(self, line: int, /) -> Look:
        async with connected(reading_once(self.engine)) as connection:
            found = await connection.execute(_LOOK, {"at_line": line, "me": self.owner})
            rows = found.mappings().all()
        if not rows:
            return Look()
        first = rows[0]
        known = {each.name: first[f"person_{each.name}"] for each in PERSON}
        updates = {row["update_id"]: row for row in rows}
        return Look(
            waiting=[_waiting(row) for row in updates.values()],
            person=None if known["id"] is None else Person(**known),
            position=Position(first["state"], first["data"] or {}),
            anchored=frozenset(row["anchored"] for row in rows) - {None},
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
        # If the end is undone, the update is handled again, with the same ids.
        undoable = writing(self.engine, durable=False)
        async with connected(undoable) as connection:
            await self._lock(connection, line)
            ended, now = 0, self.clock()
            for update_id in update_ids:
                done = await connection.execute(_END, {"pk": update_id, "now": now})
                ended += done.rowcount
            if to is not None and ended:
                await move(connection, person, to, at=now)
            return await self._let_go(connection, line)

    async def put_off(
        self, update_id: int, /, *, until: datetime, answered: bool
    ) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(
                _PUT_OFF, {"pk": update_id, "later": until, "was_answered": answered}
            )

    async def set_aside(
        self,
        update: WaitingUpdate,
        /,
        *,
        stood: Position,
        until: datetime,
        in_hand: Collection[int],
    ) -> tuple[int, bool]:
        now = self.clock()
        since = update.failing_since or now
        kept = {"state": stood.state, "data": dict(stood.data)}
        untried = kept | {"failed": 0, "since": None}
        failed = kept | {
            "failed": update.failed_downloads + 1,
            "since": since.isoformat(),
        }
        async with connected(writing(self.engine)) as connection:
            await self._lock(connection, update.line)
            album = await self._album(connection, update)
            aside = -min(album)
            moved = {
                "these": [update.update_id, *(set(album) - set(in_hand))],
                "at_line": update.line,
                "new_line": aside,
                "stand": json.dumps(untried),
            }
            later = {
                "pk": update.update_id,
                "later": until,
                "stand": json.dumps(failed),
            }
            if update.line != aside:
                await connection.execute(_SET_ASIDE, moved)
            await connection.execute(_LATER, later)
            await self._claim(connection, {aside}, now)
            return aside, await self._let_go(connection, update.line)

    async def album(self, update: WaitingUpdate, /) -> Sequence[int]:
        async with connected(reading(self.engine)) as connection:
            return await self._album(connection, update)

    async def unheld(self) -> Sequence[Unheld]:
        async with connected(reading(self.engine)) as connection:
            found = await connection.execute(
                _UNHELD, {"now": self.clock(), "most": _FOUND}
            )
            return [Unheld(row.line, row.starts) for row in found]

    async def claim(self, lines: Collection[int], /) -> Collection[int]:
        async with connected(writing(self.engine)) as connection:
            return await self._claim(connection, lines, self.clock())

    async def renew(self, lines: Collection[int], /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_RENEW, self._lease() | {"these": list(lines)})

    async def poll(self) -> bool:
        async with connected(writing(self.engine)) as connection:
            return (await connection.execute(_POLL, self._lease())).first() is not None

    async def release(self) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_RELEASE, {"me": self.owner})

    async def expire(self) -> None:
        """Release the lines of all processes; for a database that is not shared."""
        async with connected(writing(self.engine)) as connection:
            await connection.execute(
                _EXPIRE, {"new_until": self.clock() - timedelta(seconds=1)}
            )

    async def _claim(
        self, connection: Connection, lines: Collection[int], now: datetime
    ) -> Collection[int]:
        claimed = await connection.execute(
            _CLAIM, self._lease(now) | {"these": list(lines)}
        )
        found = claimed.all()
        for row in found:
            if row.deaths:
                await connection.execute(_BLAME, {"at_line": row.line, "now": now})
        return [row.line for row in found]

    async def _lock(self, connection: Connection, line: int) -> None:
        """Wait for others that take updates of the line; on SQLite only one writes."""
        if self.engine.dialect.name != "sqlite":
            await connection.execute(_LOCK, {"at_line": line, "me": self.owner})

    async def _let_go(self, connection: Connection, line: int) -> bool:
        empty = await connection.execute(_LET_GO, {"at_line": line, "me": self.owner})
        return bool(empty.rowcount)

    async def _album(
        self, connection: Connection, update: WaitingUpdate
    ) -> Sequence[int]:
        if update.media_group is None:
            return [update.update_id]
        found = await connection.execute(
            _ALBUM, {"of_person": update.person, "group": update.media_group}
        )
        return found.scalars().all()

    def _lease(self, now: datetime | None = None) -> dict[str, Any]:
        at = now or self.clock()
        return {"me": self.owner, "now": at, "new_until": at + self.lease}


def _received(now: datetime) -> dict[str, Any]:
    return {"received_at": now, "due_at": now, "starts": 0, "answered": False}


def _waiting(row: Mapping[Any, Any]) -> WaitingUpdate:
    update = {name: row[name] for name in _W.keys()}  # noqa: SIM118 - of columns
    if update["stood"] is None:
        return WaitingUpdate(**update, failed_downloads=0, failing_since=None)
    kept = json.loads(update.pop("stood"))
    failed, since = kept.pop("failed"), kept.pop("since")
    return WaitingUpdate(
        **update,
        stood=Position(**kept),
        failed_downloads=failed,
        failing_since=datetime.fromisoformat(since) if since else None,
    )
