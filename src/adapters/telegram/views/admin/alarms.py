"""Alarms for admins about what needs a human."""

from typing import Final

import attrs

from avatar_core import Incident, Job, Payment, Person, PersonId

from ...admin_callbacks import PaymentAction, PaymentMove, RescueMove
from ...texts import Texts
from ...view import View
from ..parts import button, money, shorten
from .desk import back
from .people import called, to_person
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


def sold(texts: Texts, payment: Payment, buyer: Person) -> View:
    """Say that a person has bought credits."""
    return texts.page(
        texts(
            "admin-sold",
            credits=payment.credits,
            money=money(texts, payment.money),
            person=called(buyer),
        ),
        to_person(buyer.id),
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


@attrs.frozen(kw_only=True)
class SetAside:
    """An update that failed for good."""

    update_id: int
    kind: str
    #: None: it could not be read.
    person: PersonId | None
    #: The name of the last error, or why it could not be read.
    error: str
    #: How many more failed since the admins were last told.
    others: int = 0


def update_set_aside(texts: Texts, update: SetAside) -> View:
    """Say that an update failed for good, or could not be read."""
    person = update.person
    return texts.page(
        texts(
            "admin-update-set-aside" if person else "admin-update-unreadable",
            update=str(update.update_id),
            kind=update.kind,
            person=str(person),
            error=shorten(update.error, _DETAIL_SHOWN),
            others=update.others,
        ),
        to_person(person) if person else None,
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
