"""The rows of the ledger: postings, holds and people's balances."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping

from avatar_core.errors import InsufficientCreditsError, Thing
from avatar_core.ids import JobId, PaymentId, PersonId
from avatar_core.ledger import (
    HOUSE,
    Account,
    AccountKind,
    Balance,
    Gain,
    Hold,
    Posting,
    Reason,
)
from avatar_core.orders import JobKind

from .engine import Connection
from .rows import MOST, Rows, columns_of, number_of
from .sqlite import LONG
from .tables import accounts, holds, jobs, postings, welcomes


_BALANCES: Final = sa.select(
    accounts.c.kind, accounts.c.balance, accounts.c.bonus
).where(accounts.c.holder == sa.bindparam("holder"))
_SUM: Final = sa.select(sa.func.coalesce(sa.func.sum(postings.c.amount), 0))
_TOTAL: Final = sa.select(
    _SUM.where(postings.c.dest_holder == sa.bindparam("holder"))
    .where(postings.c.dest_kind == sa.bindparam("kind"))
    .scalar_subquery(),
    _SUM.where(postings.c.source_holder == sa.bindparam("holder"))
    .where(postings.c.source_kind == sa.bindparam("kind"))
    .scalar_subquery(),
)
_FROM: Final = sa.select(postings).where(
    postings.c.source_holder == sa.bindparam("person")
)
_TO: Final = sa.select(postings).where(postings.c.dest_holder == sa.bindparam("person"))


def _newest_of(*sides: sa.Select[Any]) -> sa.Select[Any]:
    """Return a query for the newest rows of several queries, newest first.

    With OR instead of a union, PostgreSQL may read the whole ledger from its end.
    """
    newest = postings.c.position.desc()
    either = sa.union(
        *(sa.select(side.order_by(newest).limit(MOST).subquery()) for side in sides)
    ).subquery()
    return sa.select(either).order_by(either.c.position.desc()).limit(MOST)


_POSTINGS: Final = _newest_of(_FROM, _TO)
_EARLIER: Final = postings.c.position < sa.bindparam("below")
_RECEIPTS: Final = _newest_of(
    _FROM.where(postings.c.source_kind == AccountKind.AVAILABLE, _EARLIER),
    _TO.where(
        # The planner uses the partial index only if the values are literals.
        sa.text("postings.dest_kind = 'available' AND postings.reason <> 'release'"),
        _EARLIER,
    ),
)
_NEWEST: Final = 2**62
_GAINED: Final = (
    sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(postings.c.amount), 0))
    .where(postings.c.dest_holder == sa.bindparam("person"))
    .where(postings.c.reason == sa.bindparam("why"))
)
_OF_JOB: Final = (
    sa.select(postings)
    .where(postings.c.job == sa.bindparam("job"))
    .order_by(postings.c.position)
)
_OF_PAYMENT: Final = (
    sa.select(postings)
    .where(postings.c.payment == sa.bindparam("payment"))
    .order_by(postings.c.position)
)
_CAPTURED: Final = (
    sa.select(sa.func.coalesce(sa.func.sum(holds.c.captured), 0))
    .join(jobs, jobs.c.id == holds.c.job)
    .where(holds.c.person == sa.bindparam("person"))
    .where(jobs.c.kind == sa.bindparam("job_kind"))
    .execution_options(**LONG)
)
_POST: Final = (
    insert(postings).inline().on_conflict_do_nothing(index_elements=[postings.c.key])
)
_UNPOST: Final = postings.delete().where(postings.c.key == sa.bindparam("pk"))
_DEBIT: Final = (
    accounts.update()
    .where(accounts.c.holder == sa.bindparam("of_holder"))
    .where(accounts.c.kind == sa.bindparam("of_kind"))
    .where(accounts.c.bonus >= sa.bindparam("given"))
    .where(accounts.c.balance - accounts.c.bonus >= sa.bindparam("bought"))
    .values(
        balance=accounts.c.balance - sa.bindparam("amount"),
        bonus=accounts.c.bonus - sa.bindparam("given"),
    )
)
_NEW_ACCOUNT: Final = insert(accounts).inline()
_CREDIT: Final = _NEW_ACCOUNT.on_conflict_do_update(
    index_elements=[accounts.c.holder, accounts.c.kind],
    set_={
        "balance": accounts.c.balance + _NEW_ACCOUNT.excluded.balance,
        "bonus": accounts.c.bonus + _NEW_ACCOUNT.excluded.bonus,
    },
)
_NEW_DAY: Final = insert(welcomes).inline()
# One statement, so that concurrent transactions are all counted.
_COUNT: Final = _NEW_DAY.on_conflict_do_update(
    index_elements=[welcomes.c.day],
    set_={"credits": welcomes.c.credits + _NEW_DAY.excluded.credits},
    where=welcomes.c.credits + _NEW_DAY.excluded.credits <= sa.bindparam("most"),
)
_HOLD: Final = sa.select(holds).where(holds.c.job == sa.bindparam("pk"))


_HOLDS: Final = Rows(
    holds, Thing.HOLD, Hold, key="job", fixed=("person", "amount", "bonus")
)


_ATTRIBUTES: Final = {field.name for field in attrs.fields(Posting)}


@attrs.frozen
class SqlLedger:
    """`avatar_core.ports.Ledger` in one transaction."""

    connection: Connection

    async def balance(self, person: PersonId, /) -> Balance:
        balances = await self._balances(person)
        available, bonus = balances.get(AccountKind.AVAILABLE, (0, 0))
        held, _ = balances.get(AccountKind.HELD, (0, 0))
        return Balance(available, held, bonus)

    async def total(self, account: Account, /) -> int:
        result = await self.connection.execute(
            _TOTAL, {"holder": account.holder, "kind": account.kind}
        )
        credit, debit = result.one()
        return int(credit) - int(debit)

    async def hold(self, job: JobId, /) -> Hold:
        return await _HOLDS.get(self.connection, _HOLD, pk=job)

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        rows = await self._rows(_POSTINGS, person=person, most=limit)
        return [_posting(row) for row in rows]

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        # A forged button may contain a number too large for the column.
        below = _NEWEST if before is None else max(0, min(before, _NEWEST))
        rows = await self._rows(_RECEIPTS, person=person, below=below, most=limit)
        return [(row["position"], _posting(row)) for row in rows]

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        result = await self.connection.execute(
            _GAINED, {"person": person, "why": reason}
        )
        times, credits_ = result.one()
        return Gain(times, int(credits_))

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        return [_posting(row) for row in await self._rows(_OF_JOB, job=job)]

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        rows = await self._rows(_OF_PAYMENT, payment=payment)
        return [_posting(row) for row in rows]

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        return await number_of(self.connection, _CAPTURED, person=person, job_kind=kind)

    async def post(self, posting: Posting, /) -> bool:
        written = await self.connection.execute(_POST, _columns(posting))
        if written.rowcount != 1:
            return False
        if posting.source.holder != HOUSE:
            await self._debit(posting)
        if posting.dest.holder != HOUSE:
            await self.connection.execute(
                _CREDIT,
                {
                    "holder": posting.dest.holder,
                    "kind": posting.dest.kind,
                    "balance": posting.amount,
                    "bonus": posting.bonus,
                },
            )
        return True

    async def within_day(self, day: date, amount: int, /, *, most: int) -> bool:
        if amount > most:
            return False  # it would be too much for a day without a row, too
        counted = await self.connection.execute(
            _COUNT, {"day": day, "credits": amount, "most": most}
        )
        return counted.rowcount == 1

    async def add_hold(self, hold: Hold, /) -> None:
        await _HOLDS.add(self.connection, hold)

    async def save_hold(self, hold: Hold, /) -> Hold:
        return await _HOLDS.save(self.connection, hold)

    async def _debit(self, posting: Posting) -> None:
        source = posting.source
        result = await self.connection.execute(
            _DEBIT,
            {
                "of_holder": source.holder,
                "of_kind": source.kind,
                "amount": posting.amount,
                "given": posting.bonus,
                "bought": posting.amount - posting.bonus,
            },
        )
        if result.rowcount == 1:
            return
        # The caller may catch the error and commit, so undo what was written.
        await self.connection.execute(_UNPOST, {"pk": posting.key})
        balances = await self._balances(source.holder)
        balance, bonus = balances.get(source.kind, (0, 0))
        there = balance - bonus + min(bonus, posting.bonus)
        raise InsufficientCreditsError(price=posting.amount, available=there)

    async def _balances(self, holder: PersonId) -> dict[AccountKind, tuple[int, int]]:
        result = await self.connection.execute(_BALANCES, {"holder": holder})
        return {kind: (balance, bonus) for kind, balance, bonus in result}

    async def _rows(
        self, query: sa.Select[Any], **values: object
    ) -> Sequence[RowMapping]:
        return list((await self.connection.execute(query, values)).mappings())


def _columns(posting: Posting) -> dict[str, Any]:
    columns = columns_of(posting)
    for side in ("source", "dest"):
        account: Account = columns.pop(side)
        columns |= {f"{side}_holder": account.holder, f"{side}_kind": account.kind}
    return columns


def _posting(row: RowMapping) -> Posting:
    columns = {name: value for name, value in row.items() if name in _ATTRIBUTES}
    return Posting(
        **columns,
        source=Account(row["source_holder"], row["source_kind"]),
        dest=Account(row["dest_holder"], row["dest_kind"]),
    )
