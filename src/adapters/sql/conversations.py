"""The rows of people's positions in their conversations with the bot."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from ..chat_store import Position
from .engine import Connection
from .rows import put_into
from .tables import conversations


_PERSON: Final = sa.bindparam("pk", type_=sa.BigInteger())
_MOVE: Final = put_into(conversations)
_LEAVE: Final = conversations.delete().where(conversations.c.person == _PERSON)


async def move(
    connection: Connection, person: int, to: Position, *, at: datetime
) -> None:
    """Store the person's position; outside any dialog, delete the row."""
    if to.state is None:
        await connection.execute(_LEAVE, {"pk": person})
        return
    row = {"person": person, "state": to.state, "data": dict(to.data), "at": at}
    await connection.execute(_MOVE, row)
