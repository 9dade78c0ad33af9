"""What the database itself may have to say; driver errors stop here.

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


#: Classes of SQLSTATE that blame what was asked, and would at any other time, too.
_ASKED_AMISS: Final = ("0A", "21", "22", "23", "42", "54")


@attrs.frozen(str=False)
class StoreRefusedError(AvatarCoreError):
    """The database refused a row that contradicts itself or the others: a bug."""

    detail: str


@attrs.frozen(str=False)
class BooksError(AvatarCoreError):
    """The books do not balance."""

    faults: Sequence[str]


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into what the adapter may raise."""
    try:
        yield
    except (
        sa.exc.IntegrityError,
        sa.exc.ProgrammingError,
        sa.exc.DataError,
    ) as error:
        raise StoreRefusedError(str(error.orig)) from error
    except sa.exc.DBAPIError as error:
        # asyncpg's own refusals, of a number too big, say, are of no kind of theirs.
        code = getattr(error.orig, "sqlstate", None) or ""
        if code.startswith(_ASKED_AMISS):
            raise StoreRefusedError(str(error.orig)) from error
        raise StoreUnavailableError(str(error.orig)) from error
    except sa.exc.StatementError as error:
        raise StoreRefusedError(str(error.orig)) from error
    except OverflowError as error:  # sqlite3's, which wraps it in nothing
        raise StoreRefusedError(str(error)) from error
