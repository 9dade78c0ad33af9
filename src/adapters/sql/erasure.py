"""Erasing a person's data from all tables."""

from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.blob_keys import prefix_of
from avatar_core.ledger import Reason
from avatar_core.people import Person

from .engine import Connection
from .sqlite import LONG
from .tables import (
    ORDER_TABLES,
    admin_log,
    albums,
    anchors,
    audit,
    conversations,
    disputes,
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
_THEIRS: Final = sa.select(jobs.c.id).where(jobs.c.person == _PERSON)
#: Runs once in a person's life. Only short tables, those of the admins, lack an
#: index on the person.
_ERASE: Final = (
    *(
        table.update()
        .where(table.c.job.in_(_THEIRS))
        .values(dict.fromkeys(kind.words, ""))
        for kind, table in ORDER_TABLES.items()
        if kind.words
    ),
    scenes.delete().where(scenes.c.job.in_(_THEIRS)),
    # The provider's words about a request may repeat the request.
    audit.update().where(audit.c.id.in_(_THEIRS)).values(why=""),
    jobs.update().where(jobs.c.person == _PERSON).values(detail=None),
    disputes.update().where(disputes.c.person == _PERSON).values(words="", reply=None),
    conversations.delete().where(conversations.c.person == _PERSON),
    notices.delete().where(notices.c.person == _PERSON),
    # The reasons an admin gave for a grant or a deduction.
    postings.update()
    .where((postings.c.source_holder == _PERSON) | (postings.c.dest_holder == _PERSON))
    .where(postings.c.reason.in_([Reason.GRANT, Reason.TAKE]))
    .values(note=None),
    admin_log.update().where(admin_log.c.person == _PERSON).values(why=""),
    albums.delete().where(albums.c.person == _PERSON),
    waiting_photos.delete().where(waiting_photos.c.person == _PERSON),
    # A private chat has its person's id.
    anchors.delete().where(anchors.c.chat_id == _PERSON),
    owed_cards.delete().where(owed_cards.c.chat_id == _PERSON),
)
_FILES: Final = known_files.delete().where(
    sa.func.substr(known_files.c.key, 1, sa.func.length(sa.bindparam("prefix")))
    == sa.bindparam("prefix")
)
_KEEP: Final = people.update().where(people.c.id == _PERSON)


@attrs.frozen
class SqlErasure:
    """`avatar_core.ports.Erasure` in one transaction."""

    connection: Connection

    async def erase(self, forgotten: Person, /) -> None:
        """Erase what the person wrote, and replace their row."""
        for statement in _ERASE:
            await self.connection.execute(
                statement, {"pk": forgotten.id}, execution_options=LONG
            )
        files = {"prefix": prefix_of(forgotten.id)}
        await self.connection.execute(_FILES, files, execution_options=LONG)
        columns = attrs.asdict(forgotten, recurse=False)
        await self.connection.execute(_KEEP, {"pk": columns.pop("id"), **columns})
