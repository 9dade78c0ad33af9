"""The ledger and the payments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..ids import JobId, PaymentId, PersonId
from ..ledger import Account, Balance, Gain, Hold, Posting, Reason
from ..orders import JobKind
from ..payments import Payment


class LedgerReader(Protocol):
    """Reads the ledger."""

    async def balance(self, person: PersonId, /) -> Balance:
        """Return the person's credits, which are never negative."""

    async def total(self, account: Account, /) -> int:
        """Return the sum of all postings of an account, credits less debits."""

    async def hold(self, job: JobId, /) -> Hold:
        """Return the hold of a job."""

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        """Return the newest postings on a person's accounts, newest first."""

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        """Return the newest changes of a person's available credits, numbered.

        Captures and releases are left out, as they belong to their hold. With *before*,
        only changes with lower numbers are returned.
        """

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        """Return what the person has gained for one reason."""

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        """Return the postings of an order, by its leading job, oldest first."""

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        """Return the postings of a payment, oldest first."""

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        """Return the credits that the person's jobs of one kind have cost."""


class Ledger(LedgerReader, Protocol):
    """Reads and writes the ledger."""

    async def post(self, posting: Posting, /) -> bool:
        """Move credits; return False if the key was posted before.

        Raises:
            InsufficientCreditsError: A person's account would fall below zero.
        """

    async def add_hold(self, hold: Hold, /) -> None:
        """Add a new hold; a job has one at most."""

    async def save_hold(self, hold: Hold, /) -> Hold:
        """Save an ended hold and return it with its new version."""


class PaymentsReader(Protocol):
    """Reads payments."""

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        """Return the payment, which must be *person*'s if that is given."""

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        """Return the person's newest payments, newest first."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        """Return the payments whose refund is due by now, those due longest first."""

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        """Return the person's refunded payments whose credits are still owed."""


class Payments(PaymentsReader, Protocol):
    """Reads and saves payments."""

    async def add(self, payment: Payment, /) -> None:
        """Add a new payment; `AlreadyExistsError` for a known charge, too."""

    async def save(self, payment: Payment, /) -> Payment:
        """Save a changed payment and return it with its new version.

        The person, the amount and what it was for never change and are not saved.
        """
