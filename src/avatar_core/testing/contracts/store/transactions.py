"""Transactions, alone and at once, the audit trail, and the blobs to delete."""

import asyncio

from datetime import timedelta

import attrs

from ....audit import AuditEntry, Entity
from ....avatars import AvatarEvent, AvatarStatus
from ....broadcasts import BroadcastEvent, BroadcastStatus
from ....errors import InsufficientCreditsError, NotFoundError
from ....ids import JobId, PersonId
from ....incidents import IncidentEvent, IncidentKind, IncidentStatus
from ....job_lifecycle import JobEvent, JobStatus
from ....ledger import (
    GRANTS,
    HOUSE,
    Balance,
    Hold,
    HoldEvent,
    HoldStatus,
    available,
    held,
)
from ....payments import PaymentEvent, PaymentStatus
from ....ports import Wake, Work
from .case import ANN, NOBODY, NOW, SECOND, TEXT, OnPurposeError, StoreCase
from .rows import Row, add, load, save


class TransactionsContract(StoreCase):
    """Transactions, the audit trail, and the blobs to delete."""

    async def test_the_audit_trail_is_kept(self) -> None:
        """Every event and status is read as written, by entity and in order."""
        avatar, job = self.ids(), self.ids()
        entries = [
            AuditEntry(
                entity=entity,
                id=id_,
                event=event,
                source=status,
                dest=status,
                at=NOW,
                why=TEXT,
            )
            for entity, id_, events, statuses in (
                (Entity.AVATAR, avatar, AvatarEvent, AvatarStatus),
                (Entity.JOB, job, JobEvent, JobStatus),
                (Entity.HOLD, job, HoldEvent, HoldStatus),
                (Entity.PAYMENT, self.ids(), PaymentEvent, PaymentStatus),
                (Entity.BROADCAST, self.ids(), BroadcastEvent, BroadcastStatus),
                (Entity.INCIDENT, self.ids(), IncidentEvent, IncidentStatus),
                (Entity.AVATAR, avatar, AvatarEvent, [AvatarStatus.CANCELLED]),
            )
            for event in events
            for status in statuses
        ]
        ids = {entry.id for entry in entries}
        async with self.store.work(ANN) as work:
            for entry in entries:
                await work.audit.add(entry)
            self.assertEqual(list(await work.audit.of(*ids)), entries)
        async with self.store.read() as reading:
            loaded = await reading.audit.of(*ids)
            self.assertEqual(repr(list(loaded)), repr(entries))
            of_job = await reading.audit.of(job)
            self.assertEqual(list(of_job), [one for one in entries if one.id == job])
            self.assertEqual(list(await reading.audit.of(self.ids())), [])
            self.assertEqual(list(await reading.audit.of()), [])

    async def test_scheduled_deletions(self) -> None:
        """Due keys are listed, the longest due first; the earlier of two times wins."""
        async with self.store.work(HOUSE) as work:
            for key, seconds in (
                (TEXT, 0),
                ("first", -2),
                ("second", -1),
                ("later", 1),
                ("second", 3),
                (TEXT, -0.5),
            ):
                await work.deletions.add([key], at=NOW + seconds * SECOND)
            await work.deletions.add([], at=NOW)
        async with self.store.work(HOUSE) as work:
            for seconds, limit, expected in (
                (0, 9, ["first", "second", TEXT]),
                (0, 2, ["first", "second"]),
                (-1, 9, ["first", "second"]),
                (1, 9, ["first", "second", TEXT, "later"]),
            ):
                due = await work.deletions.due(NOW + seconds * SECOND, limit=limit)
                self.assertEqual(list(due), expected)

    async def test_a_forgotten_blob_is_not_due(self) -> None:
        """Forgotten keys are not due; forgetting unknown ones does nothing."""
        keys = [f"key {number}" for number in range(500)]
        async with self.store.work(ANN) as work:
            await work.deletions.add(set(keys), at=NOW)
        async with self.store.work(HOUSE) as work:
            await work.deletions.forget([*keys[1:], "unknown"])
            await work.deletions.forget([])
        async with self.store.work(HOUSE) as work:
            self.assertEqual(list(await work.deletions.due(NOW, limit=999)), keys[:1])
            await work.deletions.add(keys[1:2], at=NOW)
            self.assertEqual(len(await work.deletions.due(NOW, limit=999)), 2)

    async def test_a_transaction_is_kept_as_a_whole_or_not_at_all(self) -> None:
        """An exception undoes all changes and is raised; without one all are kept."""
        known = self.new_avatar(status=AvatarStatus.FAILED)
        photo = self.new_photo(known)
        await self.keep(known, photo)
        fresh = self.new_avatar()
        job, grant = (
            self.new_generation(fresh),
            self.new_posting("grant", GRANTS, available(ANN), 100),
        )
        hold = Hold(job=job.id, person=ANN, amount=job.price)
        added: list[Row] = [attrs.evolve(self.ann, id=NOBODY), fresh, job, hold, grant]
        added += [self.new_photo(fresh), self.new_picture(job)]
        added.append(self.new_incident(IncidentKind.BALANCE))
        changed: list[Row] = [self.ann.prefers(known.id), job.claim(NOW)]
        changed += [attrs.evolve(known, name="changed"), hold.release()]

        async def write_everywhere(*, fail: bool) -> None:
            async with self.store.work(ANN) as work:
                for row in added:
                    await add(work, row)
                for row in changed:
                    await save(work, row)
                await work.photos.remove(photo.id)
                await work.deletions.add(["key"], at=NOW)
                self.assertEqual(await work.ledger.balance(ANN), Balance(100, 0, 100))
                if fail:
                    raise OnPurposeError

        with self.assertRaises(OnPurposeError):
            await write_everywhere(fail=True)
        await self.assert_kept(self.ann, known, photo)
        async with self.store.work(ANN) as work:
            for row in added:
                with self.assertRaises((NotFoundError, StopIteration, RuntimeError)):
                    await load(work, row)
            self.assertEqual(await work.ledger.balance(ANN), Balance(0, 0))
            self.assertEqual(await work.ledger.total(GRANTS), 0)
            self.assertEqual(list(await work.deletions.due(NOW, limit=9)), [])
        await write_everywhere(fail=False)
        async with self.store.work(ANN) as work:
            for row in added:
                await load(work, row)
            self.assertEqual((await work.people.get(ANN)).main_avatar, known.id)
            names = [avatar.name for avatar in await work.avatars.of(ANN)]
            self.assertEqual(names, ["changed", TEXT])
            self.assertEqual(list(await work.photos.of(known.id)), [])
            self.assertEqual((await work.jobs.get(job.id)).starts, 1)
            released = await work.ledger.hold(job.id)
            self.assertIs(released.status, HoldStatus.RELEASED)
            self.assertEqual(await work.ledger.balance(ANN), Balance(100, 0, 100))
            self.assertEqual(list(await work.deletions.due(NOW, limit=9)), ["key"])

    async def test_workers_are_woken_after_the_commit(self) -> None:
        """Workers are woken in order after the commit, and never by a failed transaction."""
        avatar = self.new_avatar()
        one, two = self.new_training(avatar), self.new_generation(avatar)
        await self.keep(avatar, one, two)
        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN) as work:
                work.enqueue(two.id)
                raise OnPurposeError
        async with self.store.work(ANN) as work:
            work.enqueue(one.id)
            work.enqueue(two.id, after=5 * SECOND, to_send=True)
            self.assertEqual(list(await self.woken()), [])
        expected = [Wake(one.id), Wake(two.id, 5 * SECOND, to_send=True)]
        self.assertEqual(list(await self.woken()), expected)

    async def test_what_is_not_committed_is_not_seen(self) -> None:
        """A snapshot shows only what was committed, without waiting."""
        avatar = self.new_avatar()
        async with self.store.work(ANN) as work:
            await work.avatars.add(avatar)
            self.assertEqual(list(await work.avatars.of(ANN)), [avatar])
            seen = await self.read(lambda rows: rows.avatars.of(ANN))
            self.assertEqual(list(seen), [])
        await self.assert_kept(avatar)

    async def test_a_snapshot_is_consistent(self) -> None:
        """A commit while a snapshot is open is seen only by the next one."""
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            await self.keep(self.new_avatar())
            await self.grant(ANN, 5)
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            self.assertEqual(await reading.ledger.balance(ANN), Balance(0, 0))
        async with self.store.read() as reading:
            self.assertEqual(len(await reading.avatars.of(ANN)), 1)
            self.assertEqual(await reading.ledger.balance(ANN), Balance(5, 0, 5))


