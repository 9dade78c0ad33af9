"""Place orders: the part that all kinds of jobs have in common."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import attrs

from ..avatars import Avatar, AvatarEvent
from ..errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
    NotFoundError,
    SalesStoppedError,
    Thing,
    TooManyOpenJobsError,
)
from ..families import Families, Models
from ..ids import AvatarId, Ids, JobId, PersonId
from ..jobs import Job, JobEvent, JobStatus, follower_id
from ..orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Order,
    TrainingOrder,
    UpscaleOrder,
    seed_of,
)
from ..policy import Policy
from ..ports import Clock, Reading, Store, Work
from ..prices import PriceBook
from .enrichment import with_enrichment, without_enrichment
from .incidents import demand_sold, sell
from .money import hold_price
from .trail import save


@attrs.frozen
class Line:
    """One job of an order, and its price in credits."""

    order: Order
    price: int


@attrs.frozen
class Draft:
    """An order before it is placed: one line, or several that belong together."""

    avatar: AvatarId
    lines: Sequence[Line]


@attrs.frozen(kw_only=True)
class Ordering:
    """Price orders and place them."""

    store: Store
    clock: Clock
    ids: Ids
    families: Families
    models: Models
    prices: PriceBook
    policy: Policy

    async def prices_now(
        self, reading: Reading, avatar: Avatar | None = None
    ) -> PriceBook:
        """Return the current prices, within the family of *avatar* if one is given."""
        prices = self.prices.under(await reading.terms.changed())
        return prices.within(self.families[avatar.family]) if avatar else prices

    async def demand_sold(self, reading: Reading, model: str) -> None:
        """Check that jobs that need *model* can be ordered now.

        Raises:
            SalesStoppedError: An incident stops their sale.
        """
        await demand_sold(reading, model, at=self.clock(), policy=self.policy)

    async def place(
        self,
        person: PersonId,
        job: JobId,
        make_draft: Callable[[Work], Awaitable[Draft]],
    ) -> Job:
        """Place an order; return its job, or the one that already has this id.

        *make_draft* runs in the same transaction: it checks what the order depends on,
        and changes what depends on the order. What it raises is raised.

        Raises:
            NotFoundError: The id is another person's job.
            SalesStoppedError: An incident stops the sale.
            TooManyOpenJobsError: The person has enough unfinished orders.
            InsufficientCreditsError: The price is not covered.
        """
        async with self.store.work(person) as work:
            with suppress(NotFoundError):
                return await work.jobs.get(job, person=person)
            now = self.clock()
            draft = await make_draft(work)
            most = self.policy.under(await work.terms.changed()).max_open_jobs
            if await work.jobs.open_count(person) >= most:
                raise TooManyOpenJobsError(most)
            jobs = self._jobs(person, job, draft, at=now)
            orders = await self._sell(work, jobs, at=now)
            for order in orders:
                await _keep(work, order, at=now)
            return orders[0][0]

    async def again(self, work: Work, ended: Job) -> Job:
        """Order an ended job again free of charge; a success gets another seed.

        Raises:
            NotFoundError: The avatar is gone.
            ActionNotAllowedError: The avatar has changed since.
        """
        now = self.clock()
        # The old deadline may have been shortened by a cancellation.
        deadline = now + self.policy.pace(ended.kind).deadline
        job = ended.again(token=self.ids().hex, at=now, deadline=deadline)
        avatar = await work.avatars.get(job.avatar, owner=job.person)
        match job.order:
            case TrainingOrder():
                await save(work, avatar.retry(at=now), at=now)
            case GenerationOrder() if not can_be_ordered_again(ended, avatar):
                raise ActionNotAllowedError(avatar.status, AvatarEvent.GENERATE)
            case GenerationOrder() as order if ended.status is JobStatus.SUCCEEDED:
                job = attrs.evolve(job, order=attrs.evolve(order, seed=seed_of(job.id)))
            case DescriptionOrder() | EnrichmentOrder():
                raise ActionNotAllowedError(ended.status, JobEvent.SUBMIT)
        await _keep(work, [job], at=now)
        return job

    def _jobs(
        self, person: PersonId, lead: JobId, draft: Draft, *, at: datetime
    ) -> list[Job]:
        together = len(draft.lines) > 1
        return [
            Job(
                id=member_id(lead, number),
                person=person,
                avatar=draft.avatar,
                order=line.order,
                price=line.price,
                lead=lead if together else None,
                token=self.ids().hex,
                created_at=at,
                due_at=at,
                deadline_at=at + self.policy.pace(line.order.kind).deadline,
            )
            for number, line in enumerate(draft.lines)
        ]

    async def _sell(
        self, work: Work, jobs: Sequence[Job], *, at: datetime
    ) -> Sequence[Sequence[Job]]:
        """Return the orders to save: these jobs, and the enrichment of their words.

        If the enricher is unavailable, the person's own words are drawn at once.
        """
        first, enricher = jobs[0], self.models.enricher
        if first.awaits_words and enricher is not None:
            enriched = with_enrichment(
                first, enricher, self.ids, at=at, policy=self.policy
            )
            with suppress(SalesStoppedError):
                await self._check_incidents(work, enriched, at=at)
                return [[one] for one in enriched]
            # If the incident stops more than the enricher, the next check raises.
            jobs = [without_enrichment(first)]
        await self._check_incidents(work, jobs, at=at)
        return [jobs]

    async def _check_incidents(
        self, work: Work, jobs: Sequence[Job], *, at: datetime
    ) -> None:
        models = {one.order.model for one in jobs}
        await sell(work, *models, at=at, policy=self.policy)


async def _keep(work: Work, order: Sequence[Job], *, at: datetime) -> None:
    """Save the jobs of an order with their one hold, and wake workers for them."""
    for job in order:
        try:
            await work.jobs.add(job)
        except AlreadyExistsError:
            raise NotFoundError(Thing.JOB) from None  # another person's id
    await hold_price(work, order, at=at)
    for job in order:
        work.enqueue(job.id, after=(job.due_at or at) - at)


def member_id(lead: JobId, number: int) -> JobId:
    """Return the id of a job of an order: the first one is the lead itself."""
    return follower_id(lead, number) if number else lead


async def ordered_with(reading: Reading, job: Job) -> Sequence[Job]:
    """Return all jobs of the order that *job* is part of, the lead first."""
    return [job] if job.lead is None else await reading.jobs.group(job.lead)


def can_be_ordered_again(ended: Job, avatar: Avatar | None) -> bool:
    """Whether `Ordering.again` takes *ended*, given its avatar as it is now."""
    if avatar is None:
        return False
    match ended.order:
        case TrainingOrder():
            return AvatarEvent.RETRY in avatar.actions
        case GenerationOrder(weights_key=key):
            return avatar.weights is not None and avatar.weights.key == key
        case DescriptionOrder() | EnrichmentOrder():
            # The photo is gone; the pictures were drawn without better words.
            return False
        case UpscaleOrder():
            return True
