"""The promises about payments, gifts and refunds."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tests.books import demand

from avatar_core import PersonId, Policy
from avatar_core.admin_log import AdminActionKind
from avatar_core.disputes import Dispute, DisputeStatus, Remedy
from avatar_core.ledger import Reason
from avatar_core.orders import again_id
from avatar_core.payments import Bill, PaymentStatus
from avatar_core.ports import RefundOutcome
from avatar_core.testing import MemoryStore
from avatar_core.testing.memory.rows import Rows

from .stars import SimulatedStars


#: Reasons of gifts, which are checked after every commit.
GIFTS: Final = frozenset({Reason.PROMO, Reason.REFERRAL})


def check_gifts(store: MemoryStore) -> None:
    """Check promo codes and rewards after a commit."""
    rows = store._rows
    _check_promos(rows)
    _check_rewards(rows)


def _check_promos(rows: Rows) -> None:
    given = [one for one in rows.postings.values() if one.reason is Reason.PROMO]
    uses = Counter(code for code, _ in rows.redeemed)
    for code, count in uses.items():
        demand(count <= rows.promos[code].uses, "a code has no more uses", code, count)
    paid = Counter((one.note or "", one.dest.holder) for one in given)
    demand(paid == Counter([*rows.redeemed]), "a code gives once per use", paid)
    for one in given:
        promo = rows.promos[one.note or ""]
        demand(one.amount == promo.credits, "a code gives what it says", one)
        in_time = promo.valid_until is None or one.at < promo.valid_until
        demand(in_time, "a code that is over gives nothing", one)


def _check_rewards(rows: Rows) -> None:
    bought: set[PersonId] = set()
    paying: set[PersonId] = set()
    for one in rows.postings.values():
        if one.reason is Reason.TOP_UP:
            bought.add(one.dest.holder)
        elif one.reason is Reason.CAPTURE and one.source.holder in bought:
            paying.add(one.source.holder)
    returned = {
        one.person
        for one in rows.payments.values()
        if one.status is not PaymentStatus.CREDITED
    }
    brought = {
        f"referral:{one.id}": one
        for one in rows.people.values()
        if one.referrer is not None and one.bounty
    }
    given = {
        one.key: (one.dest.holder, one.amount)
        for one in rows.postings.values()
        if one.reason is Reason.REFERRAL
    }
    # The referrers of forgotten people are not known any more.
    forgotten = {
        f"referral:{one.id}" for one in rows.people.values() if one.forgotten_at
    }
    for key, reward in given.items():
        if key not in forgotten:
            friend = brought.get(key)
            demand(friend is not None, "one reward per paying friend", key)
            if friend is not None:
                due = friend.referrer, friend.bounty
                demand(reward == due, "one reward per paying friend", reward, due)
                demand(friend.id in paying, "gifts earn no reward", key)
    for key, friend in brought.items():
        # Without a payment that counts they may have been rewarded, or not.
        if friend.id in paying - returned:
            demand(key in given, "one reward per paying friend", key)


def check_takings(
    store: MemoryStore,
    stars: SimulatedStars,
    stopped: Mapping[str, datetime],
    policy: Policy,
) -> None:
    """Check everything at the end."""
    rows = store._rows
    check_gifts(store)
    _check_stars(rows, stars)
    for (code, _), at in rows.redeemed.items():
        in_time = code not in stopped or at <= stopped[code]
        demand(in_time, "a code that was stopped gives nothing", code)
    for dispute in rows.disputes.values():
        _check_dispute(rows, dispute)
    _check_remedies(rows)
    for job in rows.jobs:
        again = rows.jobs.get(again_id(job))
        if again is not None and not again.cancel_asked:
            time = again.deadline_at - again.created_at
            enough = time == policy.pace(again.kind).deadline
            demand(enough, "what is made again has its time", again)


def _check_stars(rows: Rows, stars: SimulatedStars) -> None:
    """Compare the messenger's books with ours, charge by charge."""
    ours = {one.charge_id: one for one in rows.payments.values()}
    demand(set(ours) == set(stars.books.charges), "every charge is known", set(ours))
    for key, charge in stars.books.charges.items():
        payment = ours[key]
        demand(
            (payment.person, payment.money) == (charge.person, charge.paid),
            "every charge is known",
            payment,
        )
        returned = payment.status is PaymentStatus.REFUNDED
        went_back = charge.refund is RefundOutcome.DONE
        demand(returned == went_back, "Stars are where we say", payment, charge)
        bill = Bill.read(charge.payload)
        bought = bill is not None and bill.fault(charge.person, charge.paid) is None
        worth = bill.package.credits if bill is not None and bought else 0
        demand(payment.credits == worth, "Stars buy what the bill says", payment)
        left = payment.credits - payment.reclaimed
        if not returned:
            demand(bought and left == worth, "Stars are kept for credits", payment)
        elif key not in stars.unasked:
            demand(not left, "Stars go back for all that they bought", payment)


def _check_dispute(rows: Rows, dispute: Dispute) -> None:
    answers = [
        action
        for action in rows.admin_log.values()
        if action.what is AdminActionKind.ANSWER
        and action.person == dispute.person
        and action.at == dispute.answered_at
    ]
    answered = dispute.status is DisputeStatus.ANSWERED
    demand(bool(answers) == answered, "an answer is a deed", dispute, answers)


def _check_remedies(rows: Rows) -> None:
    """Check that every answer, and nothing else, took effect."""
    answered = [one for one in rows.disputes.values() if one.remedy is not None]
    admin_log = Counter(action.what for action in rows.admin_log.values())
    demand(
        admin_log[AdminActionKind.ANSWER] == len(answered),
        "one answer per complaint",
        admin_log,
    )

    def about(remedy: Remedy) -> Counter[object]:
        return Counter(
            one.job or one.payment for one in answered if one.remedy is remedy
        )

    retried = {job for job in rows.jobs if again_id(job) in rows.jobs}
    demand(about(Remedy.RETRY) == Counter(retried), "one free job per answer", retried)
    agains = {again_id(job) for job in retried}
    free = {
        one.id
        for one in rows.jobs.values()
        if not (one.price or one.silent or getattr(one.order, "replaces", None))
    }
    demand(free <= agains, "one free job per answer", free)
    amends = [one for one in rows.postings.values() if one.reason is Reason.AMENDS]
    demand(
        about(Remedy.CREDITS) == Counter(one.job for one in amends),
        "one amends per answer",
        amends,
    )
    for one in answered:
        if one.remedy is Remedy.REFUND and one.payment is not None:
            status = rows.payments[one.payment].status
            demand(status is PaymentStatus.REFUNDED, "Stars go back when said", one)
