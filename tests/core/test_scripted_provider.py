"""The provider that use-case tests script keeps honest books."""

from collections import deque
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from avatar_core.errors import (
    AmbiguousSubmitError,
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from avatar_core.families import FLUX_PORTRAIT, AvatarType
from avatar_core.orders import GenerationOrder, TrainingOrder
from avatar_core.ports import (
    CalledOff,
    DrawnPictures,
    Lost,
    Queued,
    Refused,
    Running,
    TrainedWeights,
)
from avatar_core.safetensors import check_header, header_length
from avatar_core.sizes import Size
from avatar_core.testing.provider import TINY_JPEG, ScriptedProvider, SubmitFault


HOUR = timedelta(hours=1)


NOW = datetime(2026, 1, 1, tzinfo=UTC)
TRAINING = TrainingOrder(
    family=FLUX_PORTRAIT.name,
    model="trainer",
    avatar_type=AvatarType.PORTRAIT,
    steps=1000,
    trigger="av1",
)
GENERATION = GenerationOrder(
    family=FLUX_PORTRAIT.name,
    model="generator",
    words="w",
    scene="w",
    prompt="av1 w",
    size=Size.SQUARE,
    count=2,
    seed=5,
    weights_key="k",
    scale=1.0,
)
TRAINING_CALL = TRAINING, "https://our.example/a.zip"
GENERATION_CALL = GENERATION, "https://our.example/w"


async def whole(provider: ScriptedProvider, url: str) -> bytes:
    """Fetch a file to its end."""
    return b"".join([chunk async for chunk in provider.fetch(url)])


async def test_training() -> None:
    """Left alone, a training queues, runs and leaves weights that are real."""
    trainer = provider = ScriptedProvider()

    request_id = await trainer.submit(*TRAINING_CALL, token="t", start_within=HOUR)
    said = [await trainer.check(TRAINING, request_id) for _ in range(4)]

    assert "req-1" == request_id
    assert [Queued(0), Running(50)] == said[:2]
    assert said[2] == said[3]
    assert isinstance(said[2], TrainedWeights)
    weights = await whole(provider, said[2].url)
    length = header_length(weights[:8], len(weights))
    check_header(weights[8 : 8 + length], len(weights))


async def test_generation() -> None:
    """Left alone, a generation ends with the ordered pictures."""
    generator = provider = ScriptedProvider()

    request_id = await generator.submit(*GENERATION_CALL, token="t", start_within=HOUR)
    provider.finish(request_id)
    drawn = await generator.check(GENERATION, request_id)

    assert isinstance(drawn, DrawnPictures)
    assert [5, 6] == [picture.seed for picture in drawn.pictures]
    files = [await whole(provider, picture.url) for picture in drawn.pictures]
    assert [TINY_JPEG, TINY_JPEG] == files


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
        await provider.submit(*TRAINING_CALL, token="t", start_within=HOUR)

    assert str(error) == str(caught.value)
    assert (1, taken) == (provider.submits["t"], provider.taken["t"])
    found = await provider.find(TRAINING, since=NOW)
    assert ("req-1" if taken else None) == found


async def test_script() -> None:
    """A request says its script line by line; an error is raised."""
    provider = ScriptedProvider()
    provider.scripts.append(
        [Queued(3), ProviderUnavailableError("away"), Refused("no", blocked=True)]
    )
    request_id = await provider.submit(*TRAINING_CALL, token="t", start_within=HOUR)

    assert Queued(3) == await provider.check(TRAINING, request_id)
    with pytest.raises(ProviderUnavailableError):
        await provider.check(TRAINING, request_id)
    for _ in range(2):
        standing = await provider.check(TRAINING, request_id)
        assert Refused("no", blocked=True) == standing
    assert 4 == provider.of("t").checks


@pytest.mark.parametrize("heeds", [True, False])
async def test_cancel(heeds: bool) -> None:
    """Cancelling calls off what has not ended, unless it is not heeded."""
    provider = ScriptedProvider(heeds_cancel=heeds)
    running = await provider.submit(*TRAINING_CALL, token="1", start_within=HOUR)
    ended = await provider.submit(*TRAINING_CALL, token="2", start_within=HOUR)
    provider.finish(ended)

    for request_id in (running, ended, "unknown"):
        await provider.cancel(TRAINING, request_id)

    expected = CalledOff() if heeds else Queued(0)
    assert expected == await provider.check(TRAINING, running)
    assert isinstance(await provider.check(TRAINING, ended), TrainedWeights)
    assert isinstance(await provider.check(TRAINING, "unknown"), Lost)
    assert 1 == provider.of("1").cancels


async def test_books() -> None:
    """The books show the newest match, unless it is hidden or they are closed."""
    provider = ScriptedProvider()
    await provider.submit(*TRAINING_CALL, token="1", start_within=HOUR)
    await provider.submit(*TRAINING_CALL, token="2", start_within=HOUR)
    await provider.submit(
        attrs.evolve(TRAINING, trigger="av2"),
        "u",
        token="3",
        start_within=HOUR,
    )

    assert "req-2" == await provider.find(TRAINING, since=NOW)
    provider.hidden.add("req-2")
    assert "req-1" == await provider.find(TRAINING, since=NOW)
    provider.books_open = False
    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)


async def test_files() -> None:
    """A file can be lost, or break off half-way."""
    provider = ScriptedProvider(picture=b"x" * 200_000)
    await provider.submit(*GENERATION_CALL, token="t", start_within=HOUR)
    first, second = provider.files

    assert b"x" * 200_000 == await whole(provider, first)
    provider.files[first] = ProviderUnavailableError("it broke off")
    with pytest.raises(ProviderUnavailableError):
        await whole(provider, first)
    del provider.files[second]
    with pytest.raises(BadArtefactError):
        await whole(provider, second)
    assert [first, first, second] == provider.fetched


async def test_down() -> None:
    """While it is down nothing is taken, and nothing can be learned."""
    provider = ScriptedProvider()
    request_id = await provider.submit(*TRAINING_CALL, token="t", start_within=HOUR)
    provider.down = True

    with pytest.raises(ProviderRefusedError) as caught:
        await provider.submit(*TRAINING_CALL, token="t", start_within=HOUR)
    assert Refusal.NOT_NOW is caught.value.why
    with pytest.raises(ProviderUnavailableError):
        await provider.check(TRAINING, request_id)
    with pytest.raises(ProviderUnavailableError):
        await provider.find(TRAINING, since=NOW)
    with pytest.raises(ProviderUnavailableError):
        await provider.cancel(TRAINING, request_id)
    with pytest.raises(ProviderUnavailableError):
        await whole(provider, "https://provider.test/req-1/weights.safetensors")
    assert (2, 1) == (provider.submits["t"], provider.taken["t"])


async def test_of() -> None:
    """Asking for the one request of a token fails if there is not just one."""
    provider = ScriptedProvider()
    with pytest.raises(LookupError):
        provider.of("t")
    await provider.submit(*TRAINING_CALL, token="t", start_within=HOUR)
    assert TRAINING == provider.of("t").order
    await provider.submit(*TRAINING_CALL, token="t", start_within=HOUR)
    with pytest.raises(LookupError):
        provider.of("t")
