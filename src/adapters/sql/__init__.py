"""Rows in SQLite or PostgreSQL.

Two modules are imported on their own, for what they load: `conversations`
(aiogram) and `migrate` (alembic).
"""

from .anchors import SqlAnchors
from .books import check_books
from .cards import Card, SqlCards
from .engine import answers, open_engine
from .errors import BooksError, StoreRefusedError
from .store import JobQueue, NoQueue, SqlStore
from .tables import metadata


__all__ = [
    "BooksError",
    "Card",
    "JobQueue",
    "NoQueue",
    "SqlAnchors",
    "SqlCards",
    "SqlStore",
    "StoreRefusedError",
    "answers",
    "check_books",
    "metadata",
    "open_engine",
]
