"""The rows of people's positions in their conversations with the bot."""

from typing import Final

import sqlalchemy as sa

from ..chat_store import Position
from .engine import Connection
from .rows import put_into
from .tables import conversations


_PERSON: Final = sa.bindparam("pk", type_=sa.BigInteger())
_GET: Final = sa.select(conversations.c.state, conversations.c.data).where(
    conversations.c.person == _PERSON
)
_MOVE: Final = put_into(conversations)
_LEAVE: Final = conversations.delete().where(conversations.c.person == _PERSON)


async def position_of(connection: Connection, person: int) -> Position:
    """Return the person's position; without a row it is outside any dialog."""
    row = (await connection.execute(_GET, {"pk": person})).one_or_none()
    return Position() if row is None else Position(row.state, row.data)


async def move(connection: Connection, person: int, to: Position) -> None:
    """Store the person's position; outside any dialog, delete the row."""
    if to.state is None:
        await connection.execute(_LEAVE, {"pk": person})
        return
    row = {"person": person, "state": to.state, "data": dict(to.data)}
    await connection.execute(_MOVE, row)
