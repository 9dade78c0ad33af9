"""The jobs."""

from datetime import timedelta
from typing import Final

import attrs

from ....avatars import Avatar
from ....errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from ....failures import Cause, Failure, Unanswered
from ....families import FamilyName
from ....ids import JobId
from ....jobs import OPEN_JOB_STATUSES, Job, JobStatus, Places, Progress
from ....lifecycle import written
from ....orders import GenerationOrder, Scene, Wording
from ....sizes import Size
from ...memory import MemoryStore
from .case import ANN, BOB, FAMILY, NOW, SECOND, TEXT, StoreCase, add


OTHER_FAMILY: Final = FamilyName("other-portrait")


class JobsContract(StoreCase):
    """The jobs."""

    async def test_a_persons_newest_jobs(self) -> None:
        """Somebody's jobs come newest first, and nobody else's."""
        anns, bobs = self.new_avatar(ANN), self.new_avatar(BOB)
        mine = [self.new_training(anns) for _ in range(3)]
        await self.keep(anns, *mine)
        await self.keep(bobs, self.new_training(bobs))
        async with self.store.read() as reading:
            newest = await reading.jobs.newest(ANN, limit=2)
        self.assertEqual([job.id for job in newest], [mine[2].id, mine[1].id])

    async def test_a_training_is_kept(self) -> None:
        """A training with nothing to tell yet comes back equal."""
        avatar = self.new_avatar()
        training = self.new_training(avatar)
        await self.keep(avatar, training)
        await self.assert_job(training)

    async def test_a_generation_is_kept_in_every_size(self) -> None:
        """A generation of every size comes back equal, its seed to the last bit."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for size in Size:
            with self.subTest(size=size):
                generation = self.new_generation(avatar, size=size)
                await self.keep(generation)
                await self.assert_job(generation)

    async def test_a_generation_of_every_wording_is_kept(self) -> None:
        """The person's words, the scene and what is not to be seen come back."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for wording in Wording:
            with self.subTest(wording=wording):
                generation = self.new_generation(avatar, wording=wording)
                await self.keep(generation)
                await self.assert_job(generation)

    async def test_an_enrichment_is_kept(self) -> None:
        """What enriches the words of a generation comes back equal."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        generation = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(generation)
        enrichment = self.new_enrichment(generation)
        await self.keep(enrichment)
        await self.assert_job(enrichment)

    async def test_settled_words_are_kept(self) -> None:
        """The scene takes the place of the words; all else stays as ordered."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        before = self.new_generation(avatar, wording=Wording.AWAITED)
        other = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(before, other)
        order = before.order
        assert isinstance(order, GenerationOrder)
        settled = order.enriched(Scene(text=f"a {TEXT}", negative=TEXT), f"av1 {TEXT}")
        greedy = attrs.evolve(settled, count=1, seed=0, words="other", model="b")
        async with self.store.work(ANN) as work:
            await work.jobs.save_order(attrs.evolve(before, order=greedy))
            saved = await work.jobs.save(before)
        await self.assert_job(attrs.evolve(saved, order=settled))
        await self.assert_job(other)

    async def test_a_scene_is_kept(self) -> None:
        """What was found is there for its own job, and for no other."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        found, other = self.new_description(avatar), self.new_description(avatar)
        await self.keep(found, other)
        scene = Scene(text=TEXT, negative="")
        async with self.store.work(ANN) as work:
            await work.jobs.add_scene(found.id, scene)
        async with self.store.read() as reading:
            self.assertEqual(scene, await reading.jobs.scene(found.id))
            self.assertIsNone(await reading.jobs.scene(other.id))

    async def test_enrichments_are_not_counted(self) -> None:
        """What nobody ordered does not count as an open order."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        generation = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(generation)
        await self.keep(self.new_enrichment(generation))
        async with self.store.read() as reading:
            self.assertEqual(1, await reading.jobs.open_count(ANN))

    async def test_a_job_is_kept_in_every_status(self) -> None:
        """A job with every field set comes back equal, whatever its status."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for status in JobStatus:
            for new in (
                self.new_training,
                self.new_generation,
                self.new_description,
                self.new_upscale,
            ):
                with self.subTest(status=status):
                    full = _with_everything(new(avatar), status)
                    await self.keep(full)
                    await self.assert_job(full)

    async def test_every_failure_is_kept(self) -> None:
        """Every reason of a failure comes back."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for failure in Failure:
            with self.subTest(failure=failure):
                failed = self.new_training(avatar).fail(failure, TEXT, at=NOW)
                await self.keep(failed)
                await self.assert_job(failed)

    async def test_a_job_is_found_for_its_person(self) -> None:
        """A job is found for its own person, and for no other."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.get(job.id, person=ANN), job)
            with self.assertRaises(NotFoundError) as caught:
                await reading.jobs.get(job.id, person=BOB)
            self.assertIs(caught.exception.thing, Thing.JOB)

    async def test_an_unknown_job_is_not_found(self) -> None:
        """Neither an unknown id nor an unknown token finds a job."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.jobs.get(JobId(self.ids()))
            with self.assertRaises(NotFoundError) as caught:
                await reading.jobs.by_token("unknown")
            self.assertIs(caught.exception.thing, Thing.JOB)

    async def test_a_job_is_found_by_its_token(self) -> None:
        """A token finds its job, whatever it buys."""
        avatar = self.new_avatar()
        jobs = [self.new_training(avatar), self.new_generation(avatar)]
        await self.keep(avatar, *jobs)
        async with self.store.read() as reading:
            for job in jobs:
                self.assertEqual(await reading.jobs.by_token(job.token), job)

    async def test_a_job_is_added_once(self) -> None:
        """A second job of the same id, or token, is refused; the work can go on."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        async with self.store.work(ANN) as work:
            await add(work, avatar, job)
            for twin in (
                attrs.evolve(self.new_generation(avatar), id=job.id),
                attrs.evolve(self.new_generation(avatar), token=job.token),
            ):
                with self.assertRaises(AlreadyExistsError):
                    await work.jobs.add(twin)
            self.assertEqual(await work.jobs.open_count(ANN), 1)
        await self.assert_job(job)

    async def test_a_saved_job_has_a_new_version(self) -> None:
        """Saving returns what is then kept, one version on."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for new in (self.new_training, self.new_generation):
            for status in JobStatus:
                with self.subTest(status=status):
                    job = new(avatar)
                    await self.keep(job)
                    full = _with_everything(job, status)
                    async with self.store.work(ANN) as work:
                        saved = await work.jobs.save(full)
                    self.assertEqual(saved, attrs.evolve(full, version=1))
                    await self.assert_job(saved)

    async def test_saving_clears_what_is_none(self) -> None:
        """What was set and is no more is kept as none."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        full = attrs.evolve(
            _with_everything(job, JobStatus.RUNNING), cancel_asked_at=None, detail=None
        )
        await self.keep(avatar, full)
        async with self.store.work(ANN) as work:
            saved = await work.jobs.save(attrs.evolve(job, due_at=NOW + SECOND))
        self.assertIsNone(saved.request_id)
        await self.assert_job(saved)

    async def test_a_lease_is_renewed_without_a_new_version(self) -> None:
        """Its end moves, and who loaded the job before may still save it."""
        avatar = self.new_avatar()
        job, other = self.new_training(avatar), self.new_training(avatar)
        await self.keep(avatar, job, other)
        async with self.store.work(ANN) as work:
            await work.jobs.renew(job.id, NOW + SECOND)
        await self.assert_job(attrs.evolve(job, due_at=NOW + SECOND))
        await self.assert_job(other)

    async def test_what_was_ordered_never_changes(self) -> None:
        """Saving touches neither the order, the price, the lead nor the owner."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        await self.keep(bobs, person=BOB)
        other = attrs.evolve(
            job,
            order=self.new_generation(avatar).order,
            price=1,
            person=BOB,
            lead=job.id,
        )
        async with self.store.work(ANN) as work:
            await work.jobs.save(other)
        await self.assert_job(attrs.evolve(job, version=1))

    async def test_a_stale_job_is_refused(self) -> None:
        """Of two writers of one version, only the first one wins."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.work(ANN) as work:
            saved = await work.jobs.save(job.claim(NOW + SECOND))
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.jobs.save(job.claim(NOW))
        await self.assert_job(saved)

    async def test_a_job_never_added_is_stale(self) -> None:
        """Saving what is not there is refused."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.jobs.save(self.new_training(avatar))

    async def test_the_last_training(self) -> None:
        """It is the newest one, of this avatar, and no generation."""
        avatar, other, fresh = (self.new_avatar() for _ in range(3))
        newest = self.new_training(avatar, after=2 * SECOND)
        await self.keep(
            avatar,
            other,
            fresh,
            self.new_training(avatar).cancel(at=NOW),
            self.new_training(avatar, after=SECOND),
            newest,
            self.new_generation(avatar),
            self.new_training(other, after=3 * SECOND),
        )
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.last_training(avatar.id), newest)
            self.assertIsNone(await reading.jobs.last_training(fresh.id))

    async def test_open_jobs_are_counted(self) -> None:
        """A person's jobs whose end is to come are counted, whatever they buy."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 0)
        await self.keep(avatar)
        await self.keep(bobs, person=BOB)
        await self.keep(self.new_training(bobs), person=BOB)
        for status in JobStatus:
            await self.keep(_with_everything(self.new_training(avatar), status))
            await self.keep(_with_everything(self.new_generation(avatar), status))
        async with self.store.read() as reading:
            counted = await reading.jobs.open_count(ANN)
            self.assertEqual(counted, 2 * len(OPEN_JOB_STATUSES))
            self.assertEqual(await reading.jobs.open_count(BOB), 1)

    async def test_jobs_ordered_together(self) -> None:
        """They are listed as they came, the lead first, and count as one order."""
        avatar = self.new_avatar()
        first, other = self.new_generation(avatar), self.new_generation(avatar)
        lead = attrs.evolve(first, lead=first.id)
        followers = [
            attrs.evolve(self.new_generation(avatar), lead=lead.id) for _ in range(3)
        ]
        await self.keep(avatar, lead, other, *followers)
        async with self.store.read() as reading:
            group = await reading.jobs.group(lead.id)
            self.assertEqual(list(group), [lead, *followers])
            self.assertEqual(list(await reading.jobs.group(other.id)), [])
            self.assertEqual(await reading.jobs.open_count(ANN), 2)
        async with self.store.work(ANN) as work:
            for one in group[:3]:
                await work.jobs.save(written(one.cancel(at=NOW)))
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 2)
        async with self.store.work(ANN) as work:
            await work.jobs.save(written(group[3].cancel(at=NOW)))
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 1)

    async def test_due_jobs(self) -> None:
        """Jobs whose time has come are listed, the longest due first."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        last = self.new_training(avatar, due_at=NOW)
        first = self.new_training(avatar, due_at=NOW - 2 * SECOND)
        second = self.new_training(bobs, due_at=NOW - SECOND)
        later = self.new_training(avatar, due_at=NOW + timedelta(microseconds=1))
        never = self.new_training(avatar).cancel(at=NOW).told(at=NOW)
        last, first, second, later = (
            attrs.evolve(job, status=JobStatus.SUBMITTING)
            for job in (last, first, second, later)
        )
        waiting = self.new_training(avatar, due_at=NOW - 2 * SECOND)
        await self.keep(avatar, last, later, first, never, waiting)
        await self.keep(bobs, second, person=BOB)
        expected = [first.id, second.id, last.id]
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.jobs.due(NOW, limit=9)), expected)
            self.assertEqual(list(await reading.jobs.due(NOW, limit=2)), expected[:2])
            self.assertEqual(
                list(await reading.jobs.due(NOW - 3 * SECOND, limit=9)), []
            )

    async def test_what_waits_for_its_turn_is_due_at_its_deadline(self) -> None:
        """A job that was never sent is given up in time, whoever is before it."""
        avatar = self.new_avatar()
        job = self.new_training(avatar)
        await self.keep(avatar, job)
        async with self.store.read() as reading:
            before = job.deadline_at - SECOND
            self.assertEqual(list(await reading.jobs.due(before, limit=9)), [])
            due = await reading.jobs.due(job.deadline_at, limit=9)
            turns = await reading.jobs.next_to_send(job.deadline_at, _places(9))
        self.assertEqual((list(due), list(turns)), ([job.id], []))

    async def test_people_take_turns(self) -> None:
        """Who has least comes first, then who waits longest since their last turn."""
        anns, bobs = self.new_avatar(), self.new_avatar(BOB)
        ann = [self.new_generation(anns) for _ in range(4)]
        bob = [self.new_generation(bobs) for _ in range(3)]
        ann[0] = ann[0].claim(NOW + SECOND)
        ann[1] = ann[1].submit(at=NOW, until=NOW, settles_at=NOW)
        await self.keep(anns, *ann)
        await self.keep(bobs, *bob, person=BOB)
        async with self.store.read() as reading:
            turns = [
                list(await reading.jobs.next_to_send(NOW, _places(total)))
                for total in (1, 2, 3, 4, 6, 9)
            ]
        order = [bob[0].id, bob[1].id, bob[2].id, ann[2].id, ann[3].id]
        self.assertEqual(turns, [[], [], order[:1], order[:2], order[:4], order[:5]])

    async def test_nobody_has_two_turns_before_anothers_first(self) -> None:
        """However long ago somebody had their last turn, one of theirs comes next."""
        for person, ago in ((ANN, 2), (BOB, 1)):
            avatar, at = self.new_avatar(person), NOW - ago * SECOND
            served = self.new_generation(avatar).submit(at=at, until=at, settles_at=at)
            await self.keep(
                avatar,
                served.fail(Failure.INPUT, "", at=at),
                *[self.new_generation(avatar) for _ in range(4)],
                person=person,
            )
        async with self.store.read() as reading:
            turns = await reading.jobs.next_to_send(NOW, _places(4))
            people = [(await reading.jobs.get(turn)).person for turn in turns]
        self.assertEqual(people, [ANN, BOB, ANN, BOB])

    async def test_trainings_leave_a_place(self) -> None:
        """However many trainings wait, pictures have a place; and a training has one."""
        avatar = self.new_avatar()
        trainings = [self.new_training(avatar) for _ in range(3)]
        picture = self.new_generation(avatar)
        await self.keep(avatar, *trainings, picture)
        first, second, third = (job.id for job in trainings)
        async with self.store.read() as reading:
            turns = [
                list(await reading.jobs.next_to_send(NOW, _places(total)))
                for total in (1, 2, 3, 4)
            ]
        self.assertEqual(
            turns,
            [
                [first],
                [first, picture.id],
                [first, second, picture.id],
                [first, second, third, picture.id],
            ],
        )

    async def test_turns_are_as_in_memory(self) -> None:
        """Whatever state the jobs are in, the turns are those of the store in memory."""
        avatars = {ANN: self.new_avatar(), BOB: self.new_avatar(BOB)}
        memory = MemoryStore()
        for person, avatar in avatars.items():
            for store in (self.store, memory):
                async with store.work(person) as work:
                    await work.avatars.add(avatar)
        for step in range(12):
            for number in range(4 * step, 4 * step + 4):
                job = self._somewhere(number, avatars[BOB if number % 3 else ANN])
                for store in (self.store, memory):
                    async with store.work(job.person) as work:
                        await work.jobs.add(job)
            for total in (1, 2, 5, 20):
                found = []
                for store in (self.store, memory):
                    async with store.read() as reading:
                        turns = await reading.jobs.next_to_send(NOW, _places(total))
                        found.append(list(turns))
                self.assertEqual(*found)

    def _somewhere(self, number: int, avatar: Avatar) -> Job:
        """Return a job that waits, was sent at some time, or has ended."""
        new = self.new_generation(avatar) if number % 2 else self.new_training(avatar)
        at = NOW + (number * 7 % 18 - 9) * SECOND
        match number % 5:
            case 0:
                return new.claim(at)
            case 1:
                return new.submit(at=at, until=at, settles_at=at).refuse().pause(at)
            case 2:
                return new.submit(at=at, until=at, settles_at=at)
            case 3:
                return new.submit(at=at, until=at, settles_at=at).fail(
                    Failure.INPUT, "", at=at
                )
            case _:
                return new

    async def test_durations(self) -> None:
        """The newest succeeded trainings of a family tell how long they took."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        for took, ended in ((3, 3), (1, 1), (2, 2)):
            await self.keep(self._trained(avatar, FAMILY, took=took, ended=ended))
        await self.keep(
            self._trained(avatar, OTHER_FAMILY, took=9, ended=9),
            _with_everything(self.new_training(avatar), JobStatus.FAILED),
            _with_everything(self.new_generation(avatar), JobStatus.SUCCEEDED),
            _with_everything(self.new_training(avatar), JobStatus.RUNNING),
        )
        async with self.store.read() as reading:
            self.assertEqual(
                list(await reading.jobs.durations(FAMILY, limit=9)),
                [3 * SECOND, 2 * SECOND, SECOND],
            )
            self.assertEqual(
                list(await reading.jobs.durations(FAMILY, limit=1)), [3 * SECOND]
            )
            self.assertEqual(
                list(await reading.jobs.durations(FamilyName("new"), limit=9)), []
            )

    async def test_unanswered_jobs(self) -> None:
        """Whoever's they are, the newest come first, a part at a time."""
        avatar = self.new_avatar()
        of = [
            attrs.evolve(
                self.new_training(avatar),
                status=JobStatus.SUBMITTING,
                submits=1,
                unanswered=unanswered,
                unanswered_why=unanswered and Cause.WORKER_GONE,
            )
            for unanswered in [*Unanswered, None]
        ]
        await self.keep(avatar, *of)
        async with self.store.read() as reading:
            newest = await reading.jobs.unanswered(limit=2)
            rest = await reading.jobs.unanswered(limit=9, skip=2)
        self.assertEqual([*newest, *rest], of[-2::-1])
        for job in newest:
            self.assertIsInstance(job.unanswered, Unanswered)

    async def test_whether_webhooks_came(self) -> None:
        """Of the newest successes: not of the old, nor of those just ended in silence."""
        avatar = self.new_avatar()

        def ended(hours: int, *, hinted: bool, took: int = 1) -> Job:
            job = self._trained(avatar, FAMILY, took=took, ended=hours)
            return attrs.evolve(job, hinted_at=NOW if hinted else None)

        await self.keep(
            avatar,
            ended(3, hinted=False),
            ended(1, hinted=True),
            ended(2, hinted=True),
            ended(4, hinted=False),
            ended(5, hinted=True),  # just now, and heard of
            ended(6, hinted=False),  # just now
            ended(2, hinted=True, took=7200),  # begun too early
            attrs.evolve(
                _with_everything(self.new_training(avatar), JobStatus.FAILED),
                ended_at=NOW + timedelta(hours=4),
            ),
        )
        since, by = NOW + timedelta(minutes=30), NOW + timedelta(hours=4)
        async with self.store.read() as reading:
            newest = await reading.jobs.hinted(since=since, by=by, limit=9)
            three = await reading.jobs.hinted(since=since, by=by, limit=3)
            last = await reading.jobs.hinted(since=by, by=by, limit=9)
        self.assertEqual(list(newest), [True, False, False, True, True])
        self.assertEqual(list(three), [True, False, False])
        self.assertEqual(list(last), [True])

    def _trained(
        self, avatar: Avatar, family: FamilyName, *, took: int, ended: int
    ) -> Job:
        end = NOW + timedelta(hours=ended)
        return attrs.evolve(
            self.new_training(avatar, family=family),
            status=JobStatus.SUCCEEDED,
            delivered=1,
            submitted_at=end - took * SECOND,
            ended_at=end,
        )


def _places(total: int) -> Places:
    return Places(
        total=total, trainings_since=NOW - 6 * SECOND, others_since=NOW - 3 * SECOND
    )


def _with_everything(job: Job, status: JobStatus) -> Job:
    """Return the job with a value in every field that its status allows one in."""
    ended = status not in OPEN_JOB_STATUSES
    return attrs.evolve(
        job,
        status=status,
        request_id=f"request/{TEXT}",
        progress=Progress(queue_position=7, percent=99),
        failure=Failure.BAD_RESULT if status is JobStatus.FAILED else None,
        detail=TEXT,
        delivered=3 if status is JobStatus.SUCCEEDED else 0,
        submits=2,
        unanswered=Unanswered.LOST,
        unanswered_why=TEXT,
        starts=4,
        troubles=5,
        submitted_at=NOW + SECOND,
        settles_at=NOW + 9 * SECOND,
        hinted_at=NOW + SECOND,
        cancel_asked_at=NOW + 2 * SECOND,
        ended_at=NOW + 3 * SECOND if ended else None,
        told_at=NOW + 4 * SECOND if ended else None,
        due_at=None if ended else NOW + 5 * SECOND,
        deadline_at=NOW + 6 * SECOND,
    )
