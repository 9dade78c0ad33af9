"""Bought and bonus credits stay apart, whatever happens in whatever order."""

import asyncio

from contextlib import suppress
from uuid import UUID

import attrs

from hypothesis import given, settings, strategies as st
from tests.books import check_money
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON

from avatar_core import JobId
from avatar_core.errors import InsufficientCreditsError
from avatar_core.ids import PaymentId
from avatar_core.ledger import GRANTS, SALES, Balance, Posting, Reason, available
from avatar_core.lifecycle import written
from avatar_core.ports import Work
from avatar_core.testing import MemoryStore
from avatar_core.testing.orders import GENERATION
from avatar_core.use_cases.money import hold_price, settle


#: What happens, how many credits it is about, and what an order delivers.
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["gift", "buy", "order"]), st.integers(1, 40), st.integers(0, 4)
    ),
    max_size=12,
)


async def _order(work: Work, number: int, price: int, delivered: int) -> int:
    """Place an order, deliver so many of its four pictures; return what it earned."""
    order = attrs.evolve(GENERATION, count=4)
    job = attrs.evolve(
        JOB, id=JobId(UUID(int=number)), order=order, price=price, token=str(number)
    )
    await work.jobs.add(job)
    await hold_price(work, [job], at=NOW)
    sent = job.submit(at=NOW, until=NOW, settles_at=NOW).accept(str(number))
    ended = sent.succeed(delivered, at=NOW) if delivered else job.cancel(at=NOW)
    done = await work.jobs.save(written(ended))
    await settle(work, [done], PERSON, at=NOW)
    return price * delivered // 4


async def _play(steps: list[tuple[str, int, int]]) -> None:
    store, bonus, bought = MemoryStore(), 0, 0
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
    for number, (what, amount, delivered) in enumerate(steps, start=10):
        with suppress(InsufficientCreditsError):
            async with store.work(ANNA) as work:
                if what == "order":
                    earned = await _order(work, number, amount, delivered)
                    given_ = min(earned, bonus)
                    bonus, bought = bonus - given_, bought - earned + given_
                    continue
                gift = what == "gift"
                await work.ledger.post(
                    Posting(
                        key=str(number),
                        source=GRANTS if gift else SALES,
                        dest=available(ANNA),
                        amount=amount,
                        reason=Reason.GRANT if gift else Reason.TOP_UP,
                        payment=None if gift else PaymentId(UUID(int=number)),
                        at=NOW,
                    )
                )
                bonus, bought = bonus + gift * amount, bought + (not gift) * amount
        check_money(store)
    async with store.read() as reading:
        balance = await reading.ledger.balance(ANNA)
    assert Balance(bonus + bought, 0, bonus) == balance


@settings(max_examples=60, deadline=None)
@given(_STEPS)
def test_gifts_pay_first_and_nothing_changes_its_kind(
    steps: list[tuple[str, int, int]],
) -> None:
    """What is left of either is what came, less what was earned, gifts first."""
    asyncio.run(_play(steps))
