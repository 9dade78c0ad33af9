"""Disputes, as admins see and answer them."""

from collections.abc import Sequence
from typing import Final

from avatar_core.disputes import Dispute, Remedy
from avatar_core.errors import InvalidTextError
from avatar_core.ids import DisputeId
from avatar_core.texts import PROMPT_MAX
from avatar_core.timelines import DisputeFile

from ...admin_callbacks import AnswerDispute, ShowDispute
from ...texts import Texts, paragraphs
from ...view import Button, View
from ..parts import WORDS_SHOWN, button, copyable, shorten, words_fault
from .desk import back
from .people import called, to_known
from .timelines import history, moment


_LABEL: Final = 60


def file_page(texts: Texts, file: DisputeFile, note: str | None = None) -> View:
    """Show a dispute with its history and the possible remedies."""
    dispute = file.dispute
    answers = [
        Button(
            texts.plain_of(remedy, "button-remedy"),
            AnswerDispute(dispute=dispute.id, remedy=remedy),
        )
        for remedy in Remedy
        if remedy in file.remedies
    ]
    return texts.page(
        note,
        texts(
            "dispute-file",
            person=called(file.person),
            at=moment(dispute.created_at),
            words=shorten(dispute.words, PROMPT_MAX),
            available=file.balance.available,
        ),
        history(texts, file.timeline),
        _answered(texts, dispute),
        *answers,
        to_known(file.person),
        button("button-refresh", ShowDispute(dispute=dispute.id)),
        back(),
    )


def not_sent(texts: Texts, words: str) -> str:
    """Say that a reply came too late, and give it back."""
    return paragraphs(texts("dispute-not-sent"), copyable(words, WORDS_SHOWN))


def _answered(texts: Texts, dispute: Dispute) -> str | None:
    if dispute.remedy is None:
        return None
    return paragraphs(
        texts(
            "dispute-answered-by",
            admin=str(dispute.answered_by),
            remedy=texts.plain_of(dispute.remedy, "button-remedy"),
        ),
        texts("dispute-reply", words=shorten(dispute.reply, WORDS_SHOWN))
        if dispute.reply
        else None,
    )


def ask_reply(
    texts: Texts, dispute: DisputeId, fault: InvalidTextError | None = None
) -> View:
    """Ask for a reply; *fault* is of the last one."""
    return texts.page(
        words_fault(texts, fault),
        texts("dispute-ask-reply"),
        button("button-back", ShowDispute(dispute=dispute)),
    )


def waiting(texts: Texts, disputes: Sequence[Dispute], count: int) -> View:
    """List the open disputes, oldest first."""
    shown = [
        Button(
            shorten(f"{moment(one.created_at)} {one.words}", _LABEL),
            ShowDispute(dispute=one.id),
        )
        for one in disputes
    ]
    return texts.page(texts("disputes-waiting", count=count), *shown, back())
