"""What the emulator tells of its armed faults."""

import pytest

from tests.sandbox.fal.listening import (
    GENERATOR,
    TRAINER,
    Desk,
    Listener,
    archive,
    data_uri,
    photos,
)

from entrypoints.sandbox.emulators import faults_of
from entrypoints.sandbox.fal import FalEmulator
from entrypoints.sandbox.happenings import End


@pytest.fixture(autouse=True)
def told(emulator: FalEmulator) -> None:
    """Let the faults tell, as in the sandbox."""
    faults_of(emulator.faults, emulator.happenings)


async def test_a_lost_webhook_is_found_by_polling(
    desk: Desk, listener: Listener
) -> None:
    """Nothing has come over it until somebody asks for the result."""
    desk.emulator.faults.lose_webhook()
    urls = await desk.submit(GENERATOR, {"prompt": "x"}, hook=listener.url)
    await desk.emulator.wait_idle()
    [lost] = desk.emulator.happenings.newest()
    await desk.http.get(urls.json()["status_url"])
    [found] = desk.emulator.happenings.newest()

    assert ("lose-webhook", None) == (lost.fault, lost.end)
    assert ("lose-webhook", End.POLLED) == (found.fault, found.end)


async def test_a_late_webhook_comes_after_all(desk: Desk, listener: Listener) -> None:
    """Nobody asked in the meantime."""
    desk.emulator.faults.delay_webhook(0.01)
    await desk.submit(GENERATOR, {"prompt": "x"}, hook=listener.url)
    await desk.emulator.wait_idle()

    [late] = desk.emulator.happenings.newest()
    assert ("delay-webhook", End.DELIVERED) == (late.fault, late.end)


async def test_a_failed_training_is_asked_for_again(desk: Desk) -> None:
    """The same photos again are an answer to the failure; other ones are not."""
    desk.emulator.faults.fail_training()
    body = {"images_data_url": data_uri(archive(photos()))}
    await desk.run(TRAINER, body)
    await desk.run(GENERATOR, {"prompt": "x"})
    [failed] = desk.emulator.happenings.newest()
    await desk.run(TRAINER, body)
    [again] = desk.emulator.happenings.newest()

    assert ("fail-training", None) == (failed.fault, failed.end)
    assert ("fail-training", End.AGAIN) == (again.fault, again.end)
