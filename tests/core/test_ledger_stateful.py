"""The books under random orders, ends and repetitions."""

from typing import Any

import attrs
import pytest

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
)
from simulation.schedule import drive
from tests.core.world import ANNA, BORIS, World

from avatar_core import AvatarId, HoldStatus, Job, JobId, Language, PersonId, Size
from avatar_core.errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    LifecycleError,
)
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.jobs import GenerationOrder
from avatar_core.ledger import GRANTS, REVENUE, available, held
from avatar_core.use_cases.money import hold_price, settle


class AnyBooks(RuleBasedStateMachine):
    """Two people, many jobs."""

    jobs = Bundle("jobs")
    ended = Bundle("ended")

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.available = {ANNA: 1000, BORIS: 1000}
        self.held: dict[JobId, tuple[PersonId, int]] = {}
        self.earned = 0
        for person in (ANNA, BORIS):
            drive(self.world.accounts.enter(person, Language.ENGLISH))

    @rule(
        target=jobs,
        person=st.sampled_from([ANNA, BORIS]),
        price=st.integers(0, 600),
        count=st.integers(1, 4),
    )
    def order(self, person: PersonId, price: int, count: int) -> Any:
        """Hold a price, if it can be paid."""
        job = Job(
            id=self.world.new_job(),
            person=person,
            avatar=AvatarId(self.world.ids()),
            order=GenerationOrder(
                family=FLUX_PORTRAIT.name,
                model="m",
                words="w",
                scene="w",
                prompt="p",
                size=Size.SQUARE,
                count=count,
                seed=1,
                weights_key="k",
                scale=1.0,
            ),
            price=price,
            token=self.world.ids().hex,
            created_at=self.world.clock(),
            due_at=None,
            deadline_at=self.world.clock(),
        )
        if price > self.available[person]:
            with pytest.raises(InsufficientCreditsError) as caught:
                drive(self._hold(job))
            assert (price, self.available[person]) == (
                caught.value.price,
                caught.value.available,
            )
            return multiple()
        drive(self._hold(job))
        self.available[person] -= price
        self.held[job.id] = (person, price)
        return job

    @rule(target=ended, job=consumes(jobs), delivered=st.integers(0, 4))
    def end(self, job: Job, delivered: int) -> Job:
        """Settle what was delivered."""
        after = attrs.evolve(job, delivered=min(delivered, job.ordered))
        drive(self._settle(after))
        person, price = self.held.pop(job.id)
        earned = price * after.delivered // job.ordered
        self.earned += earned
        self.available[person] += price - earned
        return after

    @rule(job=ended, delivered=st.integers(0, 4))
    def end_again(self, job: Job, delivered: int) -> None:
        """Settling twice, the same way or another, is refused and changes nothing."""
        again = attrs.evolve(job, delivered=min(delivered, job.ordered))
        with pytest.raises(LifecycleError):
            drive(self._settle(again))

    @rule(job=jobs)
    def order_again(self, job: Job) -> None:
        """Holding twice for one job is refused and changes nothing."""
        with pytest.raises(AlreadyExistsError):
            drive(self._hold(job))

    @rule(person=st.sampled_from([ANNA, BORIS]))
    def come_in_again(self, person: PersonId) -> None:
        """The welcome is given once."""
        entry = drive(self.world.accounts.enter(person, Language.RUSSIAN))
        assert not entry.is_new

    @invariant()
    def the_books_are_right(self) -> None:
        """Every balance is what was granted, held and earned; the sum is nothing."""
        total = 0
        for person in (ANNA, BORIS):
            balance = drive(self.world.accounts.balance(person))
            set_aside = sum(
                price for owner, price in self.held.values() if owner == person
            )
            assert (self.available[person], set_aside) == (
                balance.available,
                balance.held,
            )
            total += drive(self._totals(person))
        assert 0 == total + drive(self._house())

    @invariant()
    def every_hold_ends_once(self) -> None:
        """Open jobs are held for; ended ones are captured or released."""
        for job, hold in self.world.rows._rows.holds.items():
            assert (hold.status is HoldStatus.HELD) == (job in self.held)

    async def _hold(self, job: Job) -> None:
        async with self.world.rows.work(job.person) as work:
            await hold_price(work, [job], at=self.world.clock())

    async def _settle(self, job: Job) -> None:
        async with self.world.rows.work(job.person) as work:
            await settle(work, [job], at=self.world.clock())

    async def _totals(self, person: PersonId) -> int:
        async with self.world.rows.read() as reading:
            return await reading.ledger.total(available(person)) + (
                await reading.ledger.total(held(person))
            )

    async def _house(self) -> int:
        async with self.world.rows.read() as reading:
            revenue = await reading.ledger.total(REVENUE)
            assert self.earned == revenue
            return revenue + await reading.ledger.total(GRANTS)


TestAnyBooks = AnyBooks.TestCase
TestAnyBooks.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
