"""Erasing a person's data from all tables, in pieces."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.blob_keys import prefix_of
from avatar_core.ids import Alias, PersonId
from avatar_core.ledger import Reason
from avatar_core.people import Person

from .engine import Connection
from .people import columns_of_person
from .rows import MOST, add_to, begins_with_prefix, put_into
from .sqlite import LONG
from .tables import (
    ORDER_TABLES,
    admin_log,
    albums,
    anchors,
    audit,
    conversations,
    disputes,
    erased_requests,
    erasures,
    jobs,
    known_files,
    likenesses,
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
_PROGRESS: Final = sa.select(erasures.c.position, erasures.c.alias).where(
    erasures.c.person == _PERSON
)
_MORE_JOBS: Final = (
    sa.select(
        jobs.c.id,
        jobs.c.position,
        jobs.c.created_at,
        jobs.c.request_id,
        jobs.c.dead_requests,
    )
    .where(jobs.c.person == _PERSON, jobs.c.position > sa.bindparam("after"))
    .order_by(jobs.c.position)
    .limit(MOST)
)
_ERASE_JOBS: Final = (
    *(
        table.update()
        .where(table.c.job.in_(_THESE))
        .values(dict.fromkeys((*kind.words, *kind.keys), ""))
        for kind, table in ORDER_TABLES.items()
        if kind.words or kind.keys
    ),
    scenes.delete().where(scenes.c.job.in_(_THESE)),
    likenesses.delete().where(likenesses.c.job.in_(_THESE)),
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
_ADD_REQUESTS: Final = add_to(erased_requests)
_REQUESTS: Final = sa.select(erased_requests.c.request).limit(MOST)
_FORGET_REQUEST: Final = erased_requests.delete().where(
    erased_requests.c.request == sa.bindparam("pk")
)
_FILES: Final = known_files.delete().where(begins_with_prefix(known_files.c.key))


@attrs.frozen
class SqlErasure:
    """`avatar_core.ports.Erasure` in one transaction."""

    connection: Connection

    async def begin(self, forgotten: Person, /, *, alias: Alias) -> None:
        columns = columns_of_person(forgotten)
        await self.connection.execute(_REPLACE, {"pk": columns.pop("id"), **columns})
        row = {"person": forgotten.id, "alias": alias, "position": 0}
        await self.connection.execute(_BEGIN, row)

    async def unfinished(self, *, limit: int) -> Sequence[PersonId]:
        found = await self.connection.scalars(_UNFINISHED, {"most": limit})
        return found.all()

    async def is_unfinished(self, person: PersonId, /) -> bool:
        return await self.connection.scalar(_PROGRESS, {"pk": person}) is not None

    async def proceed(
        self, person: PersonId, /, *, limit: int, since: datetime
    ) -> bool:
        found = await self.connection.execute(_PROGRESS, {"pk": person})
        progress = found.one_or_none()
        if progress is None:
            return False
        found = await self.connection.execute(
            _MORE_JOBS, {"pk": person, "after": progress.position, "most": limit}
        )
        more = found.all()
        if more:
            made = {
                request
                for row in more
                if row.created_at >= since
                for request in (*row.dead_requests, row.request_id)
                if request is not None
            }
            if made:
                requests = [{"request": request} for request in sorted(made)]
                await self.connection.execute(_ADD_REQUESTS, requests)
            for statement in _ERASE_JOBS:
                await self._execute(statement, these=[row.id for row in more])
            await self._execute(_PROCEED, pk=person, erased=more[-1].position)
            return True
        await self._execute(_FILES, prefix=prefix_of(progress.alias))
        for statement in _ERASE_REST:
            await self._execute(statement, pk=person)
        return False

    async def requests(self, *, limit: int) -> Sequence[str]:
        found = await self.connection.scalars(_REQUESTS, {"most": limit})
        return found.all()

    async def forget_requests(self, requests: Collection[str], /) -> None:
        if requests:
            gone = [{"pk": request} for request in requests]
            await self.connection.execute(_FORGET_REQUEST, gone)

    async def _execute(self, statement: sa.Executable, **values: object) -> None:
        await self.connection.execute(statement, values, execution_options=LONG)
