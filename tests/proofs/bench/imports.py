"""The time to import the library."""

import subprocess
import sys

from typing import Final

from tests.proofs.figures import Figure


_RUNS: Final = 20
_TIMED: Final = """
import time
begun = time.perf_counter()
{}
print(time.perf_counter() - begun)
"""


def best_seconds(statement: str) -> float:
    """Return the shortest time of several fresh interpreters, in seconds."""
    return min(
        float(
            subprocess.run(  # noqa: S603 - our own interpreter
                [sys.executable, "-c", _TIMED.format(statement)],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for _ in range(_RUNS)
    )


def measure() -> list[Figure]:
    """Compare with importing what the library is built on."""
    floor = best_seconds("import attrs, transitions")
    said = f"import attrs, transitions: {floor * 1000:.0f} ms"
    return [
        Figure(
            name="import avatar_core",
            floor=said,
            value=best_seconds("import avatar_core") / floor,
            bound=3,
            unit="x",
        ),
    ]
