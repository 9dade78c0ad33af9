"""Place orders: the part that all kinds of jobs have in common."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, assert_never

import attrs

from ..avatars import Avatar, AvatarEvent
from ..coach import Likeness
from ..errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
    NotFoundError,
    SalesStoppedError,
    Thing,
    TooManyOpenJobsError,
    WordsRefusedError,
)
from ..families import AvatarType, Families, Models
from ..ids import AvatarId, Ids, JobId, PersonId
from ..incidents import stopping
from ..job_lifecycle import JobEvent, JobStatus
from ..jobs import Job
from ..orders import (
    MOST_DRAWN,
    TURN_KINDS,
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Order,
    TrainingOrder,
    UpscaleOrder,
    Wording,
    again_id,
    follower_id,
    ordered_again,
    preview_id,
    seed_of,
    writing_marker,
)
from ..policy import Policy
from ..ports import Clock, Reading, Store, Work
from ..prices import PriceBook
from ..prompts import compose
from ..sizes import Size
from ..word_policy import WordPolicy
from .consent import require_consent
from .incidents import require_on_sale, sell
from .money import hold_price
from .trail import save


#: How long after its deadline an enrichment ends at the latest, if its worker is alive.
_SLACK: Final = timedelta(seconds=5)
_HOUR: Final = timedelta(hours=1)
#: What the first pictures of an avatar show.
_FIRST_SCENES: Final = {
    AvatarType.PORTRAIT: "close portrait, looking at the camera, soft window light",
    AvatarType.STYLE: "quiet street with a small café after the rain",
}


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
    #: The avatar's name, which is judged with the words; empty if there are none.
    name: str


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
    words: WordPolicy
    #: The version of the consent screen under which photos are sent to the provider.
    consent_version: int

    async def prices_now(
        self, reading: Reading, avatar: Avatar | None = None
    ) -> PriceBook:
        """Return the current prices, within the family of *avatar* if one is given."""
        prices = self.prices.under(await reading.terms.changed())
        return prices.within(self.families[avatar.family]) if avatar else prices

    async def require_on_sale(self, reading: Reading, model: str) -> None:
        """Check that jobs that need *model* can be ordered now.

        Raises:
            SalesStoppedError: An incident stops their sale.
        """
        await require_on_sale(reading, model, at=self.clock(), policy=self.policy)

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
            WordsRefusedError: The word policy does not allow what is to be drawn.
            ConsentMissingError: Photos are needed, and the person has not agreed to
                what happens to them.
            SalesStoppedError: An incident stops the sale.
            TooManyOpenJobsError: The person has enough unfinished orders.
            InsufficientCreditsError: The price is not covered.
        """
        async with self.store.work(person) as work:
            with suppress(NotFoundError):
                return await work.jobs.get(job, person=person)
            now = self.clock()
            draft = await self._with_spares(work, person, await make_draft(work))
            most = self.policy.under(await work.terms.changed()).max_open_jobs
            if await work.jobs.open_count(person) >= most:
                raise TooManyOpenJobsError(most)
            jobs = self._jobs(person, job, draft, at=now)
            orders = await self._sell(work, jobs, at=now)
            kept = [
                await self._keep(work, order, draft.name, at=now) for order in orders
            ]
            return kept[0]

    async def _with_spares(self, work: Work, person: PersonId, draft: Draft) -> Draft:
        """Have spare pictures drawn of people whose faces may be compared."""
        if not any(isinstance(line.order, GenerationOrder) for line in draft.lines):
            return draft
        most = self.policy.spare_pictures
        if most:
            avatar = await work.avatars.get(draft.avatar, owner=person)
            compared = (await work.people.get(person)).compares_faces
            most *= compared and avatar.type is AvatarType.PORTRAIT
        return attrs.evolve(
            draft, lines=[_with_spare(one, most) for one in draft.lines]
        )

    async def again(self, work: Work, ended: Job) -> Job:
        """Order an ended job again free of charge; a success gets another seed.

        Raises:
            NotFoundError: The avatar is gone, or about to be erased.
            ActionNotAllowedError: The avatar has changed since.
            WordsRefusedError: The word policy does not allow its words any more.
            ConsentMissingError: Its person has not agreed to the consent of now.
        """
        now, id_ = self.clock(), again_id(ended.id)
        order = ordered_again(ended.order, id_)
        if await work.erasure.is_unfinished(ended.person):
            raise NotFoundError(Thing.AVATAR)
        avatar = await work.avatars.get(ended.avatar, owner=ended.person)
        match order:
            case TrainingOrder():
                await save(work, avatar.retry(at=now), at=now)
            case GenerationOrder() if not can_be_ordered_again(ended, avatar):
                raise ActionNotAllowedError(avatar.status, AvatarEvent.GENERATE)
            case GenerationOrder() if ended.status is JobStatus.SUCCEEDED:
                order = attrs.evolve(order, seed=seed_of(id_))
            case DescriptionOrder() | EnrichmentOrder():
                raise ActionNotAllowedError(ended.status, JobEvent.SUBMIT)
            case GenerationOrder() | UpscaleOrder():
                pass
            case _:
                assert_never(order)
        job = self._job(id_, ended.person, ended.avatar, Line(order, price=0), at=now)
        return await self._keep(work, [job], avatar.name, at=now)

    async def preview(self, work: Work, trained: Job, *, at: datetime) -> Job | None:
        """Order what the end of a training shows, at the owner's expense.

        Return None if nothing is to be drawn, or cannot be sold just now.
        """
        avatar = await work.avatars.get(trained.avatar, owner=trained.person)
        family, weights = self.families[avatar.family], avatar.ready_weights()
        incidents = await work.incidents.all()
        if not self.policy.preview_pictures or stopping(incidents, family.generator):
            return None
        id_, scene = preview_id(trained.id), _FIRST_SCENES[avatar.type]
        order = GenerationOrder(
            family=family.name,
            model=family.generator,
            words=scene,
            scene=scene,
            wording=Wording.PACK,
            prompt=compose(avatar, scene, weights.trigger),
            size=Size.SQUARE,
            count=self.policy.preview_pictures,
            seed=seed_of(id_),
            weights_key=weights.key,
            scale=family.scale,
            preview_of=trained.id,
        )
        job = self._job(id_, trained.person, avatar.id, Line(order, price=0), at=at)
        within = attrs.evolve(job, deadline_at=at + self.policy.preview_within)
        with suppress(WordsRefusedError):
            return await self._keep(work, [within], avatar.name, at=at)
        return None

    async def _keep(
        self, work: Work, order: Sequence[Job], name: str, *, at: datetime
    ) -> Job:
        """Save the jobs of an order with their one hold, and wake workers for them.

        Every order is saved here, and so its words are judged here, with the avatar's
        name, and consent to the use of photos is required here. Return the first job,
        with its turn.
        """
        first = order[0]
        for job in order:
            match job.order:
                case GenerationOrder() as drawn:
                    self.words.require(drawn.scene, name, negative=drawn.negative)
                case TrainingOrder() | DescriptionOrder():
                    await require_consent(work, first.person, self.consent_version)
                case UpscaleOrder() | EnrichmentOrder():
                    pass
                case _:
                    assert_never(job.order)
        ordered = first.kind in TURN_KINDS
        turn = await work.jobs.next_turn(first.person) if ordered else 0
        for number, job in enumerate(order):
            try:
                await work.jobs.add(attrs.evolve(job, turn=turn + number))
            except AlreadyExistsError:
                raise NotFoundError(Thing.JOB) from None  # another person's id
        await hold_price(work, order, at=at)
        for job in order:
            work.enqueue(job.id, after=(job.due_at or at) - at, to_send=True)
        return attrs.evolve(first, turn=turn)

    def _job(
        self,
        id_: JobId,
        person: PersonId,
        avatar: AvatarId,
        line: Line,
        *,
        at: datetime,
    ) -> Job:
        return Job(
            id=id_,
            person=person,
            avatar=avatar,
            order=line.order,
            price=line.price,
            token=self.ids().hex,
            created_at=at,
            due_at=at,
            deadline_at=at + self.policy.pace(line.order.kind).deadline,
        )

    def _jobs(
        self, person: PersonId, lead: JobId, draft: Draft, *, at: datetime
    ) -> list[Job]:
        jobs = [
            self._job(member_id(lead, number), person, draft.avatar, line, at=at)
            for number, line in enumerate(draft.lines)
        ]
        if len(jobs) == 1:
            return jobs
        return [attrs.evolve(job, lead=lead) for job in jobs]

    async def _sell(
        self, work: Work, jobs: Sequence[Job], *, at: datetime
    ) -> Sequence[Sequence[Job]]:
        """Return the orders to save: these jobs, and the enrichment of their words.

        If the enricher is unavailable, or the person has cancelled pictures too often
        after it was asked, the person's own words are drawn at once.
        """
        first, order, enricher = jobs[0], jobs[0].order, self.models.enricher
        if isinstance(order, GenerationOrder) and first.awaits_words and enricher:
            id_ = JobId(self.ids())
            enrichment = EnrichmentOrder(
                model=enricher,
                marker=writing_marker(id_),
                words=order.words,
                generation=first.id,
            )
            line = Line(enrichment, price=0)
            writer = self._job(id_, first.person, first.avatar, line, at=at)
            waiting = attrs.evolve(first, due_at=writer.deadline_at + _SLACK)
            wasted = await work.jobs.wasted_enrichments(first.person, since=at - _HOUR)
            if wasted < self.policy.max_wasted_enrichments:
                with suppress(SalesStoppedError):
                    await self._check_incidents(work, [waiting, writer], at=at)
                    return [[waiting], [writer]]
            # If an incident stops more than the enricher, the next check raises.
            jobs = [attrs.evolve(first, order=order.unenriched())]
        await self._check_incidents(work, jobs, at=at)
        return [jobs]

    async def _check_incidents(
        self, work: Work, jobs: Sequence[Job], *, at: datetime
    ) -> None:
        models = {one.order.model for one in jobs}
        await sell(work, *models, at=at, policy=self.policy)


def _with_spare(line: Line, most: int) -> Line:
    if not isinstance(line.order, GenerationOrder):
        return line
    spare = min(most, MOST_DRAWN - line.order.count)
    return attrs.evolve(line, order=attrs.evolve(line.order, spare=spare))


def member_id(lead: JobId, number: int) -> JobId:
    """Return the id of a job of an order: the first one is the lead itself."""
    return follower_id(lead, number) if number else lead


async def ordered_with(reading: Reading, job: Job) -> Sequence[Job]:
    """Return all jobs of the order that *job* is part of, the lead first."""
    return [job] if job.lead is None else await reading.jobs.group(job.lead)


def can_be_replaced(
    trained: Job, avatar: Avatar | None, likeness: Likeness | None
) -> bool:
    """Whether a training may be replaced by another one, free of charge."""
    weights = avatar.weights if avatar else None
    return (
        isinstance(trained.order, TrainingOrder)
        and trained.order.replaces is None
        and likeness is not None
        and likeness.offered
        and weights is not None
        and weights.job == trained.id
    )


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
