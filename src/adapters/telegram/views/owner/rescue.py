"""Jobs as the owners see them."""

from typing import Final

from avatar_core import Job
from avatar_core.use_cases.owner import JobFile

from ...callbacks import RescueJob, RescueMove
from ...texts import Texts
from ...view import Button, View
from ..parts import button, home, paragraphs, rows, shorten
from .desk import back
from .people import to_person
from .timelines import history


_DETAIL_SHOWN: Final = 500


def alarm(texts: Texts, job: Job) -> View:
    """Tell that a job is in trouble."""
    return View(
        text=texts(
            "owner-job-trouble",
            kind=texts.plain_of("job-kind", job.kind),
            job=str(job.id),
            person=str(job.person),
            status=texts.plain_of("job-status", job.status),
            failure=f"({job.failure.value})" if job.failure else "",
            detail=shorten(job.detail or "—", _DETAIL_SHOWN),
        ),
        buttons=rows(
            _rescue(texts, "button-timeline", RescueMove.SHOW, job),
            _rescue(texts, "button-retry-job", RescueMove.RETRY, job),
            _rescue(texts, "button-release-job", RescueMove.RELEASE, job)
            if job.open
            else None,
            home(texts),
        ),
    )


def job_page(texts: Texts, file: JobFile, note: str | None = None) -> View:
    """Show all that happened to a job, and what can be done about it."""
    job = file.job
    again = file.timeline.again
    return View(
        text=paragraphs(note, history(texts, file.timeline)),
        buttons=rows(
            _rescue(texts, "button-refresh", RescueMove.SHOW, job),
            _rescue(texts, "button-retry-job", RescueMove.RETRY, job)
            if file.can_retry
            else None,
            _rescue(texts, "button-release-job", RescueMove.RELEASE, job)
            if file.can_release
            else None,
            _rescue(texts, "button-replacement", RescueMove.SHOW, again)
            if again
            else None,
            to_person(texts, job.person),
            back(texts),
            home(texts),
        ),
    )


def ask_release(texts: Texts, job: Job) -> View:
    """Ask whether a job is really to be ended."""
    return View(
        text=texts("rescue-ask-release", price=job.price),
        buttons=rows(
            _rescue(texts, "button-release-for-good", RescueMove.RELEASE_FOR_GOOD, job),
            _rescue(texts, "button-back", RescueMove.SHOW, job),
            home(texts),
        ),
    )


def _rescue(texts: Texts, key: str, move: RescueMove, job: Job) -> Button:
    return button(texts, key, RescueJob(move=move, job=job.id))
