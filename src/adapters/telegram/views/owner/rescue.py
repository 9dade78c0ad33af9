"""Jobs as the owners see them."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Job
from avatar_core.use_cases.owner import JobFile

from ...owner_callbacks import RescueJob, RescueMove, UnansweredPage
from ...texts import Texts
from ...view import Button, View
from ..parts import button, page, paragraphs
from .desk import back
from .people import to_person
from .timelines import cause, history, moment


_WHY_SHOWN: Final = 100
#: Unanswered jobs on one page.
UNANSWERED_SHOWN: Final = 8


def job_page(texts: Texts, file: JobFile, note: str | None = None) -> View:
    """Show all that happened to a job, and what can be done about it."""
    job = file.job
    again = file.timeline.again
    return page(
        texts,
        paragraphs(note, history(texts, file.timeline)),
        _rescue(texts, "button-refresh", RescueMove.SHOW, job),
        _rescue(texts, "button-retry-job", RescueMove.RETRY, job)
        if file.can_retry
        else None,
        _rescue(texts, "button-release-job", RescueMove.RELEASE, job)
        if file.can_release
        else None,
        _rescue(texts, "button-replacement", RescueMove.SHOW, again) if again else None,
        to_person(texts, job.person),
        back(texts),
    )


def ask_release(texts: Texts, job: Job) -> View:
    """Ask whether a job is really to be ended."""
    return page(
        texts,
        texts("rescue-ask-release", price=job.price),
        _rescue(texts, "button-release-for-good", RescueMove.RELEASE_FOR_GOOD, job),
        _rescue(texts, "button-back", RescueMove.SHOW, job),
    )


def unanswered_page(
    texts: Texts, jobs: Sequence[Job], number: int, *, more: bool
) -> View:
    """Show a page of the jobs that fal.ai perhaps took unheard."""
    lines = [_unanswered(texts, job) for job in jobs]
    leaf = tuple(
        button(texts, key, UnansweredPage(page=to))
        for key, to, there in (
            ("button-newer", number - 1, number > 0),
            ("button-older", number + 1, more),
        )
        if there
    )
    return page(
        texts,
        paragraphs(texts("unanswered-jobs"), *(lines or [texts("unanswered-none")])),
        *(
            Button(
                f"{moment(job.submitted_at or job.created_at)}"
                f" · {texts.plain_of('job-kind', job.kind)}",
                RescueJob(move=RescueMove.SHOW, job=job.id),
            )
            for job in jobs
        ),
        *((leaf,) if leaf else ()),
        back(texts),
    )


def _unanswered(texts: Texts, job: Job) -> str:
    return texts(
        "unanswered-job",
        at=moment(job.submitted_at or job.created_at),
        kind=texts.plain_of("job-kind", job.kind),
        status=texts.plain_of("job-status", job.status),
        submits=job.submits,
        why=cause(texts, job.unanswered_why, _WHY_SHOWN),
        outcome=texts.plain_of("unanswered", job.unanswered) if job.unanswered else "—",
    )


def _rescue(texts: Texts, key: str, move: RescueMove, job: Job) -> Button:
    return button(texts, key, RescueJob(move=move, job=job.id))
