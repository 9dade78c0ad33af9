"""The database and the queue in it."""

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.queue import MemoryQueue, PostgresQueue
from adapters.sql.migrate import current, latest, upgrade

from ..errors import StartError


async def prepare_database(engine: AsyncEngine) -> None:
    """Bring a new database to the latest version.

    Raises:
        StartError: An old one is at another; that is for a person to decide.
    """
    version = await current(engine)
    if version is None:
        await upgrade(engine)
    elif version != latest():
        raise StartError(
            f"The database is at version {version}, this program needs {latest()}. "
            "Make a copy of the database, then run: avatar-bot migrate"
        )


async def open_queue(engine: AsyncEngine) -> MemoryQueue | PostgresQueue:
    """Return the queue that fits the database."""
    if engine.dialect.name == "sqlite":
        return MemoryQueue()
    queue = PostgresQueue(engine.url)
    await queue.install()
    return queue
