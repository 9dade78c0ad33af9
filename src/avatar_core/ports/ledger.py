"""The books, and the payments written in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..ids import JobId, PaymentId, PersonId
from ..ledger import Account, Balance, Gain, Hold, Posting, Reason
from ..orders import JobKind
from ..payments import Payment


class LedgerReader(Protocol):
    """The books, to read."""

    async def balance(self, person: PersonId, /) -> Balance:
        """Return the person's credits; nobody has less than none."""

    async def total(self, account: Account, /) -> int:
        """Return the sum of all postings of any account, credits less debits."""

    async def hold(self, job: JobId, /) -> Hold:
        """Return the hold of a job.

        Raises:
            NotFoundError: The job has none.
        """

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        """Return the newest postings on a person's accounts, newest first."""

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        """Return the newest changes of what a person can spend, numbered, newest first.

        Captures and releases are left out: they belong to their hold. Of older
        ones come those numbered below *before*.
        """

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        """Return what came to the person for one reason."""

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        """Return the postings of an order, by the job it is known by, in order."""

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        """Return the postings of a payment, in order."""

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        """Return how much the person's jobs of one kind have cost them."""


class Ledger(LedgerReader, Protocol):
    """The books."""

    async def post(self, posting: Posting, /) -> bool:
        """Move credits; return False if the key was posted before.

        Raises:
            InsufficientCreditsError: A person's account would fall below zero.
        """

    async def add_hold(self, hold: Hold, /) -> None:
        """Keep a new hold.

        Raises:
            AlreadyExistsError: The job has one.
        """

    async def save_hold(self, hold: Hold, /) -> Hold:
        """Keep an ended hold and return it with its new version.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class PaymentsReader(Protocol):
    """The payments, to read."""

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        """Return the payment, of *person* if one is named.

        Raises:
            NotFoundError: There is none, or it is not that person's.
        """

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        """Return the person's newest payments, newest first."""

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        """Return what is to be given back by now, the longest due first."""

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        """Return the person's payments given back whose credits were not all taken."""


class Payments(PaymentsReader, Protocol):
    """The payments."""

    async def add(self, payment: Payment, /) -> None:
        """Keep a new payment.

        Raises:
            AlreadyExistsError: The id or the charge is known.
        """

    async def save(self, payment: Payment, /) -> Payment:
        """Keep a changed payment and return it with its new version.

        Who paid what for what never changes and is not saved.

        Raises:
            StaleError: It was saved since this version was loaded.
        """
