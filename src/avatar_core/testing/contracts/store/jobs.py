"""The jobs."""

from datetime import timedelta
from typing import Any, Final

import attrs

from ....avatars import Avatar
from ....coach import Likeness
from ....failures import Cause, Unanswered
from ....families import FamilyName
from ....job_lifecycle import OPEN_JOB_STATUSES, JobStatus
from ....jobs import Job
from ....orders import GenerationOrder, Scene, Wording
from .case import ANN, BOB, FAMILY, NOW, SECOND, TEXT, StoreCase
from .keeping import with_everything


OTHER_FAMILY: Final = FamilyName("other-portrait")


class JobsContract(StoreCase):
    """The jobs."""

    async def test_a_persons_newest_jobs(self) -> None:
        """A person's own jobs are listed, newest first."""
        anns, bobs = self.new_avatar(ANN), self.new_avatar(BOB)
        mine = [self.new_training(anns) for _ in range(3)]
        await self.keep(anns, bobs, *mine, self.new_training(bobs))
        skipped = await self.read(lambda rows: rows.jobs.newest(ANN, limit=1, skip=1))
        newest = await self.read(lambda rows: rows.jobs.newest(ANN, limit=2))
        self.assertEqual(list(skipped), list(newest[1:]))
        self.assertEqual(list(newest), [mine[2], mine[1]])

    async def test_settled_words_are_kept(self) -> None:
        """The scene and prompt of a waiting order change; everything else stays."""
        avatar = self.new_avatar()
        before, other = (
            self.new_generation(avatar, wording=Wording.AWAITED) for _ in range(2)
        )
        await self.keep(avatar, before, other)
        order = before.order
        assert isinstance(order, GenerationOrder)
        settled = order.enriched(Scene(text=f"a {TEXT}", negative=TEXT), f"av1 {TEXT}")
        greedy = attrs.evolve(settled, count=1, seed=0, words="other", model="b")
        async with self.store.work(ANN) as work:
            await work.jobs.save_order(attrs.evolve(before, order=greedy))
            saved = await work.jobs.save(before)
        await self.assert_kept(attrs.evolve(saved, order=settled), other)

    async def test_a_scene_is_kept(self) -> None:
        """A scene is found for its own job only."""
        avatar = self.new_avatar()
        found, other = self.new_description(avatar), self.new_description(avatar)
        await self.keep(avatar, found, other)
        scene = Scene(text=TEXT, negative="")
        async with self.store.work(ANN) as work:
            await work.jobs.add_scene(found.id, scene)
        async with self.store.read() as reading:
            self.assertEqual(scene, await reading.jobs.scene(found.id))
            self.assertIsNone(await reading.jobs.scene(other.id))

    async def test_a_job_is_found_by_its_token(self) -> None:
        """A token finds its job, whatever its kind."""
        avatar = self.new_avatar()
        jobs = [self.new_training(avatar), self.new_generation(avatar)]
        await self.keep(avatar, *jobs)
        async with self.store.read() as reading:
            for job in jobs:
                self.assertEqual(await reading.jobs.by_token(job.token), job)

    async def test_a_lease_is_renewed_without_a_new_version(self) -> None:
        """Renewing a lease does not make a loaded job stale."""
        avatar = self.new_avatar()
        job, other = self.new_training(avatar), self.new_training(avatar)
        await self.keep(avatar, job, other)
        async with self.store.work(ANN) as work:
            await work.jobs.renew(job.id, NOW + SECOND)
        await self.assert_kept(attrs.evolve(job, due_at=NOW + SECOND), other)

    async def test_the_last_training(self) -> None:
        """The newest training of the avatar is found."""
        avatar, other, fresh = (self.new_avatar() for _ in range(3))
        newest = self.new_training(avatar, created_at=NOW + 2 * SECOND)
        await self.keep(
            avatar,
            other,
            fresh,
            self.new_training(avatar).cancel(at=NOW),
            self.new_training(avatar, created_at=NOW + SECOND),
            newest,
            self.new_generation(avatar),
            self.new_training(other, created_at=NOW + 3 * SECOND),
        )
        async with self.store.read() as reading:
            self.assertEqual(await reading.jobs.last_training(avatar.id), newest)
            self.assertIsNone(await reading.jobs.last_training(fresh.id))

    async def test_open_jobs_are_counted(self) -> None:
        """A person's unfinished jobs are counted, except those that nobody ordered."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        self.assertEqual(await self.read(lambda rows: rows.jobs.open_count(ANN)), 0)
        await self.keep(avatar, bobs, self.new_training(bobs))
        for status in JobStatus:
            generation = with_everything(self.new_generation(avatar), status)
            training = with_everything(self.new_training(avatar), status)
            await self.keep(training, generation, self.new_enrichment(generation))
            await self.keep(self.new_preview(training))
        async with self.store.read() as reading:
            counted = await reading.jobs.open_count(ANN)
            self.assertEqual(counted, 2 * len(OPEN_JOB_STATUSES))
            self.assertEqual(await reading.jobs.open_count(BOB), 1)

    async def test_the_likeness_of_trainings(self) -> None:
        """It is kept with the training until its person, and nobody else, forgets it."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        done: dict[str, Any] = {"status": JobStatus.SUCCEEDED, "delivered": 1}
        anns = self.new_training(avatar, ended_at=NOW, **done)
        other = self.new_training(bobs, ended_at=NOW + SECOND, **done)
        await self.keep(avatar, bobs, anns, other, self.new_training(avatar))
        known = {anns: Likeness(best=1, score=46), other: Likeness(best=0, score=70)}
        for training, likeness in known.items():
            async with self.store.work(training.person) as work:
                self.assertIsNone(await work.jobs.likeness(training.id))
                await work.jobs.add_likeness(training.id, likeness)
            async with self.store.read() as reading:
                self.assertEqual(await reading.jobs.likeness(training.id), likeness)
        async with self.store.read() as reading:
            measured = await reading.jobs.measured(limit=1)
            self.assertEqual([one.score for one in measured], [70])
            self.assertEqual(len(await reading.jobs.measured(limit=9)), 2)
        async with self.store.work(ANN) as work:
            await work.jobs.forget_likenesses(ANN)
        async with self.store.read() as reading:
            self.assertIsNone(await reading.jobs.likeness(anns.id))
            self.assertEqual(await reading.jobs.likeness(other.id), known[other])

    async def test_enrichments_in_vain_are_counted(self) -> None:
        """Only those sent lately for pictures that were cancelled or blocked are counted."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        await self.keep(avatar, bobs)
        for status in JobStatus:
            drawn = with_everything(self.new_generation(avatar), status)
            sent = self.new_enrichment(drawn, submits=1, submitted_at=NOW)
            await self.keep(drawn, sent)
        cancelled = with_everything(self.new_generation(avatar), JobStatus.CANCELLED)
        unsent = self.new_enrichment(cancelled, submitted_at=None, webhook_at=None)
        await self.keep(cancelled, unsent)
        for person, earlier, count in ((ANN, 1, 2), (ANN, 0, 0), (BOB, 1, 0)):
            since = NOW - timedelta(seconds=earlier)
            async with self.store.read() as reading:
                wasted = await reading.jobs.wasted_enrichments(person, since=since)
            self.assertEqual(wasted, count)

    async def test_jobs_ordered_together(self) -> None:
        """They are listed in order, the lead first, and count as one order."""
        avatar = self.new_avatar()
        first, other = self.new_generation(avatar), self.new_generation(avatar)
        lead = attrs.evolve(first, lead=first.id)
        followers = [self.new_generation(avatar, lead=lead.id) for _ in range(3)]
        await self.keep(avatar, lead, other, *followers)
        group = await self.read(lambda rows: rows.jobs.group(lead.id))
        self.assertEqual(list(group), [lead, *followers])
        alone = await self.read(lambda rows: rows.jobs.group(other.id))
        self.assertEqual(list(alone), [])
        await self.keep(self.new_enrichment(other))
        orders = await self.read(lambda rows: rows.jobs.orders(ANN, limit=2))
        self.assertEqual(list(orders), [other, lead])
        for one, open_ in zip(group, (2, 2, 2, 1), strict=True):
            await self.save(one.cancel(at=NOW))
            counted = await self.read(lambda rows: rows.jobs.open_count(ANN))
            self.assertEqual(counted, open_)

    async def test_durations(self) -> None:
        """The durations of a family's newest successful trainings are listed."""
        avatar = self.new_avatar()
        await self.keep(
            avatar,
            self._trained(avatar, took=3, ended=3),
            self._trained(avatar, took=1, ended=1),
            self._trained(avatar, took=2, ended=2),
            self._trained(avatar, OTHER_FAMILY, took=9, ended=9),
            with_everything(self.new_training(avatar), JobStatus.FAILED),
            with_everything(self.new_generation(avatar), JobStatus.SUCCEEDED),
            with_everything(self.new_training(avatar), JobStatus.RUNNING),
        )
        async with self.store.read() as reading:
            for family, limit, expected in (
                (FAMILY, 9, [3 * SECOND, 2 * SECOND, SECOND]),
                (FAMILY, 1, [3 * SECOND]),
                (FamilyName("new"), 9, []),
            ):
                durations = await reading.jobs.durations(family, limit=limit)
                self.assertEqual(list(durations), expected)

    async def test_unanswered_jobs(self) -> None:
        """Everybody's unanswered jobs are listed by pages, newest first."""
        avatar = self.new_avatar()
        of = [
            self.new_training(
                avatar,
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

    async def test_whether_webhooks_came(self) -> None:
        """Old jobs do not count, nor those that ended just now without a webhook."""
        avatar = self.new_avatar()

        def ended(hours: int, *, heard: bool, took: int = 1) -> Job:
            job = self._trained(avatar, took=took, ended=hours)
            return attrs.evolve(job, webhook_at=NOW if heard else None)

        failed = with_everything(self.new_training(avatar), JobStatus.FAILED)
        await self.keep(
            avatar,
            ended(3, heard=False),
            ended(1, heard=True),
            ended(2, heard=True),
            ended(4, heard=False),
            ended(5, heard=True),  # just now, and heard of
            ended(6, heard=False),  # just now
            ended(2, heard=True, took=7200),  # begun too early
            attrs.evolve(failed, ended_at=NOW + timedelta(hours=4)),
        )
        since, by = NOW + timedelta(minutes=30), NOW + timedelta(hours=4)
        async with self.store.read() as reading:
            for begin, limit, expected in (
                (since, 9, [True, False, False, True, True]),
                (since, 3, [True, False, False]),
                (by, 9, [True]),
            ):
                heard = await reading.jobs.webhooks_received(
                    since=begin, by=by, limit=limit
                )
                self.assertEqual(list(heard), expected)

    def _trained(
        self, avatar: Avatar, family: FamilyName = FAMILY, *, took: int, ended: int
    ) -> Job:
        """Return a successful training that *took* seconds and *ended* so many hours on."""
        end = NOW + timedelta(hours=ended)
        return self.new_training(
            avatar,
            family=family,
            status=JobStatus.SUCCEEDED,
            delivered=1,
            submitted_at=end - took * SECOND,
            ended_at=end,
        )

    async def test_due_jobs(self) -> None:
        """Due jobs are listed, the longest due first."""
        avatar, bobs = self.new_avatar(), self.new_avatar(BOB)
        last, first, second, later = (
            self.new_training(
                owned, status=JobStatus.SUBMITTING, due_at=NOW + after * SECOND
            )
            for owned, after in ((avatar, 0), (avatar, -2), (bobs, -1), (avatar, 1e-6))
        )
        never = self.new_training(avatar).cancel(at=NOW).told(at=NOW)
        waiting = self.new_training(avatar, due_at=NOW - 2 * SECOND)
        await self.keep(avatar, bobs, last, later, first, second, never, waiting)
        expected = [first.id, second.id, last.id]
        async with self.store.read() as reading:
            for at, limit, due in (
                (NOW, 9, expected),
                (NOW, 2, expected[:2]),
                (NOW - 3 * SECOND, 9, []),
            ):
                found = await reading.jobs.due(at, limit=limit)
                self.assertEqual(list(found), due)
