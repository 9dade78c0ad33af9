"""The ledger and the payments."""

from datetime import timedelta

import attrs

from ....errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    NotFoundError,
    StaleError,
)
from ....ids import JobId
from ....ledger import (
    GRANTS,
    REVENUE,
    SALES,
    Balance,
    Gain,
    Hold,
    HoldStatus,
    Reason,
    available,
    held,
)
from ....lifecycle import written
from ....payments import PaymentStatus, payment_id
from .case import ANN, BOB, NOBODY, NOW, SECOND, TEXT, StoreCase, add


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
            self.assertEqual(await work.ledger.balance(ANN), Balance(60, 0))
        async with self.store.read() as reading:
            self.assertEqual(await reading.ledger.balance(ANN), Balance(60, 0))
            self.assertEqual(await reading.ledger.balance(BOB), Balance(0, 0))
            totals = {
                account: await reading.ledger.total(account)
                for account in (GRANTS, REVENUE, available(ANN), held(ANN))
            }
        self.assertEqual(
            totals, {GRANTS: -100, REVENUE: 40, available(ANN): 60, held(ANN): 0}
        )

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
            self.assertEqual(await work.ledger.balance(ANN), Balance(5, 0))
            self.assertEqual(await work.ledger.total(GRANTS), -5)
            self.assertEqual(len(await work.ledger.postings(ANN, limit=9)), 1)

    async def test_the_last_credit_can_be_spent(self) -> None:
        """A balance may become zero, and no less."""
        await self.grant(ANN, 5)
        async with self.store.work(ANN) as work:
            await work.ledger.post(self.new_posting("5", available(ANN), held(ANN), 5))
            self.assertEqual(await work.ledger.balance(ANN), Balance(0, 5))
            with self.assertRaises(InsufficientCreditsError) as caught:
                await work.ledger.post(
                    self.new_posting("1", available(ANN), held(ANN), 1)
                )
        self.assertEqual(caught.exception.price, 1)
        self.assertEqual(caught.exception.available, 0)

    async def test_what_is_not_there_cannot_be_spent(self) -> None:
        """Overdrawing any account is refused without a trace; the work can go on."""
        await self.grant(ANN, 5)
        refused = (
            (self.new_posting("a", available(ANN), held(ANN), 6), 5),
            (self.new_posting("b", held(ANN), available(ANN), 1), 0),
            (self.new_posting("c", available(BOB), REVENUE, 1), 0),
        )
        async with self.store.work(ANN) as work:
            for posting, there in refused:
                with self.assertRaises(InsufficientCreditsError) as caught:
                    await work.ledger.post(posting)
                self.assertEqual(caught.exception.price, posting.amount)
                self.assertEqual(caught.exception.available, there)
        async with self.store.work(ANN) as work:
            self.assertEqual(await work.ledger.balance(ANN), Balance(5, 0))
            self.assertEqual(await work.ledger.total(held(ANN)), 0)
            self.assertEqual(await work.ledger.total(REVENUE), 0)
            self.assertEqual(len(await work.ledger.postings(ANN, limit=9)), 1)
            fitting = self.new_posting("a", available(ANN), held(ANN), 5)
            self.assertIs(await work.ledger.post(fitting), True)

    async def test_postings_are_listed_newest_first(self) -> None:
        """A person's newest postings are listed, as written."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        payment = self.new_payment("charge")
        await self.keep(avatar, job, payment)
        await self.grant(BOB, 1)
        paid = {Reason.TOP_UP, Reason.REFUND}
        postings = [
            attrs.evolve(
                self.new_posting(TEXT, GRANTS, available(ANN), 10**12),
                reason=reason,
                key=f"{reason}:{TEXT}",
                job=job.id if reason is Reason.HOLD else None,
                payment=payment.id if reason in paid else None,
                note=TEXT if reason is Reason.GRANT else None,
            )
            for reason in Reason
        ]
        postings.append(self.new_posting("out", available(ANN), held(ANN), 1))
        postings.append(self.new_posting("earned", held(ANN), REVENUE, 1))
        await self.keep(*postings)
        async with self.store.read() as reading:
            listed = await reading.ledger.postings(ANN, limit=99)
            newest = await reading.ledger.postings(ANN, limit=2)
            nothing = await reading.ledger.postings(NOBODY, limit=9)
        self.assertEqual(list(listed), postings[::-1])
        self.assertEqual(list(newest), postings[:-3:-1])
        self.assertEqual(list(nothing), [])
        for posting, expected in zip(listed, postings[::-1], strict=True):
            self.assertIs(posting.reason, expected.reason)
            self.assertIs(posting.source.kind, expected.source.kind)
            self.assertEqual(posting.at.utcoffset(), timedelta(0))

    async def test_a_hold_is_kept(self) -> None:
        """A hold is read as written, open or ended."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for status, captured in (
            (HoldStatus.HELD, 0),
            (HoldStatus.RELEASED, 0),
            (HoldStatus.CAPTURED, 30),
            (HoldStatus.CAPTURED, 40),
        ):
            job = self.new_generation(avatar)
            hold = Hold(job=job.id, person=ANN, amount=40)
            ended = attrs.evolve(hold, status=status, captured=captured)
            await self.keep(job, hold)
            async with self.store.work(ANN) as work:
                self.assertEqual(await work.ledger.hold(job.id), hold)
                await work.ledger.save_hold(written(ended))
            async with self.store.read() as reading:
                loaded = await reading.ledger.hold(job.id)
            self.assertEqual(loaded, attrs.evolve(ended, version=1))
            self.assertIs(loaded.status, status)

    async def test_a_hold_of_nothing_is_kept(self) -> None:
        """A free job has a hold of nothing."""
        avatar = self.new_avatar()
        job = attrs.evolve(self.new_training(avatar), price=0)
        hold = Hold(job=job.id, person=ANN, amount=0)
        await self.keep(avatar, job, hold)
        async with self.store.read() as reading:
            self.assertEqual(await reading.ledger.hold(job.id), hold)

    async def test_a_job_without_a_hold(self) -> None:
        """A job without a hold is reported as not found."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.ledger.hold(JobId(self.ids()))

    async def test_a_job_has_one_hold(self) -> None:
        """A second hold of one job is refused; the work can go on."""
        avatar = self.new_avatar()
        job = self.new_generation(avatar)
        hold = Hold(job=job.id, person=ANN, amount=40)
        async with self.store.work(ANN) as work:
            await add(work, avatar, job, hold)
            with self.assertRaises(AlreadyExistsError):
                await work.ledger.add_hold(attrs.evolve(hold, amount=1))
            self.assertEqual(await work.ledger.hold(job.id), hold)

    async def test_a_hold_ends_once(self) -> None:
        """Of two ends of one hold, only the first one wins."""
        avatar = self.new_avatar()
        job = self.new_generation(avatar)
        hold = Hold(job=job.id, person=ANN, amount=40)
        await self.keep(avatar, job, hold)
        async with self.store.work(ANN) as work:
            await work.ledger.save_hold(written(hold.capture(10)))
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.ledger.save_hold(written(hold.release()))
            loaded = await work.ledger.hold(job.id)
        self.assertIs(loaded.status, HoldStatus.CAPTURED)
        self.assertEqual(loaded.captured, 10)

    async def test_receipts_are_numbered(self) -> None:
        """Credits spent and received are paged; captures and releases are left out."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        await self.grant(BOB, 5)
        given = self.new_posting("given", GRANTS, available(ANN), 9)
        hold = attrs.evolve(
            self.new_posting("hold", available(ANN), held(ANN), 5),
            reason=Reason.HOLD,
            job=job.id,
        )
        capture = attrs.evolve(
            self.new_posting("capture", held(ANN), REVENUE, 3),
            reason=Reason.CAPTURE,
            job=job.id,
        )
        release = attrs.evolve(
            self.new_posting("release", held(ANN), available(ANN), 2),
            reason=Reason.RELEASE,
            job=job.id,
        )
        taken = attrs.evolve(
            self.new_posting("taken", available(ANN), GRANTS, 1),
            reason=Reason.TAKE,
            note=TEXT,
        )
        await self.keep(given, hold, capture, release, taken)
        async with self.store.read() as reading:
            first = await reading.ledger.receipts(ANN, before=None, limit=2)
            rest = await reading.ledger.receipts(ANN, before=first[-1][0], limit=2)
            nothing = await reading.ledger.receipts(NOBODY, before=None, limit=2)
            of_job = await reading.ledger.of_job(job.id)
        self.assertEqual([posting for _, posting in first], [taken, hold])
        self.assertEqual([posting for _, posting in rest], [given])
        self.assertEqual(list(nothing), [])
        self.assertEqual(list(of_job), [hold, capture, release])

    async def test_gains_are_counted_by_reason(self) -> None:
        """Credits received for one reason are counted and summed."""
        for number in range(2):
            friend = attrs.evolve(
                self.new_posting(f"friend {number}", GRANTS, available(ANN), 50),
                reason=Reason.REFERRAL,
            )
            await self.keep(friend)
        await self.grant(ANN, 7)
        async with self.store.read() as reading:
            gain = await reading.ledger.gained(ANN, reason=Reason.REFERRAL)
            nothing = await reading.ledger.gained(BOB, reason=Reason.REFERRAL)
        self.assertEqual(gain, Gain(2, 100))
        self.assertEqual(nothing, Gain(0, 0))

    async def test_postings_of_a_payment(self) -> None:
        """The postings of a payment are listed in order."""
        payment = self.new_payment("charge")
        bought, taken = (
            attrs.evolve(
                self.new_posting(reason, *accounts, 5),
                reason=reason,
                payment=payment.id,
            )
            for reason, accounts in (
                (Reason.TOP_UP, (SALES, available(ANN))),
                (Reason.REFUND, (available(ANN), SALES)),
            )
        )
        await self.keep(payment, bought, taken)
        async with self.store.read() as reading:
            postings = await reading.ledger.of_payment(payment.id)
        self.assertEqual(list(postings), [bought, taken])

    async def test_a_payment_is_kept_in_every_status(self) -> None:
        """Payments are read as written, the newest first."""
        kept = [self.new_payment(status, status) for status in PaymentStatus]
        await self.keep(*kept)
        async with self.store.read() as reading:
            for payment in kept:
                loaded = await reading.payments.get(payment.id, person=ANN)
                self.assertEqual(loaded, payment)
                self.assertIs(loaded.status, payment.status)
                self.assertEqual(loaded.created_at.utcoffset(), timedelta(0))
            newest = await reading.payments.of(ANN, limit=2)
            nothing = await reading.payments.of(BOB, limit=2)
        self.assertEqual(list(newest), kept[:-3:-1])
        self.assertEqual(list(nothing), [])

    async def test_a_payment_is_found_for_its_person(self) -> None:
        """Another person's payment, and one never made, are not found."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        async with self.store.read() as reading:
            self.assertEqual(await reading.payments.get(payment.id), payment)
            with self.assertRaises(NotFoundError):
                await reading.payments.get(payment.id, person=BOB)
            with self.assertRaises(NotFoundError):
                await reading.payments.get(payment_id("never"))

    async def test_a_charge_is_kept_once(self) -> None:
        """The same charge is refused, under any id; the work can go on."""
        payment = self.new_payment("charge")
        other = attrs.evolve(payment, id=payment_id("other"))
        async with self.store.work(ANN) as work:
            await work.payments.add(payment)
            for again in (payment, other):
                with self.assertRaises(AlreadyExistsError):
                    await work.payments.add(again)
            self.assertEqual(await work.payments.get(payment.id), payment)

    async def test_a_changed_payment_is_kept(self) -> None:
        """Saving changes the progress of a payment, not what was paid; stale is refused."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        changed = attrs.evolve(
            payment.refund(at=NOW + SECOND),
            troubles=2,
            detail=None,
        )
        wrong = attrs.evolve(changed, amount=1, currency="USD", payload="x", person=BOB)
        async with self.store.work(ANN) as work:
            await work.payments.save(written(wrong))
        async with self.store.work(ANN) as work:
            loaded = await work.payments.get(payment.id)
            with self.assertRaises(StaleError):
                await work.payments.save(written(changed))
        self.assertEqual(loaded, attrs.evolve(changed, version=1))

    async def test_due_payments(self) -> None:
        """Refunds to make are listed, the longest due first."""
        refunding = PaymentStatus.REFUNDING
        first, second, third = (
            attrs.evolve(self.new_payment(f"{n}", refunding), due_at=NOW + n * SECOND)
            for n in range(3)
        )
        await self.keep(self.new_payment("credited"), third, second, first)
        async with self.store.read() as reading:
            due = await reading.payments.due(NOW + SECOND, limit=9)
            one = await reading.payments.due(NOW + SECOND, limit=1)
        self.assertEqual(list(due), [first.id, second.id])
        self.assertEqual(list(one), [first.id])

    async def test_owed_payments(self) -> None:
        """Refunded payments whose credits are still owed are listed, oldest first."""
        whole, partly, nothing = (
            attrs.evolve(
                self.new_payment(charge, PaymentStatus.REFUNDED), reclaimed=reclaimed
            )
            for charge, reclaimed in (("whole", 250), ("partly", 100), ("nothing", 0))
        )
        await self.keep(self.new_payment("credited"), whole, partly, nothing)
        async with self.store.work(ANN) as work:
            owed = await work.payments.owed(ANN)
            await work.payments.save(partly.reclaim(150))
        async with self.store.read() as reading:
            left = await reading.payments.owed(ANN)
            others = await reading.payments.owed(BOB)
        self.assertEqual(list(owed), [partly, nothing])
        self.assertEqual(list(left), [nothing])
        self.assertEqual(list(others), [])
