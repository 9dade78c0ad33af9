"""The books' rows: postings, holds, and the balances people spend from."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    NotFoundError,
    StaleError,
    Thing,
)
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
from avatar_core.lifecycle import check_written
from avatar_core.orders import JobKind

from .statements import MOST, columns_of
from .tables import accounts, holds, jobs, postings


_BALANCES: Final = sa.select(accounts.c.kind, accounts.c.balance).where(
    accounts.c.holder == sa.bindparam("holder")
)
_TOTAL: Final = sa.select(
    sa.func.coalesce(
        sa.select(sa.func.sum(postings.c.amount))
        .where(postings.c.dest_holder == sa.bindparam("holder"))
        .where(postings.c.dest_kind == sa.bindparam("kind"))
        .scalar_subquery(),
        0,
    ),
    sa.func.coalesce(
        sa.select(sa.func.sum(postings.c.amount))
        .where(postings.c.source_holder == sa.bindparam("holder"))
        .where(postings.c.source_kind == sa.bindparam("kind"))
        .scalar_subquery(),
        0,
    ),
)
_FROM: Final = sa.select(postings).where(
    postings.c.source_holder == sa.bindparam("person")
)
_TO: Final = sa.select(postings).where(postings.c.dest_holder == sa.bindparam("person"))
# Asked for with OR, PostgreSQL may read the whole ledger from its end instead.
_EITHER: Final = sa.union(
    *(
        sa.select(side.order_by(postings.c.position.desc()).limit(MOST).subquery())
        for side in (_FROM, _TO)
    )
).subquery()
_POSTINGS: Final = sa.select(_EITHER).order_by(_EITHER.c.position.desc()).limit(MOST)
_SPENT: Final = (
    sa.select(postings)
    .where(postings.c.source_holder == sa.bindparam("person"))
    .where(postings.c.source_kind == AccountKind.AVAILABLE)
)
_GOT: Final = (
    sa.select(postings)
    .where(postings.c.dest_holder == sa.bindparam("person"))
    .where(postings.c.dest_kind == AccountKind.AVAILABLE)
    .where(postings.c.reason != Reason.RELEASE)
)
_CHANGES: Final = sa.union_all(
    *(
        sa.select(
            side.where(postings.c.position < sa.bindparam("below"))
            .order_by(postings.c.position.desc())
            .limit(MOST)
            .subquery()
        )
        for side in (_SPENT, _GOT)
    )
).subquery()
_RECEIPTS: Final = sa.select(_CHANGES).order_by(_CHANGES.c.position.desc()).limit(MOST)
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
)
_POST: Final = (
    insert(postings).inline().on_conflict_do_nothing(index_elements=[postings.c.key])
)
_UNPOST: Final = postings.delete().where(postings.c.key == sa.bindparam("pk"))
_DEBIT: Final = (
    accounts.update()
    .where(accounts.c.holder == sa.bindparam("of_holder"))
    .where(accounts.c.kind == sa.bindparam("of_kind"))
    .where(accounts.c.balance >= sa.bindparam("amount"))
    .values(balance=accounts.c.balance - sa.bindparam("amount"))
)
_NEW_ACCOUNT: Final = insert(accounts).inline()
_CREDIT: Final = _NEW_ACCOUNT.on_conflict_do_update(
    index_elements=[accounts.c.holder, accounts.c.kind],
    set_={"balance": accounts.c.balance + _NEW_ACCOUNT.excluded.balance},
)
_HOLD: Final = sa.select(holds).where(holds.c.job == sa.bindparam("pk"))
_ADD_HOLD: Final = insert(holds).inline().on_conflict_do_nothing()
_SAVE_HOLD: Final = holds.update().where(
    holds.c.job == sa.bindparam("pk"),
    holds.c.version == sa.bindparam("loaded_version"),
)


@attrs.frozen
class SqlLedger:
    """`avatar_core.ports.Ledger` in one transaction."""

    connection: AsyncConnection

    async def balance(self, person: PersonId, /) -> Balance:
        balances = await self._balances(person)
        return Balance(
            available=balances.get(AccountKind.AVAILABLE, 0),
            held=balances.get(AccountKind.HELD, 0),
        )

    async def total(self, account: Account, /) -> int:
        result = await self.connection.execute(
            _TOTAL, {"holder": account.holder, "kind": account.kind}
        )
        credit, debit = result.one()
        return int(credit) - int(debit)

    async def hold(self, job: JobId, /) -> Hold:
        result = await self.connection.execute(_HOLD, {"pk": job})
        row = result.mappings().one_or_none()
        if row is None:
            raise NotFoundError(Thing.JOB)
        return Hold(**row)

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        result = await self.connection.execute(
            _POSTINGS, {"person": person, "most": limit}
        )
        return [_posting(row) for row in result.mappings()]

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        result = await self.connection.execute(
            _RECEIPTS,
            {
                "person": person,
                # A forged button may name a number that no column holds.
                "below": _NEWEST if before is None else max(0, min(before, _NEWEST)),
                "most": limit,
            },
        )
        return [(row["position"], _posting(row)) for row in result.mappings()]

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        result = await self.connection.execute(
            _GAINED, {"person": person, "why": reason}
        )
        times, credits_ = result.one()
        return Gain(times, int(credits_))

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        result = await self.connection.execute(_OF_JOB, {"job": job})
        return [_posting(row) for row in result.mappings()]

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        result = await self.connection.execute(_OF_PAYMENT, {"payment": payment})
        return [_posting(row) for row in result.mappings()]

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        result = await self.connection.execute(
            _CAPTURED, {"person": person, "job_kind": kind}
        )
        return int(result.scalar_one())

    async def post(self, posting: Posting, /) -> bool:
        written = await self.connection.execute(
            _POST,
            {
                "key": posting.key,
                "source_holder": posting.source.holder,
                "source_kind": posting.source.kind,
                "dest_holder": posting.dest.holder,
                "dest_kind": posting.dest.kind,
                "amount": posting.amount,
                "reason": posting.reason,
                "job": posting.job,
                "payment": posting.payment,
                "note": posting.note,
                "at": posting.at,
            },
        )
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
                },
            )
        return True

    async def add_hold(self, hold: Hold, /) -> None:
        result = await self.connection.execute(_ADD_HOLD, columns_of(hold))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.HOLD)

    async def save_hold(self, hold: Hold, /) -> Hold:
        check_written(hold)
        saved = attrs.evolve(hold, version=hold.version + 1)
        result = await self.connection.execute(
            _SAVE_HOLD,
            {
                "pk": hold.job,
                "loaded_version": hold.version,
                "captured": hold.captured,
                "status": hold.status,
                "version": saved.version,
            },
        )
        if result.rowcount != 1:
            raise StaleError(Thing.HOLD)
        return saved

    async def _debit(self, posting: Posting) -> None:
        source = posting.source
        result = await self.connection.execute(
            _DEBIT,
            {
                "of_holder": source.holder,
                "of_kind": source.kind,
                "amount": posting.amount,
            },
        )
        if result.rowcount == 1:
            return
        # Whoever catches the error may still commit: nothing must be left.
        await self.connection.execute(_UNPOST, {"pk": posting.key})
        balances = await self._balances(source.holder)
        raise InsufficientCreditsError(
            price=posting.amount, available=balances.get(source.kind, 0)
        )

    async def _balances(self, holder: PersonId) -> dict[AccountKind, int]:
        result = await self.connection.execute(_BALANCES, {"holder": holder})
        return {kind: balance for kind, balance in result}  # noqa: C416 - for mypy


def _posting(row: RowMapping) -> Posting:
    return Posting(
        key=row["key"],
        source=Account(row["source_holder"], row["source_kind"]),
        dest=Account(row["dest_holder"], row["dest_kind"]),
        amount=row["amount"],
        reason=row["reason"],
        job=row["job"],
        payment=row["payment"],
        note=row["note"],
        at=row["at"],
    )
