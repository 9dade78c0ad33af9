"""The fate of every text column when a person is forgotten."""

import sqlalchemy as sa

from adapters.sql import tables
from adapters.sql.columns import Words
from adapters.sql.erasure import _ERASE_JOBS, _ERASE_REST


#: Deleted with the row, the avatar or the account.
REMOVED = {
    ("avatars", "name"),
    ("photos", "file_name"),
    ("people", "name"),
    ("people", "name_key"),
    ("people", "username"),
}
#: Our own words, those of admins about their business, and of Telegram about Stars.
KEPT = {
    ("jobs", "unanswered_why"),
    ("jobs", "dead_requests"),
    ("trainings", "marks"),
    ("promos", "code"),
    ("redemptions", "code"),
    ("payments", "payload"),
    ("payments", "detail"),
    ("admin_log", "subject"),
    ("incidents", "detail"),
    ("broadcasts", "texts"),
}


def _erased() -> set[tuple[str, str]]:
    found = set()
    for statement in (*_ERASE_JOBS, *_ERASE_REST):
        table = statement.table
        assert isinstance(table, sa.Table)
        for column in table.columns:
            emptied = f"{column.name}=" in str(statement).partition("WHERE")[0]
            if emptied or isinstance(statement, sa.Delete):
                found.add((table.name, column.name))
    return found


def test_every_text_column_is_listed() -> None:
    """Every column of text or JSON is erased, deleted or known to be harmless."""
    words = {
        (table.name, column.name)
        for table in tables.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Words | sa.JSON)
    }

    assert words == (_erased() & words) | REMOVED | KEPT
    assert not _erased() & (REMOVED | KEPT)
