"""What survives a kill of the emulator."""

import asyncio
import signal
import sys

from pathlib import Path

import httpx
import pytest

from tests.sandbox.fal.listening import (
    GENERATOR,
    KEY,
    TRAINER,
    USER,
    Desk,
    Listener,
    archive,
    data_uri,
    photos,
)
from tests.serving import started

from entrypoints.sandbox.fal import FalEmulator


async def test_training_goes_on(
    tmp_path: Path, http: httpx.AsyncClient, listener: Listener
) -> None:
    """A training goes on after a restart, by the wall clock."""
    now = 1_800_000_000.0

    def emulator() -> FalEmulator:
        return FalEmulator(
            key=KEY,
            user_id=USER,
            data=tmp_path,
            training_seconds=1000,
            clock=lambda: now,
        )

    uri = data_uri(archive(photos()))
    async with started(emulator()) as first:
        desk = Desk(first, http)
        jwks = await desk.jwks()
        body = {"images_data_url": uri}
        answer = (await desk.submit(TRAINER, body, hook=listener.url)).json()
        await first.wait_for(lambda record: record.prepared is not None)
        now += 400
        logs = (await http.get(answer["status_url"] + "?logs=1")).json()["logs"]

    now += 700
    async with started(emulator()) as second:
        await second.wait_idle()
        (record,) = second.requests
        (hook,) = await listener.wait(1)

    assert "38%" in logs[-1]["message"]
    assert record.succeeded
    assert answer["request_id"] == hook.body["request_id"]
    assert hook.signed_by(jwks)


async def test_a_webhook_is_sent_again(
    tmp_path: Path, http: httpx.AsyncClient, listener: Listener
) -> None:
    """A webhook that was refused before a restart is sent again after it."""
    listener.answers = [500]

    def emulator() -> FalEmulator:
        return FalEmulator(key=KEY, user_id=USER, data=tmp_path, picture_seconds=0.01)

    async with started(emulator()) as first:
        desk = Desk(first, http)
        await desk.submit(GENERATOR, {"prompt": "x"}, hook=listener.url)
        await first.wait_for(lambda record: record.delivery_attempts == 1)
    async with started(emulator()) as second:
        await second.wait_idle()
        (record,) = second.requests

    assert 2 == len(listener.hooks)
    assert {record.request_id} == {hook.body["request_id"] for hook in listener.hooks}


_SERVER = """
import asyncio, sys
from pathlib import Path
from entrypoints.sandbox.fal import FalEmulator

async def main():
    emulator = FalEmulator(key="id:secret", user_id="u", data=Path(sys.argv[1]),
                           training_seconds=3600)
    await emulator.start()
    print(f"{emulator.url}/queue", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
async def test_kill_nine(tmp_path: Path, http: httpx.AsyncClient) -> None:
    """After SIGKILL every request that was answered is known."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SERVER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    queue_url = (await process.stdout.readline()).decode().strip()
    uri = data_uri(archive(photos()))
    submitted = [
        await http.post(f"{queue_url}/{TRAINER}", json={"images_data_url": uri})
        for _ in range(3)
    ]
    process.send_signal(signal.SIGKILL)
    await process.wait()

    emulator = FalEmulator(key=KEY, user_id=USER, data=tmp_path)
    async with started(emulator):
        ids = [record.request_id for record in emulator.requests]

    assert [answer.json()["request_id"] for answer in submitted] == ids
