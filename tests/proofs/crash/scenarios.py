"""Disasters other than kills, during work."""

import asyncio

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from tests.databases import start_server
from tests.e2e.process import Process
from tests.e2e.world import World, world_in

from avatar_core import JobStatus

from .erasure import erase
from .freeze import freeze
from .life import Plan, limit_files
from .people import PATIENCE, TOGETHER, somebody
from .proof import Findings, prove
from .takeover import take_over


#: After this many seconds a service manager kills the process.
_STOPS_WITHIN: Final = 10.0


@attrs.define
class Rehearsal:
    """The result of one scenario."""

    summary: str
    findings: Findings


@attrs.define(kw_only=True)
class Stage:
    """The product, at work for some people."""

    world: World
    plan: Plan
    life: Process
    people: list[asyncio.Task[None]]

    async def in_the_middle(self, photos: int = 5) -> None:
        """Wait until some photos were accepted, so that everybody is busy."""

        async def so() -> bool:
            return len(await self.world.photos()) >= photos

        await self.world.until(so)

    async def restart(self) -> None:
        """Start the product again."""
        self.life = self.plan.begin()
        await self.life.ready()

    async def stop(self, findings: Findings) -> float:
        """Stop the product as a service manager does; return the seconds it took."""
        seconds = await self.life.terminate()
        findings.demand(seconds <= _STOPS_WITHIN, "SIGTERM drains", seconds)
        code = self.life.process.exitcode
        findings.demand(code == 0, "it stops by itself", code, self.life.lines[-3:])
        cut = [x for x in self.life.lines if x["event"] == "telegram.drain_cut_short"]
        findings.demand(not cut, "handlers finish", cut)
        return seconds

    async def finish(self) -> Findings:
        """Wait for everybody's end, and check the promises."""
        await asyncio.gather(*self.people)
        await self.world.all_told()
        await self.world.telegram.delivered(PATIENCE)
        stopped = Findings()
        await self.stop(stopped)
        findings = await prove(self.world, [])
        findings.broken += stopped.broken
        return findings


@asynccontextmanager
async def _stage(
    data: Path, *, database_url: str | None = None, skew: Path | None = None
) -> AsyncIterator[Stage]:
    async with world_in(
        data, database_url=database_url, training_seconds=1.0, picture_seconds=0.1
    ) as world:
        plan = Plan(settings=world.settings, data=data, skew=skew)
        stage = Stage(world=world, plan=plan, life=plan.begin(), people=[])
        try:
            await stage.life.ready()
            stage.people += [
                asyncio.create_task(somebody(world, 1001 + lane).live())
                for lane in range(TOGETHER)
            ]
            yield stage
        finally:
            for task in stage.people:
                task.cancel()
            await asyncio.gather(*stage.people, return_exceptions=True)
            await stage.life.kill()


@contextmanager
def _postgres() -> Iterator[tuple[Any, str]]:
    """Run a PostgreSQL server; yield it with the URL of an empty database."""
    server = start_server()
    try:
        server.psql("CREATE DATABASE crash TEMPLATE template0;")
        yield server, str(server.get_uri(database="crash"))
    finally:
        server.cleanup()


# --- the disasters ----------------------------------------------------------


async def disk_full(
    data: Path, seconds: float = 5.0, database_url: str | None = None
) -> Rehearsal:
    """No file may grow, the database and the log included."""
    async with _stage(data, database_url=database_url) as stage:
        await stage.in_the_middle()
        limit_files(stage.life, 0)
        await asyncio.sleep(seconds)
        limit_files(stage.life, None)
        return Rehearsal(f"full for {seconds:.0f} s", await stage.finish())


async def storage_full(data: Path) -> Rehearsal:
    """Photos, archives and weights find no room; the database is elsewhere."""
    with _postgres() as (_, url):
        return await disk_full(data, database_url=url)


