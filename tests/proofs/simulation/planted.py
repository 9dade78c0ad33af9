"""Planted bugs: each is a use case that breaks one promise."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import attrs

from tests.planting import Planted
from tests.proofs.simulation.planted_money import PLANTED_MONEY

from avatar_core import AvatarId, Job, JobId, JobKind, PersonId, Policy
from avatar_core.avatars import Weights
from avatar_core.blob_keys import prefix_of, weights_key
from avatar_core.errors import (
    ActionNotAllowedError,
    PhotoFault,
    ProviderRefusedError,
)
from avatar_core.failures import Failure
from avatar_core.incidents import INCIDENTS
from avatar_core.job_lifecycle import JobEvent, JobStatus
from avatar_core.notices import Notice
from avatar_core.orders import GenerationOrder, Order, TrainingOrder
from avatar_core.people import Person
from avatar_core.photos import Photo
from avatar_core.pictures import Picture
from avatar_core.ports import (
    CalledOff,
    Lease,
    Provider,
    Result,
    TrainedWeights,
    Unfinished,
    Work,
)
from avatar_core.use_cases import (
    AdvanceJobs,
    CancelJob,
    ForgetPeople,
    GeneratePictures,
    TellNotices,
    TrainAvatar,
    UploadPhotos,
)
from avatar_core.use_cases.advance_jobs import Claim
from avatar_core.use_cases.check_jobs import CheckJobs
from avatar_core.use_cases.money import settle
from avatar_core.use_cases.outcomes import ChangeJobs, Outcome
from avatar_core.use_cases.read_news import news_of
from avatar_core.use_cases.removal import (
    ErasureReceipt,
    belongings_of,
    remove_avatar,
)
from avatar_core.use_cases.results import Results, StoredResults
from avatar_core.use_cases.submit_jobs import SubmitJobs
from avatar_core.use_cases.telling import Attempt, Telling, TellJobs
from avatar_core.use_cases.trail import save


_DAY: Final = timedelta(days=1)


#: The list of past requests is believed twenty minutes after a POST, which is right only
#: if the provider drops what it has not begun within a minute.
_SOON_BELIEVED: Final = Policy(
    training=attrs.evolve(Policy().training, start_within=timedelta(minutes=1)),
    generation=attrs.evolve(Policy().generation, start_within=timedelta(minutes=1)),
    longest_run=timedelta(minutes=15),
)


class NoStartDeadline(SubmitJobs):
    """Sets no start deadline, and believes the list all the same."""

    def _start_within(self, job: Job, now: datetime) -> timedelta:
        del job, now
        return timedelta(hours=10)


class ResubmitsBlindly(SubmitJobs):
    """Repeats a request whose answer was lost without looking it up."""

    async def reconcile(self, job: Job) -> Outcome:
        return await self.changes.change(
            job, lambda fresh, now: fresh.refuse().pause(now)
        )


class BelievesTheBooksTooSoon(Policy):
    """Treats a request as lost if the books do not show it after a minute."""

    def settles_at(self, kind: JobKind, sent_at: datetime) -> datetime:
        del kind
        return sent_at + timedelta(minutes=1)


class ToldBeforeCommitted(CheckJobs):
    """Tells the end before it is committed."""

    async def _conclude(self, job: Job, stored: StoredResults) -> Outcome:
        if stored.delivered:
            ended = job.succeed(stored.delivered, at=self.changes.clock())
            async with self.telling.store.read() as reading:
                owner = await reading.people.get(job.person)
                news = await news_of(reading, ended, owner)
            await self.telling.notifier.ended(news)
        return await super()._conclude(job, stored)


class EndsInMemory(ChangeJobs):
    """Tells an end that a loss of power undoes."""

    async def learn(self, *args: Any, **_: Any) -> Outcome:
        return await super().learn(*args, durable=False)


class NoLease(AdvanceJobs):
    """Claims a job without keeping others from claiming it."""

    async def _claim(self, job_id: JobId, *, durable: bool = False) -> Claim | None:
        del durable
        async with self.store.read() as reading:
            job = await reading.jobs.get(job_id)
            owner = await reading.people.get(job.person)
            news = None if job.open else await news_of(reading, job, owner)
        if job.due_at is None or job.due_at > self.clock():
            return None
        return Claim(attrs.evolve(job, starts=job.starts + 1), owner, news=news)

    def _lease_on(self, job: Job) -> Lease:
        return attrs.evolve(super()._lease_on(job), until=job.deadline_at + _DAY)


@asynccontextmanager
async def _silence(_: Lease) -> AsyncIterator[None]:
    yield


class NeverRenews(AdvanceJobs):
    """Lets its lease run out during a download."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts | {"heartbeat": _silence})


