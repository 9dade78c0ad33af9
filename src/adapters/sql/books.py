"""The check that the ledger balances."""

from typing import Final

import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ledger import HOUSE, AccountKind, HoldStatus, Reason

from .engine import connected, reading
from .errors import BooksError
from .sqlite import LONG
from .tables import accounts, holds, jobs, payments, postings


_MOVES: Final = sa.union_all(
    sa.select(
        postings.c.dest_holder.label("holder"),
        postings.c.dest_kind.label("kind"),
        postings.c.amount.label("amount"),
    ),
    sa.select(postings.c.source_holder, postings.c.source_kind, -postings.c.amount),
).subquery("moves")
_SUMS: Final = (
    sa.select(_MOVES.c.holder, _MOVES.c.kind, sa.func.sum(_MOVES.c.amount))
    .where(_MOVES.c.holder != HOUSE)
    .group_by(_MOVES.c.holder, _MOVES.c.kind)
)
_BALANCES: Final = sa.select(accounts.c.holder, accounts.c.kind, accounts.c.balance)
_MOVED: Final = (
    sa.select(postings.c.job, postings.c.reason, sa.func.sum(postings.c.amount))
    .where(postings.c.job.is_not(None))
    .group_by(postings.c.job, postings.c.reason)
)
_HEAD: Final = sa.func.coalesce(jobs.c.lead, jobs.c.id)
_ORDERS: Final = (
    sa.select(
        _HEAD.label("id"),
        sa.func.sum(jobs.c.price).label("price"),
        (sa.func.count() - sa.func.count(jobs.c.ended_at)).label("left_open"),
    )
    .group_by(_HEAD)
    .subquery("orders")
)
_HOLDS: Final = sa.select(_ORDERS, holds).outerjoin_from(
    _ORDERS, holds, holds.c.job == _ORDERS.c.id
)
_FOLLOWERS_HOLDS: Final = (
    sa.select(holds.c.job).join(jobs).where(jobs.c.lead != jobs.c.id)
)

_PAID: Final = (
    sa.select(postings.c.payment, postings.c.reason, sa.func.sum(postings.c.amount))
    .where(postings.c.payment.is_not(None))
    .group_by(postings.c.payment, postings.c.reason)
)
_PAYMENTS: Final = sa.select(payments.c.id, payments.c.credits, payments.c.reclaimed)


async def check_books(engine: AsyncEngine) -> None:
    """Check balances, holds and payments against the postings.

    Every balance is the sum of its postings. Every order has one hold for the price of
    its jobs, which lasts as long as a job is open, and its postings match the hold. The
    credits that a payment bought were granted, and those that its refund reclaimed were
    taken.

    Raises:
        BooksError: Something does not add up; *faults* lists everything.
    """
    async with connected(reading(engine).execution_options(**LONG)) as connection:
        sums = {
            (holder, kind): int(total)
            for holder, kind, total in await connection.execute(_SUMS)
        }
        balances = {
            (holder, kind): balance
            for holder, kind, balance in await connection.execute(_BALANCES)
        }
        moved = {
            (job, reason): int(total)
            for job, reason, total in await connection.execute(_MOVED)
        }
        rows = (await connection.execute(_HOLDS)).mappings().all()
        strays = (await connection.execute(_FOLLOWERS_HOLDS)).scalars().all()
        paid = {
            (payment, reason): int(total)
            for payment, reason, total in await connection.execute(_PAID)
        }
        bought = (await connection.execute(_PAYMENTS)).all()
    faults = [
        f"{kind} of {holder}: {balances.get((holder, kind), 0)} kept,"
        f" {sums.get((holder, kind), 0)} posted"
        for holder, kind in sorted(sums.keys() | balances.keys())
        if balances.get((holder, kind), 0) != sums.get((holder, kind), 0)
    ]
    faults += [f"job {job}: a hold beside its lead's" for job in strays]
    owed: dict[int, int] = {}
    for row in rows:
        job = row["id"]
        if row["job"] is None or row["amount"] != int(row["price"]):
            faults.append(f"job {job}: no hold over its price")
            continue
        is_held = row["status"] is HoldStatus.HELD
        if is_held != bool(row["left_open"]):
            faults.append(f"job {job}: its end and its hold's end differ")
        if is_held:
            owed[row["person"]] = owed.get(row["person"], 0) + row["amount"]
        expected = {
            Reason.HOLD: row["amount"],
            Reason.CAPTURE: row["captured"],
            Reason.RELEASE: 0 if is_held else row["amount"] - row["captured"],
        }
        faults += [
            f"job {job}: {reason} of {moved.get((job, reason), 0)}, not {amount}"
            for reason, amount in expected.items()
            if moved.get((job, reason), 0) != amount
        ]
    for holder in sorted(owed.keys() | {holder for holder, _ in balances}):
        kept = balances.get((holder, AccountKind.HELD), 0)
        if kept != owed.get(holder, 0):
            faults.append(f"held of {holder}: {kept}, holds {owed.get(holder, 0)}")
    faults += [
        f"payment {payment}: {reason} of {paid.get((payment, reason), 0)}, not {amount}"
        for payment, credits_, reclaimed in bought
        for reason, amount in (
            (Reason.TOP_UP, credits_),
            (Reason.REFUND, reclaimed),
        )
        if paid.get((payment, reason), 0) != amount
    ]
    if faults:
        raise BooksError(faults)
