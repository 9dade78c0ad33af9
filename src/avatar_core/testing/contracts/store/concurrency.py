"""What a store promises about concurrent transactions."""

import asyncio

from datetime import timedelta

import attrs

from ....errors import InsufficientCreditsError
from ....ids import PersonId
from ....ledger import Balance, available, held
from .case import ANN, NOW, OnPurposeError, StoreCase


class ConcurrencyContract(StoreCase):
    """What a store promises about concurrent transactions."""

    #: Seconds after which a waiting store fails instead of hanging.
    patience: float = 30

    async def test_transactions_of_one_person_wait_for_one_another(self) -> None:
        """At most one transaction of a person is open at any time."""
        inside = most = 0

        async def visit() -> None:
            nonlocal inside, most
            async with self.store.work(ANN) as work:
                inside += 1
                most = max(most, inside)
                for _ in range(3):
                    await work.people.get(ANN)
                inside -= 1

        async with asyncio.timeout(self.patience):
            await asyncio.gather(*(visit() for _ in range(6)))
        self.assertEqual(most, 1)

    async def test_no_update_is_lost(self) -> None:
        """A transaction sees what the person's earlier ones committed."""

        async def count() -> None:
            async with self.store.work(ANN) as work:
                ann = await work.people.get(ANN)
                counted = ann.wrong_codes + 1
                await work.people.save(
                    attrs.evolve(ann, wrong_codes=counted, wrong_codes_since=NOW)
                )

        async with asyncio.timeout(self.patience):
            await asyncio.gather(*(count() for _ in range(6)))
        async with self.store.read() as reading:
            self.assertEqual((await reading.people.get(ANN)).wrong_codes, 6)

    async def test_credits_are_not_spent_twice(self) -> None:
        """Of four simultaneous orders, those that the balance covers are placed."""
        await self.grant(ANN, 70)

        async def order(number: int) -> bool:
            try:
                async with self.store.work(ANN) as work:
                    await work.ledger.post(
                        self.new_posting(
                            f"order {number}", available(ANN), held(ANN), 25
                        )
                    )
            except InsufficientCreditsError:
                return False
            return True

        async with asyncio.timeout(self.patience):
            placed = await asyncio.gather(*(order(number) for number in range(4)))
        async with self.store.read() as reading:
            balance = await reading.ledger.balance(ANN)
        self.assertEqual(sum(placed), 2)
        self.assertEqual(balance, Balance(available=20, held=50))

    async def test_a_key_is_posted_once_however_many_try(self) -> None:
        """Of several transactions that post the same key at once, one moves credits."""
        await self.grant(ANN, 70)

        async def post() -> bool:
            async with self.store.work(ANN) as work:
                return await work.ledger.post(
                    self.new_posting("the same", available(ANN), held(ANN), 25)
                )

        async with asyncio.timeout(self.patience):
            posted = await asyncio.gather(*(post() for _ in range(4)))
        async with self.store.read() as reading:
            balance = await reading.ledger.balance(ANN)
        self.assertEqual(sum(posted), 1)
        self.assertEqual(balance, Balance(available=45, held=25))

    async def test_a_promo_code_keeps_its_limit(self) -> None:
        """Of five people who use a code at once, only as many as it allows succeed."""
        promo = self.new_promo(uses=2)
        people = [PersonId(number) for number in range(100, 105)]
        await self.keep(
            promo, *(attrs.evolve(self.bob, id=person) for person in people)
        )

        async def use(person: PersonId) -> bool:
            async with self.store.work(person) as work:
                await work.people.get(person)
                used = await work.promos.use(promo.code, person, at=NOW)
                await work.people.get(person)
                return used

        async with asyncio.timeout(self.patience):
            used = await asyncio.gather(*map(use, people))
        async with self.store.read() as reading:
            self.assertEqual((await reading.promos.get(promo.code)).used, 2)
        self.assertEqual(sum(used), 2)

    async def test_a_claimed_job_is_claimed_once(self) -> None:
        """Of several workers that claim a due job at once, one gets it."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        until = NOW + timedelta(minutes=1)

        async def claim() -> bool:
            async with self.store.work(ANN) as work:
                fresh = await work.jobs.get(job.id)
                if fresh.due_at is None or fresh.due_at > NOW:
                    return False
                await work.jobs.save(fresh.claim(until))
                return True

        async with asyncio.timeout(self.patience):
            claims = await asyncio.gather(*(claim() for _ in range(4)))
        self.assertEqual(sum(claims), 1)

    async def test_a_snapshot_waits_for_nobody(self) -> None:
        """A snapshot can be read while a person's transaction is open and has written."""
        async with self.store.work(ANN) as work:
            await work.people.save(attrs.evolve(self.ann, username="ann"))
            async with asyncio.timeout(self.patience):
                async with self.store.read() as reading:
                    self.assertEqual(await reading.people.get(ANN), self.ann)

    async def test_a_failed_transaction_lets_the_next_one_begin(self) -> None:
        """After an exception the person's next transaction can begin."""
        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN):
                raise OnPurposeError
        async with asyncio.timeout(self.patience):
            async with self.store.work(ANN) as work:
                self.assertEqual(await work.people.get(ANN), self.ann)

    async def test_a_cancelled_transaction_lets_the_next_one_begin(self) -> None:
        """A cancelled transaction leaves nothing behind, and the next one can begin."""
        entered = asyncio.Event()

        async def hang() -> None:
            async with self.store.work(ANN) as work:
                await work.people.save(attrs.evolve(self.ann, username="ann"))
                entered.set()
                await asyncio.Event().wait()

        hanging = asyncio.create_task(hang())
        async with asyncio.timeout(self.patience):
            await entered.wait()
            hanging.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await hanging
            async with self.store.work(ANN) as work:
                self.assertEqual(await work.people.get(ANN), self.ann)
