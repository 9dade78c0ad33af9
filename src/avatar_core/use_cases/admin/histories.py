"""What happened to orders and payments, for admins."""

from collections.abc import Sequence
from contextlib import suppress
from operator import attrgetter

from ...errors import NotFoundError
from ...ids import JobId, PaymentId
from ...orders import again_id
from ...ports import Reading
from ...timelines import Moment, Timeline
from ..ordering import can_be_ordered_again, ordered_with
from ..removal import living_avatar


async def timeline_of_job(reading: Reading, job: JobId) -> Timeline:
    """Return what happened to a job and to its order's credits."""
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
        jobs=await ordered_with(reading, found),
        avatar=avatar,
        hold=hold,
        likeness=await reading.jobs.likeness(head),
        again=again,
        repeatable=not found.open
        and again is None
        and can_be_ordered_again(found, avatar),
        moments=_in_order(
            *await reading.audit.of(*{job, head}), *await reading.ledger.of_job(head)
        ),
    )


async def timeline_of_payment(reading: Reading, payment: PaymentId) -> Timeline:
    """Return what happened to a payment and to the credits it bought."""
    return Timeline(
        payment=await reading.payments.get(payment),
        moments=_in_order(
            *await reading.audit.of(payment), *await reading.ledger.of_payment(payment)
        ),
    )


def _in_order(*moments: Moment) -> Sequence[Moment]:
    return sorted(moments, key=attrgetter("at"))
