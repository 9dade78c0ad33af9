"""Receipts: where credits came from and went."""

from typing import Final

from avatar_core import GenerationOrder, HoldStatus, JobKind
from avatar_core.ledger import Reason
from avatar_core.use_cases import Receipt, Receipts

from ..callbacks import OlderReceipts, Section
from ..texts import Texts
from ..view import View
from .parts import NAME_SHOWN, button, menu, money, page, shorten


_WORDS: Final = 60
_NOTE: Final = 120


def receipts_page(texts: Texts, receipts: Receipts, *, newest: bool = True) -> View:
    """Show a page of receipts, newest first."""
    lines = [_line(texts, receipt) for receipt in receipts.lines]
    older = (
        button("button-older-receipts", OlderReceipts(before=receipts.older))
        if receipts.older is not None
        else None
    )
    return page(
        texts,
        texts("receipts", available=receipts.balance.available),
        *(lines or [texts("receipts-none")]),
        older,
        None if newest else menu("button-newest-receipts", Section.RECEIPTS),
        menu("button-dispute", Section.PAYSUPPORT),
        menu("button-balance", Section.BALANCE),
    )


def _line(texts: Texts, receipt: Receipt) -> str:
    return texts(
        "receipt",
        change=signed(receipt.change),
        date=f"{receipt.posting.at:%d.%m.%Y}",
        what=title(texts, receipt),
        outcome=_outcome(texts, receipt),
    )


def signed(change: int) -> str:
    """Return a number of credits with its sign, if it has one."""
    if change > 0:
        return f"+{change}"
    return f"\N{MINUS SIGN}{-change}" if change else "0"


def title(texts: Texts, receipt: Receipt) -> str:
    """Return what a receipt is for, without markup."""
    posting, job, payment = receipt.posting, receipt.job, receipt.payment
    if payment is not None:
        return texts.plain_of(
            "reason", posting.reason, money=money(texts, payment.money)
        )
    if job is None:
        said = texts.plain_of("reason", posting.reason)
        return f"{said}: {shorten(posting.note, _NOTE)}" if posting.note else said
    if posting.reason is Reason.AMENDS:
        return texts.plain_of("reason", posting.reason)
    if isinstance(job.order, GenerationOrder) and job.order.words:
        words = shorten(job.order.words, _WORDS)
        return texts.plain("receipt-pictures", words=words)
    if receipt.avatar is None or job.kind is not JobKind.TRAINING:
        return texts.plain_of("job-kind", job.kind)
    name = shorten(receipt.avatar.name, NAME_SHOWN)
    return texts.plain("receipt-training", name=name)


def _outcome(texts: Texts, receipt: Receipt) -> str:
    hold = receipt.hold
    if hold is None:
        return ""
    match hold.status:
        case HoldStatus.HELD:
            return texts.plain("receipt-open")
        case HoldStatus.RELEASED if hold.amount:
            return texts.plain("receipt-returned", credits=hold.amount)
        case HoldStatus.CAPTURED if hold.captured < hold.amount:
            returned = hold.amount - hold.captured
            return texts.plain("receipt-partly", credits=returned)
        case _:
            return ""
