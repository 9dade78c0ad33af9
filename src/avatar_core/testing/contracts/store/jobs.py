"""The jobs."""

from datetime import timedelta
from typing import Final

import attrs

from ....avatars import Avatar
from ....errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from ....failures import Cause, Failure, Unanswered
from ....families import FamilyName
from ....ids import JobId
from ....jobs import OPEN_JOB_STATUSES, Job, JobStatus, Progress
from ....lifecycle import written
from ....orders import GenerationOrder, Scene, Wording
from ....sizes import Size
from .case import ANN, BOB, FAMILY, NOW, SECOND, TEXT, StoreCase, add


OTHER_FAMILY: Final = FamilyName("other-portrait")


class JobsContract(StoreCase):
    """The jobs."""

    async def test_a_persons_newest_jobs(self) -> None:
        """A person's own jobs are listed, newest first."""
        anns, bobs = self.new_avatar(ANN), self.new_avatar(BOB)
        mine = [self.new_training(anns) for _ in range(3)]
        await self.keep(anns, *mine)
        await self.keep(bobs, self.new_training(bobs))
        async with self.store.read() as reading:
            newest = await reading.jobs.newest(ANN, limit=2)
        self.assertEqual([job.id for job in newest], [mine[2].id, mine[1].id])

    async def test_a_new_job_of_every_order_is_kept(self) -> None:
        """Orders of every kind, size and wording come back, seeds to the last bit."""
        avatar = self.new_avatar()
        waiting = self.new_generation(avatar, wording=Wording.AWAITED)
        await self.keep(avatar, waiting)
        for job in (
            self.new_training(avatar),
            *(self.new_generation(avatar, size=size) for size in Size),
            *(self.new_generation(avatar, wording=wording) for wording in Wording),
            self.new_enrichment(waiting),
        ):
            with self.subTest(order=job.order):
                await self.keep(job)
                await self.assert_job(job)

    async def test_settled_words_are_kept(self) -> None:
        """The scene and prompt of a waiting order change; everything else stays."""
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
        """A scene is found for its own job only."""
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
        """An unknown id or token finds no job."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.jobs.get(JobId(self.ids()))
            with self.assertRaises(NotFoundError) as caught:
                await reading.jobs.by_token("unknown")
            self.assertIs(caught.exception.thing, Thing.JOB)

    async def test_a_job_is_found_by_its_token(self) -> None:
        """A token finds its job, whatever its kind."""
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
        """A field that was cleared is none."""
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
        """Renewing a lease does not make a loaded job stale."""
        avatar = self.new_avatar()
        job, other = self.new_training(avatar), self.new_training(avatar)
        await self.keep(avatar, job, other)
        async with self.store.work(ANN) as work:
            await work.jobs.renew(job.id, NOW + SECOND)
        await self.assert_job(attrs.evolve(job, due_at=NOW + SECOND))
        await self.assert_job(other)

    async def test_what_was_ordered_never_changes(self) -> None:
        """Saving changes neither the order, the price, the lead nor the owner."""
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
        """The newest training of the avatar is found."""
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
        """A person's unfinished jobs are counted, except those that nobody ordered."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.open_count(ANN), 0)
        await self.keep(avatar)
        await self.keep(bobs, person=BOB)
        await self.keep(self.new_training(bobs), person=BOB)
        for status in JobStatus:
            generation = _with_everything(self.new_generation(avatar), status)
            await self.keep(_with_everything(self.new_training(avatar), status))
            await self.keep(generation, self.new_enrichment(generation))
        async with self.store.read() as reading:
            counted = await reading.jobs.open_count(ANN)
            self.assertEqual(counted, 2 * len(OPEN_JOB_STATUSES))
            self.assertEqual(await reading.jobs.open_count(BOB), 1)

    async def test_jobs_ordered_together(self) -> None:
        """They are listed in order, the lead first, and count as one order."""
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

    async def test_durations(self) -> None:
        """The durations of a family's newest successful trainings are listed."""
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
        """Everybody's unanswered jobs are listed by pages, newest first."""
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
        """Old jobs do not count, nor those that ended just now without a webhook."""
        avatar = self.new_avatar()

        def ended(hours: int, *, heard: bool, took: int = 1) -> Job:
            job = self._trained(avatar, FAMILY, took=took, ended=hours)
            return attrs.evolve(job, webhook_at=NOW if heard else None)

        await self.keep(
            avatar,
            ended(3, heard=False),
            ended(1, heard=True),
            ended(2, heard=True),
            ended(4, heard=False),
            ended(5, heard=True),  # just now, and heard of
            ended(6, heard=False),  # just now
            ended(2, heard=True, took=7200),  # begun too early
            attrs.evolve(
                _with_everything(self.new_training(avatar), JobStatus.FAILED),
                ended_at=NOW + timedelta(hours=4),
            ),
        )
        since, by = NOW + timedelta(minutes=30), NOW + timedelta(hours=4)
        async with self.store.read() as reading:
            newest = await reading.jobs.webhooks_received(since=since, by=by, limit=9)
            three = await reading.jobs.webhooks_received(since=since, by=by, limit=3)
            last = await reading.jobs.webhooks_received(since=by, by=by, limit=9)
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
        webhook_at=NOW + SECOND,
        cancel_asked_at=NOW + 2 * SECOND,
        ended_at=NOW + 3 * SECOND if ended else None,
        told_at=NOW + 4 * SECOND if ended else None,
        due_at=None if ended else NOW + 5 * SECOND,
        deadline_at=NOW + 6 * SECOND,
    )
