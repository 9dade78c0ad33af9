"""Ordering a training."""

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError
from ..families import Families
from ..ids import AvatarId, Ids, JobId, PersonId
from ..jobs import Job
from ..ledger import Balance
from ..orders import TrainingOrder, training_trigger
from ..policy import Policy
from ..ports import Clock, Store
from ..prices import PriceBook
from .incidents import demand_sold
from .ordering import place
from .trail import save


@attrs.frozen
class TrainingQuote:
    """What a training would cost, and what there is to pay it with."""

    avatar: Avatar
    price: int
    balance: Balance


@attrs.frozen
class TrainAvatar:
    """Order trainings of an avatar."""

    store: Store
    clock: Clock
    ids: Ids
    families: Families
    prices: PriceBook
    policy: Policy

    async def quote(self, person: PersonId, avatar: AvatarId) -> TrainingQuote:
        """Return what training this avatar would cost.

        Raises:
            NotFoundError: The avatar is not the person's own.
            SalesStoppedError: No trainings are sold just now.
        """
        async with self.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            family = self.families[model.family]
            now = self.clock()
            await demand_sold(reading, family.trainer, at=now, policy=self.policy)
            prices = self.prices.under(await reading.terms.changed())
            return TrainingQuote(
                model,
                prices.within(family).training,
                await reading.ledger.balance(person),
            )

    async def start(self, person: PersonId, avatar: AvatarId, job: JobId) -> Job:
        """Order the first training, or another after one that came to nothing.

        Ordering the same id again returns the job that is there.

        Raises:
            NotFoundError: The avatar is not the person's own.
            PhotoCountError: It has too few photos, or too many.
            ActionNotAllowedError: Its status forbids it.
            SalesStoppedError: No trainings are sold just now.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            try:
                return await work.jobs.get(job, person=person)
            except NotFoundError:
                pass
            before = await work.avatars.get(avatar, owner=person)
            collecting = before.collecting
            after = before.start(at=now) if collecting else before.retry(at=now)
            family = self.families[before.family]
            prices = self.prices.under(await work.terms.changed())
            order = TrainingOrder(
                family=family.name,
                model=family.trainer,
                avatar_type=family.avatar_type,
                steps=family.steps,
                trigger=training_trigger(job),
            )
            ordered = Job(
                id=job,
                person=person,
                avatar=avatar,
                order=order,
                price=prices.within(family).training,
                token=self.ids().hex,
                created_at=now,
                due_at=now,
                deadline_at=now + self.policy.training.deadline,
            )
            await save(work, after, at=now)
            await place(work, ordered, at=now, policy=self.policy)
            return ordered
