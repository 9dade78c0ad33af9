"""The audit trail's rows."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import attrs
import sqlalchemy as sa

from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.audit import AuditEntry

from .tables import AUDIT_WORDS, audit


_OF: Final = (
    sa.select(audit)
    .where(audit.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(audit.c.position)
)
_ADD: Final = audit.insert().inline()


@attrs.frozen
class SqlAudit:
    """`avatar_core.ports.Audit` in one transaction."""

    connection: AsyncConnection

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        """Return the entries of these entities, oldest first."""
        result = await self.connection.execute(_OF, {"ids": ids})
        return [_entry(row) for row in result.mappings()]

    async def add(self, entry: AuditEntry, /) -> None:
        """Write one change down."""
        events, statuses = AUDIT_WORDS[entry.entity]
        await self.connection.execute(
            _ADD,
            attrs.asdict(entry, recurse=False)
            | {
                "event": events(entry.event).value,
                "source": statuses(entry.source).value,
                "dest": statuses(entry.dest).value,
            },
        )


def _entry(row: RowMapping) -> AuditEntry:
    events, statuses = AUDIT_WORDS[row["entity"]]
    return AuditEntry(
        entity=row["entity"],
        id=row["id"],
        event=events(row["event"]),
        source=statuses(row["source"]),
        dest=statuses(row["dest"]),
        at=row["at"],
        why=row["why"],
    )
