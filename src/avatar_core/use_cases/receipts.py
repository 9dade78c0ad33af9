"""Receipts: where credits came from and went, and disputes about that."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import attrs

from ..avatars import Avatar
from ..disputes import Dispute
from ..errors import AlreadyExistsError, NotFoundError, Thing, TooManyDisputesError
from ..ids import DisputeId, JobId, PaymentId, PersonId
from ..jobs import Job
from ..ledger import Balance, Hold, HoldStatus, Posting, Reason
from ..notices import opening_of
from ..payments import Payment
from ..ports import Clock, Reading, Store
from ..texts import clean_prompt
from .removal import living_avatar


@attrs.frozen(kw_only=True)
class Receipt:
    """One line: an order with its outcome, or another movement of credits."""

    posting: Posting
    hold: Hold | None = None
    job: Job | None = None
    #: None if it was deleted meanwhile.
    avatar: Avatar | None = None
    payment: Payment | None = None

    @property
    def change(self) -> int:
        """The change of the available credits."""
        if self.hold is None:
            comes = self.posting.dest.holder == self.person
            return self.posting.amount if comes else -self.posting.amount
        if self.hold.status is HoldStatus.HELD:
            return -self.hold.amount
        return -self.hold.captured

    @property
    def person(self) -> PersonId:
        """The person whose credits they are."""
        source, dest = self.posting.source.holder, self.posting.dest.holder
        return source or dest


@attrs.frozen(kw_only=True)
class Receipts:
    """A page of receipts, newest first."""

    balance: Balance
    lines: Sequence[Receipt]
    #: Pass as *before* for the next page; None: this is the last.
    older: int | None


@attrs.frozen
class ReadReceipts:
    """List a person's receipts."""

    store: Store

    async def __call__(
        self, person: PersonId, *, before: int | None = None, limit: int = 8
    ) -> Receipts:
        """Return the newest receipts, or the page that begins at *before*."""
        async with self.store.read() as reading:
            found = await reading.ledger.receipts(
                person, before=before, limit=limit + 1
            )
            shown = found[:limit]
            return Receipts(
                balance=await reading.ledger.balance(person),
                lines=[await _receipt(reading, posting) for _, posting in shown],
                older=shown[-1][0] if len(found) > limit else None,
            )


async def _receipt(reading: Reading, posting: Posting) -> Receipt:
    payment = await reading.payments.get(posting.payment) if posting.payment else None
    if posting.job is None:
        return Receipt(posting=posting, payment=payment)
    job = await reading.jobs.get(posting.job)
    avatar = await living_avatar(reading, job.avatar, owner=job.person)
    hold = await reading.ledger.hold(job.id) if posting.reason is Reason.HOLD else None
    return Receipt(posting=posting, hold=hold, job=job, avatar=avatar)


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
