"""Each promise of `Store` about concurrency has a contract test that a faulty store fails."""

import itertools
import unittest

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs
import pytest

from avatar_core.ids import PersonId
from avatar_core.ledger import Posting
from avatar_core.ports import Reading, Store, Work
from avatar_core.testing import MemoryStore
from avatar_core.testing.contracts.store import StoreContract
from avatar_core.testing.memory.rows import let_others_run
from avatar_core.testing.memory.store import Transaction


class NobodyWaits(MemoryStore):
    """Opens works of one person at the same time, each over a snapshot."""

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Begin at once, whatever else is open."""
        await let_others_run()
        transaction = Transaction(self._rows, set())
        yield transaction
        await let_others_run()
        transaction.commit()


class UncountedPromos(MemoryStore):
    """Lets transactions of different people take a code's last use at once."""

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Hide from the transaction which codes others are using."""
        async with super().work(person) as work:
            assert isinstance(work, Transaction)
            work.promos._in_use = set()
            yield work


class LooksWait(MemoryStore):
    """Lets nobody look while anybody works."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Wait until nobody works."""
        while self._busy:
            await let_others_run()
        async with super().read() as reading:
            yield reading


class LocksOnFailure(MemoryStore):
    """Forgets to let the next work in when one fails."""

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Keep the person busy for ever after an exception."""
        try:
            async with super().work(person) as work:
                yield work
        except BaseException:
            self._busy.add(person)
            raise


class CommitsOnCancel(MemoryStore):
    """Keeps what a cancelled work wrote."""

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Commit whatever happens."""
        transaction = Transaction(self._rows, set())
        try:
            yield transaction
        finally:
            transaction.commit()


class UncheckedLedger(MemoryStore):
    """Posts a key again when two works try at once."""

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Make every posting's key its own."""
        async with super().work(person) as work:
            post = work.ledger.post

            async def post_again(posting: Posting, /) -> bool:
                return await post(attrs.evolve(posting, key=f"key {next(_numbers)}"))

            work.ledger.post = post_again  # type: ignore[method-assign]
            yield work


_numbers = itertools.count()


def failures(store: type[MemoryStore], test: str) -> int:
    """Run one test of the contract over a store; return how often it failed."""

    class Contract(StoreContract, unittest.IsolatedAsyncioTestCase):
        patience = 0.5

        async def open_store(self) -> Store:
            return store()

    result = unittest.TestResult()
    Contract(test).run(result)
    assert result.testsRun == 1
    return len(result.failures) + len(result.errors)


@pytest.mark.parametrize(
    ("store", "test"),
    [
        (NobodyWaits, "test_works_of_one_person_wait_for_one_another"),
        (NobodyWaits, "test_no_update_is_lost"),
        (NobodyWaits, "test_credits_are_not_spent_twice"),
        (NobodyWaits, "test_a_claimed_job_is_claimed_once"),
        (UncheckedLedger, "test_a_key_is_posted_once_however_many_try"),
        (UncountedPromos, "test_a_promo_code_keeps_its_limit"),
        (LooksWait, "test_a_look_waits_for_nobody"),
        (LocksOnFailure, "test_a_failed_work_lets_the_next_one_in"),
        (LocksOnFailure, "test_a_cancelled_work_lets_the_next_one_in"),
        (CommitsOnCancel, "test_a_cancelled_work_lets_the_next_one_in"),
    ],
)
def test_a_faulty_store_fails(store: type[MemoryStore], test: str) -> None:
    """The planted fault is found by the test of its promise, which a sound store passes."""
    assert 1 == failures(store, test)
    assert 0 == failures(MemoryStore, test)