class PaysForWhatIsMissing(CheckJobs):
    """Charges the full price for fewer pictures."""

    async def _conclude(self, job: Job, stored: StoredResults) -> Outcome:
        if not stored.delivered:
            return await super()._conclude(job, stored)
        return await self.changes.learn(
            job, lambda fresh, now: fresh.succeed(fresh.order.count, at=now), stored
        )


@attrs.frozen(kw_only=True)
class _PaidAsOrdered(StoredResults):
    ordered: int

    @property
    def delivered(self) -> int:
        return min(self.ordered, len(self.pictures))


class DeliversSpares(Results):
    """Delivers the spare pictures, too, as a gift."""

    async def fetch(self, job: Job, owner: Person, result: Result) -> StoredResults:
        stored = await super().fetch(job, owner, result)
        if not isinstance(job.order, GenerationOrder):
            return stored
        return _PaidAsOrdered(
            pictures=stored.pictures,
            blocked=stored.blocked,
            likeness=stored.likeness,
            ordered=job.order.count,
        )

    async def _closest(self, job: Job, drawn: Sequence[Picture]) -> list[Picture]:
        del job
        return [*drawn]


class NoDeadline(ChangeJobs):
    """Ignores the deadline of a request that was accepted."""

    def too_late(self, job: Job) -> bool:
        return job.status is JobStatus.SUBMITTING and super().too_late(job)


class ForgetsTheAvatar(ChangeJobs):
    """Fails a training and leaves its avatar in training."""

    async def block(self, job: Job, detail: str) -> Outcome:
        if job.kind is not JobKind.TRAINING:
            return await super().block(job, detail)
        async with self.store.work(job.person) as work:
            now = self.clock()
            fresh = await work.jobs.get(job.id)
            ended = fresh.block(detail, at=now)
            await save(work, ended, at=now)
            owner = await work.people.get(job.person)
            await settle(work, [ended], owner, at=now)
            return ended


class NeverTells(TellJobs):
    """Notes an end as told that could not be told."""

    async def _tell_later(self, job: Job, after: timedelta) -> Job:
        del after
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            return await work.jobs.save(fresh.told(at=self.clock()))


class IgnoresCancel(CancelJob):
    """Accepts a cancellation and does nothing."""

    async def __call__(self, person: PersonId, job: JobId) -> Job:
        async with self.store.read() as reading:
            return await reading.jobs.get(job, person=person)


class CancelsTheFirst(CancelJob):
    """Cancels only one of the jobs of a pack."""

    async def __call__(self, person: PersonId, job: JobId) -> Job:
        async with self.store.work(person) as work:
            first = await work.jobs.get(job, person=person)
            if not first.open:
                raise ActionNotAllowedError(first.status, JobEvent.ASK_CANCEL)
            await self._cancel(work, first)
            return first


class NoToken(GeneratePictures):
    """Takes every tap for another order."""

    async def start(
        self, person: PersonId, avatar: AvatarId, job: JobId, **how: Any
    ) -> Job:
        another = JobId(self.ordering.ids())
        return await super().start(person, avatar, another, **how)


