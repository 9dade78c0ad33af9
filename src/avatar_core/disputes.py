"""Disputes: a person's complaints about an order or a payment."""

from datetime import datetime
from enum import StrEnum
from typing import Self

import attrs

from .ids import DisputeId, JobId, PaymentId, PersonId
from .invariants import aware, check, somebody


class DisputeStatus(StrEnum):
    """The status of a dispute."""

    OPEN = "open"
    ANSWERED = "answered"


class Remedy(StrEnum):
    """What an admin can do about it."""

    #: Make the order again, free of charge.
    RETRY = "retry"
    #: Give back its price, in credits.
    CREDITS = "credits"
    #: Refund the payment.
    REFUND = "refund"
    #: Only answer.
    WORDS = "words"


@attrs.frozen(kw_only=True)
class Dispute:
    """One complaint, and its answer.

    Every method returns a new dispute; none changes this one.
    """

    id: DisputeId
    person: PersonId = attrs.field(validator=somebody)
    #: The subject: exactly one of the two is set.
    job: JobId | None = None
    payment: PaymentId | None = None
    #: The person's own words.
    words: str
    status: DisputeStatus = attrs.field(
        default=DisputeStatus.OPEN,
        validator=attrs.validators.instance_of(DisputeStatus),
    )
    remedy: Remedy | None = None
    #: What the admin wrote, if anything.
    reply: str | None = None
    answered_by: PersonId | None = attrs.field(default=None, validator=somebody)
    created_at: datetime = attrs.field(validator=aware)
    answered_at: datetime | None = attrs.field(default=None, validator=aware)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        answered = self.status is DisputeStatus.ANSWERED
        answer = (self.remedy, self.answered_by, self.answered_at)
        check(
            (
                (self.job is None) != (self.payment is None),
                "a dispute is about a job or about a payment",
            ),
            (
                all((one is not None) == answered for one in answer),
                "a dispute has a remedy, an admin and a time once it is answered",
            ),
            (self.reply is None or answered, "only an answered dispute has a reply"),
        )

    @property
    def settled(self) -> bool:
        """Whether it was answered."""
        return self.remedy is not None

    def answer(
        self, remedy: Remedy, *, reply: str | None, admin: PersonId, at: datetime
    ) -> Self:
        """Answer it; only the first answer has an effect."""
        if self.status is DisputeStatus.ANSWERED:
            return self
        return attrs.evolve(
            self,
            remedy=remedy,
            reply=reply,
            answered_by=admin,
            answered_at=at,
            status=DisputeStatus.ANSWERED,
        )
