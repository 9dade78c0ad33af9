"""Notices: the outbox of messages to people and admins.

The progress and the end of an order follow from its job instead. Only an end that could
not be told with its results becomes a notice.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

import attrs

from .disputes import Dispute
from .ids import AvatarId, DisputeId, PaymentId, PersonId
from .incidents import Incident
from .invariants import aware, check, not_negative, somebody
from .jobs import Job
from .payments import Payment


class NoticeKind(StrEnum):
    """The subject of a notice."""

    GRANT = "grant"
    TAKE = "take"
    #: A friend whom they invited had a first paid job.
    REFERRAL = "referral"
    UNBLOCK = "unblock"
    #: An avatar's photos were deleted before its training; it needs new ones.
    PHOTOS_EXPIRED = "photos_expired"
    #: An order has ended, but telling so with its results was given up.
    ORDER_ENDED = "order_ended"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_ANSWERED = "dispute_answered"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_RESOLVED = "incident_resolved"
    #: Somebody has bought credits.
    SOLD = "sold"
    #: What happened on the day before; it is told every day.
    DIGEST = "digest"


#: The kinds that go to every admin instead of to one person.
FOR_ADMINS: Final = frozenset(
    {
        NoticeKind.DISPUTE_OPENED,
        NoticeKind.INCIDENT_OPENED,
        NoticeKind.INCIDENT_RESOLVED,
        NoticeKind.SOLD,
        NoticeKind.DIGEST,
    }
)
ABOUT_A_DISPUTE: Final = frozenset(
    {NoticeKind.DISPUTE_OPENED, NoticeKind.DISPUTE_ANSWERED}
)
ABOUT_AN_INCIDENT: Final = frozenset(
    {NoticeKind.INCIDENT_OPENED, NoticeKind.INCIDENT_RESOLVED}
)
ABOUT_A_PAYMENT: Final = frozenset({NoticeKind.SOLD})
#: The kinds whose message needs nothing but the notice itself.
PLAIN: Final = tuple(
    kind
    for kind in NoticeKind
    if kind not in FOR_ADMINS | ABOUT_A_DISPUTE | ABOUT_AN_INCIDENT
)


@attrs.frozen(kw_only=True)
class Notice:
    """A message to send, kept until it is sent."""

    #: Identifies the event, which is told once, however often it is added.
    key: str
    #: The recipient; None: the admins.
    person: PersonId | None = attrs.field(validator=attrs.validators.optional(somebody))
    what: NoticeKind
    #: The avatar it is about; the notice is obsolete once that is deleted.
    avatar: AvatarId | None = None
    dispute: DisputeId | None = None
    incident: UUID | None = None
    payment: PaymentId | None = None
    #: In credits.
    amount: int = attrs.field(default=0, validator=not_negative)
    #: In the admin's own words.
    why: str = ""
    due_at: datetime = attrs.field(validator=aware)
    #: Failed attempts in a row.
    troubles: int = attrs.field(default=0, validator=not_negative)

    def __attrs_post_init__(self) -> None:
        check(
            (
                (self.person is None) == (self.what in FOR_ADMINS),
                "a notice goes to a person or to the admins, by its kind",
            ),
            (
                (self.dispute is not None) == (self.what in ABOUT_A_DISPUTE),
                "a notice names a dispute exactly when it is about one",
            ),
            (
                (self.incident is not None) == (self.what in ABOUT_AN_INCIDENT),
                "a notice names an incident exactly when it is about one",
            ),
            (
                (self.payment is not None) == (self.what in ABOUT_A_PAYMENT),
                "a notice names a payment exactly when it is about one",
            ),
        )

    def keep_untold(self, *, at: datetime) -> Self:
        """Keep it until the person returns to the chat."""
        return attrs.evolve(self, due_at=at)

    def retry_later(self, until: datetime) -> Self:
        """Try again at *until* after a failed attempt."""
        return attrs.evolve(self, troubles=self.troubles + 1, due_at=until)

    def tell_again(self, at: datetime) -> Self:
        """Tell it again at another time, after it was told."""
        return attrs.evolve(self, troubles=0, due_at=at)


def opening_of(dispute: Dispute) -> Notice:
    """Return the notice of a new dispute, for the admins."""
    what = NoticeKind.DISPUTE_OPENED
    return Notice(
        key=f"{what}:{dispute.id}",
        person=None,
        what=what,
        dispute=dispute.id,
        due_at=dispute.created_at,
    )


def answer_to(dispute: Dispute, *, at: datetime) -> Notice:
    """Return the notice of the answer to a dispute, for its person."""
    what = NoticeKind.DISPUTE_ANSWERED
    return Notice(
        key=f"{what}:{dispute.id}",
        person=dispute.person,
        what=what,
        dispute=dispute.id,
        due_at=at,
    )


def end_of(job: Job, *, at: datetime) -> Notice:
    """Return the notice that an order has ended, in place of its results."""
    what = NoticeKind.ORDER_ENDED
    return Notice(key=f"{what}:{job.id}", person=job.person, what=what, due_at=at)


def state_of(incident: Incident, *, open_: bool, at: datetime) -> Notice:
    """Return the notice that an incident is open, or over, for the admins."""
    what = NoticeKind.INCIDENT_OPENED if open_ else NoticeKind.INCIDENT_RESOLVED
    return Notice(
        key=f"{what}:{incident.id}",
        person=None,
        what=what,
        incident=incident.id,
        due_at=at,
    )


def sale_of(payment: Payment) -> Notice:
    """Return the notice of a payment that bought credits, for the admins."""
    what = NoticeKind.SOLD
    return Notice(
        key=f"{what}:{payment.id}",
        person=None,
        what=what,
        payment=payment.id,
        due_at=payment.created_at,
    )


def digest(*, at: datetime) -> Notice:
    """Return the notice of the daily digest, for the admins; there is only one."""
    what = NoticeKind.DIGEST
    return Notice(key=what, person=None, what=what, due_at=at)
