"""One life of the product: a process of its own, from its start to its end."""

import asyncio
import json
import multiprocessing
import os
import resource
import signal

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Final

import attrs

from tests.e2e.world import HastySettings, World

from entrypoints import logs, product

from .boundary import Boundary, Moment, Trap


#: A server that has imported everything, and forks in a moment what takes seconds
#: to start anew.
_CONTEXT: Final[ForkServerContext] = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "adapters.sql.migrate"])
_LOOK_EVERY: Final = 0.02
_PATIENCE: Final = 30.0


@attrs.frozen(kw_only=True)
class Plan:
    """What a life is given on its way."""

    settings: str
    log: Path
    #: Where it writes at which boundary it dies.
    epitaph: Path
    #: None: it does not die at commits.
    spared: frozenset[Boundary] | None = None
    #: What the commit's name contains at which it dies.
    within: str = ""
    #: Holds how wrong its clock is, in seconds; None: it is right.
    skew: Path | None = None
    #: It stops at commits instead of dying there, once at each.
    stops: bool = False

    @classmethod
    def of(
        cls,
        world: World,
        data: Path,
        *,
        spared: frozenset[Boundary] | None = None,
        within: str = "",
        skew: Path | None = None,
        stops: bool = False,
    ) -> "Plan":
        """Plan a life in that world; what it leaves is in *data*."""
        return cls(
            settings=world.settings.as_json(),
            log=data / "log",
            epitaph=data / "epitaph",
            spared=spared,
            within=within,
            skew=skew,
            stops=stops,
        )

    def listening(self, listen: str) -> "Plan":
        """Return the plan of a life that listens somewhere else."""
        settings = json.loads(self.settings) | {"listen": listen}
        return attrs.evolve(self, settings=json.dumps(settings))


def _live(plan: Plan) -> None:
    log = os.open(plan.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logs.set_up()
    if plan.spared is not None:

        def leave(boundary: Boundary) -> None:
            plan.epitaph.write_text("\n".join(boundary))

        sends = signal.SIGSTOP if plan.stops else signal.SIGKILL
        Trap(plan.spared, plan.within, leave, sends).set()
    if plan.skew is not None:
        _skew_the_clock(plan.skew)
    asyncio.run(product.run(HastySettings.model_validate_json(plan.settings)))


def _skew_the_clock(skew: Path) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(skew.read_text()))

    # What the product reads the computer's clock by.
    vars(product)["wall_clock"] = now


@attrs.define
class Life:
    """The product in a process of its own."""

    process: ForkServerProcess
    plan: Plan

    @classmethod
    def begin(cls, plan: Plan) -> "Life":
        """Start it; it is not ready yet."""
        plan.epitaph.unlink(missing_ok=True)
        plan.log.unlink(missing_ok=True)
        process = _CONTEXT.Process(target=_live, args=(plan,), daemon=True)
        process.start()
        return cls(process, plan)

    @property
    def alive(self) -> bool:
        """Whether it still lives."""
        return self.process.is_alive()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped and not let go on."""
        state = Path(f"/proc/{self.process.pid}/stat").read_text()
        return state.rpartition(")")[2].split()[0] == "T"

    def go_on(self) -> None:
        """Let it go on after a stop."""
        os.kill(self.process.pid or 0, signal.SIGCONT)

    @property
    def died_at(self) -> Boundary | None:
        """The boundary it died or stopped at, if it was one."""
        if not self.plan.epitaph.exists():
            return None
        site, moment = self.plan.epitaph.read_text().splitlines()
        return site, Moment(moment)

    async def started(self) -> bool:
        """Wait until it says that it has started; return False if it dies before."""
        async with asyncio.timeout(_PATIENCE):
            while not any(x["event"] == "product.started" for x in self.said()):
                if not self.alive:
                    return False
                await asyncio.sleep(_LOOK_EVERY)
        return True

    async def ready(self) -> None:
        """Wait until it says that it has started, which it must."""
        if not await self.started():
            raise AssertionError(f"it did not start: {self.said()[-5:]}")

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
        await self.ended(_PATIENCE)

    async def terminate(self) -> float:
        """Ask it to stop, as a service manager does; return the seconds it took."""
        begun = asyncio.get_running_loop().time()
        self.process.terminate()
        await self.ended(_PATIENCE)
        return asyncio.get_running_loop().time() - begun

    @property
    def killed(self) -> bool:
        """Whether it was killed rather than ended."""
        return self.process.exitcode == -signal.SIGKILL

    def limit_files(self, size: int | None) -> None:
        """Let no file it writes grow beyond that many bytes; None: as it was."""
        _, most = resource.prlimit(self.process.pid or 0, resource.RLIMIT_FSIZE)
        limit = most if size is None else size
        resource.prlimit(self.process.pid or 0, resource.RLIMIT_FSIZE, (limit, most))

    def said(self) -> Sequence[dict[str, Any]]:
        """Return what it logged."""
        lines = []
        text = (
            self.plan.log.read_text(errors="replace") if self.plan.log.exists() else ""
        )
        for line in text.splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                lines.append({"event": line, "level": "unknown"})
        return lines
