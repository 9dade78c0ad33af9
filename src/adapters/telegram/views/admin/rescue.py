"""Jobs and payments, as admins look into them."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Job, Payment, Picture
from avatar_core.orders import PICTURE_KINDS
from avatar_core.use_cases.admin import JobFile, PaymentFile

from ...admin_callbacks import (
    Desk,
    PaymentAction,
    PaymentMove,
    RescueJob,
    RescueMove,
    SeePictures,
)
from ...texts import Texts
from ...view import AnyButton, Button, View
from ..parts import button, final, money, sheet_of
from .desk import back, newer_older
from .people import to_known
from .timelines import cause, described, history, moment, rescue


_WHY_SHOWN: Final = 100
#: Unanswered jobs on one page.
UNANSWERED_SHOWN: Final = 8
#: Pictures on one sheet.
PICTURES_SHOWN: Final = 9


def job_page(texts: Texts, file: JobFile, note: str | None = None) -> View:
    """Show the history of a job and the possible actions."""
    job = file.job
    again = file.timeline.again
    return texts.page(
        note,
        history(texts, file.timeline),
        rescue("button-refresh", RescueMove.SHOW, job),
        rescue("button-retry-job", RescueMove.RETRY, job) if file.can_retry else None,
        rescue("button-release-job", RescueMove.RELEASE, job)
        if file.can_release
        else None,
        rescue("button-replacement", RescueMove.SHOW, again) if again else None,
        button("button-order-pictures", SeePictures(job=job.id, page=0))
        if _drawn(file.timeline.jobs)
        else None,
        to_known(file.person),
        back(),
    )


def _drawn(jobs: Sequence[Job]) -> bool:
    return any(job.delivered and job.kind in PICTURE_KINDS for job in jobs)


def pictures_page(
    texts: Texts, job: Job, pictures: Sequence[Picture], page: int
) -> View:
    """Show a sheet of the pictures of an order; *page* may be any number."""
    number = max(0, min(page, (len(pictures) - 1) // PICTURES_SHOWN))
    shown = pictures[number * PICTURES_SHOWN :][:PICTURES_SHOWN]
    more = len(pictures) > (number + 1) * PICTURES_SHOWN

    def leaf(key: str, to: int) -> AnyButton:
        return button(key, SeePictures(job=job.id, page=to))

    return texts.page(
        texts("order-pictures", count=len(pictures), what=described(texts, job)),
        (
            *((leaf("button-newer", number - 1),) if number else ()),
            *((leaf("button-older", number + 1),) if more else ()),
        ),
        rescue("button-back", RescueMove.SHOW, job),
        image=sheet_of(texts, shown) if shown else None,
    )


def ask_release(texts: Texts, job: Job) -> View:
    """Ask to confirm ending a job."""
    return texts.page(
        texts("rescue-ask-release", price=job.price),
        final(rescue("button-release-for-good", RescueMove.RELEASE_FOR_GOOD, job)),
        rescue("button-back", RescueMove.SHOW, job),
    )


def unanswered_page(
    texts: Texts, jobs: Sequence[Job], number: int, *, more: bool
) -> View:
    """Show a page of the jobs whose submission got no answer."""
    lines = [_unanswered(texts, job) for job in jobs]
    return texts.page(
        texts("unanswered-jobs"),
        *(lines or [texts("unanswered-none")]),
        *(
            Button(
                f"{moment(job.submitted_at or job.created_at)}"
                f" · {texts.plain_of(job.kind)}",
                RescueJob(move=RescueMove.SHOW, job=job.id),
            )
            for job in jobs
        ),
        newer_older(Desk.UNANSWERED, number, more=more),
        back(),
    )


def _unanswered(texts: Texts, job: Job) -> str:
    return texts(
        "unanswered-job",
        at=moment(job.submitted_at or job.created_at),
        kind=texts.plain_of(job.kind),
        status=texts.plain_of(job.status),
        submits=job.submits,
        why=cause(texts, job.unanswered_why, _WHY_SHOWN),
        outcome=texts.plain_of(job.unanswered) if job.unanswered else "—",
    )


def payment_page(texts: Texts, file: PaymentFile, note: str | None = None) -> View:
    """Show the history of a payment, and offer a refund if possible."""
    payment = file.payment
    return texts.page(
        note,
        history(texts, file.timeline),
        texts("payment-spent", spent=file.spent) if file.spent else None,
        _act("button-refresh", PaymentMove.SHOW, payment),
        _act("button-give-up", PaymentMove.GIVE_UP, payment)
        if file.can_give_up
        else None,
        to_known(file.person),
        back(),
    )


def ask_give_up(texts: Texts, file: PaymentFile) -> View:
    """Ask to confirm a refund."""
    payment = file.payment
    return texts.page(
        texts(
            "give-up-ask",
            money=money(texts, payment.money),
            credits=payment.credits,
            bought=file.balance.bought,
        ),
        final(_act("button-give-up-for-good", PaymentMove.FOR_GOOD, payment)),
        _act("button-back", PaymentMove.SHOW, payment),
    )


def _act(key: str, move: PaymentMove, payment: Payment) -> AnyButton:
    return button(key, PaymentAction(move=move, payment=payment.id))
