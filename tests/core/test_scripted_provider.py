"""What the provider in memory can be told to do, beyond the contract of providers."""

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from avatar_core.errors import (
    AmbiguousSubmitError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from avatar_core.orders import Order
from avatar_core.ports import Queued, Refused, Running, TrainedWeights
from avatar_core.testing.orders import GENERATION, TRAINING
from avatar_core.testing.provider import ScriptedProvider, SubmitFault


NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


async def submit(
    provider: ScriptedProvider, order: Order = TRAINING, token: str | None = None
) -> str:
    """Submit an order; return the id of the request."""
    return await provider.submit(
        order,
        "https://our.example/file",
        token=token or "t",
        start_within=timedelta(hours=1),
    )


async def test_left_alone_a_request_proceeds_with_every_check() -> None:
    """A request is queued, then running, then finished."""
    provider = ScriptedProvider()
    request_id = await submit(provider)

    said = [await provider.check(TRAINING, request_id) for _ in range(3)]

    assert "req-1" == request_id
    assert [Queued(0), Running(50)] == said[:2]
    assert isinstance(said[2], TrainedWeights)


@pytest.mark.parametrize(
    ("fault", "error", "taken"),
    [
        (SubmitFault.REFUSED, ProviderRefusedError("not now", Refusal.NOT_NOW), 0),
        (
            SubmitFault.REJECTED,
            ProviderRefusedError("the input is at fault", Refusal.INPUT),
            0,
        ),
        (
            SubmitFault.NO_BALANCE,
            ProviderRefusedError("User is locked", Refusal.BALANCE),
            0,
        ),
        (SubmitFault.NO_KEY, ProviderRefusedError("no such key", Refusal.KEY), 0),
        (
            SubmitFault.NO_ENDPOINT,
            ProviderRefusedError("no such model", Refusal.ENDPOINT),
            0,
        ),
        (
            SubmitFault.BLOCKED,
            ProviderRefusedError("the content check", Refusal.BLOCKED),
            0,
        ),
        (SubmitFault.AMBIGUOUS_TAKEN, AmbiguousSubmitError("the answer was lost"), 1),
        (
            SubmitFault.AMBIGUOUS_NOT_TAKEN,
            AmbiguousSubmitError("the request was lost"),
            0,
        ),
    ],
)
async def test_submit_faults(fault: SubmitFault, error: Exception, taken: int) -> None:
    """Every POST is counted; only what was taken is in the books."""
    provider = ScriptedProvider(faults=deque([fault]))

    with pytest.raises(type(error)) as caught:
        await submit(provider)

    assert str(error) == str(caught.value)
    assert (1, taken) == (provider.submits["t"], provider.taken["t"])
    found = await provider.find(TRAINING, since=NOW)
    assert ("req-1" if taken else None) == found


async def test_script() -> None:
    """A request follows its script line by line; an error in it is raised."""
    provider = ScriptedProvider()
    provider.scripts.append(
        [Queued(3), ProviderUnavailableError("away"), Refused("no", blocked=True)]
    )
    request_id = await submit(provider)

    assert Queued(3) == await provider.check(TRAINING, request_id)
    with pytest.raises(ProviderUnavailableError):
        await provider.check(TRAINING, request_id)
    for _ in range(2):
        standing = await provider.check(TRAINING, request_id)
        assert Refused("no", blocked=True) == standing
    assert 4 == provider.of("t").checks


async def test_a_cancellation_can_be_ignored() -> None:
    """A provider told to ignore cancellations counts them and works on."""
    provider = ScriptedProvider(heeds_cancel=False)
    request_id = await submit(provider)

    await provider.cancel(TRAINING, request_id)

    assert Queued(0) == await provider.check(TRAINING, request_id)
    assert 1 == provider.of("t").cancels


async def test_books() -> None:
    """A request can be hidden from the books, and the books can be closed."""
    provider = ScriptedProvider()
    await submit(provider, token="1")
    await submit(provider, token="2")

    assert "req-2" == await provider.find(TRAINING, since=NOW)
    provider.hidden.add("req-2")
    assert "req-1" == await provider.find(TRAINING, since=NOW)
    provider.books_open = False
    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)


async def test_a_download_breaks_off() -> None:
    """An error in place of a file is raised half-way through it."""
    provider = ScriptedProvider()
    await submit(provider, GENERATION)
    url = next(iter(provider.files))
    provider.files[url] = ProviderUnavailableError("it broke off")

    chunks = provider.fetch(url)
    assert await anext(chunks)
    with pytest.raises(ProviderUnavailableError):
        await anext(chunks)
    assert [url] == provider.fetched


async def test_of() -> None:
    """Asking for the one request of a token fails if there is not just one."""
    provider = ScriptedProvider()
    with pytest.raises(LookupError):
        provider.of("t")
    await submit(provider)
    assert TRAINING == provider.of("t").order
    await submit(provider)
    with pytest.raises(LookupError):
        provider.of("t")
