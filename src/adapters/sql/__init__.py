"""The store on SQLite or PostgreSQL.

Import `migrate` on its own: it loads alembic.
"""

from .albums import SqlAlbums
from .anchors import SqlAnchors
from .avatars import owner_of
from .books import check_books
from .engine import Connection, answers, empty_log, open_engine
from .errors import BooksError, StoreRefusedError
from .known_files import SqlKnownFiles
from .progress_cards import SqlProgressCards
from .retention import prune
from .store import JobQueue, NoQueue, SqlStore
from .sums import add_up
from .tables import metadata
from .waiting import oldest_due


__all__ = [
    "BooksError",
    "Connection",
    "JobQueue",
    "NoQueue",
    "SqlAlbums",
    "SqlAnchors",
    "SqlKnownFiles",
    "SqlProgressCards",
    "SqlStore",
    "StoreRefusedError",
    "add_up",
    "answers",
    "check_books",
    "empty_log",
    "metadata",
    "oldest_due",
    "open_engine",
    "owner_of",
    "prune",
]
