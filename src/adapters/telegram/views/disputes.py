"""When something is wrong: the complaint, the owners' answer, its outcome."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from avatar_core.disputes import Dispute, Remedy
from avatar_core.errors import InvalidTextError
from avatar_core.texts import PROMPT_MAX, PROMPT_MIN
from avatar_core.use_cases import Receipt
from avatar_core.use_cases.owner import DisputeFile

from ..callbacks import AnswerDispute, DisputeAbout, Section, ShowDispute
from ..texts import Texts
from ..view import Button, View
from .owners import back
from .parts import WORDS_SHOWN, button, home, menu, paragraphs, rows, shorten
from .receipts import signed, title
from .timelines import history, moment


_LABEL: Final = 60


# --- the person's side --------------------------------------------------------


def choose(texts: Texts, choices: Sequence[Receipt], contact: str | None) -> View:
    """Ask what is wrong: one of the newest orders and payments."""
    about = [_about(texts, receipt) for receipt in choices]
    said = texts("dispute-choose") if choices else texts("dispute-nothing-yet")
    return View(
        text=paragraphs(said, texts("contact", contact=contact) if contact else None),
        buttons=rows(
            *about, menu(texts, "button-support", Section.SUPPORT), home(texts)
        ),
    )


def _about(texts: Texts, receipt: Receipt) -> Button | None:
    about = receipt.posting.job or receipt.posting.payment
    if about is None:
        return None
    label = texts.plain(
        "button-dispute-about",
        change=signed(receipt.change),
        date=f"{receipt.posting.at:%d.%m}",
        what=title(texts, receipt),
    )
    return Button(shorten(label, _LABEL), DisputeAbout(about=about))


def ask_words(texts: Texts, fault: InvalidTextError | None = None) -> View:
    """Ask to say what is wrong, again if that did not fit."""
    return View(
        text=paragraphs(_refusal(texts, fault), texts("dispute-ask")),
        buttons=rows(
            menu(texts, "button-dispute-other", Section.PAYSUPPORT), home(texts)
        ),
    )


def _refusal(texts: Texts, fault: InvalidTextError | None) -> str | None:
    if fault is None:
        return None
    return texts.of(
        "words-fault",
        fault.fault,
        length=fault.length,
        min=PROMPT_MIN,
        max=PROMPT_MAX,
    )


def filed(texts: Texts) -> View:
    """Say that somebody will look at it."""
    return View(
        text=texts("dispute-filed"),
        buttons=rows(menu(texts, "button-receipts", Section.RECEIPTS), home(texts)),
    )


def outcome(texts: Texts, file: DisputeFile) -> View:
    """Tell the person what was done about it."""
    dispute = file.dispute
    done = (
        texts.of(
            "outcome",
            dispute.remedy,
            credits=_amends(file),
            available=file.balance.available,
            stars=file.timeline.payment.stars if file.timeline.payment else 0,
        )
        if dispute.remedy
        else None
    )
    reply = (
        texts("dispute-reply", words=shorten(dispute.reply, PROMPT_MAX))
        if dispute.reply
        else None
    )
    return View(
        text=paragraphs(
            texts("dispute-answered", words=shorten(dispute.words, WORDS_SHOWN)),
            done,
            reply,
        ),
        buttons=rows(
            menu(texts, "button-receipts", Section.RECEIPTS),
            menu(texts, "button-dispute", Section.PAYSUPPORT),
            home(texts),
        ),
    )


def _amends(file: DisputeFile) -> int:
    return file.timeline.hold.captured if file.timeline.hold else 0


# --- the owners' side ---------------------------------------------------------


def file_page(texts: Texts, file: DisputeFile, note: str | None = None) -> View:
    """Show a complaint with everything that happened, and the one-tap answers."""
    dispute = file.dispute
    answers = [
        Button(
            texts.plain_of("button-remedy", remedy),
            AnswerDispute(dispute=dispute.id, remedy=remedy),
        )
        for remedy in Remedy
        if remedy in file.remedies
    ]
    return View(
        text=paragraphs(
            note,
            texts(
                "dispute-file",
                person=str(dispute.person),
                username=file.person.username or "—",
                at=moment(dispute.created_at),
                words=shorten(dispute.words, PROMPT_MAX),
                available=file.balance.available,
            ),
            history(texts, file.timeline),
            _answered(texts, dispute),
        ),
        buttons=rows(*answers, _show(texts, dispute.id), back(texts), home(texts)),
    )


def _answered(texts: Texts, dispute: Dispute) -> str | None:
    if dispute.remedy is None:
        return None
    return texts(
        "dispute-answered-by",
        owner=str(dispute.answered_by),
        remedy=texts.plain_of("button-remedy", dispute.remedy),
    )


def _show(texts: Texts, dispute: UUID) -> Button:
    return button(texts, "button-refresh", ShowDispute(dispute=dispute))


def ask_reply(
    texts: Texts, dispute: UUID, fault: InvalidTextError | None = None
) -> View:
    """Ask the owner for an answer in words."""
    return View(
        text=paragraphs(_refusal(texts, fault), texts("dispute-ask-reply")),
        buttons=rows(
            button(texts, "button-back", ShowDispute(dispute=dispute)), home(texts)
        ),
    )


def waiting(texts: Texts, disputes: Sequence[Dispute], count: int) -> View:
    """List the complaints that wait for an answer, oldest first."""
    shown = [
        Button(
            shorten(f"{moment(one.created_at)} {one.words}", _LABEL),
            ShowDispute(dispute=one.id),
        )
        for one in disputes
    ]
    return View(
        text=texts("disputes-waiting", count=count),
        buttons=rows(*shown, back(texts), home(texts)),
    )
