"""The database and the queue in it."""

import os

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import structlog

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.queue import MemoryQueue, PostgresQueue
from adapters.sql import open_engine
from adapters.sql.address import SqliteAddress, parse
from adapters.sql.migrate import current, knows, latest, upgrade
from adapters.sql.postgres import parameters, pooled
from adapters.sql.troubles import explained
from adapters.sql.updates import SqlInbox
from avatar_core.ports import Clock

from .environment import StartError


log = structlog.get_logger()


async def open_database(url: str) -> AsyncEngine:
    """Return an engine on the database; set up an empty one.

    Raises:
        StartError: It cannot be used, or has another version.
    """
    with _explained(url):
        engine = open_engine(url)
        try:
            version = await current(engine)
            if version is None:
                await upgrade(engine)
                return engine
            require_latest(version)
        except BaseException:
            await engine.dispose()
            raise
        return engine


@asynccontextmanager
async def existing_database(url: str) -> AsyncIterator[AsyncEngine | None]:
    """Lend an engine on a database that is not made if it is missing; None then.

    Raises:
        StartError: It cannot be used.
    """
    address = parse(url)
    if isinstance(address, SqliteAddress) and not os.path.exists(address.path):  # noqa: ASYNC240, PTH110 - one look
        yield None
        return
    with _explained(url):
        engine = open_engine(url)
        try:
            yield engine
        finally:
            await engine.dispose()


async def migrate(url: str) -> str | None:
    """Upgrade the database to this program's version; return that version.

    Raises:
        StartError: The database cannot be used or upgraded.
    """
    with _explained(url):
        engine = open_engine(url)
        try:
            require_known(await current(engine))
            await upgrade(engine)
            return await current(engine)
        finally:
            await engine.dispose()


async def open_queue(url: str) -> MemoryQueue | PostgresQueue:
    """Return the queue that fits the database.

    Raises:
        StartError: The database cannot be used.
    """
    address = parse(url)
    if isinstance(address, SqliteAddress):
        return MemoryQueue()
    with _explained(url):
        if await pooled(address):
            log.info("queue.in_memory", reason="the database is behind a pooler")
            return MemoryQueue()
        queue = PostgresQueue(parameters(address, pooled=False))
        await queue.install()
        return queue


async def open_inbox(
    engine: AsyncEngine, clock: Clock, lease: timedelta, *, handles: bool
) -> SqlInbox:
    """Return the inbox of this process, whose leases on people's updates last *lease*.

    If it *handles* none, it leaves those that it stores to other processes.
    """
    inbox = SqlInbox(engine=engine, clock=clock, lease=lease, handles=handles)
    if engine.dialect.name == "sqlite":
        # Only one process uses the file, so no update is held by another.
        await inbox.expire()
    return inbox


def require_known(version: str | None) -> None:
    """Check that no newer program has written a database of that version.

    Raises:
        StartError: One has.
    """
    if version is not None and not knows(version):
        raise StartError(
            f"DATABASE_URL: the database is at version {version}, which is newer than "
            f"this program ({latest()}); update the program, or name another database"
        )


def require_latest(version: str) -> None:
    """Check that this program can use a database of that version.

    Raises:
        StartError: It cannot; the text says what to do.
    """
    require_known(version)
    if version != latest():
        raise StartError(
            f"DATABASE_URL: the database is at version {version}, and this program "
            f"needs {latest()}; make a copy of the database, then run: avatar-bot "
            "migrate"
        )


@contextmanager
def _explained(url: str) -> Iterator[None]:
    try:
        yield
    except StartError:
        raise
    except Exception as error:
        if (sentence := explained(error, url)) is None:
            raise
        raise StartError(f"DATABASE_URL: {sentence}.") from None
