"""Measure what the coach notices, and write it into `docs/photos.md`: `nox -s faces`.

It fails if less than 95 % of what was spoiled is noticed, or more than 2 % of the good
photos are marked.
"""

import sys

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from .examining import examine
from .subjects import subjects
from .tables import evidence, page


_PAGE: Final = Path(__file__).parents[1] / "photos.md"
#: The marks around what is measured.
BEGIN: Final = "<!-- Written by `nox -s faces`; do not edit. -->\n"
END: Final = "\n<!-- End of what `nox -s faces` writes. -->"


def main(folders: Sequence[str]) -> int:
    """Examine everything; the portraits are in *folders*."""
    every = list(subjects([Path(folder) for folder in folders]))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = evidence(list(pool.map(examine, every)))
    before, _, rest = _PAGE.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    measured = page(found)
    print(measured)
    _PAGE.write_text(f"{before}{BEGIN}{measured}{end}{after}", "utf-8")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
