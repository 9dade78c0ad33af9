"""Sends the product's process a signal just before or after a commit."""

import os
import signal
import sys
import threading

from collections.abc import Callable
from enum import StrEnum
from types import FrameType
from typing import Any, Final, TypeAlias

import attrs
import greenlet
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from adapters.sql import sqlite
from adapters.sql.sqlite import MODE, SqliteDialect


class Moment(StrEnum):
    """A side of a commit."""

    BEFORE = "before"
    AFTER = "after"


#: A commit, named by the functions that made it, and the moment before or after it.
Boundary: TypeAlias = tuple[str, Moment]

#: Modules that take part in every commit, and do not name it.
_PLUMBING: Final = ("adapters.sql.engine", "adapters.sql.sqlite", "adapters.sql.store")
_OURS: Final = ("avatar_core.use_cases.", "adapters.", "entrypoints.")
#: How many of the innermost functions name a commit.
_NAMING: Final = 2


@attrs.define
class Trap:
    """Sends a signal to its own process at the first boundary that is not spared.

    The process dies, or with SIGSTOP it stops until it is resumed.
    """

    spared: frozenset[Boundary]
    #: Text that the name of the commit must contain.
    within: str
    #: Called just before the signal.
    on_death: Callable[[Boundary], None]
    sends: signal.Signals = signal.SIGKILL
    _writes: bool = False
    #: The commit that the loop has handed to a thread, where its callers are not
    #: visible. SQLite has one writer at a time.
    _handed_over: str | None = None

    def set(self) -> None:
        """Watch the commits of this process."""
        sa.event.listen(sa.Engine, "commit", self._note)
        for dialect in (SqliteDialect, PGDialect_asyncpg):
            self._surround(dialect)
        finished = sqlite._finished

        async def note_and_finish(*call: Any) -> Any:
            self._handed_over = _site(sys._getframe(1))
            return await finished(*call)

        vars(sqlite)["_finished"] = note_and_finish

    def _note(self, connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if connection.dialect.name == "sqlite":
            self._writes = MODE in options
        else:
            self._writes = not options.get("postgresql_readonly")

    def _surround(self, dialect: Any) -> None:
        commit = dialect.do_commit

        def do_commit(instance: Any, connection: Any) -> None:
            site = self._site() if self._writes else None
            self._meet(site, Moment.BEFORE)
            commit(instance, connection)
            self._meet(site, Moment.AFTER)

        dialect.do_commit = do_commit

    def _site(self) -> str | None:
        # SQLAlchemy runs drivers in a greenlet; their caller waits in another.
        parent = greenlet.getcurrent().parent
        if parent is not None:
            return _site(parent.gr_frame)
        if threading.current_thread() is threading.main_thread():
            return _site(sys._getframe(1))
        return self._handed_over

    def _meet(self, site: str | None, moment: Moment) -> None:
        if site is None or self.within not in site or (site, moment) in self.spared:
            return
        self.spared |= {(site, moment)}
        self.on_death((site, moment))
        os.kill(os.getpid(), self.sends)


def _site(frame: FrameType | None) -> str | None:
    names = []
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith(_OURS) and module not in _PLUMBING:
            names.append(frame.f_code.co_qualname)
        frame = frame.f_back
    return " < ".join(names[:_NAMING]) or None
