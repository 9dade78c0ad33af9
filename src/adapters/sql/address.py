"""Parsing the URL of a database.

PostgreSQL URLs are read as libpq reads them, because hosts hand them out for it.
Errors never repeat a part of the URL that may belong to the password.
"""

import re

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode

import attrs


#: Values of `sslmode`.
_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_VERIFYING: Final = ("verify-ca", "verify-full")
#: Values of `ssl`, a parameter of other clients than libpq.
_SSL: Final = {"true": "require", "1": "require", "false": "disable", "0": "disable"}
_FILES: Final = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
#: Parameters that asyncpg reads from a URL.
_DRIVER: Final = frozenset(
    {
        "gsslib",
        "krbsrvname",
        "passfile",
        "service",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "target_session_attrs",
        *_FILES,
    }
)
#: Parameters that PostgreSQL receives when a connection begins.
_SESSION: Final = frozenset({"application_name", "options"})
_PLACE: Final = frozenset({"host", "port", "dbname", "user", "password"})
#: Parameters of libpq or other clients that have no effect here.
_IGNORED: Final = frozenset(
    {
        "channel_binding",  # asyncpg has none; sslmode=verify-full does more
        "client_encoding",
        "connection_limit",
        "fallback_application_name",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "load_balance_hosts",
        "pgbouncer",
        "pool_timeout",
        "sslcompression",
        "sslsni",
        "supa",
        "tcp_user_timeout",
        "uselibpqcompat",
    }
)
_TIMEOUT_SECONDS: Final = 10
#: The least that libpq waits, and the most that makes sense.
_TIMEOUTS: Final = (2, 120)
_SCHEMES: Final = ("postgres", "postgresql", "postgresql+asyncpg")
_ENCODE: Final = (
    "in its user and password, / ? # @ : and % have to be percent-encoded (%2F for /)"
)


class DatabaseUrlError(ValueError):
    """The URL cannot be used. The message says why, without the password."""


@attrs.frozen
class SqliteAddress:
    """A SQLite file."""

    path: str

    @property
    def where(self) -> str:
        """The path, for a message to a person."""
        return self.path

    @property
    def password(self) -> None:
        """None: a file has no password."""


