"""Deleting all personal data."""

from collections.abc import Sequence

from avatar_core import Job
from avatar_core.use_cases import Belongings

from ..callbacks import JobAction, JobMove, Section
from ..texts import Texts
from ..view import View
from .parts import button, menu, page


def ask_forget(texts: Texts, there_is: Belongings) -> View:
    """Say what is deleted and what stays, and ask; open jobs must end first."""
    if there_is.unfinished:
        return _wait(texts, there_is.unfinished)
    credits_ = there_is.balance.available
    return page(
        texts,
        texts("forget", avatars=there_is.avatars, pictures=there_is.pictures),
        texts("forget-stays"),
        texts("forget-credits", credits=credits_) if credits_ else None,
        texts("forget-elsewhere"),
        menu("button-keep-all", Section.PRIVACY),
        menu("button-dispute", Section.PAYSUPPORT) if credits_ else None,
        menu("button-forget-for-good", Section.FORGET_FOR_GOOD),
    )


def forgotten(texts: Texts) -> View:
    """Say that it is done, and that the person may come back."""
    return page(texts, texts("forgotten"))


def _wait(texts: Texts, unfinished: Sequence[Job]) -> View:
    heads = {job.head: job for job in unfinished if not job.silent}
    return page(
        texts,
        texts("work-unfinished", count=len(heads) or 1),
        *(
            button(
                "button-unfinished",
                JobAction(move=JobMove.SHOW, job=job.id),
                what=texts.plain_of("job-kind", job.kind),
            )
            for job in heads.values()
        ),
        menu("button-back", Section.PRIVACY),
    )
