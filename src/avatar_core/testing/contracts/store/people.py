"""People, promo codes, notices, disputes, and what admins do."""

from collections.abc import Awaitable, Callable, Collection, Sequence

import attrs

from ....admin_log import AdminAction, AdminActionKind
from ....broadcasts import Part, Payers
from ....disputes import Remedy
from ....errors import AlreadyExistsError
from ....ids import JobId, PersonId
from ....incidents import IncidentKind
from ....ledger import GRANTS, HOUSE, Reason, available
from ....notices import Notice, NoticeKind, answer_to, opening_of
from ....payments import PaymentStatus
from ....people import Language, Seen
from ....ports import Reading
from ....prices import Term
from ....stats import JobStats, Stats
from .case import (
    ANN,
    BOB,
    EVERYBODY,
    FAMILY,
    NOBODY,
    NOW,
    SECOND,
    TEXT,
    OnPurposeError,
    StoreCase,
)


class PeopleContract(StoreCase):
    """The people, the promo codes and the notices; what waits while people are away."""

    async def test_people_are_found_by_name(self) -> None:
        """A username finds everybody who has it, the newest first."""
        named = attrs.evolve(self.ann, username="ann_42", left_at=NOW)
        later = attrs.evolve(named, id=NOBODY, created_at=NOW + SECOND)
        await self.save(named)
        await self.keep(later)
        async with self.store.read() as reading:
            found = await reading.people.named("ann_42")
            self.assertEqual(list(found), [later, named])
            self.assertEqual(list(await reading.people.named("ann")), [])

    async def test_people_are_found_by_the_beginning_of_a_name(self) -> None:
        """Large and small letters of any script match, and the list is by name."""
        anna = attrs.evolve(self.ann, name="Анна Петрова", username="anna")
        await self.save(anna)
        twin = attrs.evolve(anna, id=NOBODY, name="АННА Иванова")
        await self.keep(twin, attrs.evolve(anna, id=PersonId(10), name="Жанна"))
        await self.assert_kept(twin)
        async with self.store.read() as reading:
            for name in ("анна", "Анна "):
                found = await reading.people.called(name, limit=9)
                self.assertEqual(list(found), [twin, anna])
            some = await reading.people.called("АНН", limit=1)
            self.assertEqual(list(some), [twin])
            self.assertEqual(list(await reading.people.called("нна", limit=9)), [])

    async def test_everybody_is_listed_newest_first(self) -> None:
        """The newest people come first, also those without a name."""
        later = attrs.evolve(self.ann, id=NOBODY, created_at=NOW + SECOND)
        await self.keep(later)
        async with self.store.read() as reading:
            newest = await reading.people.newest(limit=1)
            rest = await reading.people.newest(limit=9, skip=1)
        self.assertEqual(list(newest), [later])
        self.assertEqual({each.id for each in rest}, {ANN, BOB})

    async def test_the_audience_of_a_broadcast(self) -> None:
        """The audience leaves out the blocked, the absent and the quiet, in order of ids."""
        await self.keep(
            attrs.evolve(self.ann, id=PersonId(10), blocked_at=NOW),
            attrs.evolve(self.ann, id=PersonId(11), left_at=NOW),
            attrs.evolve(self.ann, id=PersonId(12), quiet=True),
            attrs.evolve(self.ann, id=PersonId(13)),
        )
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.audience_count(EVERYBODY), 3)
        self.assertEqual(await self._audience(EVERYBODY), [BOB, 13, ANN])
        self.assertEqual(await self._audience(EVERYBODY, among=1), [BOB, 13, ANN])

    async def _audience(self, part: Part, among: int = 9) -> Sequence[PersonId]:
        """Return the people of a part, one after another, as a broadcast finds them."""
        found: list[PersonId] = []
        last: PersonId | None = PersonId(0)
        while last is not None:
            async with self.store.read() as reading:
                person, last = await reading.people.next_of(
                    part, after=last, among=among
                )
            if person is not None:
                found.append(person.id)
                last = person.id
        return found

    async def test_a_part_of_the_audience(self) -> None:
        """A part is of some languages, of who paid or not, and of the long idle."""
        avatar, paid = self.new_avatar(), self.new_payment("paid")
        new = attrs.evolve(self.ann, id=PersonId(13), created_at=NOW + SECOND)
        await self.keep(paid, avatar, self.new_training(avatar), new)
        refunded = self.new_payment("back", PaymentStatus.REFUNDED, person=BOB)
        await self.keep(refunded, person=BOB)
        english = attrs.evolve(EVERYBODY, languages={Language.ENGLISH})
        later = NOW + SECOND
        parts: Sequence[tuple[Part, list[int]]] = (
            (EVERYBODY, [BOB, 13, ANN]),
            (english, [13, ANN]),
            (attrs.evolve(english, languages={Language.GERMAN}), []),
            (attrs.evolve(EVERYBODY, payers=Payers.PAID), [ANN]),
            (attrs.evolve(EVERYBODY, payers=Payers.UNPAID), [BOB, 13]),
            (attrs.evolve(EVERYBODY, idle_since=NOW), []),
            (attrs.evolve(EVERYBODY, idle_since=later), [BOB, ANN]),
            (attrs.evolve(english, idle_since=later), [ANN]),
        )
        for part, people in parts:
            self.assertEqual(await self._audience(part), people)
            async with self.store.read() as reading:
                count = await reading.people.audience_count(part)
            self.assertEqual(count, len(people))
        await self.save(attrs.evolve(self.ann, language=Language.GERMAN))
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.audience_count(english), 1)

    async def test_promo_codes_are_listed_newest_first(self) -> None:
        """The newest codes are listed, stopped ones included."""
        first = attrs.evolve(self.new_promo("A"), valid_until=NOW + SECOND)
        second = self.new_promo()
        await self.keep(first, second)
        async with self.store.work(HOUSE) as work:
            await work.promos.stop("A", at=NOW + SECOND)
        stopped = attrs.evolve(first, stopped_at=NOW + SECOND)
        await self.assert_kept(stopped, second)
        async with self.store.read() as reading:
            for limit in (9, 1):
                newest = await reading.promos.newest(limit=limit)
                self.assertEqual(list(newest), [second, stopped][:limit])

    async def test_a_promo_code_is_used_once_each(self) -> None:
        """A person uses a code once, and only as many people as it allows."""
        promo = self.new_promo(uses=2)
        await self.keep(promo)
        async with self.store.work(ANN) as work:
            self.assertIs(await work.promos.used_by(ANN, promo.code), False)
            self.assertIs(await work.promos.use(promo.code, ANN, at=NOW), True)
            with self.assertRaises(AlreadyExistsError):
                await work.promos.use(promo.code, ANN, at=NOW)
        async with self.store.read() as reading:
            self.assertIs(await reading.promos.used_by(ANN, promo.code), True)
            self.assertIs(await reading.promos.used_by(BOB, promo.code), False)
            self.assertEqual((await reading.promos.get(promo.code)).used, 1)

    async def test_a_use_that_is_rolled_back_is_free_again(self) -> None:
        """A use that is rolled back does not count."""
        promo = self.new_promo()
        await self.keep(promo)
        with self.assertRaises(OnPurposeError):
            async with self.store.work(ANN) as work:
                await work.promos.use(promo.code, ANN, at=NOW)
                raise OnPurposeError
        async with self.store.work(BOB) as work:
            self.assertIs(await work.promos.use(promo.code, BOB, at=NOW), True)

    async def test_friends_are_counted(self) -> None:
        """The people whom a person has invited are counted."""
        await self.keep(attrs.evolve(self.ann, id=NOBODY, referrer=BOB, bounty=50))
        async with self.store.read() as reading:
            self.assertEqual(await reading.people.brought_by(BOB), 1)
            self.assertEqual(await reading.people.brought_by(ANN), 0)

    async def test_notices_wait_until_they_are_told(self) -> None:
        """Notices are read as written, the longest due first; a key is used once."""
        avatar = self.new_avatar()
        first, second, third = (
            Notice(
                key=f"{what}",
                person=ANN,
                what=what,
                avatar=avatar.id if number == 0 else None,
                amount=number,
                why="because",
                due_at=NOW + number * SECOND,
            )
            for number, what in enumerate(list(NoticeKind)[:3])
        )
        await self.keep(avatar)
        async with self.store.work(BOB) as work:
            for notice in (third, second, first, attrs.evolve(first, amount=9)):
                await work.notices.add(notice)
        for limit in (9, 1):
            due = await self._due(1, limit)
            self.assertEqual(repr(due), repr([first, second][:limit]))
        later = first.retry_later(NOW + 3 * SECOND)
        async with self.store.work(ANN) as work:
            await work.notices.save(attrs.evolve(later, amount=9))
            removed = [
                await work.notices.remove(key)
                for key in (second.key, second.key, "unknown")
            ]
            await work.notices.save(second)
        self.assertEqual(removed, [True, False, False])
        self.assertEqual(await self._due(3), [third, later])
        async with self.store.work(ANN) as work:
            claims = [
                await work.notices.claim(notice, until=NOW + 9 * SECOND)
                for notice in (later, later, second)
            ]
        self.assertEqual(claims, [True, False, False])
        self.assertEqual(await self._due(3), [third])
        claimed = attrs.evolve(later, due_at=NOW + 9 * SECOND)
        self.assertEqual(await self._due(9), [third, claimed])

    async def _due(self, seconds: int, limit: int = 9) -> list[Notice]:
        """Return the notices that are due so many *seconds* after NOW."""
        async with self.store.read() as reading:
            due = await reading.notices.due(NOW + seconds * SECOND, limit=limit)
        return list(due)

    async def _due_without_ann(
        self, due: Callable[[Reading], Awaitable[Collection[JobId | Notice]]]
    ) -> tuple[Collection[JobId | Notice], Collection[JobId | Notice]]:
        """Return what is due while Ann is away, and after her return."""
        away = self.ann.left(at=NOW)
        await self.save(away)
        without = await self.read(due)
        await self.save(away.back(Language.ENGLISH, Seen()))
        return list(without), await self.read(due)

    async def test_an_end_is_not_due_while_its_person_is_away(self) -> None:
        """Only telling the end waits; the job itself continues."""
        avatar = self.new_avatar()
        running, over = self.new_training(avatar), self.new_training(avatar)
        await self.keep(avatar, running, over)
        await self.save(running.submit(at=NOW, until=NOW, settles_at=NOW))
        await self.save(over.ask_cancel(at=NOW, deadline=NOW))
        away, back = await self._due_without_ann(
            lambda rows: rows.jobs.due(NOW + SECOND, limit=9)
        )
        self.assertEqual(away, [running.id])
        self.assertCountEqual(back, [running.id, over.id])
        unfinished = await self.read(lambda rows: rows.jobs.unfinished(ANN))
        self.assertEqual([job.id for job in unfinished], [running.id, over.id])

    async def test_a_notice_is_not_due_while_its_person_is_away(self) -> None:
        """Notices of other people, and of admins about her, stay due."""
        payment = self.new_payment("charge")
        dispute = self.new_dispute(payment)
        await self.keep(payment, dispute)
        for_ann, for_bob = (
            Notice(key=f"{person}", person=person, what=NoticeKind.UNBLOCK, due_at=NOW)
            for person in (ANN, BOB)
        )
        opening, answer = opening_of(dispute), answer_to(dispute, at=NOW)
        async with self.store.work(ANN) as work:
            for notice in (for_ann, for_bob, opening, answer):
                await work.notices.add(notice)
        away, back = await self._due_without_ann(
            lambda rows: rows.notices.due(NOW, limit=9)
        )
        self.assertCountEqual(away, [for_bob, opening])
        self.assertCountEqual(back, [for_ann, for_bob, opening, answer])


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
            kind=job.kind,
            family=FAMILY,
            status=job.status,
            jobs=1,
            delivered=0,
            oldest=job.created_at,
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
        """Unanswered disputes are listed oldest first, a person's own newest first."""
        payment = self.new_payment("charge")
        first, second, answered = (self.new_dispute(payment) for _ in range(3))
        answered = answered.answer(Remedy.WORDS, reply=TEXT, admin=BOB, at=NOW)
        await self.keep(payment, first, answered, second)
        async with self.store.read() as reading:
            for limit in (9, 1):
                waiting = await reading.disputes.waiting(limit=limit)
                self.assertEqual(list(waiting), [first, second][:limit])
                theirs = await reading.disputes.of(ANN, limit=limit)
                self.assertEqual(list(theirs), [second, answered, first][:limit])
            self.assertEqual(list(await reading.disputes.of(BOB, limit=9)), [])
            self.assertEqual(await reading.disputes.waiting_count(), 2)
            self.assertEqual(await reading.disputes.open_count(ANN), 2)
            self.assertEqual(await reading.disputes.open_count(BOB), 0)
