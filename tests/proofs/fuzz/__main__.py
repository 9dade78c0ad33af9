"""Hostile updates, webhooks and pictures: `nox -s fuzz -- --examples 100000`."""

import argparse
import gc
import sys
import time

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import attrs

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from . import pictures, updates, webhooks


#: How much the process may grow, in MB; hypothesis remembers its inputs.
_GROWTH: Final = 200.0


@attrs.frozen(kw_only=True)
class Kind:
    """One kind of hostile input."""

    strategy: SearchStrategy[Any]
    check: Callable[[Any], None]
    #: Inputs in one example.
    together: int = 1


KINDS: Final = {
    "updates": Kind(
        strategy=updates.LIVES, check=updates.check, together=updates.TOGETHER
    ),
    "webhooks": Kind(strategy=webhooks.WEBHOOKS, check=webhooks.check),
    "pictures": Kind(strategy=pictures.PICTURES, check=pictures.check),
}


def run(kind: Kind, examples: int, number: int) -> None:
    """Try *examples* inputs; raise the error of the first failure, minimised."""

    @seed(number)
    @settings(
        max_examples=max(1, examples // kind.together),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        print_blob=True,
    )
    @given(kind.strategy)
    def attempt(value: Any) -> None:
        kind.check(value)

    attempt()


def _resident() -> float:
    """Return the memory of the process, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main() -> int:
    """Try the inputs of the command line; return 1 if the memory grew too much."""
    parser = argparse.ArgumentParser("nox -s fuzz --", description=__doc__)
    parser.add_argument("--examples", type=int, default=10_000, help="of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=KINDS)
    asked = parser.parse_args()
    grown = 0
    for name in [asked.only] if asked.only else KINDS:
        run(KINDS[name], 200, asked.seed)  # everything is imported and cached
        before, begun = _resident(), time.monotonic()
        run(KINDS[name], asked.examples, asked.seed + 1)
        after, seconds = _resident(), time.monotonic() - begun
        sys.stdout.write(
            f"{name}: {asked.examples} in {seconds:.0f} s, nothing unexpected; "
            f"memory {before:.0f} MB before, {after:.0f} MB after\n"
        )
        sys.stdout.flush()
        grown += after - before > _GROWTH
    return int(grown > 0)


if __name__ == "__main__":
    sys.exit(main())
