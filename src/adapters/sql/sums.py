"""Sums of each day over all people, jobs, postings and payments, by triggers.

Counting takes longer the more rows there are, and with a single row per sum every
transaction would wait for its lock. So a trigger inserts what each change adds to a sum
as a row of its own, and the sweep adds those rows to the sums of their days. A migration
that recreates one of these tables on SQLite has to recreate its triggers, too.
"""

import re

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.figures import (
    ENOUGH_PICTURES,
    LONGEST,
    MANY_PHOTOS,
    READINESS_STEP,
    WAIT_BOUNDS,
    Milestone,
)

from .engine import connected, reading, writing
from .rows import MOST, number_of
from .sqlite import LONG
from .tables import ORDER_TABLES, daily_sums, sums


#: The tables of the orders that use the models of a family.
WITH_FAMILY: Final = [table for table in ORDER_TABLES.values() if "family" in table.c]
#: Rows are added up while there are more than this.
_MANY: Final = 1000
#: How many rows a transaction adds up.
_AT_ONCE: Final = 500

_COUNT: Final = sa.select(sa.func.count()).select_from(sums)
_OLDEST: Final = sa.select(sums.c.position).order_by(sums.c.position).limit(MOST)
#: Two processes may add up at once: each leaves the rows of the other.
_TAKE: Final = (
    sums.delete()
    .where(sums.c.position.in_(_OLDEST.with_for_update(skip_locked=True)))
    .returning(sums.c.day, sums.c.name, sums.c.amount)
)
_PUT: Final = insert(daily_sums).inline()
_ADD: Final = _PUT.on_conflict_do_update(
    index_elements=list(daily_sums.primary_key),
    set_={"amount": daily_sums.c.amount + _PUT.excluded.amount},
)
#: Everything that was counted, added up or not.
counted: Final = sa.union_all(
    sa.select(sums.c.day, sums.c.name, sums.c.amount), sa.select(daily_sums)
).subquery("counted")
AMOUNT: Final = sa.func.sum(counted.c.amount).label("amount")
ALL_SUMS: Final = (
    sa.select(counted.c.name, AMOUNT).group_by(counted.c.name).execution_options(**LONG)
)

#: What the dialects write in different ways: a moment's day, and its second.
_WAYS: Final = {
    "sqlite": {
        "DAY": "substr({}, 1, 10)",
        "SECOND": "CAST(strftime('%s', {}) AS INTEGER)",
    },
    "postgresql": {
        "DAY": "({} AT TIME ZONE 'UTC')::date",
        "SECOND": "floor(extract(epoch FROM {}))",
    },
}


def written(template: str, row: str, dialect: str) -> str:
    """Return a piece of SQL about a row, as a dialect writes it."""
    ways = _WAYS[dialect]
    return re.sub(
        r"(DAY|SECOND)\(([^()]+)\)",
        lambda found: ways[found[1]].format(found[2]),
        template.format(row),
    )


