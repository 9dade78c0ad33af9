"""Where people stand in their conversations with the bot, across restarts."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

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


class Position(Protocol):
    """Where somebody stands in a conversation."""

    @property
    def state(self) -> str | None: ...
    @property
    def data(self) -> Mapping[str, str]: ...


@attrs.frozen
class Stand:
    """`Position`: a state, and what was said on the way there."""

    state: str | None = None
    data: Mapping[str, Any] = attrs.field(factory=dict)


async def position_of(connection: AsyncConnection, person: int) -> Stand:
    """Return where the person stands."""
    row = (await connection.execute(_GET, {"pk": person})).one_or_none()
    return Stand() if row is None else Stand(row.state, row.data)


async def move(connection: AsyncConnection, person: int, to: Position) -> None:
    """Put the person there; whoever is in no dialog is not remembered."""
    if to.state is None:
        await connection.execute(_LEAVE, {"pk": person})
        return
    row = {"person": person, "state": to.state, "data": dict(to.data)}
    await connection.execute(_MOVE, row)