class SellsOnAndOn(GeneratePictures):
    """Sells pictures as if the provider accepted requests."""

    async def start(
        self, person: PersonId, avatar: AvatarId, job: JobId, **how: Any
    ) -> Job:
        policy = attrs.evolve(self.ordering.policy, probe_after=timedelta(0))
        eager = GeneratePictures(attrs.evolve(self.ordering, policy=policy))
        return await eager.start(person, avatar, job, **how)


class FailsOnAnEmptyAccount(SubmitJobs):
    """Fails a job when the provider's account is empty."""

    async def _refused(self, job: Job, error: ProviderRefusedError) -> Outcome:
        if error.why in INCIDENTS:
            return await self.changes.fail(job, Failure.PROVIDER, error.detail)
        return await super()._refused(job, error)


class TellsAdminsAgain(TellNotices):
    """Tells the admins of an incident a second time."""

    async def _finish(self, work: Work, notice: Notice, outcome: Attempt) -> None:
        if notice.incident is None or outcome is not Telling.TOLD or notice.troubles:
            await super()._finish(work, notice, outcome)
        else:
            await work.notices.save(notice.retry_later(self.clock()))


class TrainsForNothing(TrainAvatar):
    """Orders a training with a deadline that it cannot meet."""

    async def start(self, person: PersonId, avatar: AvatarId, job: JobId) -> Job:
        usual = self.ordering.policy
        hasty = attrs.evolve(usual.training, deadline=usual.lease)
        policy = attrs.evolve(usual, training=hasty)
        ordering = attrs.evolve(self.ordering, policy=policy)
        training = TrainAvatar(ordering)
        return await training.start(person, avatar, job)


class Unverified(Results):
    """Accepts any delivered file as weights."""

    async def _weights(
        self, job: Job, owner: Person, order: TrainingOrder, trained: TrainedWeights
    ) -> Weights:
        key = weights_key(owner.known_as, job.avatar, job.id)
        chunks = self.provider.fetch(trained.url)
        size = await self.blobs.write(key, chunks, limit=self.policy.weights_limit)
        return Weights(key=key, size=size, trigger=order.trigger, job=job.id)


class KeepsStrays(UploadPhotos):
    """Stores a photo without scheduling its deletion first."""

    async def _promise(self, person: PersonId, upload: Photo, key: str) -> Photo | None:
        del person, upload, key
        return None


class DeletesWhatItTook(UploadPhotos):
    """Accepts a photo and schedules its deletion all the same."""

    async def _note(
        self, person: PersonId, upload: Photo, fault: PhotoFault | None
    ) -> Photo:
        noted = await super()._note(person, upload, fault)
        if noted.key is not None:
            async with self.store.work(person) as work:
                later = self.clock() + timedelta(days=2)
                await work.deletions.add([noted.key], at=later)
        return noted


@attrs.frozen
class Unstoppable:
    """A provider that is never told to stop a generation."""

    provider: Provider

    def __getattr__(self, name: str) -> Any:
        return getattr(self.provider, name)

    async def cancel(self, order: Order, request_id: str, /) -> None:
        if order.kind is not JobKind.GENERATION:
            await self.provider.cancel(order, request_id)


