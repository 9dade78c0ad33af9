"""PostgreSQL as hosts provide it: URLs, TLS and poolers."""

import asyncio

from collections.abc import Iterator
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from tests.databases import postgres_url
from tests.hosts import (
    DATABASE,
    PASSWORD,
    USER,
    HostedPostgres,
    hosted_postgres,
    pgbouncer,
)

from adapters.sql import answers, open_engine
from adapters.sql.address import DatabaseUrlError, PostgresAddress, parse
from adapters.sql.engine import connected, writing
from adapters.sql.migrate import upgrade
from adapters.sql.postgres import pooled
from avatar_core.errors import StoreUnavailableError


@pytest.fixture(scope="module")
def hosted() -> Iterator[HostedPostgres]:
    """Run a PostgreSQL server as a host would."""
    with hosted_postgres() as server:
        yield server


async def _answers(url: str) -> bool:
    engine = open_engine(url)
    try:
        return await answers(engine)
    finally:
        await engine.dispose()


async def _setting(url: str, name: str) -> str:
    engine = open_engine(url)
    try:
        async with connected(engine) as connection:
            return str(await connection.scalar(sa.text(f"SHOW {name}")))
    finally:
        await engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sslmode=allow",
        "?sslmode=prefer",
        "?sslmode=require",
        "?sslmode=verify-ca&sslrootcert={authority}",
        "?sslmode=verify-full&sslrootcert={authority}",
        "?sslmode=require&channel_binding=require",
        "?ssl=true&connect_timeout=3&target_session_attrs=read-write",
        "?pgbouncer=true&connection_limit=1&schema=public",
        "?keepalives=1&keepalives_idle=30&gssencmode=disable&client_encoding=utf8",
    ],
)
async def test_urls_that_work(hosted: HostedPostgres, query: str, scheme: str) -> None:
    """A host's URL connects, with a password that must be percent-encoded."""
    filled = query.format(authority=quote(str(hosted.authority), safe=""))

    assert await _answers(hosted.url(filled, scheme=scheme))


async def test_other_places(hosted: HostedPostgres) -> None:
    """A socket directory, an IPv6 address and a list of hosts connect, too."""
    secret, socket = quote(PASSWORD, safe=""), str(hosted.directory)
    login, port = f"{USER}:{secret}", hosted.port
    urls = [
        hosted.url(host="[::1]"),
        f"postgres://{login}@{quote(socket, safe='')}:{port}/{DATABASE}",
        f"postgres://{login}@/{DATABASE}?host={socket}&port={port}",
        f"postgres:///{DATABASE}?host={socket}&port={port}&user={USER}&password={secret}",
        f"postgres://{login}@localhost:1,localhost:{port}/{DATABASE}",
    ]

    assert [await _answers(url) for url in urls] == [True] * len(urls)


async def test_what_the_url_sets(hosted: HostedPostgres) -> None:
    """The URL's session parameters win over the defaults."""
    url = hosted.url("?application_name=mine&options=-c%20work_mem%3D5MB")

    assert "mine" == await _setting(url, "application_name")
    assert "5MB" == await _setting(url, "work_mem")
    assert "avatar_core" == await _setting(hosted.url(), "application_name")
    assert "1min" == await _setting(hosted.url(), "idle_in_transaction_session_timeout")


@pytest.mark.parametrize(
    ("query", "host"),
    [
        ("?sslmode=disable", "localhost"),
        ("?sslmode=verify-full&sslrootcert={authority}", "127.0.0.1"),
        ("?sslmode=verify-full&sslrootcert=system", "localhost"),
    ],
)
async def test_tls_that_is_not_good_enough(
    hosted: HostedPostgres, query: str, host: str
) -> None:
    """A connection with weaker TLS than either side demands is refused."""
    filled = query.format(authority=hosted.authority)

    with pytest.raises(StoreUnavailableError):
        async with connected(open_engine(hosted.url(filled, host=host))):
            pass


