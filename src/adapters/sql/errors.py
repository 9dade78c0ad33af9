"""What the database itself may have to say; driver errors stop here.

AvatarCoreError
├── StoreRefusedError
└── BooksError
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import attrs
import sqlalchemy as sa

from avatar_core.errors import AvatarCoreError, StoreUnavailableError


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
        raise StoreUnavailableError(str(error.orig)) from error
    except sa.exc.StatementError as error:
        raise StoreRefusedError(str(error.orig)) from error
