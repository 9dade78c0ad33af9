"""The rows of incidents."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import StaleError, Thing
from avatar_core.incidents import Incident
from avatar_core.lifecycle import check_written

from .engine import Connection
from .rows import add_to, columns_of
from .tables import incidents


#: In a fixed order, so that transactions that change several do not deadlock.
_ALL: Final = sa.select(incidents).order_by(incidents.c.kind, incidents.c.model)
_ADD: Final = add_to(incidents)
_SAVE: Final = incidents.update().where(
    incidents.c.kind == sa.bindparam("its_kind"),
    incidents.c.model == sa.bindparam("its_model"),
    incidents.c.version == sa.bindparam("loaded_version"),
)


@attrs.frozen
class SqlIncidents:
    """`avatar_core.ports.Incidents` in one transaction."""

    connection: Connection

    async def all(self) -> Sequence[Incident]:
        result = await self.connection.execute(_ALL)
        return [Incident(**row) for row in result.mappings()]

    async def put(self, incident: Incident, /) -> Incident:
        check_written(incident)
        saved = attrs.evolve(incident, version=incident.version + 1)
        columns = columns_of(saved)
        if incident.version == 0:
            result = await self.connection.execute(_ADD, columns)
        else:
            key = {"its_kind": columns.pop("kind"), "its_model": columns.pop("model")}
            result = await self.connection.execute(
                _SAVE, columns | key | {"loaded_version": incident.version}
            )
        if result.rowcount != 1:
            raise StaleError(Thing.INCIDENT)
        return saved
