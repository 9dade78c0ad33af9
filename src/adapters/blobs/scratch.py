"""Scratch files, in which large blobs are put together before they are stored.

They have no name where the system can do that, so a killed process leaves none. Those
of a directory have one, as they are renamed to what they become.
"""

import tempfile
import time

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Final


#: The folder of a directory's scratch files; no key begins with a dot.
FOLDER: Final = ".scratch"
#: A file that was not written to for so long is left over: a download or an upload
#: takes less, whole.
LONGEST_USE: Final = timedelta(minutes=15)
#: How often a file is moved again because another deletion removed its new folder.
_MOVES: Final = 5


@contextmanager
def scratch_file(root: Path | None) -> Iterator[IO[bytes]]:
    """Lend an empty file, which is deleted afterwards unless it was moved.

    Args:
        root: The directory of the storage that it may be moved into, if it is one.
    """
    if root is None:
        with tempfile.TemporaryFile() as nameless:
            yield nameless
        return
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - below
    try:
        with file:
            yield file
    finally:
        Path(file.name).unlink(missing_ok=True)


def move(file: IO[bytes], target: Path) -> None:
    """Move a scratch file to its place, replacing what was there."""
    file.flush()
    for _ in range(_MOVES):
        with suppress(FileNotFoundError):
            Path(file.name).replace(target)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
    raise FileNotFoundError(file.name)


def clear(root: Path, older_than: timedelta) -> int:
    """Delete scratch files that were not written to for so long; return how many."""
    before = time.time() - older_than.total_seconds()
    deleted = 0
    for file in (root / FOLDER).glob("*"):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime <= before:
                file.unlink()
                deleted += 1
    return deleted