@pytest.mark.parametrize(
    "url",
    [
        "canary-pass",
        "mysql://u:canary-pass@h/d",
        "postgres:/u:canary-pass@h/d",
        "postgres://u:canary-pass@[::1/d",
        "postgres://u:canary-pass@::1/d",
        "postgres://u:canary-pass/word@h/d",
        "postgres://u:canary-pass@h:0/d",
        "postgres://u:canary-pass@h:99999/d",
        "postgres://u:canary-pass@h,i/d?port=1,2,3",
        "postgres://u:canary-pass@h/d?sslmode=maybe",
        "postgres://u:canary-pass@h/d?sslmode=verify-full",
        "postgres://u:canary-pass@h/d?sslmode=verify-ca&sslrootcert=/nowhere",
        "postgres://u:canary-pass@h/d?sslcert=/nowhere",
        "postgres://u:canary-pass@h/d?connect_timeout=soon",
        "postgres://u:canary-pass@h/d?statement_timeout=1",
        "postgres://u:canary-pass@h/d?hostaddr=1.2.3.4",
        "postgres://u:canary-pass@h/d?require_auth=scram-sha-256",
        "sqlite://relative.db",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
    ],
)
def test_urls_that_are_refused(url: str) -> None:
    """An unsupported URL is refused in one line without the password."""
    with pytest.raises(DatabaseUrlError) as caught:
        parse(url)

    assert str(caught.value)
    assert "\n" not in str(caught.value)
    assert "canary" not in str(caught.value)


def test_an_address_does_not_show_its_password() -> None:
    """The repr of an address contains no secret."""
    address = parse("postgres://u:canary-pass@h/d?sslpassword=canary-key")

    assert isinstance(address, PostgresAddress)
    assert "canary" not in repr(address)


@pytest.mark.parametrize(
    ("query", "seconds"), [("", 10), ("1", 2), ("30", 30), ("0", 120), ("9999", 120)]
)
def test_connect_timeouts(query: str, seconds: int) -> None:
    """`connect_timeout` means what it does in libpq, within bounds."""
    address = parse(
        f"postgres://h/d?connect_timeout={query}" if query else "postgres:///d"
    )

    assert isinstance(address, PostgresAddress)
    assert seconds == address.parameters["timeout"]


@pytest.fixture(scope="module", params=["", "idle_in_transaction_session_timeout"])
def behind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a pgbouncer that refuses our start-up parameters, or one that drops them."""
    with pgbouncer(postgres_url(migrated=False), ignore=request.param) as url:
        yield url


async def test_a_pooler_is_recognised(behind: str) -> None:
    """A pooler and a server are told apart by their answer."""
    pooler, server = parse(behind), parse(postgres_url())

    assert isinstance(pooler, PostgresAddress)
    assert isinstance(server, PostgresAddress)
    assert await pooled(pooler)
    assert not await pooled(server)


async def test_sixty_at_once_through_a_pooler(behind: str) -> None:
    """Transactions that share server connections do not affect each other."""
    engine = open_engine(behind)
    await upgrade(engine)

    async def one(number: int) -> int:
        total = 0
        for turn in range(5):
            async with connected(writing(engine)) as connection:
                for value in (number, turn):
                    total += await connection.scalar(
                        sa.text("SELECT CAST(:value AS integer)"), {"value": value}
                    )
        return total

    found = await asyncio.gather(*[one(number) for number in range(60)])
    await engine.dispose()

    assert [5 * number + 10 for number in range(60)] == found


async def test_a_frozen_transaction_ends_behind_a_pooler(behind: str) -> None:
    """The idle timeout is set in each transaction behind a pooler."""
    engine = open_engine(behind)
    async with connected(engine) as connection:
        within = await connection.scalar(
            sa.text("SHOW idle_in_transaction_session_timeout")
        )
    await engine.dispose()

    assert "1min" == within
