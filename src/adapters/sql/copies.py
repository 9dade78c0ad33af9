"""Copy a whole database into a file while it is used, and back into an empty one."""

import asyncio
import os
import sqlite3
import subprocess

from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import sqlalchemy as sa

from .address import PostgresAddress, SqliteAddress, parse
from .engine import open_engine


#: Leave out who owned what: the other server has users of its own.
_ANYBODYS: Final = ("--no-owner", "--no-privileges")


class CopyError(Exception):
    """The database could not be copied; the text says why, and what to do."""


async def dump(url: str, file: Path) -> None:
    """Copy the database as it is at this moment; nobody has to wait for it.

    Raises:
        CopyError: It failed.
    """
    match parse(url):
        case SqliteAddress(path=path):
            await asyncio.to_thread(_copy, Path(path), file)
        case PostgresAddress() as address:
            options = ("--format=custom", *_ANYBODYS, f"--file={file}")
            await asyncio.to_thread(_run, "pg_dump", address, *options)


async def load(url: str, file: Path) -> None:
    """Fill an empty database with what `dump` wrote, in one step.

    Raises:
        CopyError: It failed, and the database is still empty.
    """
    match parse(url):
        case SqliteAddress(path=path):
            await asyncio.to_thread(_place, file, Path(path))
        case PostgresAddress() as address:
            options = ("--single-transaction", "--exit-on-error", *_ANYBODYS)
            await asyncio.to_thread(_run, "pg_restore", address, *options, str(file))


async def is_empty(url: str) -> bool:
    """Return whether the database has no tables; a missing file has none."""
    address = parse(url)
    if isinstance(address, SqliteAddress):
        return not os.path.exists(address.path)  # noqa: ASYNC240, PTH110 - one look
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            tables = await connection.run_sync(
                lambda sync: sa.inspect(sync).get_table_names()
            )
    finally:
        await engine.dispose()
    return not tables


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise CopyError(f"{source} is not there; start the bot once, or correct it")
    # `rw` makes no file. The backup is one read transaction, beside which others write.
    with (
        closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)
        ) as theirs,
        closing(sqlite3.connect(target)) as ours,
    ):
        theirs.backup(ours)
        [[sound]] = ours.execute("PRAGMA quick_check(1)")
    if sound != "ok":
        raise CopyError(f"{source} is damaged ({sound}); restore an older backup")


def _place(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.restoring")
    with (
        closing(sqlite3.connect(file)) as theirs,
        closing(sqlite3.connect(half)) as ours,
    ):
        theirs.backup(ours)
    half.rename(target)


def _run(program: str, address: PostgresAddress, *options: str) -> None:
    place = {
        "host": ",".join(address.hosts),
        "port": ",".join(map(str, address.ports)),
        "user": address.user,
        "dbname": address.database,
        "connect_timeout": str(address.timeout),
        **address.options,
    }
    given = {name: value for name, value in place.items() if value}
    words = [
        program,
        f"--dbname=postgresql://?{urlencode(given, quote_via=quote)}",
        *options,
    ]
    try:
        # The password is for no list of processes.
        subprocess.run(  # noqa: S603 - words of ours and of the setting
            words,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PGPASSWORD": address.password or ""},
        )
    except FileNotFoundError:
        raise CopyError(
            f"{program} is not installed; install PostgreSQL's client programs "
            "(Debian: postgresql-client)"
        ) from None
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.split())[:500]
        raise CopyError(f"{program} says: {said}") from None