async def storage_gone(data: Path, seconds: float = 10.0) -> Rehearsal:
    """The storage's directory is not there: its disk was not mounted."""
    async with _stage(data) as stage:
        await stage.in_the_middle()
        blobs, aside = data / "blobs", data / "aside"
        blobs.rename(aside)
        blobs.touch()
        await asyncio.sleep(seconds)
        blobs.unlink()
        aside.rename(blobs)
        return Rehearsal(f"gone for {seconds:.0f} s", await stage.finish())


async def database_gone(data: Path, seconds: float = 30.0) -> Rehearsal:
    """PostgreSQL is away, and its connections are cut."""
    with _postgres() as (server, url):
        async with _stage(data, database_url=url) as stage:
            await stage.in_the_middle()
            server.stop()  # at once, which cuts its connections
            await asyncio.sleep(seconds)
            server.start()
            return Rehearsal(f"gone for {seconds:.0f} s", await stage.finish())


async def clock_forward(data: Path, seconds: int = 3600) -> Rehearsal:
    """The clock jumps an hour ahead, and stays there."""
    skew = _right(data)
    async with _stage(data, skew=skew) as stage:
        await stage.world.job_is(JobStatus.SUBMITTED, JobStatus.RUNNING)
        _set_clock(skew, seconds)
        return Rehearsal("an hour, for good", await stage.finish())


async def clock_back(data: Path) -> Rehearsal:
    """The clock jumps an hour back, and stays there."""
    return await clock_forward(data, -3600)


async def clock_wild(data: Path, times: int = 100) -> Rehearsal:
    """The clock jumps an hour ahead, back and right again, five times a second."""
    skew = _right(data)
    async with _stage(data, skew=skew) as stage:
        await stage.world.job_is(JobStatus.SUBMITTED, JobStatus.RUNNING)
        for number in range(times):
            _set_clock(skew, 3600 * (number % 3 - 1))
            await asyncio.sleep(0.2)
        _set_clock(skew, 0)
        return Rehearsal(f"{times} jumps", await stage.finish())


def _right(data: Path) -> Path:
    skew = data / "skew"
    skew.write_text("0")
    return skew


def _set_clock(skew: Path, seconds: int) -> None:
    # Whole or not at all: the product reads it at any moment.
    new = skew.with_suffix(".new")
    new.write_text(str(seconds))
    new.rename(skew)


async def sigterm(data: Path) -> Rehearsal:
    """A service manager restarts the product three times in the middle of things."""
    stopped = Findings()
    async with _stage(data) as stage:
        took = []
        for photos in (5, 15, 25):
            await stage.in_the_middle(photos)
            took.append(await stage.stop(stopped))
            await stage.restart()
        findings = await stage.finish()
        findings.broken += stopped.broken
        return Rehearsal(f"stopped in {max(took):.1f} s at most", findings)


async def takeover(data: Path) -> Rehearsal:
    """Work in hand when the product is killed goes on after a restart."""
    took, findings = await take_over(data)
    return Rehearsal(_times(took), findings)


async def takeover_two(data: Path) -> Rehearsal:
    """When one of two processes is killed, the other takes over its work."""
    with _postgres() as (_, url):
        took, findings = await take_over(data, overlapping=True, database_url=url)
        return Rehearsal(_times(took), findings)


async def frozen(data: Path) -> Rehearsal:
    """One of two processes is stopped for longer than its lease, and goes on."""
    with _postgres() as (_, url):
        return Rehearsal(*await freeze(data, url))


async def erasure(data: Path) -> Rehearsal:
    """What is killed while it stores a person's bytes forgets them all the same."""
    return Rehearsal(*await erase(data))


def _times(took: Mapping[str, float]) -> str:
    return ", ".join(f"{work} {seconds:.1f} s" for work, seconds in took.items())


SCENARIOS: Final[Mapping[str, Callable[[Path], Coroutine[Any, Any, Rehearsal]]]] = {
    "disk-full": disk_full,
    "storage-full": storage_full,
    "storage-gone": storage_gone,
    "database-gone": database_gone,
    "clock-forward": clock_forward,
    "clock-back": clock_back,
    "clock-wild": clock_wild,
    "sigterm": sigterm,
    "frozen": frozen,
    "erasure": erasure,
    "takeover": takeover,
    "takeover-two": takeover_two,
}
