"""Run one seed, or many in parallel."""

import gc
import multiprocessing
import traceback

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from avatar_core import JobStatus, Policy

from .people import live
from .world import World


@attrs.frozen
class Outcome:
    """The result of one seed."""

    seed: int
    #: None: every promise was kept.
    broken: str | None
    ends: Counter[JobStatus]
    troubles: frozenset[str]
    steps: int
    trace: tuple[tuple[float, str], ...] = ()

    def report(self) -> str:
        """Return the trace and the broken promise."""
        lines = [f"{at:10.2f}  {what}" for at, what in self.trace]
        return "\n".join([f"seed {self.seed}", *lines, self.broken or "all is well"])


def simulate(
    seed: int, faulty: type | None = None, policy: Policy | None = None
) -> Outcome:
    """Simulate a seed; return any error in the outcome instead of raising it."""
    world = World(seed, faulty, policy)
    broken = None
    try:
        world.run(live)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
        where = "".join(traceback.format_tb(error.__traceback__)[-3:])
        broken = f"{type(error).__name__}: {error}\n{where}"
    jobs = world.rows._rows.jobs.values()
    return Outcome(
        seed=seed,
        broken=broken,
        ends=Counter(job.status for job in jobs),
        troubles=frozenset([*world.weather.rates, *world.weather.outages]),
        steps=world.schedule.steps,
        trace=tuple(world.trace) if broken else (),
    )


def _prepare() -> None:
    gc.freeze()


def simulate_all(seeds: Iterable[int], processes: int) -> Iterator[Outcome]:
    """Simulate many seeds in parallel, in no particular order."""
    if processes == 1:
        yield from map(simulate, seeds)
        return
    with multiprocessing.Pool(processes, _prepare) as pool:
        yield from pool.imap_unordered(simulate, seeds, chunksize=20)
