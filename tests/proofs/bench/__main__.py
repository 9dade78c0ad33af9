"""Measure speed and memory, and fail if a figure misses its bound: `nox -s bench`."""

import argparse
import sys

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from tests.proofs.figures import Figure

from . import (
    album,
    at_size,
    coach,
    first_answer,
    generations,
    imports,
    main_jobs,
    transitions_per_second,
    updates,
    updates_per_second,
)


_QUICK: Final[dict[str, Callable[[], list[Figure]]]] = {
    "imports": imports.measure,
    "transitions_per_second": transitions_per_second.measure,
    "updates": updates.measure,
    "updates_per_second": updates_per_second.measure,
    "generations": generations.measure,
    "album": album.measure,
    "coach": coach.measure,
    "first_answer": first_answer.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Print a table with a line for each figure."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument(
        "--jobs", type=int, default=100, help="main jobs; 2000 for real"
    )
    parser.add_argument(
        "--pictures", type=int, default=1_000_000, help="compared with a thousand"
    )
    names = [*_QUICK, "main_jobs", "at_size"]
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(names)}; default: all")
    asked = parser.parse_args(arguments)
    parts = _QUICK | {
        "main_jobs": partial(main_jobs.measure, asked.jobs),
        "at_size": partial(at_size.measure, asked.pictures),
    }
    if unknown := set(asked.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    _print("Figure", "Bound", "Measured", "Compared with")
    _print(*["---"] * 4)
    missed = 0
    for name in asked.parts or names:
        for figure in parts[name]():
            _print(figure.name, figure.wanted, figure.measured, figure.floor)
            missed += not figure.holds
    return min(missed, 1)


def _print(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)  # noqa: T201 - what a bench is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
