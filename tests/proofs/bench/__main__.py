"""Measure speed and memory, and fail if a figure misses its bound: `nox -s bench`."""

import sys

from . import (
    album,
    at_size,
    first_answer,
    imports,
    transitions_per_second,
    updates,
    updates_per_second,
)


def main() -> int:
    """Print one line per figure."""
    missed = 0
    for part in (
        imports,
        transitions_per_second,
        updates,
        updates_per_second,
        album,
        first_answer,
        at_size,
    ):
        for figure in part.measure():
            print(figure, flush=True)  # noqa: T201 - what a bench is for
            missed += not figure.holds
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
