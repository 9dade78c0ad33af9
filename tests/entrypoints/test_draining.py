"""The end of the product, for which a service manager waits ten seconds."""

import asyncio

import pytest

from structlog.testing import capture_logs

from entrypoints import product


async def test_cards_that_telegram_does_not_take_do_not_delay_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last cards are shown in the time for running work, or after the next start."""
    monkeypatch.setattr(product, "_DRAIN_SECONDS", 0.05)
    ended = []

    async def done() -> None:
        ended.append(True)

    async def silent() -> None:
        await asyncio.Event().wait()

    with capture_logs() as logs:
        async with asyncio.timeout(10):
            await product._drain(done, [done, done], silent)

    assert [True] * 3 == ended
    assert ["product.drain_cut_short"] == [line["event"] for line in logs]
