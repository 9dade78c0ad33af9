"""The ledger and the payments."""

from ....errors import InsufficientCreditsError
from ....ledger import (
    GRANTS,
    REVENUE,
    SALES,
    Balance,
    Gain,
    Reason,
    available,
    held,
)
from ....payments import PaymentStatus
from .case import ANN, BOB, NOBODY, NOW, SECOND, TEXT, StoreCase


class LedgerContract(StoreCase):
    """The ledger and the payments."""

    async def test_nobody_begins_with_credits(self) -> None:
        """Without postings every balance and every total is zero."""
        async with self.store.read() as reading:
            for person in (ANN, NOBODY):
                self.assertEqual(await reading.ledger.balance(person), Balance(0, 0))
            for account in (GRANTS, REVENUE, available(ANN), held(ANN)):
                self.assertEqual(await reading.ledger.total(account), 0)

    async def test_postings_move_credits(self) -> None:
        """Credits move between accounts; the product's own may be overdrawn."""
        async with self.store.work(ANN) as work:
            for posting in (
                self.new_posting("1", GRANTS, available(ANN), 100),
                self.new_posting("2", available(ANN), held(ANN), 60),
                self.new_posting("3", held(ANN), REVENUE, 40),
                self.new_posting("4", held(ANN), available(ANN), 20),
            ):
                self.assertIs(await work.ledger.post(posting), True)
            self.assertEqual(await work.ledger.balance(ANN), Balance(60, 0, 60))
        async with self.store.read() as reading:
            self.assertEqual(await reading.ledger.balance(ANN), Balance(60, 0, 60))
            self.assertEqual(await reading.ledger.balance(BOB), Balance(0, 0))
            for account, total in (
                (GRANTS, -100),
                (REVENUE, 40),
                (available(ANN), 60),
                (held(ANN), 0),
            ):
                self.assertEqual(await reading.ledger.total(account), total)

    async def test_a_key_is_posted_once(self) -> None:
        """Posting a used key changes nothing, even if it could not be paid."""
        await self.keep(self.new_posting("key", GRANTS, available(ANN), 5))
        async with self.store.work(ANN) as work:
            for again in (
                self.new_posting("key", GRANTS, available(ANN), 5),
                self.new_posting("key", available(ANN), held(ANN), 3),
                self.new_posting("key", available(ANN), held(ANN), 99),
            ):
                self.assertIs(await work.ledger.post(again), False)
            self.assertEqual(await work.ledger.balance(ANN), Balance(5, 0, 5))
            self.assertEqual(await work.ledger.total(GRANTS), -5)
            self.assertEqual(len(await work.ledger.postings(ANN, limit=9)), 1)

    async def test_what_is_not_there_cannot_be_spent(self) -> None:
        """Overdrawing an account is refused, changes nothing, and the transaction goes on."""
        await self.grant(ANN, 5)
        async with self.store.work(ANN) as work:
            for source, dest, amount, there in (
                (available(ANN), held(ANN), 6, 5),
                (held(ANN), available(ANN), 1, 0),
                (available(BOB), REVENUE, 1, 0),
            ):
                with self.assertRaises(InsufficientCreditsError) as caught:
                    await work.ledger.post(self.new_posting("k", source, dest, amount))
                self.assertEqual(caught.exception.price, amount)
                self.assertEqual(caught.exception.available, there)
        async with self.store.work(ANN) as work:
            self.assertEqual(await work.ledger.balance(ANN), Balance(5, 0, 5))
            self.assertEqual(await work.ledger.total(REVENUE), 0)
            self.assertEqual(len(await work.ledger.postings(ANN, limit=9)), 1)
            # The last credit can be spent.
            whole = self.new_posting("k", available(ANN), held(ANN), 5)
            self.assertIs(await work.ledger.post(whole), True)
            self.assertEqual(await work.ledger.balance(ANN), Balance(0, 5))

    async def test_bonus_and_bought_credits_do_not_replace_each_other(self) -> None:
        """Each posting takes as many of either as it says, or is refused."""
        payment = self.new_payment("charge")
        bought = self.new_posting(
            "b", SALES, available(ANN), 9, reason=Reason.TOP_UP, payment=payment.id
        )
        await self.grant(ANN, 5)
        await self.keep(payment, bought)
        async with self.store.work(ANN) as work:
            for amount, bonus, there in ((10, 0, 9), (7, 6, 14), (14, 4, 13)):
                with self.assertRaises(InsufficientCreditsError) as caught:
                    await work.ledger.post(
                        self.new_posting(
                            "k", available(ANN), held(ANN), amount, bonus=bonus
                        )
                    )
                self.assertEqual(caught.exception.available, there)
            self.assertEqual(await work.ledger.balance(ANN), Balance(14, 0, 5))
            mixed = self.new_posting("k", available(ANN), held(ANN), 7, bonus=5)
            self.assertIs(await work.ledger.post(mixed), True)
            back = self.new_posting("back", held(ANN), available(ANN), 3, bonus=2)
            self.assertIs(await work.ledger.post(back), True)
        async with self.store.read() as reading:
            self.assertEqual(await reading.ledger.balance(ANN), Balance(10, 4, 2))
            kept = await reading.ledger.postings(ANN, limit=2)
            self.assertEqual(list(kept), [back, mixed])

    async def test_postings_are_listed_newest_first(self) -> None:
        """The newest postings on any of a person's accounts are listed."""
        await self.grant(BOB, 1)
        postings = [
            self.new_posting("in", GRANTS, available(ANN), 2),
            self.new_posting("out", available(ANN), held(ANN), 1),
            self.new_posting("earned", held(ANN), REVENUE, 1),
        ]
        await self.keep(*postings)
        async with self.store.read() as reading:
            for person, limit, expected in (
                (ANN, 9, postings[::-1]),
                (ANN, 2, postings[:0:-1]),
                (NOBODY, 9, []),
            ):
                listed = await reading.ledger.postings(person, limit=limit)
                self.assertEqual(list(listed), expected)

    async def test_receipts_are_numbered(self) -> None:
        """Credits spent and received are paged; captures and releases are left out."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.grant(BOB, 5)
        given = self.new_posting("given", GRANTS, available(ANN), 9)
        of_job = [
            self.new_posting(reason, *accounts, amount, reason=reason, job=job.id)
            for reason, amount, accounts in (
                (Reason.HOLD, 5, (available(ANN), held(ANN))),
                (Reason.CAPTURE, 3, (held(ANN), REVENUE)),
                (Reason.RELEASE, 2, (held(ANN), available(ANN))),
            )
        ]
        taken = self.new_posting(
            "taken", available(ANN), GRANTS, 1, reason=Reason.TAKE, note=TEXT
        )
        await self.keep(avatar, job, given, *of_job, taken)
        async with self.store.read() as reading:
            first = await reading.ledger.receipts(ANN, before=None, limit=2)
            rest = await reading.ledger.receipts(ANN, before=first[-1][0], limit=2)
            nothing = await reading.ledger.receipts(NOBODY, before=None, limit=2)
            self.assertEqual(list(await reading.ledger.of_job(job.id)), of_job)
        self.assertEqual([posting for _, posting in first], [taken, of_job[0]])
        self.assertEqual([posting for _, posting in rest], [given])
        self.assertEqual(list(nothing), [])

    async def test_gains_are_counted_by_reason(self) -> None:
        """Credits received for one reason are counted and summed."""
        for key in ("one friend", "another"):
            await self.keep(
                self.new_posting(
                    key, GRANTS, available(ANN), 50, reason=Reason.REFERRAL
                )
            )
        await self.grant(ANN, 7)
        async with self.store.read() as reading:
            gain = await reading.ledger.gained(ANN, reason=Reason.REFERRAL)
            nothing = await reading.ledger.gained(BOB, reason=Reason.REFERRAL)
        self.assertEqual((gain, nothing), (Gain(2, 100), Gain(0, 0)))

    async def test_postings_of_a_payment(self) -> None:
        """The postings of a payment are listed in order."""
        payment = self.new_payment("charge")
        postings = [
            self.new_posting(reason, *accounts, 5, reason=reason, payment=payment.id)
            for reason, accounts in (
                (Reason.TOP_UP, (SALES, available(ANN))),
                (Reason.REFUND, (available(ANN), SALES)),
            )
        ]
        await self.keep(payment, *postings)
        found = await self.read(lambda rows: rows.ledger.of_payment(payment.id))
        self.assertEqual(list(found), postings)

    async def test_payments_are_listed_newest_first(self) -> None:
        """A person's newest payments are listed."""
        kept = [self.new_payment(status, status) for status in PaymentStatus]
        await self.keep(*kept)
        async with self.store.read() as reading:
            newest = await reading.payments.of(ANN, limit=2)
            self.assertEqual(list(newest), kept[:-3:-1])
            self.assertEqual(list(await reading.payments.of(BOB, limit=2)), [])

    async def test_due_payments(self) -> None:
        """Refunds to make are listed, the longest due first."""
        refunding = PaymentStatus.REFUNDING
        first, second, third = (
            self.new_payment(f"{n}", refunding, due_at=NOW + n * SECOND)
            for n in range(3)
        )
        await self.keep(self.new_payment("credited"), third, second, first)
        async with self.store.read() as reading:
            for limit in (9, 1):
                due = await reading.payments.due(NOW + SECOND, limit=limit)
                self.assertEqual(list(due), [first.id, second.id][:limit])

    async def test_owed_payments(self) -> None:
        """Refunded payments whose credits are still owed are listed, oldest first."""
        whole, partly, nothing = (
            self.new_payment(charge, PaymentStatus.REFUNDED, reclaimed=reclaimed)
            for charge, reclaimed in (("whole", 250), ("partly", 100), ("nothing", 0))
        )
        await self.keep(self.new_payment("credited"), whole, partly, nothing)
        owed = await self.read(lambda rows: rows.payments.owed(ANN))
        self.assertEqual(list(owed), [partly, nothing])
        await self.save(partly.reclaim(150))
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.payments.owed(ANN)), [nothing])
            self.assertEqual(list(await reading.payments.owed(BOB)), [])
