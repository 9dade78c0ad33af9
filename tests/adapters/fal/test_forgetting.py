"""What fal.ai keeps of a request, and has deleted when a person is forgotten."""

import pytest

from tests.adapters.fal.emulated import end_of, submit, whole
from tests.adapters.fal.loopback import Loopback, says
from tests.sandbox.fal.listening import photos

from adapters.fal import FalFiles, FalProvider
from avatar_core.errors import BadArtefactError, ProviderUnavailableError
from avatar_core.orders import Scene
from avatar_core.ports import DrawnPictures, Lost
from avatar_core.testing.orders import ENRICHMENT, GENERATION
from entrypoints.sandbox.fal import FalEmulator
from entrypoints.sandbox.fal.weights import write_weights


async def _weights(provider: FalProvider) -> str:
    ((_, photo), *_) = photos()
    file = write_weights("flux-1", "av", [photo])
    return await FalFiles(provider.client).upload(file, "w.safetensors")


async def test_words_are_not_stored(
    emulator: FalEmulator, emulated: FalProvider
) -> None:
    """The books show no words, and their result is gone after an hour."""
    assert isinstance(await end_of(emulator, emulated, ENRICHMENT), Scene)
    (record,) = emulator.requests
    assert not record.stored
    emulator.clock = lambda: (record.completed_at or 0.0) + 3601

    assert isinstance(await emulated.check(ENRICHMENT, record.request_id), Lost)


async def test_pictures_are_forgotten_with_an_admin_key(
    emulator: FalEmulator, emulated: FalProvider
) -> None:
    """What the request said and what it made are deleted; a second time is harmless."""
    drawn = await end_of(emulator, emulated, GENERATION, await _weights(emulated))
    assert isinstance(drawn, DrawnPictures)
    (record,) = emulator.requests
    emulator.admin_key = True

    assert await emulated.forget(record.request_id)
    assert await emulated.forget(record.request_id)

    assert record.input is None
    with pytest.raises(BadArtefactError):
        await whole(emulated.fetch(drawn.pictures[0].url))
    assert await emulated.forget("00000000-0000-0000-0000-000000000000")


async def test_other_keys_may_not(emulator: FalEmulator, emulated: FalProvider) -> None:
    """A key of the kind API deletes nothing, which is no error."""
    request_id = await submit(emulated, GENERATION)

    assert not await emulated.forget(request_id)
    assert emulator.records[request_id].input is not None


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_is_no_answer(
    server: Loopback, provider: FalProvider, status: int
) -> None:
    """Any other refusal is asked again later."""
    server.on("/api/v1/models/requests/r1/payloads", says({"detail": "no"}, status))

    with pytest.raises(ProviderUnavailableError):
        await provider.forget("r1")
