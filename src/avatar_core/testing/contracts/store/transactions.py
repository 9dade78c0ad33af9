"""Transactions, the audit trail, and the blobs to delete."""

from datetime import timedelta
from uuid import UUID

import attrs

from ....audit import AuditEntry, Entity
from ....avatars import Avatar, AvatarEvent, AvatarStatus
from ....errors import NotFoundError
from ....incidents import IncidentKind
from ....jobs import Job, JobEvent, JobStatus
from ....ledger import GRANTS, HOUSE, Balance, Hold, HoldEvent, HoldStatus, available
from ....lifecycle import written
from ....payments import PaymentEvent, PaymentStatus
from ....photos import Photo
from ....ports import Work
from .case import ANN, NOBODY, NOW, SECOND, TEXT, OnPurposeError, StoreCase, add


class TransactionsContract(StoreCase):
    """Transactions, the audit trail, and the blobs to delete."""

    async def test_a_move_is_not_saved_before_it_is_written_down(self) -> None:
        """An aggregate is refused until its moves are in the audit trail."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        payment = self.new_payment("charge")
        hold = Hold(job=job.id, person=ANN, amount=job.price)
        broadcast = self.new_broadcast()
        incident = self.new_incident(IncidentKind.KEY)
        async with self.store.work(ANN) as work:
            await work.broadcasts.add(broadcast)
            for refused in (
                work.avatars.save(avatar.delete(at=NOW)),
                work.jobs.save(job.cancel(at=NOW)),
                work.payments.save(payment.refund(at=NOW)),
                work.ledger.save_hold(hold.release()),
                work.broadcasts.save(broadcast.cancel(at=NOW)),
                work.incidents.put(incident.resolve(at=NOW)),
            ):
                with self.assertRaises(ValueError):
                    await refused

    async def test_the_audit_trail_is_kept(self) -> None:
        """Every event and status is read as written, by entity and in order."""
        avatar, job = self.ids(), self.ids()
        entries = [
            _entry(entity, id_, event, status, status)
            for entity, id_, events, statuses in (
                (Entity.AVATAR, avatar, AvatarEvent, AvatarStatus),
                (Entity.JOB, job, JobEvent, JobStatus),
                (Entity.HOLD, job, HoldEvent, HoldStatus),
                (Entity.PAYMENT, self.ids(), PaymentEvent, PaymentStatus),
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
            of_job = await reading.audit.of(job)
            self.assertEqual(list(await reading.audit.of(self.ids())), [])
            self.assertEqual(list(await reading.audit.of()), [])
        self.assertEqual(list(loaded), entries)
        self.assertEqual(list(of_job), [one for one in entries if one.id == job])
        for entry, expected in zip(loaded, entries, strict=True):
            self.assertIs(entry.entity, expected.entity)
            self.assertIs(entry.event, expected.event)
            self.assertIs(entry.source, expected.source)
            self.assertEqual(entry.at.utcoffset(), timedelta(0))

    async def test_scheduled_deletions(self) -> None:
        """Due keys are listed, the longest due first."""
        async with self.store.work(HOUSE) as work:
            await work.deletions.add([TEXT], at=NOW)
            await work.deletions.add(["first"], at=NOW - 2 * SECOND)
            await work.deletions.add({"second"}, at=NOW - SECOND)
            await work.deletions.add(["later"], at=NOW + SECOND)
            await work.deletions.add([], at=NOW)
        async with self.store.work(HOUSE) as work:
            self.assertEqual(
                list(await work.deletions.due(NOW, limit=9)), ["first", "second", TEXT]
            )
            self.assertEqual(
                list(await work.deletions.due(NOW, limit=2)), ["first", "second"]
            )

    async def test_the_earlier_of_two_times_wins(self) -> None:
        """A key added twice is due at the earlier time, whatever the order."""
        async with self.store.work(ANN) as work:
            await work.deletions.add(["a", "b"], at=NOW)
            await work.deletions.add(["a"], at=NOW - SECOND)
            await work.deletions.add(["b"], at=NOW + SECOND)
        async with self.store.work(ANN) as work:
            before = await work.deletions.due(NOW - SECOND, limit=9)
            self.assertEqual(list(before), ["a"])
            self.assertEqual(list(await work.deletions.due(NOW, limit=9)), ["a", "b"])

    async def test_a_forgotten_blob_is_not_due(self) -> None:
        """Forgotten keys are not due; forgetting unknown ones does nothing."""
        keys = [f"key {number}" for number in range(500)]
        async with self.store.work(ANN) as work:
            await work.deletions.add(keys, at=NOW)
        async with self.store.work(HOUSE) as work:
            await work.deletions.forget([*keys[1:], "unknown"])
            await work.deletions.forget([])
        async with self.store.work(HOUSE) as work:
            self.assertEqual(list(await work.deletions.due(NOW, limit=999)), keys[:1])
            await work.deletions.add(keys[1:2], at=NOW)
            self.assertEqual(len(await work.deletions.due(NOW, limit=999)), 2)

    async def test_a_failed_work_leaves_nothing(self) -> None:
        """An exception is raised to the caller and undoes the whole work."""
        known = self.new_avatar(status=AvatarStatus.FAILED)
        photo = self.new_photo(known)
        await self.keep(known, photo)
        fresh = self.new_avatar()
        job = self.new_generation(fresh)
        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN) as work:
                await _write_everywhere(
                    work, self, known=known, photo=photo, fresh=fresh, job=job
                )
                self.assertEqual((await work.people.get(ANN)).main_avatar, known.id)
                self.assertEqual(await work.ledger.balance(ANN), Balance(100, 0))
                raise OnPurposeError
        await self.assert_avatar(known)
        async with self.store.work(ANN) as work:
            self.assertEqual(await work.people.get(ANN), self.ann)
            with self.assertRaises(NotFoundError):
                await work.people.get(NOBODY)
            self.assertEqual(list(await work.avatars.of(ANN)), [known])
            self.assertEqual(list(await work.photos.of(known.id)), [photo])
            with self.assertRaises(NotFoundError):
                await work.jobs.get(job.id)
            self.assertEqual(list(await work.pictures.of(job.id)), [])
            self.assertEqual(await work.ledger.balance(ANN), Balance(0, 0))
            self.assertEqual(await work.ledger.total(GRANTS), 0)
            self.assertEqual(list(await work.ledger.postings(ANN, limit=9)), [])
            with self.assertRaises(NotFoundError):
                await work.ledger.hold(job.id)
            self.assertEqual(list(await work.audit.of(known.id)), [])
            self.assertEqual(list(await work.deletions.due(NOW, limit=9)), [])

    async def test_a_work_that_ends_is_kept(self) -> None:
        """A work that ends without an exception is stored as a whole."""
        known = self.new_avatar(status=AvatarStatus.FAILED)
        photo = self.new_photo(known)
        await self.keep(known, photo)
        fresh = self.new_avatar(after=SECOND)
        job = self.new_generation(fresh)
        async with self.store.work(ANN) as work:
            await _write_everywhere(
                work, self, known=known, photo=photo, fresh=fresh, job=job
            )
        async with self.store.work(ANN) as work:
            self.assertEqual((await work.people.get(ANN)).main_avatar, known.id)
            self.assertEqual((await work.people.get(NOBODY)).id, NOBODY)
            names = [avatar.name for avatar in await work.avatars.of(ANN)]
            self.assertEqual(names, ["changed", TEXT])
            self.assertEqual(list(await work.photos.of(known.id)), [])
            self.assertEqual((await work.jobs.get(job.id)).starts, 1)
            self.assertEqual(len(await work.pictures.of(job.id)), 1)
            self.assertEqual(await work.ledger.balance(ANN), Balance(100, 0))
            hold = await work.ledger.hold(job.id)
            self.assertIs(hold.status, HoldStatus.RELEASED)
            self.assertEqual(len(await work.audit.of(known.id)), 1)
            self.assertEqual(list(await work.deletions.due(NOW, limit=9)), ["key"])

    async def test_a_failed_work_wakes_nobody(self) -> None:
        """A work that is rolled back wakes no worker."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        job = self.new_training(avatar)
        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN) as work:
                await work.jobs.add(job)
                work.enqueue(job.id)
                raise OnPurposeError
        self.assertEqual(list(await self.woken()), [])

    async def test_workers_are_woken_after_the_commit(self) -> None:
        """Workers are woken after the commit, in order."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        one, two = self.new_training(avatar), self.new_generation(avatar)
        async with self.store.work(ANN) as work:
            await add(work, one, two)
            work.enqueue(one.id)
            work.enqueue(two.id, after=5 * SECOND)
            self.assertEqual(list(await self.woken()), [])
        self.assertEqual(
            list(await self.woken()), [(one.id, timedelta(0)), (two.id, 5 * SECOND)]
        )

    async def test_what_is_not_committed_is_not_seen(self) -> None:
        """A look sees only what was committed, without waiting."""
        avatar = self.new_avatar()
        async with self.store.work(ANN) as work:
            await work.avatars.add(avatar)
            self.assertEqual(list(await work.avatars.of(ANN)), [avatar])
            async with self.store.read() as reading:
                self.assertEqual(list(await reading.avatars.of(ANN)), [])
        await self.assert_avatar(avatar)

    async def test_a_look_is_consistent(self) -> None:
        """A commit during a look is seen only by the next one."""
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            await self.keep(self.new_avatar())
            await self.grant(ANN, 5)
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            self.assertEqual(await reading.ledger.balance(ANN), Balance(0, 0))
        async with self.store.read() as reading:
            self.assertEqual(len(await reading.avatars.of(ANN)), 1)
            self.assertEqual(await reading.ledger.balance(ANN), Balance(5, 0))


def _entry(
    entity: Entity,
    id_: UUID,
    event: AvatarEvent | JobEvent | HoldEvent | PaymentEvent,
    source: AvatarStatus | JobStatus | HoldStatus | PaymentStatus,
    dest: AvatarStatus | JobStatus | HoldStatus | PaymentStatus,
) -> AuditEntry:
    return AuditEntry(
        entity=entity,
        id=id_,
        event=event,
        source=source,
        dest=dest,
        at=NOW,
        why=TEXT,
    )


async def _write_everywhere(
    work: Work,
    case: StoreCase,
    *,
    known: Avatar,
    photo: Photo,
    fresh: Avatar,
    job: Job,
) -> None:
    """Make one change of every kind."""
    await work.people.add(attrs.evolve(case.ann, id=NOBODY))
    await work.people.save(case.ann.prefers(known.id))
    await work.avatars.save(attrs.evolve(known, name="changed"))
    await work.avatars.add(fresh)
    await work.photos.remove(photo.id)
    await work.photos.add(case.new_photo(fresh))
    await work.jobs.add(job)
    await work.jobs.save(job.claim(NOW))
    await work.pictures.add([case.new_picture(job)])
    hold = Hold(job=job.id, person=ANN, amount=job.price)
    await work.ledger.add_hold(hold)
    await work.ledger.save_hold(written(hold.release()))
    await work.ledger.post(case.new_posting("grant", GRANTS, available(ANN), 100))
    await work.audit.add(
        _entry(
            Entity.AVATAR,
            known.id,
            AvatarEvent.RENAME,
            AvatarStatus.FAILED,
            AvatarStatus.FAILED,
        )
    )
    await work.incidents.put(case.new_incident(IncidentKind.BALANCE))
    await work.deletions.add(["key"], at=NOW)
