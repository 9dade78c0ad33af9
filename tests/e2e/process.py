"""Runs the product in a separate process that can be killed."""

import asyncio
import json
import multiprocessing
import os
import signal

from collections.abc import Callable, Sequence
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Final

import attrs

from tests.e2e.settings import HastySettings

from entrypoints import logs, product


#: A server that imports the product once, and then forks it in milliseconds.
_CONTEXT: Final[ForkServerContext] = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "adapters.sql.migrate"])
_LOOK_EVERY: Final = 0.02
#: The first start waits for the server to import the product.
_PATIENCE: Final = 120.0


def _run(
    settings: HastySettings, log: Path, prepare: Callable[[], None] | None
) -> None:
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
    logs.set_up()
    if prepare is not None:
        prepare()
    asyncio.run(product.run(settings))


@attrs.define
class Process:
    """The product in a separate process, and its log."""

    process: ForkServerProcess
    log: Path

    @classmethod
    def begin(
        cls,
        settings: HastySettings,
        log: Path,
        prepare: Callable[[], None] | None = None,
    ) -> "Process":
        """Start the process; `ready` waits until the product runs.

        Args:
            settings: The product's settings.
            log: The log file, which is overwritten.
            prepare: Called in the process before the product runs; must be picklable.
        """
        log.unlink(missing_ok=True)
        arguments = (settings, log, prepare)
        # A daemon may not begin the process that looks for faces.
        daemon = not settings.coach
        process = _CONTEXT.Process(target=_run, args=arguments, daemon=daemon)
        process.start()
        return cls(process, log)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.is_alive()

    @property
    def killed(self) -> bool:
        """Whether the process was killed."""
        return self.process.exitcode == -signal.SIGKILL

    async def started(self) -> bool:
        """Wait until the product has started; return False if it ends instead."""
        async with asyncio.timeout(_PATIENCE):
            while not any(x["event"] == "product.started" for x in self.lines):
                if not self.alive:
                    return False
                await asyncio.sleep(_LOOK_EVERY)
        return True

    async def ready(self) -> None:
        """Wait until the product has started.

        Raises:
            AssertionError: The process ended instead.
        """
        if not await self.started():
            raise AssertionError(f"it did not start: {self.lines[-5:]}")

    async def ended(self, seconds: float) -> bool:
        """Wait for the end of the process; return whether it came in time."""
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.process.sentinel, gone.set)
        try:
            async with asyncio.timeout(seconds):
                await gone.wait()
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(self.process.sentinel)
        self.process.join()
        return True

    async def kill(self) -> None:
        """Kill the process with SIGKILL."""
        self.process.kill()
        assert await self.ended(_PATIENCE)

    async def terminate(self) -> float:
        """Send SIGTERM, and return the seconds until the process ended."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self.process.terminate()
        assert await self.ended(_PATIENCE)
        return loop.time() - begun

    @property
    def lines(self) -> Sequence[dict[str, Any]]:
        """The lines of the log; a line that is not JSON counts as an error."""
        if not self.log.exists():
            return []
        lines = []
        for line in self.log.read_text(errors="replace").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                lines.append({"event": line, "level": "error"})
        return lines

    @property
    def errors(self) -> Sequence[dict[str, Any]]:
        """The errors in the log."""
        return [x for x in self.lines if x.get("level") in {"error", "critical"}]
