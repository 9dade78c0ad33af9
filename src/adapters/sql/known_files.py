"""Which pictures Telegram has, or has refused, so that they need no upload."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from ..chat_store import KnownFile
from .engine import connected, reading, writing
from .tables import known_files


_GET: Final = sa.select(known_files.c.file_id, known_files.c.at).where(
    known_files.c.key == sa.bindparam("picture"),
    known_files.c.kind == sa.bindparam("as_kind"),
    known_files.c.name == sa.bindparam("as_name"),
)
_NEW: Final = insert(known_files).inline()
_PUT: Final = _NEW.on_conflict_do_update(
    index_elements=[known_files.c.key, known_files.c.kind, known_files.c.name],
    set_={"file_id": _NEW.excluded.file_id, "at": _NEW.excluded.at},
)


@attrs.frozen
class SqlKnownFiles:
    """Remembers each picture once per kind of file, and per name of a document.

    What is deleted from the storage is forgotten here too (see `SqlDoomedBlobs`).
    """

    engine: AsyncEngine

    async def get(self, key: str, kind: str, name: str, /) -> KnownFile | None:
        place = {"picture": key, "as_kind": kind, "as_name": name}
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_GET, place)
            row = result.mappings().one_or_none()
        return None if row is None else KnownFile(**row)

    async def put(self, key: str, kind: str, name: str, known: KnownFile, /) -> None:
        row = {
            "key": key,
            "kind": kind,
            "name": name,
            "file_id": known.file_id,
            "at": known.at,
        }
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_PUT, row)