@attrs.frozen
class _Counted:
    """What each row of a table adds to the sums, in SQL; `{0}` stands for the row."""

    table: str
    #: The columns on which that depends, if they ever change.
    changing: Sequence[str]
    #: The day for which it counts.
    day: str
    #: The name of a sum, the amount, and whether to add it.
    terms: Sequence[tuple[str, str, str]] = ()
    #: Milestones, who reaches them, and whether they are reached.
    reached: Sequence[tuple[Milestone, str, str]] = ()

    def added(self, row: str, dialect: str, sign: str = "") -> str:
        """Return the statements that write what a row adds."""
        return " ".join(
            written(
                f"INSERT INTO sums (day, name, amount) SELECT {self.day}, {name},"
                f" {sign}({amount}) WHERE {condition};",
                row,
                dialect,
            )
            for name, amount, condition in self.terms
        )

    def steps(self) -> str:
        """Return the statements that write which milestones a new row reaches."""
        return " ".join(
            (
                f"INSERT INTO milestones (person, step) SELECT {person}, '{step}'"
                f" WHERE {condition} ON CONFLICT DO NOTHING;"
            ).format("NEW")
            for step, person, condition in self.reached
        )

    def triggers(self, dialect: str) -> list[str]:
        """Return the statements that create the triggers."""
        removed = self.added("OLD", dialect, "-")
        added = f"{self.added('NEW', dialect)} {self.steps()}".strip()
        changed = " OR ".join(
            f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in self.changing
        )
        if dialect == "sqlite":
            bodies = {"INSERT": added, "DELETE": removed}
            if changed:
                bodies["UPDATE"] = f"{removed} {added}".strip()
            return [
                f"CREATE TRIGGER sums_{self.table}_{event.lower()} AFTER {event} ON"
                f" {self.table}{f' WHEN {changed}' if event == 'UPDATE' else ''}"
                f" BEGIN {body} END"
                for event, body in bodies.items()
                if body
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


def _family(job: str) -> str:
    found = ", ".join(
        f"(SELECT family FROM {table.name} WHERE job = {job})"  # noqa: S608 - our names
        for table in WITH_FAMILY
    )
    return f"coalesce({found}, '')"


def _product(kind: str, job: str) -> str:
    pack = f"coalesce((SELECT pack FROM generations WHERE job = {job}), '')"  # noqa: S608
    return f"'/' || {kind} || '/' || {_family(job)} || '/' || {pack}"


def _bound(seconds: str) -> str:
    cases = " ".join(f"WHEN {seconds} <= {bound} THEN {bound}" for bound in WAIT_BOUNDS)
    return f"CASE {cases} ELSE {LONGEST} END"


_KIND: Final = f"'/' || {{0}}.kind || '/' || {{0}}.status || '/' || {_family('{0}.id')}"
_ENDED: Final = "{0}.ended_at IS NOT NULL"
_SUCCEEDED: Final = "{0}.status = 'succeeded'"
_WAIT: Final = _bound("SECOND({0}.ended_at) - SECOND({0}.created_at)")
_READINESS: Final = "(SELECT readiness FROM trainings WHERE job = {0}.id)"
_EARNED: Final = _product(
    "(SELECT kind FROM jobs WHERE id = {0}.job)",
    "{0}.job",
)
_DRAWN: Final = (
    "(SELECT coalesce(sum(delivered), 0) FROM jobs WHERE person = {0}.person"
    " AND kind = 'generation' AND ended_at IS NOT NULL)"
)
_NEW: Final = (
    "NOT EXISTS (SELECT 1 FROM milestones"
    " WHERE person = {0}.person AND step = 'third_picture')"
)
_THIRD_PICTURE: Final = (
    f"{_ENDED} AND {{0}}.kind = 'generation' AND {{0}}.delivered > 0"
    f" AND {_NEW} AND {_DRAWN} >= {ENOUGH_PICTURES}"
)
_COUNTED: Final = (
    _Counted(
        "people",
        ("blocked_at", "left_at", "quiet", "language"),
        "DAY({0}.created_at)",
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
    _Counted(
        "milestones",
        (),
        "(SELECT DAY(created_at) FROM people WHERE id = {0}.person)",
        (("'reached/' || {0}.step", "1", "1 = 1"),),
    ),
    _Counted(
        "avatars",
        ("photo_count",),
        "",
        reached=(
            (Milestone.FIRST_PHOTO, "{0}.owner", "{0}.photo_count > 0"),
            (Milestone.TEN_PHOTOS, "{0}.owner", f"{{0}}.photo_count >= {MANY_PHOTOS}"),
        ),
    ),
    # Open jobs are few, and change often.
    _Counted(
        "jobs",
        ("ended_at", "delivered"),
        "DAY({0}.ended_at)",
        (
            (f"'jobs' || {_KIND}", "1", _ENDED),
            (
                f"'delivered' || {_KIND}",
                "{0}.delivered",
                f"{_ENDED} AND {{0}}.delivered > 0",
            ),
            (
                f"'made' || {_product('{0}.kind', '{0}.id')}",
                "{0}.delivered",
                f"{_ENDED} AND {{0}}.delivered > 0",
            ),
            (f"'wait/' || {{0}}.kind || '/' || {_WAIT}", "1", _SUCCEEDED),
            (
                f"'readiness/' || ({_READINESS} / {READINESS_STEP} * {READINESS_STEP})",
                "1",
                f"{_SUCCEEDED} AND {{0}}.kind = 'training' AND {_READINESS} >= 0",
            ),
        ),
        (
            (
                Milestone.TRAINED,
                "{0}.person",
                f"{_SUCCEEDED} AND {{0}}.kind = 'training'",
            ),
            (
                Milestone.THIRD_PICTURE,
                "{0}.person",
                _THIRD_PICTURE,
            ),
        ),
    ),
    _Counted(
        "postings",
        (),
        "DAY({0}.at)",
        (
            ("'credits/' || {0}.reason", "{0}.amount", "1 = 1"),
            (
                f"'earned' || {_EARNED}",
                "CASE {0}.reason WHEN 'amends' THEN -{0}.amount ELSE {0}.amount END",
                "{0}.job IS NOT NULL AND {0}.reason IN ('capture', 'amends')",
            ),
        ),
    ),
    _Counted(
        "payments",
        ("status",),
        "DAY({0}.created_at)",
        (("'income/' || {0}.currency", "{0}.amount", "{0}.status = 'credited'"),),
        ((Milestone.PAID, "{0}.person", "{0}.status = 'credited'"),),
    ),
)


def triggers(dialect: str) -> list[str]:
    """Return the statements that create all triggers."""
    return [each for rows in _COUNTED for each in rows.triggers(dialect)]


async def add_up(engine: AsyncEngine) -> None:
    """Add up the rows of the sums, in short transactions."""
    while True:
        async with connected(reading(engine)) as connection:
            if await number_of(connection, _COUNT) <= _MANY:
                return
        async with connected(writing(engine)) as connection:
            taken = await connection.execute(_TAKE, {"most": _AT_ONCE})
            totals: Counter[tuple[date, str]] = Counter()
            for day, name, amount in taken:
                totals[day, name] += amount
            if not totals:
                return  # another process adds them up
            # In one order, so that two processes cannot wait for each other.
            rows = [
                {"day": day, "name": name, "amount": amount}
                for (day, name), amount in sorted(totals.items())
            ]
            await connection.execute(_ADD, rows)
