"""What becomes of every word in the tables when a person is forgotten."""

import sqlalchemy as sa

from adapters.sql import tables
from adapters.sql.columns import Words
from adapters.sql.erasure import _ERASE


#: Goes with its row, with the avatar that leaves a tombstone, or with the account.
REMOVED = {
    ("avatars", "name"),
    ("photos", "file_name"),
    ("people", "username"),
}
#: Words of ours, of the owners about their business, and of Telegram about Stars.
KEPT = {
    ("jobs", "unanswered_why"),
    ("jobs", "dead_requests"),
    ("promos", "code"),
    ("redemptions", "code"),
    ("payments", "payload"),
    ("payments", "detail"),
    ("deeds", "subject"),
    ("incidents", "detail"),
    ("broadcasts", "texts"),
}


def _erased() -> set[tuple[str, str]]:
    found = set()
    for statement in _ERASE:
        table = statement.table
        assert isinstance(table, sa.Table)
        for column in table.columns:
            emptied = f"{column.name}=" in str(statement).partition("WHERE")[0]
            if emptied or isinstance(statement, sa.Delete):
                found.add((table.name, column.name))
    return found


def test_every_word_is_thought_of() -> None:
    """A column of words, or of anything, is erased, removed, or nobody's secret."""
    words = {
        (table.name, column.name)
        for table in tables.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Words | sa.JSON)
    }

    assert words == (_erased() & words) | REMOVED | KEPT
    assert not _erased() & (REMOVED | KEPT)