class ConcurrencyContract(StoreCase):
    """What a store promises about concurrent transactions."""

    #: Seconds after which a waiting store fails instead of hanging.
    patience: float = 30

    async def test_transactions_of_one_person_wait_for_one_another(self) -> None:
        """At most one is open at any time, whether it names the person or their job."""
        avatar = self.new_avatar()
        job = self.new_generation(avatar)
        await self.keep(avatar, job)
        inside = most = 0

        async def visit(work: Work) -> None:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            for _ in range(3):
                await work.people.get(ANN)
            inside -= 1

        async def visit_person() -> None:
            async with self.store.work(ANN) as work:
                await visit(work)

        async def visit_job(name: JobId | str) -> None:
            async with self.store.work_on(name) as (work, found):
                self.assertEqual(found, job)
                await visit(work)

        async with asyncio.timeout(self.patience):
            visits = (visit_person(), visit_job(job.id), visit_job(job.token))
            await asyncio.gather(*visits, visit_person(), visit_job(job.id))
        self.assertEqual(most, 1)

    async def test_no_transaction_on_an_unknown_job(self) -> None:
        """There is none, and nobody waits for it afterwards."""
        for name in (JobId(self.ids()), "unknown"):
            with self.assertRaises(NotFoundError):
                async with self.store.work_on(name):
                    self.fail("there is such a job")
        async with asyncio.timeout(self.patience):
            await self.keep(self.new_avatar())

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
        self.assertEqual(balance, Balance(available=20, held=50, bonus=20))

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
        self.assertEqual(balance, Balance(available=45, held=25, bonus=45))

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

    async def test_a_day_keeps_its_limit(self) -> None:
        """What is counted for a day at once, or rolled back, never exceeds the most."""
        today, tomorrow = NOW.date(), NOW.date() + timedelta(days=1)

        async def count(person: int, amount: int = 10, most: int = 25) -> bool:
            async with self.store.work(PersonId(person)) as work:
                counted = await work.ledger.within_day(today, amount, most=most)
                await work.ledger.balance(ANN)
                return counted

        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN) as work:
                self.assertIs(await work.ledger.within_day(today, 25, most=25), True)
                raise OnPurposeError
        async with asyncio.timeout(self.patience):
            counts = await asyncio.gather(*map(count, range(100, 105)))
        self.assertEqual(sum(counts), 2)
        self.assertIs(await count(100, 6), False)
        self.assertIs(await count(100, 5), True)
        self.assertIs(await count(100, 1, most=26), True)
        async with self.store.work(ANN) as work:
            for amount, counted in ((26, False), (25, True), (1, False)):
                within = await work.ledger.within_day(tomorrow, amount, most=25)
                self.assertIs(within, counted)

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
