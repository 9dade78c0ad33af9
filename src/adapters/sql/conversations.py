"""Where people stand in their conversations with the bot, across restarts."""

from typing import Final

import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ..chat_store import Position
from .tables import conversations


_PERSON: Final = sa.bindparam("pk", type_=sa.BigInteger())
_GET: Final = sa.select(conversations.c.state, conversations.c.data).where(
    conversations.c.person == _PERSON
)
_NEW: Final = insert(conversations).inline()
_MOVE: Final = _NEW.on_conflict_do_update(
    index_elements=[conversations.c.person],
    set_={"state": _NEW.excluded.state, "data": _NEW.excluded.data},
)
_LEAVE: Final = conversations.delete().where(conversations.c.person == _PERSON)


async def position_of(connection: AsyncConnection, person: int) -> Position:
    """Return where the person stands."""
    row = (await connection.execute(_GET, {"pk": person})).one_or_none()
    return Position() if row is None else Position(row.state, row.data)


async def move(connection: AsyncConnection, person: int, to: Position) -> None:
    """Put the person there; whoever is in no dialog is not remembered."""
    if to.state is None:
        await connection.execute(_LEAVE, {"pk": person})
        return
    row = {"person": person, "state": to.state, "data": dict(to.data)}
    await connection.execute(_MOVE, row)
