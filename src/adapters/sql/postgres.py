"""Opening connections to PostgreSQL, directly or through a pooler.

A pooler such as pgbouncer, in transaction mode, gives each transaction another
server connection. A session can then hold nothing: no prepared statement, no
setting, no LISTEN. A pooler also refuses start-up parameters it does not know.
"""

from typing import Any, Final

from .address import PostgresAddress


#: How long a process that froze in a transaction keeps its locks.
IDLE_SECONDS: Final = 60


async def pooled(address: PostgresAddress) -> bool:
    """Return whether a pooler answers at the address instead of PostgreSQL itself.

    A server sends a new connection the id of its process, for cancel requests. A pooler
    has no server connection yet and makes up an id.
    """
    import asyncpg

    connection = await asyncpg.connect(**address.parameters, statement_cache_size=0)
    try:
        told = connection.get_server_pid()
        return bool(told != await connection.fetchval("SELECT pg_backend_pid()"))
    finally:
        await connection.close()


class Opening:
    """Opens connections to a server or a pooler, whichever answers."""

    def __init__(self, address: PostgresAddress) -> None:
        self._address: Final = address
        #: None until the first connection is opened.
        self.pooled: bool | None = None

    async def __call__(self, *_: object, **__: object) -> Any:
        """Open an asyncpg connection."""
        import asyncpg

        if self.pooled is None:
            self.pooled = await pooled(self._address)
        return await asyncpg.connect(**parameters(self._address, pooled=self.pooled))


def parameters(address: PostgresAddress, *, pooled: bool) -> dict[str, Any]:
    """Return the arguments of `asyncpg.connect`."""
    arguments = address.parameters
    if pooled:
        # Without a cache statements have no name and are parsed at each execution.
        return {**arguments, "statement_cache_size": 0}
    limits = {"idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s"}
    settings = {**limits, **arguments["server_settings"]}
    return {**arguments, "server_settings": settings}
