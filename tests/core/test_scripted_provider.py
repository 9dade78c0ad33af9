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
from avatar_core.ports import Queued, Refused, Running, TrainedWeights
from avatar_core.testing.orders import TRAINING
from avatar_core.testing.provider import ScriptedProvider, SubmitFault


NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


async def submit(provider: ScriptedProvider, name: str = "t") -> str:
    """Submit an order; return the id of the request."""
    hour = timedelta(hours=1)
    return await provider.submit(TRAINING, None, token=name, start_within=hour)


async def test_a_request_proceeds_with_every_check() -> None:
    """Without a script a request is queued, then running, then finished."""
    provider = ScriptedProvider()
    request_id = await submit(provider)

    said = [await provider.check(TRAINING, request_id) for _ in range(3)]

    assert [Queued(0), Running(50)] == said[:2]
    assert isinstance(said[2], TrainedWeights)


@pytest.mark.parametrize(
    ("fault", "refusal", "taken"),
    [
        (SubmitFault.REFUSED, Refusal.NOT_NOW, 0),
        (SubmitFault.REJECTED, Refusal.INPUT, 0),
        (SubmitFault.NO_BALANCE, Refusal.BALANCE, 0),
        (SubmitFault.NO_KEY, Refusal.KEY, 0),
        (SubmitFault.NO_ENDPOINT, Refusal.ENDPOINT, 0),
        (SubmitFault.BLOCKED, Refusal.BLOCKED, 0),
        (SubmitFault.AMBIGUOUS_TAKEN, None, 1),
        (SubmitFault.AMBIGUOUS_NOT_TAKEN, None, 0),
    ],
)
async def test_submit_faults(
    fault: SubmitFault, refusal: Refusal | None, taken: int
) -> None:
    """Every submit is counted; only accepted requests are in the books."""
    provider = ScriptedProvider(faults=deque([fault]))

    with pytest.raises((ProviderRefusedError, AmbiguousSubmitError)) as caught:
        await submit(provider)

    assert refusal is getattr(caught.value, "why", None)
    assert (1, taken) == (provider.submits["t"], provider.taken["t"])
    found = await provider.find(TRAINING, since=NOW)
    assert ("req-1" if taken else None) == found


async def test_a_script() -> None:
    """A request follows its script line by line; an error in it is raised."""
    provider = ScriptedProvider(heeds_cancel=False)
    refused = Refused("no", blocked=True)
    provider.scripts.append([Queued(3), ProviderUnavailableError("away"), refused])
    request_id = await submit(provider)
    await provider.cancel(TRAINING, request_id)

    assert Queued(3) == await provider.check(TRAINING, request_id)
    with pytest.raises(ProviderUnavailableError):
        await provider.check(TRAINING, request_id)
    for _ in range(2):
        assert refused == await provider.check(TRAINING, request_id)
    assert (4, 1) == (provider.of("t").checks, provider.of("t").cancels)


async def test_the_books() -> None:
    """A request can be hidden from the books, and the books can be closed."""
    provider = ScriptedProvider()
    for name in ("1", "2"):
        await submit(provider, name)

    assert "req-2" == await provider.find(TRAINING, since=NOW)
    provider.hidden.add("req-2")
    assert "req-1" == await provider.find(TRAINING, since=NOW)
    provider.books_open = False
    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)


async def test_a_download_breaks_off() -> None:
    """An error in place of a file is raised half-way through it."""
    provider = ScriptedProvider(files={"url": ProviderUnavailableError("broken off")})

    chunks = provider.fetch("url")
    assert await anext(chunks)
    with pytest.raises(ProviderUnavailableError):
        await anext(chunks)


async def test_the_request_of_a_token() -> None:
    """There must be exactly one."""
    provider = ScriptedProvider()
    for count in range(3):
        if count == 1:
            assert TRAINING == provider.of("t").order
        else:
            with pytest.raises(LookupError):
                provider.of("t")
        await submit(provider)
