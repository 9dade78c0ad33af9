"""The figures of days and months."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import attrs

from ....avatars import AvatarStatus
from ....figures import LONGEST, Figures, Milestone, Product, Sale, Span
from ....ids import PackId, PersonId
from ....job_lifecycle import JobStatus
from ....jobs import Job
from ....ledger import GRANTS, REVENUE, Reason, available, held
from ....orders import JobKind, Wording
from ....payments import PaymentStatus
from ....stats import JobStats
from .case import ANN, BOB, FAMILY, NOW, SECOND, StoreCase


DAY = timedelta(days=1)
TODAY = NOW.date()


class FiguresContract(StoreCase):
    """The figures of days and months."""

    async def figures(
        self, span: Span = Span.DAY, since: date | None = None
    ) -> Sequence[Figures]:
        """Return the figures of each span, in a snapshot of its own."""
        return await self.read(lambda rows: rows.stats.figures(since, each=span))

    async def end(self, job: Job, delivered: int, at: datetime) -> Job:
        """Add a job, and have it succeed."""
        await self.keep(job)
        sent = job.submit(at=NOW, until=NOW, settles_at=NOW).accept(job.token)
        return await self.save(sent.succeed(delivered, at=at))

    async def test_a_day_is_what_happened_on_it(self) -> None:
        """Jobs, sales, credits and money count on their days."""
        avatar = self.new_avatar()
        pack = self.new_generation(avatar, wording=Wording.PACK)
        training = self.new_training(avatar)
        earned = self.new_posting(
            "a", held(ANN), REVENUE, 7, reason=Reason.CAPTURE, job=pack.id
        )
        back = attrs.evolve(
            earned,
            key="b",
            source=REVENUE,
            dest=available(ANN),
            amount=2,
            bonus=2,
            reason=Reason.AMENDS,
            at=NOW + DAY,
        )
        held_ = self.new_posting(
            "h", available(ANN), held(ANN), 9, reason=Reason.HOLD, job=pack.id
        )
        await self.keep(avatar)
        await self.grant(ANN, 50)
        await self.end(pack, 4, NOW)
        await self.end(training, 1, NOW + DAY)
        await self.keep(held_, earned, back, self.new_payment("paid"))
        family = avatar.family
        noir = Product(JobKind.GENERATION, family, PackId("noir"))
        first, second = await self.figures()
        today = Figures(
            day=TODAY,
            people=2,
            reached={
                Milestone.FIRST_PHOTO: 0,
                Milestone.TEN_PHOTOS: 0,
                Milestone.PAID: 1,
                Milestone.TRAINED: 1,
                Milestone.THIRD_PICTURE: 1,
            },
            jobs=[_succeeded(JobKind.GENERATION, 4)],
            credits={Reason.WELCOME: 50, Reason.HOLD: 9, Reason.CAPTURE: 7},
            income={"XTR": 225},
            sales={noir: Sale(4, 7)},
            waits={(JobKind.GENERATION, 2): 1},
        )
        reached = {step: first.reached.get(step, 0) for step in Milestone}
        self.assertEqual(attrs.evolve(first, reached=reached), today)
        self.assertEqual(
            second,
            Figures(
                day=TODAY + DAY,
                jobs=[_succeeded(JobKind.TRAINING, 1)],
                credits={Reason.AMENDS: 2},
                sales={
                    noir: Sale(0, -2),
                    Product(JobKind.TRAINING, family): Sale(1, 0),
                },
                waits={(JobKind.TRAINING, LONGEST): 1},
                readiness={70: 1},
            ),
        )

    async def test_days_are_told_by_month_and_together(self) -> None:
        """From a day on, figures are those of days, of months, or one; UTC decides."""
        for number, days in enumerate((-1, 0, 1, 40)):
            posting = self.new_posting(str(number), GRANTS, available(ANN), 10**number)
            await self.keep(attrs.evolve(posting, at=NOW + days * DAY))

        async def welcome(span: Span, since: date | None) -> list[tuple[str, int]]:
            return [
                (str(one.day), one.credits[Reason.WELCOME])
                for one in await self.figures(span, since)
                if one.credits
            ]

        self.assertEqual(
            await welcome(Span.DAY, TODAY),
            [("2026-02-28", 10), ("2026-03-01", 100), ("2026-04-09", 1000)],
        )
        self.assertEqual(
            await welcome(Span.MONTH, None),
            [("2026-02-01", 11), ("2026-03-01", 100), ("2026-04-01", 1000)],
        )
        self.assertEqual(await welcome(Span.WHOLE, TODAY), [("2026-02-28", 1110)])
        self.assertEqual(await welcome(Span.WHOLE, None), [("0001-01-01", 1111)])
        self.assertEqual(await self.figures(Span.WHOLE, TODAY + 50 * DAY), [])

    async def test_milestones_are_reached_once(self) -> None:
        """They count for the day on which the person came, and stay reached."""
        cecil = attrs.evolve(self.bob, id=PersonId(BOB + 5), created_at=NOW + DAY)
        avatar = self.new_avatar(cecil.id, AvatarStatus.PHOTOS_UPLOADING, photo_count=0)
        payment = self.new_payment("charge", person=cecil.id)
        await self.keep(cecil, avatar, payment)

        async def reached() -> dict[Milestone, int]:
            return dict((await self.figures())[-1].reached)

        self.assertEqual(await reached(), {Milestone.PAID: 1})
        for photos in (1, 9, 0, 1):
            avatar = await self.save(attrs.evolve(avatar, photo_count=photos))
        refunded = PaymentStatus.REFUNDED
        await self.save(attrs.evolve(payment, status=refunded, reclaimed=250))
        for number in range(2):
            await self.end(self.new_generation(avatar), 1, NOW + number * SECOND)
        once = {Milestone.PAID: 1, Milestone.FIRST_PHOTO: 1}
        self.assertEqual(await reached(), once)
        for number in range(2):
            await self.end(self.new_generation(avatar), 1, NOW + number * SECOND)
            avatar = await self.save(attrs.evolve(avatar, photo_count=10 + number))
        once |= {Milestone.THIRD_PICTURE: 1, Milestone.TEN_PHOTOS: 1}
        self.assertEqual(await reached(), once)
        await self.end(self.new_training(avatar), 1, NOW)
        self.assertEqual(await reached(), once | {Milestone.TRAINED: 1})

    async def test_open_jobs_are_counted_apart(self) -> None:
        """A job that has not ended is in no figures, but among the open ones."""
        avatar = self.new_avatar(BOB)
        job = self.new_upscale(avatar)
        await self.keep(avatar, job, person=BOB)
        self.assertEqual(
            list(await self.read(lambda rows: rows.stats.open_jobs())),
            [
                JobStats(
                    kind=JobKind.UPSCALE,
                    family=None,
                    status=JobStatus.REQUESTED,
                    jobs=1,
                    delivered=0,
                    oldest=NOW,
                )
            ],
        )
        self.assertEqual([one.jobs for one in await self.figures()], [[]])


def _succeeded(kind: JobKind, delivered: int) -> JobStats:
    return JobStats(
        kind=kind,
        family=FAMILY,
        status=JobStatus.SUCCEEDED,
        jobs=1,
        delivered=delivered,
    )
