"""Broadcasts keep their rate and stop with the product."""

import asyncio
import time

from structlog.testing import capture_logs

from avatar_core.broadcasts import Broadcast
from entrypoints.broadcaster import Broadcaster, Turns


async def test_turns_are_spaced_out() -> None:
    """No more turns than the rate are granted each second."""
    turns, taken = Turns(per_second=100), list[float]()

    async def take() -> None:
        assert await turns()
        taken.append(time.monotonic())

    begun = time.monotonic()
    await asyncio.gather(*(take() for _ in range(31)))

    assert all(at - begun > number / 100 - 0.002 for number, at in enumerate(taken))


async def test_a_pause_saves_no_turns_up() -> None:
    """A pause does not allow a burst afterwards."""
    turns = Turns(per_second=100)
    await turns()
    assert not await turns.rest(0.1)
    begun = time.monotonic()
    for _ in range(6):
        await turns()

    assert time.monotonic() - begun > 0.048


async def test_stopping_ends_the_wait_for_a_turn() -> None:
    """Stopping does not wait for the pace, and nothing is sent after it."""
    turns = Turns(per_second=0.001)
    assert await turns()
    waiting = asyncio.create_task(turns())
    await asyncio.sleep(0)
    turns.stop()

    async with asyncio.timeout(5):
        assert not await waiting
        assert not await turns()


async def test_what_is_on_its_way_is_sent_before_the_stop() -> None:
    """Stopping waits for the message in flight."""
    begun, sent = asyncio.Event(), asyncio.Event()
    calls = 0

    async def send() -> Broadcast | None:
        nonlocal calls
        calls += 1
        begun.set()
        await sent.wait()
        raise ConnectionError

    broadcaster = Broadcaster(send, Turns(per_second=1))
    with capture_logs() as logs:
        running = asyncio.create_task(broadcaster.run())
        await begun.wait()
        stopping = asyncio.create_task(broadcaster.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        sent.set()
        async with asyncio.timeout(5):
            await stopping
            await running

    assert calls == 1
    assert [line["event"] for line in logs] == ["broadcast.stopped"]
