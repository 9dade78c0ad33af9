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
from .parts import (
    WORDS_SHOWN,
    AnyButton,
    menu,
    money,
    page,
    shorten,
    words_fault,
)
from .wallet import signed, title


_LABEL: Final = 60


def choose(texts: Texts, choices: Sequence[Receipt], contact: str | None) -> View:
    """Ask which of the newest orders and payments the dispute is about."""
    about = [_about(texts, receipt) for receipt in choices]
    said = texts("dispute-choose") if choices else texts("dispute-nothing-yet")
    return page(
        texts,
        said,
        texts("contact", contact=contact) if contact else None,
        *about,
        menu("button-support", Section.SUPPORT),
    )


def _about(texts: Texts, receipt: Receipt) -> AnyButton | None:
    about = receipt.posting.job or receipt.posting.payment
    if about is None:
        return None
    return Button(_label(texts, receipt), DisputeAbout(about=about))


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
    return page(
        texts,
        words_fault(texts, fault),
        texts("dispute-about", what=_label(texts, about)) if about else None,
        texts("dispute-ask"),
        menu("button-dispute-other", Section.PAYSUPPORT),
    )


def filed(texts: Texts) -> View:
    """Say that an admin will look at it."""
    return page(
        texts, texts("dispute-filed"), menu("button-receipts", Section.RECEIPTS)
    )


def outcome(texts: Texts, file: DisputeFile) -> View:
    """Show the person the outcome of a dispute."""
    dispute, payment = file.dispute, file.timeline.payment
    done = (
        texts.of(
            dispute.remedy,
            "outcome",
            credits=_amends(file),
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
    return page(
        texts,
        texts("dispute-answered", words=shorten(dispute.words, WORDS_SHOWN)),
        done,
        reply,
        menu("button-receipts", Section.RECEIPTS),
        menu("button-dispute", Section.PAYSUPPORT),
    )


def _amends(file: DisputeFile) -> int:
    return file.timeline.hold.captured if file.timeline.hold else 0
