"""The errors of the database; those of its drivers are translated here.

AvatarCoreError
├── StoreRefusedError
└── BooksError
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import AvatarCoreError, StoreUnavailableError


#: Classes of SQLSTATE that blame the statement: retrying it would not help.
_ASKED_AMISS: Final = ("0A", "21", "22", "23", "42", "54")


@attrs.frozen(str=False)
class StoreRefusedError(AvatarCoreError):
    """The database refused a row because of a constraint: a bug."""

    detail: str


@attrs.frozen(str=False)
class BooksError(AvatarCoreError):
    """The ledger does not balance."""

    faults: Sequence[str]


@contextmanager
def translated() -> Iterator[None]:
    """Translate the driver's errors into the adapter's."""
    try:
        yield
    except (
        sa.exc.IntegrityError,
        sa.exc.ProgrammingError,
        sa.exc.DataError,
    ) as error:
        raise StoreRefusedError(str(error.orig)) from error
    except sa.exc.DBAPIError as error:
        # asyncpg's own errors, such as a number too big, are of no DB-API class.
        code = getattr(error.orig, "sqlstate", None) or ""
        if code.startswith(_ASKED_AMISS):
            raise StoreRefusedError(str(error.orig)) from error
        raise StoreUnavailableError(str(error.orig)) from error
    except sa.exc.StatementError as error:
        raise StoreRefusedError(str(error.orig)) from error
    except OverflowError as error:  # sqlite3 does not wrap it
        raise StoreRefusedError(str(error)) from error
