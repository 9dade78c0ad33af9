"""What the database itself may have to say; driver errors stop here.

AvatarCoreError
├── StoreUnavailableError
├── StoreRefusedError
└── BooksError
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from avatar_core.errors import AvatarCoreError


@attrs.frozen(str=False)
class StoreUnavailableError(AvatarCoreError):
    """The database could not be reached, or was too busy; trying again may help."""

    detail: str


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


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Lend a connection, in a transaction that leaving commits.

    Raises:
        StoreUnavailableError: There is none to be had, or it broke.
        StoreRefusedError: A constraint was violated.
    """
    with translated():
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(engine.connect())
            except sa.exc.DBAPIError:
                raise
            # Drivers refuse to connect in many words of their own.
            except Exception as error:
                raise StoreUnavailableError(str(error)) from error
            async with connection.begin():
                yield connection
