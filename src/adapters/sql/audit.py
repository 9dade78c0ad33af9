"""The rows of the audit trail."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import attrs
import sqlalchemy as sa

from avatar_core.audit import AuditEntry

from .engine import Connection
from .rows import fields_of
from .tables import AUDIT_WORDS, audit


_OF: Final = (
    sa.select(*fields_of(audit))
    .where(audit.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(audit.c.position)
)
_ADD: Final = audit.insert().inline()


@attrs.frozen
class SqlAudit:
    """`avatar_core.ports.Audit` in one transaction."""

    connection: Connection

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        result = await self.connection.execute(_OF, {"ids": ids})
        rows = [dict(row) for row in result.mappings()]
        return [AuditEntry(**row | _words(row)) for row in rows]

    async def add(self, entry: AuditEntry, /) -> None:
        row = attrs.asdict(entry, recurse=False)
        words = {name: word.value for name, word in _words(row).items()}
        await self.connection.execute(_ADD, row | words)


def _words(row: Mapping[str, Any]) -> dict[str, StrEnum]:
    """Return the event and the statuses of a row as members of their enums."""
    events, statuses = AUDIT_WORDS[row["entity"]]
    return {
        "event": events(row["event"]),
        "source": statuses(row["source"]),
        "dest": statuses(row["dest"]),
    }
