"""A deterministic simulation of the product under faults: `nox -s simulate`.

The real use cases run on the in-memory adapters, with a simulated clock and a
scheduler that chooses the next task at every await. All random choices come from one
seed, so a failing seed fails again: `--seed N` prints its trace.

`docs/simulation.md` says what this proves and what it does not.
"""

import argparse
import os
import sys
import time

from collections import Counter

from .people import live
from .run import simulate, simulate_all
from .world import World


def main() -> int:
    """Run the seeds of the command line; return 1 if a promise was broken."""
    parser = argparse.ArgumentParser("nox -s simulate --", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="only this one, with its trace")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if asked.seed is not None:
        return _one(asked.seed)
    return _many(range(asked.first, asked.first + asked.seeds), asked.processes)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _one(seed: int) -> int:
    outcome = simulate(seed)
    if outcome.broken is None:
        world = World(seed)
        world.run(live)
        for at, what in world.trace:
            _say(f"{at:10.2f}  {what}")
        _say("every promise was kept")
        return 0
    _say(outcome.report())
    return 1


def _many(seeds: range, processes: int) -> int:
    begun = time.monotonic()
    ends: Counter[str] = Counter()
    troubles: Counter[str] = Counter()
    steps, failed = 0, []
    for outcome in simulate_all(seeds, processes):
        ends.update(outcome.ends)
        troubles.update(outcome.troubles)
        steps += outcome.steps
        if outcome.broken is not None:
            failed.append(outcome)
            if len(failed) == 1:
                _say(outcome.report())
    _say(f"{len(seeds)} seeds, {steps} steps, {time.monotonic() - begun:.0f} s")
    _say("ends: " + ", ".join(f"{end} {n}" for end, n in ends.most_common()))
    _say("troubles:")
    for trouble, count in troubles.most_common():
        _say(f"  {count:6}  {trouble}")
    for outcome in failed:
        last = (outcome.broken or "").splitlines()[0][:150]
        _say(f"seed {outcome.seed} failed: {last}")
    _say(f"{len(failed)} of {len(seeds)} seeds failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
