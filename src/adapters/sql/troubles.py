"""Explaining why a database cannot be used, to the person who set it up."""

import socket
import sqlite3
import ssl

from collections.abc import Iterator
from typing import Final

import asyncpg

from asyncpg.exceptions import (
    CannotConnectNowError,
    ClientConfigurationError,
    DuplicateTableError,
    InsufficientPrivilegeError,
    InvalidAuthorizationSpecificationError,
    InvalidCatalogNameError,
    PostgresError,
    ProtocolViolationError,
    ReadOnlySQLTransactionError,
    TargetServerAttributeNotMatched,
    TooManyConnectionsError,
)

from .address import parse


#: How many causes of causes are looked at.
_DEPTH: Final = 10
#: By a part of the message, where one class of error has many causes.
_WORDS: Final = {
    "unsupported startup parameter": "the pooler before it does not take a start-up "
    "parameter ({words}); take it out of the URL, or add it to the pooler's "
    "ignore_startup_parameters",
    "file is not a database": "{where} is a file, but no SQLite database; name "
    "another file, or move that one away",
    "unable to open database file": "{where} cannot be opened; name a file in a "
    "directory that this user may write to",
    "readonly database": "{where} may not be written to; give this user the right, "
    "or name another file",
    "already exists": "tables of another program are in it ({words}); name an empty "
    "database",
    "database is locked": "{where} is locked; stop the other program that uses it",
    "disk is full": "there is no space left for {where}; make some",
    "rejected SSL upgrade": "the server at {where} has no TLS; ask your host, or "
    "change sslmode in the URL",
}
_KINDS: Final[
    tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...]
] = (
    (
        ssl.SSLCertVerificationError,
        (
            "the certificate of the server at {where} is not trusted ({words}); check "
            "its name, and sslrootcert in the URL"
        ),
    ),
    (
        ssl.SSLError,
        (
            "TLS with the server at {where} does not work ({words}); check sslmode and "
            "the certificates in the URL"
        ),
    ),
    (
        InvalidAuthorizationSpecificationError,
        (
            "the server at {where} refuses the user or password ({words}); copy the URL "
            "again from your host"
        ),
    ),
    (
        InvalidCatalogNameError,
        (
            "the server at {where} has no such database ({words}); create it, or "
            "correct the name at the end of the URL"
        ),
    ),
    (
        InsufficientPrivilegeError,
        "its user may not do what is needed ({words}); let it own the database",
    ),
    (
        ReadOnlySQLTransactionError,
        "the server at {where} takes no changes; use the address of the primary",
    ),
    (
        TargetServerAttributeNotMatched,
        (
            "no server at {where} is of the kind that target_session_attrs asks for; "
            "change it, or the hosts"
        ),
    ),
    (
        (TooManyConnectionsError, CannotConnectNowError),
        "the server at {where} takes no connection now ({words}); try again later",
    ),
    (
        DuplicateTableError,
        "tables of another program are in it ({words}); name an empty database",
    ),
    (
        ClientConfigurationError,
        "it cannot be used ({words}); correct the URL",
    ),
    (
        ProtocolViolationError,
        (
            "what answers at {where} refuses the connection ({words}); copy the URL "
            "again from your host"
        ),
    ),
    (
        socket.gaierror,
        "there is no host of that name, {where}; correct it in the URL",
    ),
    (
        (PermissionError, NotADirectoryError, FileExistsError),
        "{where} cannot be used ({words}); name a place that this user may write to",
    ),
    (
        TimeoutError,
        (
            "nothing answers at {where}; check the host and port in the URL, and the "
            "firewall"
        ),
    ),
    (
        (OSError, asyncpg.PostgresConnectionError),
        (
            "nothing answers at {where} ({words}); start the server, or correct the host "
            "and port in the URL"
        ),
    ),
    (
        asyncpg.InterfaceError,
        "it cannot be used ({words}); correct the URL",
    ),
    (PostgresError, "the server at {where} refuses ({words})"),
    (sqlite3.Error, "{where} cannot be used ({words}); name another file"),
)


def explained(error: BaseException, url: str) -> str | None:
    """Return a sentence about what is wrong and what to do; None if it is a bug.

    It never contains the password.
    """
    address = parse(url)

    def fill(sentence: str, cause: BaseException) -> str:
        words = " ".join((getattr(cause, "strerror", None) or str(cause)).split())
        if address.password:
            words = words.replace(address.password, "***")
        return sentence.format(
            where=address.where or "the default address", words=words.rstrip(".")[:200]
        )

    causes = list(_causes(error))
    for cause in causes:
        for known, sentence in _WORDS.items():
            if known in str(cause):
                return fill(sentence, cause)
    for kinds, sentence in _KINDS:
        for cause in causes:
            if isinstance(cause, kinds):
                return fill(sentence, cause)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(_DEPTH):
        if cause is None:
            return
        yield cause
        cause = getattr(cause, "orig", None) or cause.__cause__ or cause.__context__
