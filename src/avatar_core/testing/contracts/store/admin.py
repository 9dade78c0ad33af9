"""Disputes, terms, admin actions, broadcasts, incidents and statistics."""

import attrs

from ....admin_log import AdminAction, AdminActionKind
from ....broadcasts import Reception
from ....disputes import DisputeStatus, Remedy
from ....errors import AlreadyExistsError, NotFoundError, StaleError
from ....ids import DisputeId
from ....incidents import IncidentKind
from ....ledger import GRANTS, HOUSE, Posting, Reason, available
from ....lifecycle import written
from ....payments import PaymentStatus
from ....people import Language
from ....prices import Term
from .case import ANN, BOB, FAMILY, NOW, SECOND, TEXT, OnPurposeError, StoreCase


class OwnerContract(StoreCase):
    """Disputes, terms, admin actions, broadcasts, incidents and statistics."""

    async def test_an_incident_is_kept_in_every_status(self) -> None:
        """An incident is read as stored, with its version; one per kind and model."""
        new = self.new_incident(IncidentKind.KEY)
        probing = new.probe(at=NOW + SECOND)
        over = probing.resolve(at=NOW + 2 * SECOND)
        again = over.report("again", at=NOW + 3 * SECOND)
        for version, state in enumerate((new, probing, over, again)):
            async with self.store.work(HOUSE) as work:
                expected = attrs.evolve(state, version=version + 1)
                put = await work.incidents.put(
                    attrs.evolve(written(state), version=version)
                )
                self.assertEqual(expected, put)
                self.assertEqual([expected], list(await work.incidents.all()))
            async with self.store.read() as reading:
                self.assertEqual([expected], list(await reading.incidents.all()))

    async def test_every_kind_of_incident_is_its_own(self) -> None:
        """Incidents of different kinds or models are independent."""
        new = [
            self.new_incident(IncidentKind.BALANCE),
            self.new_incident(IncidentKind.ENDPOINT, "a/model"),
            self.new_incident(IncidentKind.ENDPOINT, "b/model"),
            self.new_incident(IncidentKind.WEBHOOKS),
        ]
        async with self.store.work(HOUSE) as work:
            put = [await work.incidents.put(one) for one in new]
        async with self.store.read() as reading:
            kept = await reading.incidents.all()

        self.assertCountEqual(put, kept)

    async def test_a_stale_incident_is_refused(self) -> None:
        """An old version, or none, is refused."""
        new = self.new_incident(IncidentKind.KEY)
        async with self.store.work(HOUSE) as work:
            first = await work.incidents.put(new)
        async with self.store.work(HOUSE) as work:
            await work.incidents.put(written(first.probe(at=NOW)))

        for stale in (new, first):
            with self.assertRaises(StaleError):
                async with self.store.work(HOUSE) as work:
                    await work.incidents.put(stale)

    async def test_a_broadcast_is_kept_in_every_status(self) -> None:
        """A broadcast is read as saved, with its words and counts."""
        draft = self.new_broadcast()
        worded = draft.write(Language.ENGLISH, TEXT).write(Language.RUSSIAN, "<b>")
        sending = (
            worded.start(2**40, at=NOW)
            .claim(NOW + SECOND)
            .deliver(BOB, Reception.DELIVERED)
            .deliver(ANN, Reception.LEFT)
        )
        async with self.store.work(HOUSE) as work:
            await work.broadcasts.add(draft)
        for state in (
            draft,
            worded,
            sending,
            sending.finish(at=NOW),
            sending.cancel(at=NOW),
        ):
            with self.subTest(status=state.status):
                async with self.store.work(HOUSE) as work:
                    await work.broadcasts.save(written(state))
                async with self.store.read() as reading:
                    kept = await reading.broadcasts.get(draft.id)
                self.assertEqual(kept, state)

    async def test_the_longest_due_broadcast_comes_first(self) -> None:
        """An unattended broadcast is due; drafts and ended ones are not."""
        drafts = [self.new_broadcast() for _ in range(3)]
        async with self.store.work(HOUSE) as work:
            for number, draft in enumerate(drafts[:2]):
                started = draft.write(Language.ENGLISH, TEXT).start(
                    1, at=NOW - number * SECOND
                )
                await work.broadcasts.add(started)
            await work.broadcasts.add(drafts[2])
        async with self.store.read() as reading:
            due = await reading.broadcasts.due(NOW)
            none = await reading.broadcasts.due(NOW - 2 * SECOND)
        self.assertEqual(due and due.id, drafts[1].id)
        self.assertIsNone(none)

    async def test_unknown_and_doubled_broadcasts(self) -> None:
        """An id is used once, and an unknown one is not found."""
        draft = self.new_broadcast()
        async with self.store.work(HOUSE) as work:
            with self.assertRaises(NotFoundError):
                await work.broadcasts.get(draft.id)
            with self.assertRaises(NotFoundError):
                await work.broadcasts.save(draft)
            await work.broadcasts.add(draft)
            with self.assertRaises(AlreadyExistsError):
                await work.broadcasts.add(draft)

    async def test_an_empty_house_is_counted(self) -> None:
        """Before any job the totals count two people and nothing else."""
        async with self.store.read() as reading:
            stats = await reading.stats.everything(since=NOW + SECOND)
        self.assertEqual((stats.people, stats.newcomers), (2, 0))
        self.assertEqual((stats.blocked, stats.left), (0, 0))
        self.assertEqual((list(stats.jobs), dict(stats.credits)), ([], {}))
        self.assertEqual(stats.income, {})

    async def test_everything_is_counted(self) -> None:
        """People, jobs by status, credits by reason and income are totalled."""
        avatar = self.new_avatar()
        training = self.new_training(avatar)
        await self.keep(avatar, training)
        payments = [self.new_payment(status, status) for status in PaymentStatus]
        paid = [self.new_payment(currency) for currency in ("USD", "dollars")]
        dollars = [attrs.evolve(payment, currency="USD") for payment in paid]
        await self.keep(*payments, *dollars)
        async with self.store.work(ANN) as work:
            await work.people.save(attrs.evolve(self.ann, blocked_at=NOW, left_at=NOW))
            for number in range(3):
                await work.ledger.post(
                    Posting(
                        key=f"gift {number}",
                        source=GRANTS,
                        dest=available(ANN),
                        amount=10,
                        reason=Reason.GRANT,
                        at=NOW,
                    )
                )
        async with self.store.read() as reading:
            stats = await reading.stats.everything(since=NOW)
        self.assertEqual((stats.people, stats.newcomers), (2, 2))
        self.assertEqual((stats.blocked, stats.left), (1, 1))
        self.assertEqual(dict(stats.credits), {Reason.GRANT: 30})
        self.assertEqual(stats.income, {"XTR": 225, "USD": 450})
        self.assertEqual(
            [
                (each.kind, each.family, each.status, each.jobs, each.delivered)
                for each in stats.jobs
            ],
            [(training.kind, FAMILY, training.status, 1, 0)],
        )

    async def test_admin_actions_are_kept_newest_first(self) -> None:
        """Actions of every kind are read as written, page by page."""
        admin_log = [
            AdminAction(admin=ANN, what=what, subject=TEXT, at=NOW)
            for what in AdminActionKind
        ]
        admin_log.append(
            AdminAction(
                admin=ANN,
                what=AdminActionKind.TAKE,
                person=BOB,
                amount=2**40,
                currency="USD",
                why=TEXT,
                at=NOW,
            )
        )
        async with self.store.work(BOB) as work:
            for action in admin_log:
                await work.admin_log.add(action)
            newest = await work.admin_log.newest(limit=2)
        async with self.store.read() as reading:
            rest = await reading.admin_log.newest(limit=100, skip=2)
        self.assertEqual([*newest, *rest], admin_log[::-1])

    async def test_an_action_rolled_back_is_not_logged(self) -> None:
        """An action that is rolled back is not recorded."""
        with self.assertRaises(OnPurposeError):
            async with self.store.work(BOB) as work:
                await work.admin_log.add(
                    AdminAction(admin=ANN, what=AdminActionKind.BLOCK, at=NOW)
                )
                raise OnPurposeError
        async with self.store.read() as reading:
            self.assertEqual(await reading.admin_log.newest(limit=1), [])

    async def test_no_term_is_changed_at_first(self) -> None:
        """At first no term is changed."""
        async with self.store.read() as reading:
            self.assertEqual(await reading.terms.changed(), {})

    async def test_terms_are_changed_and_restored(self) -> None:
        """A term is changed, changed again and restored."""
        for value, expected in (
            (7, {Term.PICTURE: 7}),
            (0, {Term.PICTURE: 0}),
            (None, {}),
        ):
            async with self.store.work(HOUSE) as work:
                await work.terms.change(Term.PICTURE, value)
                self.assertEqual(await work.terms.changed(), expected)
            async with self.store.read() as reading:
                self.assertEqual(await reading.terms.changed(), expected)

    async def test_a_dispute_is_kept_in_every_status(self) -> None:
        """Disputes are read as written; waiting ones are listed oldest first."""
        payment = self.new_payment("charge")
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(payment, avatar, job)
        kept = [self.new_dispute(payment, status) for status in DisputeStatus]
        other = attrs.evolve(self.new_dispute(payment), payment=None, job=job.id)
        async with self.store.work(ANN) as work:
            for dispute in (*kept, other):
                await work.disputes.add(dispute)
            with self.assertRaises(AlreadyExistsError):
                await work.disputes.add(other)
        async with self.store.read() as reading:
            for dispute in kept:
                loaded = await reading.disputes.get(dispute.id, person=ANN)
                self.assertEqual(loaded, dispute)
                self.assertIs(loaded.status, dispute.status)
            with self.assertRaises(NotFoundError):
                await reading.disputes.get(other.id, person=BOB)
            with self.assertRaises(NotFoundError):
                await reading.disputes.get(DisputeId(self.ids()))
            waiting = await reading.disputes.waiting(limit=9)
            self.assertEqual(list(waiting), [kept[0], other])
            self.assertEqual(list(await reading.disputes.waiting(limit=1)), kept[:1])
            self.assertEqual(await reading.disputes.waiting_count(), 2)
            self.assertEqual(await reading.disputes.open_count(ANN), 2)
            self.assertEqual(await reading.disputes.open_count(BOB), 0)

    async def test_a_changed_dispute_is_kept(self) -> None:
        """Saving changes the answer, not the complaint; stale is refused."""
        payment = self.new_payment("charge")
        await self.keep(payment)
        dispute = self.new_dispute(payment)
        async with self.store.work(ANN) as work:
            await work.disputes.add(dispute)
        for remedy in Remedy:
            after = dispute.answer(remedy, reply=None, admin=BOB, at=NOW + SECOND)
            async with self.store.work(ANN) as work:
                wrong = attrs.evolve(after, words="x", person=BOB)
                await work.disputes.save(wrong)
            async with self.store.work(ANN) as work:
                loaded = await work.disputes.get(dispute.id)
                self.assertEqual(loaded, attrs.evolve(after, version=after.version + 1))
                with self.assertRaises(StaleError):
                    await work.disputes.save(after)
            dispute = attrs.evolve(dispute, version=dispute.version + 1)
