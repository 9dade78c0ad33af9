"""Disputes: choosing, filing, the outcome."""

from collections.abc import Sequence
from typing import Final

from avatar_core.errors import InvalidTextError
from avatar_core.texts import PROMPT_MAX
from avatar_core.timelines import DisputeFile
from avatar_core.use_cases import Receipt

from ..callbacks import DisputeAbout, Section
from ..texts import Texts
from ..view import Button, View
from .parts import WORDS_SHOWN, menu, money, shorten, words_fault
from .wallet import signed, title


_LABEL: Final = 60


def choose(texts: Texts, choices: Sequence[Receipt], contact: str | None) -> View:
    """Ask which of the newest orders and payments the dispute is about."""
    about = [
        Button(_label(texts, receipt), DisputeAbout(about=about))
        for receipt in choices
        if (about := receipt.posting.job or receipt.posting.payment)
    ]
    said = texts("dispute-choose") if choices else texts("dispute-nothing-yet")
    return texts.page(
        said,
        texts("contact", contact=contact) if contact else None,
        *about,
        menu("button-support", Section.SUPPORT),
    )


def _label(texts: Texts, receipt: Receipt) -> str:
    label = texts.plain(
        "button-dispute-about",
        change=signed(receipt.change),
        date=f"{receipt.posting.at:%d.%m}",
        what=title(texts, receipt),
    )
    return shorten(label, _LABEL)


def ask_words(
    texts: Texts, about: Receipt | None, fault: InvalidTextError | None = None
) -> View:
    """Ask what is wrong with it; *fault* is of the last answer."""
    return texts.page(
        words_fault(texts, fault),
        texts("dispute-about", what=_label(texts, about)) if about else None,
        texts("dispute-ask"),
        menu("button-dispute-other", Section.PAYSUPPORT),
    )


def filed(texts: Texts) -> View:
    """Say that an admin will look at it."""
    return texts.page(texts("dispute-filed"), menu("button-receipts", Section.RECEIPTS))


def outcome(texts: Texts, file: DisputeFile) -> View:
    """Show the person the outcome of a dispute."""
    dispute, payment, hold = file.dispute, file.timeline.payment, file.timeline.hold
    done = (
        texts.of(
            dispute.remedy,
            "outcome",
            credits=hold.captured if hold else 0,
            available=file.balance.available,
            money=money(texts, payment.money) if payment else "",
        )
        if dispute.remedy
        else None
    )
    reply = (
        texts("dispute-reply", words=shorten(dispute.reply, PROMPT_MAX))
        if dispute.reply
        else None
    )
    return texts.page(
        texts("dispute-answered", words=shorten(dispute.words, WORDS_SHOWN)),
        done,
        reply,
        menu("button-receipts", Section.RECEIPTS),
        menu("button-dispute", Section.PAYSUPPORT),
    )
