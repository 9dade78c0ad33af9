"""Erasing what is known of a person, whatever row it is in."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.blob_keys import prefix_of
from avatar_core.ledger import Reason
from avatar_core.people import Person

from .tables import (
    ORDER_TABLES,
    albums,
    audit,
    conversations,
    deeds,
    disputes,
    jobs,
    known_files,
    notices,
    people,
    postings,
    scenes,
    waiting_photos,
)


_PERSON: Final = sa.bindparam("pk", type_=sa.BigInteger())
_THEIRS: Final = sa.select(jobs.c.id).where(jobs.c.person == _PERSON)
#: All at once, and once in a person's life: the tables without an index of people
#: are those of the owners' affairs, which are short.
_ERASE: Final = (
    *(
        table.update()
        .where(table.c.job.in_(_THEIRS))
        .values(dict.fromkeys(kind.words, ""))
        for kind, table in ORDER_TABLES.items()
        if kind.words
    ),
    scenes.delete().where(scenes.c.job.in_(_THEIRS)),
    # What the provider said of a request may repeat what it was sent.
    audit.update().where(audit.c.id.in_(_THEIRS)).values(why=""),
    jobs.update().where(jobs.c.person == _PERSON).values(detail=None),
    disputes.update().where(disputes.c.person == _PERSON).values(words="", reply=None),
    conversations.delete().where(conversations.c.person == _PERSON),
    notices.delete().where(notices.c.person == _PERSON),
    # What an owner gave or took, and why, in the owner's words about the person.
    postings.update()
    .where((postings.c.source_holder == _PERSON) | (postings.c.dest_holder == _PERSON))
    .where(postings.c.reason.in_([Reason.GRANT, Reason.TAKE]))
    .values(note=None),
    deeds.update().where(deeds.c.person == _PERSON).values(why=""),
    albums.delete().where(albums.c.person == _PERSON),
    waiting_photos.delete().where(waiting_photos.c.person == _PERSON),
)
_FILES: Final = known_files.delete().where(
    sa.func.substr(known_files.c.key, 1, sa.func.length(sa.bindparam("prefix")))
    == sa.bindparam("prefix")
)
_KEEP: Final = people.update().where(people.c.id == _PERSON)


@attrs.frozen
class SqlErasure:
    """`avatar_core.ports.Erasure` in one transaction."""

    connection: AsyncConnection

    async def erase(self, forgotten: Person, /) -> None:
        """Keep nothing of the person but this, and their orders without words."""
        for statement in _ERASE:
            await self.connection.execute(statement, {"pk": forgotten.id})
        await self.connection.execute(_FILES, {"prefix": prefix_of(forgotten.id)})
        columns = attrs.asdict(forgotten, recurse=False)
        await self.connection.execute(_KEEP, {"pk": columns.pop("id"), **columns})
