"""Each promise of `Provider` has a contract test that a faulty provider fails."""

import itertools

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

import attrs
import pytest

from tests.core.contracts import MemoryProviderContract, fails

from avatar_core.errors import (
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from avatar_core.orders import Order
from avatar_core.ports import DrawnPictures, Lost, Queued, Standing
from avatar_core.testing import ScriptedProvider


_numbers = itertools.count()


class SubmitsTwice(ScriptedProvider):
    """Repeats a submit."""

    async def submit(self, order: Order, file: str | None, /, **how: Any) -> str:
        await super().submit(order, file, **how)
        return await super().submit(order, file, **how)


class ForgetsTheToken(ScriptedProvider):
    """Submits under a token of its own."""

    async def submit(self, order: Order, file: str | None, /, **how: Any) -> str:
        return await super().submit(order, file, **how | {"token": "mine"})


class TakesWhatItRefuses(ScriptedProvider):
    """Says that a request was refused after taking it."""

    async def submit(self, order: Order, file: str | None, /, **how: Any) -> str:
        try:
            return await super().submit(order, file, **how)
        except ProviderRefusedError:
            await super().submit(order, file, **how)
            raise


class SwallowsTheAmbiguity(ScriptedProvider):
    """Makes up an id when the answer is lost."""

    async def submit(self, order: Order, file: str | None, /, **how: Any) -> str:
        try:
            return await super().submit(order, file, **how)
        except ProviderRefusedError:
            raise
        except Exception:  # noqa: BLE001 - that is the fault
            return f"made-up-{next(_numbers)}"


class IsUnavailableToSubmits(ScriptedProvider):
    """Does not say that a submit was not taken."""

    async def submit(self, order: Order, file: str | None, /, **how: Any) -> str:
        try:
            return await super().submit(order, file, **how)
        except ProviderRefusedError as error:
            raise ProviderUnavailableError(error.detail) from error


class FindsNothing(ScriptedProvider):
    """Keeps no books."""

    async def find(self, order: Order, /, **how: Any) -> str | None:
        await super().find(order, **how)
        return None


class FindsAnything(ScriptedProvider):
    """Finds any request."""

    async def find(self, order: Order, /, **how: Any) -> str | None:
        await super().find(order, **how)
        return next(reversed(self.requests), None)


class FindsTheKnown(ScriptedProvider):
    """Finds requests that are known already."""

    async def find(
        self, order: Order, /, *, since: datetime, besides: Collection[str] = ()
    ) -> str | None:
        del besides
        return await super().find(order, since=since)


class EmptyBooksWhenDown(ScriptedProvider):
    """Says that a request is missing while it cannot be reached."""

    async def find(self, order: Order, /, **how: Any) -> str | None:
        return None if self.down else await super().find(order, **how)


class WaitsForTheUnknown(ScriptedProvider):
    """Says of every request that it is under way."""

    async def check(self, order: Order, request_id: str, /) -> Standing:
        standing = await super().check(order, request_id)
        return Queued(0) if isinstance(standing, Lost) else standing


class ForgetsResults(ScriptedProvider):
    """Returns a result only once."""

    async def check(self, order: Order, request_id: str, /) -> Standing:
        standing = await super().check(order, request_id)
        if not isinstance(standing, Queued):
            self.requests.pop(request_id, None)
        return standing


class DeliversAtOnce(ScriptedProvider):
    """Returns a result too soon."""

    async def check(self, order: Order, request_id: str, /) -> Standing:
        if request_id in self.requests:
            self.finish(request_id)
        return await super().check(order, request_id)


class DrawsTooFew(ScriptedProvider):
    """Delivers a picture fewer than ordered."""

    async def check(self, order: Order, request_id: str, /) -> Standing:
        standing = await super().check(order, request_id)
        if isinstance(standing, DrawnPictures):
            return DrawnPictures(standing.pictures[:-1])
        return standing


class ForgetsTheSeed(ScriptedProvider):
    """Says of every picture that it has the first one's seed."""

    async def check(self, order: Order, request_id: str, /) -> Standing:
        standing = await super().check(order, request_id)
        if isinstance(standing, DrawnPictures):
            first = standing.pictures[0].seed
            return DrawnPictures(
                tuple(attrs.evolve(one, seed=first) for one in standing.pictures)
            )
        return standing


class LosesWhatItCannotAsk(ScriptedProvider):
    """Takes an outage for a lost request."""

    async def check(self, order: Order, request_id: str, /) -> Standing:
        if self.down:
            return Lost("it does not answer")
        return await super().check(order, request_id)


class NeverCancels(ScriptedProvider):
    """Ignores cancellations."""

    async def cancel(self, order: Order, request_id: str, /) -> None:
        """Do nothing."""


class CancelsTheFinished(ScriptedProvider):
    """Cancels finished requests."""

    async def cancel(self, order: Order, request_id: str, /) -> None:
        if request_id in self.requests:
            self.requests[request_id].script.appendleft(Queued(0))
        await super().cancel(order, request_id)


class CutsFilesShort(ScriptedProvider):
    """Leaves out the end of each file."""

    async def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        async for chunk in super().fetch(url):
            yield chunk[: len(chunk) // 2]


class ServesNothing(ScriptedProvider):
    """Serves an empty file in place of one that is gone."""

    async def fetch(self, url: str, /) -> AsyncIterator[bytes]:
        try:
            async for chunk in super().fetch(url):
                yield chunk
        except (BadArtefactError, ProviderUnavailableError):
            return


def over(provider: type[ScriptedProvider]) -> type:
    """Return the contract over a provider."""
    return type(provider.__name__, (MemoryProviderContract,), {"kind": provider})


@pytest.mark.parametrize(
    ("provider", "test"),
    [
        (SubmitsTwice, "test_a_submit_makes_one_request"),
        (ForgetsTheToken, "test_a_submit_makes_one_request"),
        (TakesWhatItRefuses, "test_a_refused_submit_makes_no_request"),
        (IsUnavailableToSubmits, "test_a_refused_submit_makes_no_request"),
        (IsUnavailableToSubmits, "test_an_unreachable_provider_takes_nothing"),
        (SwallowsTheAmbiguity, "test_a_request_whose_answer_was_lost_is_found"),
        (FindsNothing, "test_a_request_whose_answer_was_lost_is_found"),
        (FindsNothing, "test_every_kind_of_order_is_found"),
        (FindsAnything, "test_every_kind_of_order_is_found"),
        (FindsTheKnown, "test_known_requests_are_passed_over"),
        (WaitsForTheUnknown, "test_an_unknown_request_is_lost"),
        (ForgetsResults, "test_every_kind_of_order_ends_with_its_result"),
        (DrawsTooFew, "test_every_kind_of_order_ends_with_its_result"),
        (CutsFilesShort, "test_every_kind_of_order_ends_with_its_result"),
        (ForgetsTheSeed, "test_pictures_have_their_seeds"),
        (DeliversAtOnce, "test_an_unfinished_request_has_no_result"),
        (NeverCancels, "test_a_cancelled_request_is_called_off"),
        (CancelsTheFinished, "test_a_finished_request_cannot_be_cancelled"),
        (ServesNothing, "test_a_deleted_file_is_a_bad_artefact"),
        (EmptyBooksWhenDown, "test_an_unreachable_provider_knows_nothing"),
        (LosesWhatItCannotAsk, "test_an_unreachable_provider_knows_nothing"),
        (NeverCancels, "test_an_unreachable_provider_knows_nothing"),
        (ServesNothing, "test_an_unreachable_provider_knows_nothing"),
    ],
)
def test_a_faulty_provider_fails(provider: type[ScriptedProvider], test: str) -> None:
    """The planted fault fails the test of its promise, which a sound provider passes."""
    assert fails(over(provider), test)
    assert not fails(MemoryProviderContract, test)


def test_every_test_of_the_contract_has_a_fault() -> None:
    """Every test of the contract can fail."""
    (mark,) = test_a_faulty_provider_fails.pytestmark  # type: ignore[attr-defined]
    proven = {test for _, test in mark.args[1]}
    tests = {name for name in dir(MemoryProviderContract) if name.startswith("test_")}
    assert proven == tests
