"""The product in a process of its own, which can be killed."""

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


#: A server that has imported the product once, and forks it in milliseconds.
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
    """The product in a process of its own, and what it logs."""

    process: ForkServerProcess
    log: Path

    @classmethod
    def begin(
        cls,
        settings: HastySettings,
        log: Path,
        prepare: Callable[[], None] | None = None,
    ) -> "Process":
        """Start it; `ready` says when it has started.

        Args:
            settings: The product's settings.
            log: The file it logs to, written anew.
            prepare: Called in the process before the product runs; can be pickled.
        """
        log.unlink(missing_ok=True)
        arguments = (settings, log, prepare)
        process = _CONTEXT.Process(target=_run, args=arguments, daemon=True)
        process.start()
        return cls(process, log)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.is_alive()

    @property
    def killed(self) -> bool:
        """Whether it was killed rather than ended."""
        return self.process.exitcode == -signal.SIGKILL

    async def started(self) -> bool:
        """Wait until it logs that it has started; return False if it ends before."""
        async with asyncio.timeout(_PATIENCE):
            while not any(x["event"] == "product.started" for x in self.lines):
                if not self.alive:
                    return False
                await asyncio.sleep(_LOOK_EVERY)
        return True

    async def ready(self) -> None:
        """Wait until it has started.

        Raises:
            AssertionError: It ended instead.
        """
        if not await self.started():
            raise AssertionError(f"it did not start: {self.lines[-5:]}")

    async def ended(self, seconds: float) -> bool:
        """Wait for its end; return whether it came in time."""
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
        """Kill it at once, as a power cut would."""
        self.process.kill()
        assert await self.ended(_PATIENCE)

    async def terminate(self) -> float:
        """Send SIGTERM, as a service manager does; return the seconds it took to end."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self.process.terminate()
        assert await self.ended(_PATIENCE)
        return loop.time() - begun

    @property
    def lines(self) -> Sequence[dict[str, Any]]:
        """What it has logged; a line that is not JSON counts as an error."""
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
        """What it has logged that an owner should be told of."""
        return [x for x in self.lines if x.get("level") in {"error", "critical"}]
