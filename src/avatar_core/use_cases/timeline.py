"""The history of an order or a payment."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from ..audit import AuditEntry
from ..errors import NotFoundError
from ..ids import JobId, PaymentId
from ..jobs import again_id
from ..ledger import Posting
from ..ports import Reading
from ..timelines import Moment, Timeline
from .ordering import can_be_ordered_again
from .removal import living_avatar


async def timeline_of_job(reading: Reading, job: JobId) -> Timeline:
    """Return what happened to a job and to its order's credits.

    Raises:
        NotFoundError: There is no such job.
    """
    found = await reading.jobs.get(job)
    head = found.head
    hold, again = None, None
    with suppress(NotFoundError):
        hold = await reading.ledger.hold(head)
    with suppress(NotFoundError):
        again = await reading.jobs.get(again_id(job))
    avatar = await living_avatar(reading, found.avatar, owner=found.person)
    return Timeline(
        job=found,
        hold=hold,
        again=again,
        repeatable=not found.open
        and again is None
        and can_be_ordered_again(found, avatar),
        moments=_in_order(
            await reading.audit.of(*{job, head}), await reading.ledger.of_job(head)
        ),
    )


async def timeline_of_payment(reading: Reading, payment: PaymentId) -> Timeline:
    """Return what happened to a payment and to the credits it bought.

    Raises:
        NotFoundError: There is no such payment.
    """
    return Timeline(
        payment=await reading.payments.get(payment),
        moments=_in_order(
            await reading.audit.of(payment), await reading.ledger.of_payment(payment)
        ),
    )


def _in_order(
    changes: Sequence[AuditEntry], postings: Sequence[Posting]
) -> Sequence[Moment]:
    moments: list[Moment] = [*changes, *postings]

    def when(moment: Moment) -> datetime:
        return moment.at

    return sorted(moments, key=when)
