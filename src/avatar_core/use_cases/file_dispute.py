"""File a dispute about an order or a payment."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import attrs

from ..disputes import Dispute
from ..errors import AlreadyExistsError, NotFoundError, Thing, TooManyDisputesError
from ..ids import DisputeId, JobId, PaymentId, PersonId
from ..ledger import Reason
from ..notices import opening_of
from ..ports import Clock, Reading, Store
from ..texts import clean_prompt
from .read_receipts import ReadReceipts, Receipt


#: Unanswered disputes that one person may have.
OPEN_DISPUTES_MAX: Final = 3
_ABOUT: Final = frozenset({Reason.HOLD, Reason.TOP_UP})
_LOOKED_AT: Final = 30
_OFFERED: Final = 8


@attrs.frozen
class FileDispute:
    """File disputes, which the admins answer.

    Raises:
        NotFoundError: The person has no such job and no such payment.
    """

    store: Store
    clock: Clock

    async def choices(self, person: PersonId) -> Sequence[Receipt]:
        """Return the person's newest orders and payments, newest first."""
        recent = await ReadReceipts(self.store)(person, limit=_LOOKED_AT)
        about = [one for one in recent.lines if one.posting.reason in _ABOUT]
        return about[:_OFFERED]

    async def check(self, person: PersonId, about: JobId | PaymentId) -> None:
        """Check that a dispute could be about this."""
        async with self.store.read() as reading:
            await _subject(reading, person, about)

    async def __call__(
        self,
        person: PersonId,
        dispute: DisputeId,
        about: JobId | PaymentId,
        words: str,
    ) -> Dispute:
        """File a dispute about one of the person's jobs or payments.

        Filing the same id again returns the existing dispute.

        Raises:
            InvalidTextError: The words are too short or too long.
            TooManyDisputesError: Too many of theirs wait for an answer.
        """
        said = clean_prompt(words)
        async with self.store.work(person) as work:
            now = self.clock()
            with suppress(NotFoundError):
                return await work.disputes.get(dispute, person=person)
            job, payment = await _subject(work, person, about)
            if await work.disputes.open_count(person) >= OPEN_DISPUTES_MAX:
                raise TooManyDisputesError(OPEN_DISPUTES_MAX)
            filed = Dispute(
                id=dispute,
                person=person,
                job=job,
                payment=payment,
                words=said,
                created_at=now,
            )
            try:
                await work.disputes.add(filed)
            except AlreadyExistsError:
                raise NotFoundError(Thing.DISPUTE) from None  # another person's id
            await work.notices.add(opening_of(filed))
            return filed


async def _subject(
    reading: Reading, person: PersonId, about: JobId | PaymentId
) -> tuple[JobId | None, PaymentId | None]:
    """Return the job or the payment of this person that has this id."""
    try:
        return (await reading.jobs.get(JobId(about), person=person)).head, None
    except NotFoundError:
        payment = await reading.payments.get(PaymentId(about), person=person)
        return None, payment.id
