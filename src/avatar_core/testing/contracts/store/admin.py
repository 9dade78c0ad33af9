"""Disputes, terms, admin actions, broadcasts, incidents and statistics."""

import attrs

from ....admin_log import AdminAction, AdminActionKind
from ....disputes import Remedy
from ....incidents import IncidentKind
from ....ledger import GRANTS, HOUSE, Reason, available
from ....payments import PaymentStatus
from ....people import Language
from ....prices import Term
from ....stats import JobStats, Stats
from .case import ANN, BOB, FAMILY, NOW, SECOND, TEXT, OnPurposeError, StoreCase


class AdminContract(StoreCase):
    """Disputes, terms, admin actions, broadcasts, incidents and statistics."""

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
            self.assertCountEqual(put, await work.incidents.all())
        kept = await self.read(lambda rows: rows.incidents.all())
        self.assertCountEqual(put, kept)

    async def test_the_longest_due_broadcast_comes_first(self) -> None:
        """An unattended broadcast is due; drafts and ended ones are not."""
        draft, first, second = (self.new_broadcast() for _ in range(3))
        written = [one.write(Language.ENGLISH, TEXT) for one in (first, second)]
        started = [
            one.start(1, at=NOW - number * SECOND) for number, one in enumerate(written)
        ]
        await self.keep(draft, *started)
        async with self.store.read() as reading:
            due = await reading.broadcasts.due(NOW)
            none = await reading.broadcasts.due(NOW - 2 * SECOND)
        self.assertEqual((due, none), (started[1], None))

    async def test_an_empty_store_is_counted(self) -> None:
        """Before any job the totals count two people and nothing else."""
        stats = await self.read(lambda rows: rows.stats.everything(since=NOW + SECOND))
        nothing = Stats(
            people=2, newcomers=0, blocked=0, left=0, jobs=[], credits={}, income={}
        )
        self.assertEqual(attrs.evolve(stats, jobs=list(stats.jobs)), nothing)

    async def test_everything_is_counted(self) -> None:
        """People, jobs by status, credits by reason and income are totalled."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.save(attrs.evolve(self.ann, blocked_at=NOW, left_at=NOW))
        await self.keep(
            avatar,
            job,
            *(self.new_payment(status, status) for status in PaymentStatus),
            *(self.new_payment(charge, currency="USD") for charge in ("a", "b")),
            *(
                self.new_posting(key, GRANTS, available(ANN), 10, reason=Reason.GRANT)
                for key in "abc"
            ),
        )
        stats = await self.read(lambda rows: rows.stats.everything(since=NOW))
        counted = JobStats(
            kind=job.kind, family=FAMILY, status=job.status, jobs=1, delivered=0
        )
        self.assertEqual(
            attrs.evolve(stats, jobs=list(stats.jobs)),
            Stats(
                people=2,
                newcomers=2,
                blocked=1,
                left=1,
                jobs=[counted],
                credits={Reason.GRANT: 30},
                income={"XTR": 225, "USD": 450},
            ),
        )

    async def test_admin_actions_are_kept_newest_first(self) -> None:
        """Actions of every kind are read as written, page by page."""
        actions = [
            AdminAction(admin=ANN, what=what, subject=TEXT, at=NOW)
            for what in AdminActionKind
        ]
        actions.append(
            attrs.evolve(actions[0], person=BOB, amount=2**40, currency="USD", why=TEXT)
        )
        async with self.store.work(BOB) as work:
            for action in actions:
                await work.admin_log.add(action)
            newest = await work.admin_log.newest(limit=2)
        with self.assertRaises(OnPurposeError):
            async with self.store.work(BOB) as work:
                await work.admin_log.add(actions[0])
                raise OnPurposeError
        rest = await self.read(lambda rows: rows.admin_log.newest(limit=100, skip=2))
        self.assertEqual(repr([*newest, *rest]), repr(actions[::-1]))

    async def test_terms_are_changed_and_restored(self) -> None:
        """A term is unchanged at first, then changed, changed again and restored."""
        self.assertEqual(await self.read(lambda rows: rows.terms.changed()), {})
        for value, expected in (
            (7, {Term.PICTURE: 7}),
            (0, {Term.PICTURE: 0}),
            (None, {}),
        ):
            async with self.store.work(HOUSE) as work:
                await work.terms.change(Term.PICTURE, value)
                self.assertEqual(await work.terms.changed(), expected)
            changed = await self.read(lambda rows: rows.terms.changed())
            self.assertEqual(changed, expected)

    async def test_open_disputes_are_listed_and_counted(self) -> None:
        """Unanswered disputes are listed oldest first, and counted."""
        payment = self.new_payment("charge")
        first, second, answered = (self.new_dispute(payment) for _ in range(3))
        answered = answered.answer(Remedy.WORDS, reply=TEXT, admin=BOB, at=NOW)
        await self.keep(payment, first, answered, second)
        async with self.store.read() as reading:
            for limit in (9, 1):
                waiting = await reading.disputes.waiting(limit=limit)
                self.assertEqual(list(waiting), [first, second][:limit])
            self.assertEqual(await reading.disputes.waiting_count(), 2)
            self.assertEqual(await reading.disputes.open_count(ANN), 2)
            self.assertEqual(await reading.disputes.open_count(BOB), 0)
