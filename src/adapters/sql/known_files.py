"""The rows of pictures that Telegram stores, or has refused."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from ..chat_store import KnownFile
from .engine import connected, reading, writing
from .rows import put_into
from .tables import known_files


_GET: Final = sa.select(known_files.c.file_id, known_files.c.at).where(
    known_files.c.key == sa.bindparam("picture"),
    known_files.c.kind == sa.bindparam("as_kind"),
    known_files.c.name == sa.bindparam("as_name"),
)
_PUT: Final = put_into(known_files)


@attrs.frozen
class SqlKnownFiles:
    """Stores each picture once per kind of file, and per name of a document.

    A picture deleted from the blob storage is deleted here too: see `SqlScheduledDeletions`.
    """

    engine: AsyncEngine

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        place = {"picture": key, "as_kind": kind, "as_name": name}
        async with connected(reading(self.engine)) as connection:
            row = (await connection.execute(_GET, place)).one_or_none()
        return None if row is None else KnownFile(row.file_id, row.at)

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        row = {"key": key, "kind": kind, "name": name, **attrs.asdict(known)}
        async with connected(writing(self.engine, durable=False)) as connection:
            await connection.execute(_PUT, row)
