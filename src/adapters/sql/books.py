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
        postings.c.bonus.label("bonus"),
    ),
    sa.select(
        postings.c.source_holder,
        postings.c.source_kind,
        -postings.c.amount,
        -postings.c.bonus,
    ),
).subquery("moves")
_SUMS: Final = (
    sa.select(
        _MOVES.c.holder,
        _MOVES.c.kind,
        sa.func.sum(_MOVES.c.amount),
        sa.func.sum(_MOVES.c.bonus),
    )
    .where(_MOVES.c.holder != HOUSE)
    .group_by(_MOVES.c.holder, _MOVES.c.kind)
)
_BALANCES: Final = sa.select(
    accounts.c.holder, accounts.c.kind, accounts.c.balance, accounts.c.bonus
)
_MOVED: Final = (
    sa.select(
        postings.c.job,
        postings.c.reason,
        sa.func.sum(postings.c.amount),
        sa.func.sum(postings.c.bonus),
    )
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
_NOTHING: Final = (0, 0)


async def check_books(engine: AsyncEngine) -> None:
    """Check balances, holds and payments against the postings.

    Every balance is the sum of its postings, in all its credits and in bonus credits.
    Every order has one hold for the price of its jobs, which lasts as long as a job is
    open, and its postings match the hold; bonus credits were captured first. The credits
    that a payment bought were granted, and those that its refund reclaimed were taken.

    Raises:
        BooksError: Something does not add up; *faults* lists everything.
    """
    async with connected(reading(engine).execution_options(**LONG)) as connection:
        sums = {
            (holder, kind): (int(total), int(bonus))
            for holder, kind, total, bonus in await connection.execute(_SUMS)
        }
        balances = {
            (holder, kind): (balance, bonus)
            for holder, kind, balance, bonus in await connection.execute(_BALANCES)
        }
        moved = {
            (job, reason): (int(total), int(bonus))
            for job, reason, total, bonus in await connection.execute(_MOVED)
        }
        rows = (await connection.execute(_HOLDS)).mappings().all()
        strays = (await connection.execute(_FOLLOWERS_HOLDS)).scalars().all()
        paid = {
            (payment, reason): int(total)
            for payment, reason, total in await connection.execute(_PAID)
        }
        bought = (await connection.execute(_PAYMENTS)).all()
    faults = [
        f"{kind} of {holder}, with bonus: {balances.get((holder, kind), _NOTHING)} kept,"
        f" {sums.get((holder, kind), _NOTHING)} posted"
        for holder, kind in sorted(sums.keys() | balances.keys())
        if balances.get((holder, kind), _NOTHING) != sums.get((holder, kind), _NOTHING)
    ]
    faults += [f"job {job}: a hold beside its lead's" for job in strays]
    owed: dict[int, tuple[int, int]] = {}
    for row in rows:
        job = row["id"]
        if row["job"] is None or row["amount"] != int(row["price"]):
            faults.append(f"job {job}: no hold over its price")
            continue
        is_held = row["status"] is HoldStatus.HELD
        if is_held != bool(row["left_open"]):
            faults.append(f"job {job}: its end and its hold's end differ")
        if is_held:
            amount, given = owed.get(row["person"], _NOTHING)
            owed[row["person"]] = amount + row["amount"], given + row["bonus"]
        spent = row["captured"], min(row["captured"], row["bonus"])
        back = row["amount"] - spent[0], row["bonus"] - spent[1]
        expected = {
            Reason.HOLD: (row["amount"], row["bonus"]),
            Reason.CAPTURE: spent,
            Reason.RELEASE: _NOTHING if is_held else back,
        }
        faults += [
            f"job {job}: {reason} of {moved.get((job, reason), _NOTHING)}, not {both}"
            for reason, both in expected.items()
            if moved.get((job, reason), _NOTHING) != both
        ]
    for holder in sorted(owed.keys() | {holder for holder, _ in balances}):
        kept = balances.get((holder, AccountKind.HELD), _NOTHING)
        if kept != owed.get(holder, _NOTHING):
            holds_ = owed.get(holder, _NOTHING)
            faults.append(f"held of {holder}: {kept}, holds {holds_}")
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
