"""Order a training."""

import attrs

from ..avatars import Avatar
from ..ids import AvatarId, JobId, PersonId
from ..jobs import Job
from ..ledger import Balance
from ..orders import TrainingOrder, training_trigger
from ..ports import Work
from .ordering import Draft, Line, Ordering
from .trail import save


@attrs.frozen
class TrainingQuote:
    """The price of a training, and the balance it is paid from."""

    avatar: Avatar
    price: int
    balance: Balance


@attrs.frozen
class TrainAvatar:
    """Order trainings of an avatar."""

    ordering: Ordering

    async def quote(self, person: PersonId, avatar: AvatarId) -> TrainingQuote:
        """Return the price of training this avatar.

        Raises:
            NotFoundError: The avatar is not the person's own.
            SalesStoppedError: No trainings are sold just now.
        """
        ordering = self.ordering
        async with ordering.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            await ordering.demand_sold(reading, ordering.families[model.family].trainer)
            prices = await ordering.prices_now(reading, model)
            balance = await reading.ledger.balance(person)
            return TrainingQuote(model, prices.training, balance)

    async def start(self, person: PersonId, avatar: AvatarId, job: JobId) -> Job:
        """Order the first training, or another one after a failed or cancelled one.

        Ordering the same id again returns the existing job.

        Raises:
            NotFoundError: The avatar is not the person's own.
            PhotoCountError: It has too few photos, or too many.
            ActionNotAllowedError: Its status forbids it.
            SalesStoppedError: No trainings are sold just now.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """

        async def draft(work: Work) -> Draft:
            before = await work.avatars.get(avatar, owner=person)
            now = self.ordering.clock()
            collecting = before.collecting
            after = before.start(at=now) if collecting else before.retry(at=now)
            await save(work, after, at=now)
            family = self.ordering.families[before.family]
            order = TrainingOrder(
                family=family.name,
                model=family.trainer,
                avatar_type=family.avatar_type,
                steps=family.steps,
                trigger=training_trigger(job),
            )
            prices = await self.ordering.prices_now(work, before)
            return Draft(avatar, [Line(order, prices.training)])

        return await self.ordering.place(person, job, draft)