@attrs.frozen
class PostgresAddress:
    """A database of a PostgreSQL server, perhaps behind a pooler."""

    hosts: Sequence[str]
    ports: Sequence[int]
    user: str | None
    password: str | None = attrs.field(repr=False)
    database: str | None
    timeout: int
    #: Parameters of the session.
    session: Mapping[str, str]
    #: The other parameters, mostly TLS, by libpq's names.
    options: Mapping[str, str] = attrs.field(repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """Parse ``postgres://user:password@host:port/database?sslmode=require``.

        Raises:
            DatabaseUrlError: The URL is malformed, or asks for something unsupported.
        """
        _, _, rest = url.partition("://")
        rest, _, query = rest.partition("?")
        authority, _, path = rest.partition("/")
        credentials, _, place = authority.rpartition("@")
        user, _, password = credentials.partition(":")
        options = _options(query)
        hosts, ports = _place(options.pop("host", place), options.pop("port", ""))
        timeout = options.pop("connect_timeout", str(_TIMEOUT_SECONDS))
        if not re.fullmatch(r"-?\d{1,9}", timeout, re.ASCII):
            raise DatabaseUrlError("its connect_timeout must be a number of seconds")
        shortest, longest = _TIMEOUTS
        return cls(
            hosts=hosts,
            ports=ports,
            user=options.pop("user", unquote(user)) or None,
            password=options.pop("password", unquote(password)) or None,
            database=options.pop("dbname", unquote(path)) or None,
            # In libpq, 0 and less mean forever.
            timeout=min(max(int(timeout), shortest), longest)
            if int(timeout) > 0
            else longest,
            session={name: options.pop(name) for name in _SESSION & options.keys()},
            options=options,
        )

    @property
    def where(self) -> str:
        """The hosts and ports, for a message to a person."""
        return ", ".join(
            f"{host}:{port}" if ":" not in host else f"[{host}]:{port}"
            for host, port in zip(self.hosts, self.ports, strict=True)
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """The arguments of `asyncpg.connect`."""
        options = dict(self.options)
        ssl: dict[str, Any] = {}
        if options.get("sslrootcert") == "system":
            # As in libpq: trust the authorities of the system, and check the name.
            del options["sslrootcert"]
            options.pop("sslmode", None)
            ssl = {"ssl": True}
        return {
            "dsn": f"postgresql://?{urlencode(options, quote_via=quote)}",
            "host": list(self.hosts) or None,
            "port": list(self.ports) or None,
            "user": self.user,
            "password": self.password,
            "database": self.database,
            "timeout": self.timeout,
            "server_settings": {"application_name": "avatar_core", **self.session},
            **ssl,
        }


Address = SqliteAddress | PostgresAddress


def parse(url: str) -> Address:
    """Parse the URL of a database.

    Raises:
        DatabaseUrlError: The URL is malformed, or asks for something unsupported.
    """
    scheme, colon, rest = url.strip().partition("://")
    match scheme.lower():
        case "sqlite" | "sqlite+aiosqlite" if colon:
            return _sqlite(rest)
        case scheme if colon and scheme in _SCHEMES:
            return PostgresAddress.parse(url.strip())
    raise DatabaseUrlError("it must begin with postgresql:// or sqlite:///")


def _sqlite(rest: str) -> SqliteAddress:
    path, _, query = rest.removeprefix("/").partition("?")
    if not rest.startswith("/"):
        raise DatabaseUrlError(
            "a file has three slashes before its path (sqlite:///data/avatar.db), "
            "or four if the path begins at the root"
        )
    if not path or path == ":memory:":
        raise DatabaseUrlError("SQLite needs a file, as in sqlite:///data/avatar.db")
    if query:
        raise DatabaseUrlError("SQLite's URL takes no parameters after a ?")
    return SqliteAddress(path)


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if (database := options.pop("database", None)) is not None:
        options["dbname"] = database
    if (ssl := options.pop("ssl", None)) is not None:
        options.setdefault("sslmode", _SSL.get(ssl.lower(), ssl))
    if options.get("schema") == "public":
        del options["schema"]
    for name in _IGNORED & options.keys():
        del options[name]
    known = _DRIVER | _SESSION | _PLACE | {"connect_timeout"}
    for name in options.keys() - known:
        named = f"parameter {name}" if re.fullmatch("[a-z_]{1,40}", name) else "part"
        raise DatabaseUrlError(f"take out the {named} after the ?: it is not supported")
    _check_tls(options)
    return options


def _check_tls(options: Mapping[str, str]) -> None:
    mode, root = options.get("sslmode"), options.get("sslrootcert")
    if mode is not None and mode not in _MODES:
        raise DatabaseUrlError(f"its sslmode must be one of {', '.join(_MODES)}")
    if mode in _VERIFYING and not root:
        raise DatabaseUrlError(
            f"sslmode={mode} needs to know whom to trust: add &sslrootcert=system, or "
            "&sslrootcert= and the file of the authority that your host gives you"
        )
    for name in _FILES:
        path = options.get(name)
        if path and (name, path) != ("sslrootcert", "system"):
            try:
                Path(path).read_bytes()
            except OSError:
                raise DatabaseUrlError(
                    f"its {name} must be a file that can be read"
                ) from None


def _place(hosts: str, ports: str) -> tuple[list[str], list[int]]:
    if not hosts and not ports:
        return [], []
    places = [_host(each) for each in hosts.split(",")]
    given = [_port(each) for each in ports.split(",")] if ports else []
    if len(given) not in {0, 1, len(places)}:
        raise DatabaseUrlError("it must name one port, or one for each host")
    every = given * len(places) if len(given) == 1 else given
    return (
        [host for host, _ in places],
        every or [port for _, port in places],
    )


def _host(text: str) -> tuple[str, int]:
    if text.startswith("/"):  # the directory of a socket
        return text, 5432
    if text.startswith("["):
        found = re.fullmatch(r"\[([0-9a-fA-F:.%\w-]+)\](?::(\d*))?", text)
        if not found:
            raise DatabaseUrlError(
                "an IPv6 address has to be in brackets, as in [::1]:5432"
            )
        return found[1], _port(found[2] or "")
    host, _, port = text.partition(":")
    return unquote(host) or "localhost", _port(port)


def _port(text: str) -> int:
    if not text:
        return 5432
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not 0 < int(text) < 1 << 16:
        raise DatabaseUrlError(f"its port must be a number; {_ENCODE}")
    return int(text)
