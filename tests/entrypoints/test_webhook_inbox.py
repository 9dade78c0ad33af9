"""Webhooks that wait to be stored."""

import asyncio

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import attrs

from structlog.testing import capture_logs

from avatar_core.errors import StoreUnavailableError
from entrypoints.webhook_inbox import WebhookInbox


@attrs.define
class Jobs:
    """Records the jobs that are hurried, after a few errors."""

    errors: list[Exception] = attrs.field(factory=list)
    hurried: list[tuple[str, str]] = attrs.field(factory=list)

    async def hurry(self, token: str, request_id: str) -> bool:
        """Hurry."""
        if self.errors:
            raise self.errors.pop()
        self.hurried.append((token, request_id))
        return token != "unknown"


@asynccontextmanager
async def running(
    hurry: Callable[[str, str], Awaitable[bool]],
) -> AsyncIterator[WebhookInbox]:
    """Run an inbox, and let it finish."""
    webhook_inbox = WebhookInbox(hurry, pause_seconds=0)
    task = asyncio.create_task(webhook_inbox.run())
    yield webhook_inbox
    await webhook_inbox.stop()
    await task


async def test_what_is_taken_is_written_down_before_the_end() -> None:
    """Accepted webhooks are stored before the stop, each once, in order."""
    jobs = Jobs()
    async with running(jobs.hurry) as webhook_inbox:
        for token in ("a", "b", "a", "c", "a"):
            assert webhook_inbox.take(token, "req")

    assert [("a", "req"), ("b", "req"), ("c", "req")] == jobs.hurried
    assert not webhook_inbox.take("d", "req")


async def test_a_store_that_is_away_is_waited_for() -> None:
    """An unavailable store is retried; other failures are logged and dropped."""
    jobs = Jobs(errors=[StoreUnavailableError("gone"), StoreUnavailableError("gone")])
    with capture_logs() as lines:
        async with running(jobs.hurry) as webhook_inbox:
            webhook_inbox.take("a", "req")
            while webhook_inbox.waiting:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0)
            jobs.errors = [ZeroDivisionError()]
            webhook_inbox.take("b", "req")
            webhook_inbox.take("unknown", "req")

    assert [("a", "req"), ("unknown", "req")] == jobs.hurried
    assert [
        *["webhook.postponed"] * 2,
        "webhook.failed",
        "webhook.unknown",
    ] == [line["event"] for line in lines]
