"""One sandbox for one folder of data."""

import sqlite3

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class TakenError(Exception):
    """The folder cannot be used; the text says why, and what to do."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Keep the folder to this process until the block is left, or it is killed.

    Raises:
        TakenError: Another process has it, or it cannot be written to.
    """
    another = "name another directory with --data"
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TakenError(
            f"{data} cannot be used ({error.strerror}); {another}"
        ) from None
    # A lock of a file that ends with its process, on every system.
    with closing(sqlite3.connect(data / "taken", timeout=0)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise TakenError(
                f"another sandbox is running on {data}; stop it, or {another}"
            ) from None
        yield