@attrs.frozen
class StopsNobody(CheckJobs):
    """Cancels pictures without telling the provider."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "provider", Unstoppable(self.provider))

    async def _conclude(self, job: Job, stored: StoredResults) -> Outcome:
        if job.kind is JobKind.GENERATION and job.cancel_asked:
            return await self._follow(job, CalledOff(), late=self.changes.too_late(job))
        return await super()._conclude(job, stored)

    async def _follow(self, job: Job, standing: Unfinished, *, late: bool) -> Outcome:
        if job.kind is JobKind.GENERATION and job.cancel_asked:
            standing = CalledOff()
        return await super()._follow(job, standing, late=late)


@attrs.frozen
class LeavesPictures(ForgetPeople):
    """Deletes the rows of pictures but not their blobs."""

    async def __call__(self, person: PersonId) -> ErasureReceipt:
        async with self.store.read() as reading:
            prefix = prefix_of((await reading.people.get(person)).known_as)
        receipt = await ForgetPeople.__call__(self, person)
        async with self.store.work(person) as work:
            await work.deletions.forget([prefix])
        return receipt


@attrs.frozen
class WaitsForNothing(ForgetPeople):
    """Forgets people whose jobs have not ended."""

    async def __call__(self, person: PersonId) -> ErasureReceipt:
        async with self.store.work(person) as work:
            now = self.clock()
            had = await belongings_of(work, person, now)
            for avatar in await work.avatars.of(person):
                await remove_avatar(work, avatar, at=now)
            known = await work.people.get(person)
            gone = known.forgotten(at=now)
            await work.erasure.begin(gone, alias=known.known_as)
        await self.finish(person)
        return ErasureReceipt(had=had, by=now)


PLANTED: Final[dict[str, Planted]] = {
    "resubmit without a look into the books": Planted(
        ResubmitsBlindly, "one paid call per job"
    ),
    "waiting taken for lost": Planted(
        None, "one paid call per job", policy=BelievesTheBooksTooSoon()
    ),
    "no start deadline": Planted(
        NoStartDeadline, "one paid call per job", first=11, policy=_SOON_BELIEVED
    ),
    "told before committed": Planted(
        ToldBeforeCommitted, "nobody is told before the end is written", first=3
    ),
    "told before it is durable": Planted(
        EndsInMemory, "what is told is durable", first=3
    ),
    "no lease": Planted(NoLease, "told once", first=1),
    "no lease renewed": Planted(
        NeverRenews, "no file is fetched twice at once", first=10
    ),
    "full price for fewer pictures": Planted(
        PaysForWhatIsMissing, "pictures are there", first=8
    ),
    "spare pictures delivered": Planted(
        DeliversSpares,
        "pictures are there",
        first=3,
        policy=Policy(spare_pictures=2),
    ),
    "sold in spite of an incident": Planted(
        SellsOnAndOn, "nothing is sold that cannot be made", first=248
    ),
    "failed because the account is empty": Planted(
        FailsOnAnEmptyAccount, "nothing fails because the account is empty", first=103
    ),
    "admins told again": Planted(TellsAdminsAgain, "admins are told once", first=189),
    "no deadline": Planted(NoDeadline, "no job outlives its deadline", first=153),
    "avatar left in training": Planted(
        ForgetsTheAvatar, "training means a job", first=33
    ),
    "noted as told, untold": Planted(NeverTells, "every end is told", first=2),
    "cancel ignored": Planted(IgnoresCancel, "a cancellation is written down"),
    "only the first of a pack cancelled": Planted(
        CancelsTheFirst, "everything open is cancelled", first=60
    ),
    "no token: every tap orders": Planted(
        NoToken, "jobs are what people ordered", first=3
    ),
    "a deadline that nothing can meet": Planted(
        TrainsForNothing, "on a calm day everything succeeds", first=14
    ),
    "completed without verification": Planted(
        Unverified, "completed means whole weights", first=10
    ),
    "a photo that nobody knows": Planted(
        KeepsStrays, "no blob is kept that nobody knows", first=103
    ),
    "a taken photo deleted": Planted(
        DeletesWhatItTook, "a taken photo is kept", first=1
    ),
    "cancelled without telling the provider": Planted(
        StopsNobody, "the provider is asked to stop", first=262
    ),
    "the forgotten leave their pictures": Planted(
        LeavesPictures, "no blob is kept that nobody knows"
    ),
    "forgotten in the midst of an order": Planted(
        WaitsForNothing, "pictures are there", first=290
    ),
    **PLANTED_MONEY,
}
