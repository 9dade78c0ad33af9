"""Erasing a person's data from all tables, in pieces."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.blob_keys import prefix_of
from avatar_core.ids import PersonId
from avatar_core.ledger import Reason
from avatar_core.people import Person

from .engine import Connection
from .rows import MOST, begins_with_prefix, put_into
from .sqlite import LONG
from .tables import (
    ORDER_TABLES,
    admin_log,
    albums,
    anchors,
    audit,
    conversations,
    disputes,
    erasures,
    jobs,
    known_files,
    notices,
    owed_cards,
    people,
    postings,
    scenes,
    waiting_photos,
)


_PERSON: Final = sa.bindparam("pk", type_=sa.BigInteger())
_THESE: Final = sa.bindparam("these", type_=sa.Uuid(), expanding=True)
#: Erases the reasons that an admin gave for a grant or a deduction.
_ERASE_NOTES: Final = (
    postings.update()
    .where(postings.c.note.is_not(None))
    .where(postings.c.reason.in_([Reason.GRANT, Reason.TAKE]))
    .values(note=None)
)
_REPLACE: Final = people.update().where(people.c.id == _PERSON)
_BEGIN: Final = put_into(erasures)
_UNFINISHED: Final = sa.select(erasures.c.person).limit(MOST)
_POSITION: Final = sa.select(erasures.c.position).where(erasures.c.person == _PERSON)
_MORE_JOBS: Final = (
    sa.select(jobs.c.id, jobs.c.position)
    .where(jobs.c.person == _PERSON, jobs.c.position > sa.bindparam("after"))
    .order_by(jobs.c.position)
    .limit(MOST)
)
_ERASE_JOBS: Final = (
    *(
        table.update()
        .where(table.c.job.in_(_THESE))
        .values(dict.fromkeys(kind.words, ""))
        for kind, table in ORDER_TABLES.items()
        if kind.words
    ),
    scenes.delete().where(scenes.c.job.in_(_THESE)),
    # The provider's words about a request may repeat the request.
    audit.update().where(audit.c.id.in_(_THESE)).values(why=""),
    jobs.update().where(jobs.c.id.in_(_THESE)).values(detail=None),
)
_PROCEED: Final = (
    erasures.update()
    .where(erasures.c.person == _PERSON)
    .values(position=sa.bindparam("erased"))
)
#: Only short tables, those of the admins, lack an index on the person.
_ERASE_REST: Final = (
    disputes.update().where(disputes.c.person == _PERSON).values(words="", reply=None),
    conversations.delete().where(conversations.c.person == _PERSON),
    notices.delete().where(notices.c.person == _PERSON),
    # Two statements, because each can use an index.
    _ERASE_NOTES.where(postings.c.dest_holder == _PERSON),
    _ERASE_NOTES.where(postings.c.source_holder == _PERSON),
    admin_log.update().where(admin_log.c.person == _PERSON).values(why=""),
    albums.delete().where(albums.c.person == _PERSON),
    waiting_photos.delete().where(waiting_photos.c.person == _PERSON),
    # A private chat has its person's id.
    anchors.delete().where(anchors.c.chat_id == _PERSON),
    owed_cards.delete().where(owed_cards.c.chat_id == _PERSON),
    erasures.delete().where(erasures.c.person == _PERSON),
)
_FILES: Final = known_files.delete().where(begins_with_prefix(known_files.c.key))


@attrs.frozen
class SqlErasure:
    """`avatar_core.ports.Erasure` in one transaction."""

    connection: Connection

    async def begin(self, forgotten: Person, /) -> None:
        columns = attrs.asdict(forgotten, recurse=False)
        await self.connection.execute(_REPLACE, {"pk": columns.pop("id"), **columns})
        row = {"person": forgotten.id, "position": 0}
        await self.connection.execute(_BEGIN, row)

    async def unfinished(self, *, limit: int) -> Sequence[PersonId]:
        found = await self.connection.scalars(_UNFINISHED, {"most": limit})
        return found.all()

    async def is_unfinished(self, person: PersonId, /) -> bool:
        return await self.connection.scalar(_POSITION, {"pk": person}) is not None

    async def proceed(self, person: PersonId, /, *, limit: int) -> bool:
        after = await self.connection.scalar(_POSITION, {"pk": person})
        found = await self.connection.execute(
            _MORE_JOBS, {"pk": person, "after": after or 0, "most": limit}
        )
        more = found.all()
        if more:
            for statement in _ERASE_JOBS:
                await self._execute(statement, these=[row.id for row in more])
            await self._execute(_PROCEED, pk=person, erased=more[-1].position)
            return True
        await self._execute(_FILES, prefix=prefix_of(person))
        for statement in _ERASE_REST:
            await self._execute(statement, pk=person)
        return False

    async def _execute(self, statement: sa.Executable, **values: object) -> None:
        await self.connection.execute(statement, values, execution_options=LONG)
