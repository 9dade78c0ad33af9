"""The figures of the dashboard are the ledger's, to the credit."""

import random

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest

from tests.core.sound import DRAFT, JOB, NOW, PERSON

from adapters.sql import SqlStore
from avatar_core.figures import Figures, Span
from avatar_core.ids import AvatarId, JobId, PackId, PersonId
from avatar_core.jobs import Job
from avatar_core.ledger import GRANTS, REVENUE, SALES, Posting, Reason, available, held
from avatar_core.lifecycle import written
from avatar_core.orders import Wording
from avatar_core.payments import Payment, PaymentStatus, payment_id
from avatar_core.ports import Store, Work
from avatar_core.testing import MemoryStore
from avatar_core.testing.orders import DESCRIPTION, GENERATION, TRAINING


_PACK = attrs.evolve(GENERATION, wording=Wording.PACK, pack=PackId("noir"))
_ORDERS = (TRAINING, GENERATION, _PACK, DESCRIPTION)


@attrs.define
class _Business:
    """Random things that happen in a store; the same for the same seed."""

    store: Store
    dice: random.Random
    numbers: int = 0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    async def year(self) -> None:
        """Have forty people come, pay and order on some days of a year."""
        for _ in range(40):
            came = NOW + timedelta(days=self.dice.randrange(300), hours=23)
            person = attrs.evolve(PERSON, id=PersonId(self.number()), created_at=came)
            avatar = attrs.evolve(
                DRAFT, id=AvatarId(UUID(int=self.number())), owner=person.id
            )
            async with self.store.work(person.id) as work:
                await work.people.add(person)
                await work.avatars.add(avatar)
                for _ in range(self.dice.randrange(5)):
                    day = timedelta(days=self.dice.randrange(60))
                    await self._bought(work, person.id, came + day)
                    job = attrs.evolve(
                        JOB,
                        id=JobId(UUID(int=self.number())),
                        token=str(self.number()),
                        person=person.id,
                        avatar=avatar.id,
                        order=self.dice.choice(_ORDERS),
                        created_at=came + day,
                    )
                    await self._ordered(work, job)

    async def _bought(self, work: Work, person: PersonId, at: datetime) -> None:
        charge = str(self.number())
        payment = Payment(
            id=payment_id(charge),
            person=person,
            charge_id=charge,
            payload="",
            amount=self.dice.randrange(1, 500),
            currency=self.dice.choice(["XTR", "USD"]),
            credits=20,
            status=PaymentStatus.CREDITED,
            created_at=at,
        )
        await work.payments.add(payment)
        top_up = Posting(
            key=f"top {charge}",
            source=SALES,
            dest=available(person),
            amount=20,
            reason=Reason.TOP_UP,
            payment=payment.id,
            at=at,
        )
        await work.ledger.post(top_up)
        if self.dice.random() < 0.2:
            back = attrs.evolve(
                top_up,
                key=f"back {charge}",
                source=available(person),
                dest=SALES,
                reason=Reason.REFUND,
            )
            await work.ledger.post(back)
            await work.payments.save(
                attrs.evolve(payment, status=PaymentStatus.REFUNDED, reclaimed=20)
            )

    async def _ordered(self, work: Work, job: Job) -> None:
        await work.jobs.add(job)
        ended = job.created_at + timedelta(seconds=self.dice.randrange(90_000))
        if self.dice.random() < 0.3:
            await work.jobs.save(written(job.ask_cancel(at=ended, deadline=ended)))
            return
        delivered = 1 if job.order is TRAINING else self.dice.randrange(1, 4)
        at = job.created_at
        sent = job.submit(at=at, until=at, settles_at=at).accept(job.token)
        await work.jobs.save(written(sent.succeed(delivered, at=ended)))
        price = self.dice.randrange(1, 20)
        gift = Posting(
            key=f"gift {job.token}",
            source=GRANTS,
            dest=held(job.person),
            amount=price,
            reason=Reason.GRANT,
            at=at,
        )
        earned = attrs.evolve(
            gift,
            key=f"earned {job.token}",
            source=gift.dest,
            dest=REVENUE,
            reason=Reason.CAPTURE,
            job=job.id,
            at=ended,
        )
        for posting in (gift, earned):
            await work.ledger.post(posting)
        if self.dice.random() < 0.2:
            amends = attrs.evolve(
                earned,
                key=f"amends {job.token}",
                source=REVENUE,
                dest=available(job.person),
                reason=Reason.AMENDS,
            )
            await work.ledger.post(amends)


async def _all(store: Store) -> dict[Span, list[Figures]]:
    async with store.read() as reading:
        return {span: [*await reading.stats.figures(None, each=span)] for span in Span}


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_are_the_ledgers(store: SqlStore, seed: int) -> None:
    """Whatever happened, every span is counted right, and adds up to the ledger."""
    memory = MemoryStore()
    for one_of in (store, memory):
        dice = random.Random(seed)  # noqa: S311 - nothing secret
        await _Business(one_of, dice).year()

    figures = await _all(store)

    assert await _all(memory) == figures
    async with store.read() as reading:
        stats = await reading.stats.everything(since=NOW)
        revenue = await reading.ledger.total(REVENUE)
        sold = -await reading.ledger.total(SALES)
    for each in figures.values():
        assert revenue == sum(
            sale.credits for one in each for sale in one.sales.values()
        )
        assert sold == sum(one.sold for one in each)
        assert stats.income == sum((Counter(one.income) for one in each), Counter())
        assert stats.credits == sum((Counter(one.credits) for one in each), Counter())
        assert stats.people == sum(one.people for one in each)
