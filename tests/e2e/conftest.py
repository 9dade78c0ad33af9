"""A running product for every test, whose log must contain no errors."""

import logging

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import attrs
import pytest
import structlog

from structlog.testing import LogCapture
from tests.e2e.journey import Visitor
from tests.e2e.world import World, world_in


class MakeWorld(Protocol):
    """Makes a world with different settings."""

    def __call__(self, **options: Any) -> AbstractAsyncContextManager[World]:
        """Return a context manager of the world."""


@attrs.define
class Logs:
    """The log of the product in this process."""

    captured: LogCapture = attrs.field(factory=LogCapture)
    #: Events of errors that the test causes.
    expected: set[str] = attrs.field(factory=set)

    @property
    def errors(self) -> list[Any]:
        """The unexpected errors."""
        return [
            entry
            for entry in self.captured.entries
            if entry["log_level"] in {"error", "critical"}
            and entry["event"] not in self.expected
        ]


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[Logs]:
    """Capture all logs, and fail on unexpected errors."""
    captured = Logs()
    before = structlog.get_config()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            captured.captured,
        ],
        cache_logger_on_first_use=False,
    )
    yield captured
    structlog.configure(**before)
    assert captured.errors == []
    others = [
        record
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.ERROR
    ]
    assert others == []


@pytest.fixture
def make_world(tmp_path: Path) -> MakeWorld:
    """Make worlds in the test's own directory, without starting the product."""

    def make(**options: Any) -> AbstractAsyncContextManager[World]:
        return world_in(tmp_path, **options)

    return make


@pytest.fixture
def run_world(make_world: MakeWorld) -> MakeWorld:
    """Make worlds in which the product runs, and check their promises at the end."""

    @asynccontextmanager
    async def run(**options: Any) -> AsyncIterator[World]:
        async with make_world(**options) as made:
            await made.start()
            yield made
            await made.prove()

    return run


@pytest.fixture
async def world(run_world: MakeWorld) -> AsyncIterator[World]:
    """Run the product with webhooks on SQLite."""
    async with run_world() as made:
        yield made


@pytest.fixture
def anna(world: World) -> Visitor:
    """Return a new person."""
    return world.visitor()
