"""Receipts: where a person's credits came from and went."""

from collections.abc import Sequence

import attrs

from ..avatars import Avatar
from ..ids import PersonId
from ..jobs import Job
from ..ledger import Balance, Hold, HoldStatus, Posting, Reason
from ..payments import Payment
from ..ports import Reading, Store
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
