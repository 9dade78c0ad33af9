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
from tests.core.world import ANNA, BORIS, OWNER, World
from tests.money import package, stars
from tests.schedule import drive

from avatar_core import (
    AvatarId,
    Bill,
    HoldStatus,
    Job,
    JobId,
    Language,
    Payment,
    PaymentStatus,
    PersonId,
    Size,
)
from avatar_core.errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
    CreditsSpentError,
    InsufficientCreditsError,
    PromoRefusedError,
)
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.ledger import GRANTS, REVENUE, SALES, available, held
from avatar_core.orders import GenerationOrder
from avatar_core.use_cases.money import hold_price, settle


class AnyBooks(RuleBasedStateMachine):
    """Two people, many jobs."""

    jobs = Bundle("jobs")
    ended = Bundle("ended")
    payments = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.available = {ANNA: 1000, BORIS: 1000}
        self.held: dict[JobId, tuple[PersonId, int]] = {}
        self.owed = {ANNA: 0, BORIS: 0}
        self.earned = 0
        self.charges = 0
        self.redeemed: set[PersonId] = set()
        self.top_up = self.world.cases.top_up
        self.giving_up = self.world.admin.payments
        self.adjusting = self.world.admin.credits
        self.redeeming = self.world.cases.redeem_promo
        drive(self.world.admin.promos.create(OWNER, "CODE", credits=7, uses=9))
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
            due_at=self.world.clock(),
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
        reclaimed = min(price - earned, self.owed[person])
        self.owed[person] -= reclaimed
        self.available[person] += price - earned - reclaimed
        return after

    @rule(job=ended, delivered=st.integers(0, 4))
    def end_again(self, job: Job, delivered: int) -> None:
        """Settling twice, the same way or another, is refused and changes nothing."""
        again = attrs.evolve(job, delivered=min(delivered, job.ordered))
        with pytest.raises(ActionNotAllowedError):
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

    @rule(
        target=payments,
        person=st.sampled_from([ANNA, BORIS]),
        credits_=st.integers(1, 300),
        paid=st.sampled_from([1, 2]),
    )
    def pay(self, person: PersonId, credits_: int, paid: int) -> Any:
        """One Star buys what its bill says; two were never asked for."""
        self.charges += 1
        news = drive(
            self.top_up.receive(
                person,
                charge_id=str(self.charges),
                payload=Bill(person, package(credits_, 1)).payload,
                paid=stars(paid),
            )
        )
        if paid == 1:
            self.available[person] += credits_
        return news.payment

    @rule(payment=payments)
    def pay_again(self, payment: Payment) -> None:
        """A charge that is told of again changes nothing."""
        drive(
            self.top_up.receive(
                payment.person,
                charge_id=payment.charge_id,
                payload=payment.payload,
                paid=payment.money,
            )
        )

    @rule(payment=payments)
    def give_up(self, payment: Payment) -> None:
        """What a payment bought is taken back once, or all of it stays."""
        now = self.world.rows._rows.payments[payment.id]
        if now.status is not PaymentStatus.CREDITED:
            drive(self.giving_up(OWNER, payment.id))
            return
        if self.available[now.person] < now.credits:
            with pytest.raises(CreditsSpentError):
                drive(self.giving_up(OWNER, payment.id))
            return
        drive(self.giving_up(OWNER, payment.id))
        self.available[now.person] -= now.credits

    @rule(payment=payments)
    def returned(self, payment: Payment) -> None:
        """The messenger gives back by itself: what is there goes, the rest is owed."""
        now = self.world.rows._rows.payments[payment.id]
        drive(self.top_up.returned(now.person, now.charge_id))
        if now.status is PaymentStatus.CREDITED:
            taken = min(self.available[now.person], now.credits)
            self.available[now.person] -= taken
            self.owed[now.person] += now.credits - taken

    @rule(person=st.sampled_from([ANNA, BORIS]))
    def redeem(self, person: PersonId) -> None:
        """A code gives its credits once to each."""
        if person in self.redeemed:
            with pytest.raises(PromoRefusedError):
                drive(self.redeeming(person, "CODE"))
            return
        drive(self.redeeming(person, "CODE"))
        self.redeemed.add(person)
        self.available[person] += 7

    @rule(
        person=st.sampled_from([ANNA, BORIS]),
        amount=st.integers(1, 900),
        gives=st.booleans(),
    )
    def adjust(self, person: PersonId, amount: int, *, gives: bool) -> None:
        """An owner gives, or takes what is there."""
        change = self.adjusting.grant if gives else self.adjusting.take
        made = change(OWNER, person, amount, why="a test", tap=self.world.ids())
        if not gives and amount > self.available[person]:
            with pytest.raises(InsufficientCreditsError):
                drive(made)
            return
        drive(made)
        self.available[person] += amount if gives else -amount

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
    def every_payment_is_in_the_books(self) -> None:
        """What payments bought, less what was taken back, is what was sold."""
        payments = self.world.rows._rows.payments.values()
        bought = sum(one.credits - one.reclaimed for one in payments)
        assert -bought == drive(self._sold())

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

    async def _sold(self) -> int:
        async with self.world.rows.read() as reading:
            return await reading.ledger.total(SALES)

    async def _house(self) -> int:
        async with self.world.rows.read() as reading:
            revenue = await reading.ledger.total(REVENUE)
            assert self.earned == revenue
            sold = await reading.ledger.total(SALES)
            return revenue + sold + await reading.ledger.total(GRANTS)


TestAnyBooks = AnyBooks.TestCase
TestAnyBooks.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
