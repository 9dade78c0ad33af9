"""Opening connections to PostgreSQL, directly or through a pooler.

A pooler such as pgbouncer, in transaction mode, gives each transaction another
connection of the server's. Nothing may then be kept in a session: no prepared
statement, no setting, no LISTEN. A pooler also refuses start-up parameters that it
does not know.
"""

from typing import Any, Final

from .address import PostgresAddress


#: A process that froze in a transaction locks its person out for so long.
IDLE_SECONDS: Final = 60


async def pooled(address: PostgresAddress) -> bool:
    """Return whether a pooler answers there instead of PostgreSQL itself.

    A server tells a new connection the number of its process, so that requests can
    be cancelled. A pooler cannot know it yet and makes a number up.
    """
    import asyncpg

    connection = await asyncpg.connect(**address.parameters, statement_cache_size=0)
    try:
        told = connection.get_server_pid()
        return bool(told != await connection.fetchval("SELECT pg_backend_pid()"))
    finally:
        await connection.close()


class Opening:
    """Opens connections that suit what answers."""

    def __init__(self, address: PostgresAddress) -> None:
        self._address: Final = address
        #: None: no connection was opened yet.
        self.pooled: bool | None = None

    async def __call__(self, *_: object, **__: object) -> Any:
        """Open a connection of asyncpg's."""
        import asyncpg

        if self.pooled is None:
            self.pooled = await pooled(self._address)
        return await asyncpg.connect(**parameters(self._address, pooled=self.pooled))


def parameters(address: PostgresAddress, *, pooled: bool) -> dict[str, Any]:
    """Return the arguments of `asyncpg.connect`."""
    arguments = address.parameters
    if pooled:
        # Statements have no name, and are parsed again with every execution.
        return {**arguments, "statement_cache_size": 0}
    limits = {"idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s"}
    settings = {**limits, **arguments["server_settings"]}
    return {**arguments, "server_settings": settings}
