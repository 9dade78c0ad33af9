"""Alarms for admins about what needs a human."""

from typing import Final

from avatar_core import Incident, Job, Payment, PersonId

from ...admin_callbacks import PaymentAction, PaymentMove, RescueMove
from ...texts import Texts
from ...view import View
from ..parts import button, money, shorten
from .desk import back
from .people import to_person
from .timelines import cause, rescue, standing


_DETAIL_SHOWN: Final = 500


def job_trouble(texts: Texts, job: Job) -> View:
    """Say that a job is in trouble."""
    return texts.page(
        texts(
            "admin-job-trouble",
            kind=texts.plain_of(job.kind),
            job=str(job.id),
            person=str(job.person),
            status=standing(texts, job),
            detail=cause(texts, job.detail, _DETAIL_SHOWN),
        ),
        rescue("button-timeline", RescueMove.SHOW, job),
        rescue("button-retry-job", RescueMove.RETRY, job),
        rescue("button-release-job", RescueMove.RELEASE, job) if job.open else None,
    )


def refund_trouble(texts: Texts, payment: Payment) -> View:
    """Say that a payment cannot be refunded."""
    show = PaymentAction(move=PaymentMove.SHOW, payment=payment.id)
    return texts.page(
        texts(
            "admin-refund-trouble",
            money=money(texts, payment.money),
            person=str(payment.person),
            charge=payment.charge_id,
            detail=shorten(payment.detail or "—", _DETAIL_SHOWN),
        ),
        button("button-timeline", show),
    )


def picture_refused(texts: Texts, person: PersonId, reason: str) -> View:
    """Say that Telegram refuses a picture both as a photo and as a file."""
    return texts.page(
        texts(
            "admin-picture-refused",
            person=str(person),
            reason=shorten(reason, _DETAIL_SHOWN),
        ),
        to_person(person),
    )


def update_set_aside(
    texts: Texts, update_id: int, kind: str, person: PersonId, error: str, others: int
) -> View:
    """Say that an update of a person failed for good."""
    return texts.page(
        texts(
            "admin-update-set-aside",
            update=str(update_id),
            kind=kind,
            person=str(person),
            error=error,
            others=others,
        ),
        to_person(person),
    )


def update_unreadable(texts: Texts, update_id: int, error: str, others: int) -> View:
    """Say that an update could not be read."""
    return texts.page(
        texts(
            "admin-update-unreadable",
            update=str(update_id),
            error=shorten(error, _DETAIL_SHOWN),
            others=others,
        )
    )


def incident(texts: Texts, incident: Incident) -> View:
    """Say that there is an incident, or that it is over."""
    return texts.page(
        texts.of(
            incident.kind,
            "incident" if incident.open else "incident-over",
            model=incident.model,
            detail=shorten(incident.detail, _DETAIL_SHOWN),
        ),
        back(),
    )
