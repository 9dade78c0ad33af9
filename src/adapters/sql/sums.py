"""Sums over all people, jobs, postings and payments, maintained by triggers.

Counting takes longer the more rows there are, and with a single row per sum every
transaction would wait for its lock. So a trigger inserts what each change adds to a sum
as a row of its own, and the sweep adds those rows up. A migration that recreates one of
these tables on SQLite has to recreate its triggers, too.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, reading, writing
from .rows import MOST, number_of
from .sqlite import LONG
from .tables import ORDER_TABLES, sums


#: The tables of the orders that use the models of a family.
WITH_FAMILY: Final = [table for table in ORDER_TABLES.values() if "family" in table.c]
#: The sums are added up while they have more rows than this.
_MANY: Final = 1000
#: How many rows a transaction adds up.
_AT_ONCE: Final = 500

_COUNT: Final = sa.select(sa.func.count()).select_from(sums)
_OLDEST: Final = sa.select(sums.c.position).order_by(sums.c.position).limit(MOST)
#: Two processes may add up at once: each leaves the rows of the other.
_TAKE: Final = (
    sums.delete()
    .where(sums.c.position.in_(_OLDEST.with_for_update(skip_locked=True)))
    .returning(sums.c.name, sums.c.amount)
)
_PUT: Final = sums.insert().inline()
ALL_SUMS: Final = (
    sa.select(sums.c.name, sa.func.sum(sums.c.amount).label("amount"))
    .group_by(sums.c.name)
    .execution_options(**LONG)
)


@attrs.frozen
class _Counted:
    """What each row of a table adds to the sums, in SQL; `{0}` stands for the row."""

    table: str
    #: The columns on which that depends, if they ever change.
    changing: Sequence[str]
    #: The name of a sum, the amount, and whether to add it.
    terms: Sequence[tuple[str, str, str]]

    def added(self, row: str, sign: str = "") -> str:
        """Return the statements that write what a row adds."""
        return " ".join(
            f"INSERT INTO sums (name, amount) SELECT {name}, {sign}({amount})"
            f" WHERE {condition};".format(row)
            for name, amount, condition in self.terms
        )

    def triggers(self, dialect: str) -> list[str]:
        """Return the statements that create the triggers."""
        removed, added = self.added("OLD", "-"), self.added("NEW")
        changed = " OR ".join(
            f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in self.changing
        )
        if dialect == "sqlite":
            bodies = {"INSERT": added, "DELETE": removed}
            if changed:
                bodies["UPDATE"] = f"{removed} {added}"
            return [
                f"CREATE TRIGGER sums_{self.table}_{event.lower()} AFTER {event} ON"
                f" {self.table}{f' WHEN {changed}' if event == 'UPDATE' else ''}"
                f" BEGIN {body} END"
                for event, body in bodies.items()
            ]
        conditions = {"INSERT OR DELETE": ""}
        if changed:
            conditions["UPDATE"] = f" WHEN ({changed})"
        function = (
            f"CREATE FUNCTION sums_{self.table}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN IF TG_OP <> 'INSERT' THEN {removed} END IF;"
            f" IF TG_OP <> 'DELETE' THEN {added} END IF; RETURN NULL; END $$"
        )
        return [
            function,
            *(
                f"CREATE TRIGGER sums_{event.split()[0].lower()} AFTER {event} ON"
                f" {self.table} FOR EACH ROW{condition}"
                f" EXECUTE FUNCTION sums_{self.table}()"
                for event, condition in conditions.items()
            ),
        ]


_FAMILIES: Final = ", ".join(
    f"(SELECT family FROM {table.name} WHERE job = {{0}}.id)"  # noqa: S608 - our names
    for table in WITH_FAMILY
)
_KIND: Final = (
    f"'/' || {{0}}.kind || '/' || {{0}}.status || '/' || coalesce({_FAMILIES}, '')"
)
_ENDED: Final = "{0}.ended_at IS NOT NULL"
_COUNTED: Final = (
    _Counted(
        "people",
        ("blocked_at", "left_at", "quiet", "language"),
        (
            ("'people'", "1", "1 = 1"),
            ("'blocked'", "1", "{0}.blocked_at IS NOT NULL"),
            ("'left'", "1", "{0}.left_at IS NOT NULL"),
            (
                "'audience/' || {0}.language",
                "1",
                "{0}.blocked_at IS NULL AND {0}.left_at IS NULL AND NOT {0}.quiet",
            ),
        ),
    ),
    # Open jobs are few, and change often.
    _Counted(
        "jobs",
        ("ended_at", "delivered"),
        (
            (f"'jobs' || {_KIND}", "1", _ENDED),
            (
                f"'delivered' || {_KIND}",
                "{0}.delivered",
                f"{_ENDED} AND {{0}}.delivered > 0",
            ),
        ),
    ),
    _Counted("postings", (), (("'credits/' || {0}.reason", "{0}.amount", "1 = 1"),)),
    _Counted(
        "payments",
        ("status",),
        (("'income/' || {0}.currency", "{0}.amount", "{0}.status = 'credited'"),),
    ),
)


def triggers(dialect: str) -> list[str]:
    """Return the statements that create all triggers."""
    return [each for counted in _COUNTED for each in counted.triggers(dialect)]


async def add_up(engine: AsyncEngine) -> None:
    """Add up the rows of the sums, in short transactions."""
    while True:
        async with connected(reading(engine)) as connection:
            if await number_of(connection, _COUNT) <= _MANY:
                return
        async with connected(writing(engine)) as connection:
            taken = await connection.execute(_TAKE, {"most": _AT_ONCE})
            totals: Counter[str] = Counter()
            for name, amount in taken:
                totals[name] += amount
            if not totals:
                return  # another process adds them up
            rows = [{"name": name, "amount": amount} for name, amount in totals.items()]
            await connection.execute(_PUT, rows)
