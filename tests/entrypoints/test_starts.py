"""A failed start names the wrong setting in one sentence, with advice."""

import asyncio
import gc
import logging
import socket
import sqlite3
import ssl
import sys
import threading

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import pytest
import sqlalchemy as sa

from moto.server import ThreadedMotoServer
from tests.adapters.foreign_readers import make_credentials
from tests.databases import KINDS, database_url, postgres_url
from tests.hosts import HostedPostgres, free_port, hosted_postgres, pgbouncer

from adapters.sql import open_engine
from adapters.sql.migrate import latest
from entrypoints.cli import main
from entrypoints.environment import meaning
from entrypoints.sandbox.telegram import TelegramEmulator
from entrypoints.settings import Settings


TOKEN: Final = "123456:canary-token"
SECRETS: Final = ("canary", "aws-secret", "aws-session")


class Refused(Protocol):
    """Starts the command line with settings that it refuses."""

    def __call__(self, command: str = "run", /, **settings: str) -> str:
        """Return the one line that it ends with."""


def _environment(directory: Path, **settings: str) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "FAL_KEY": "id:canary-key",
        "TELEGRAM_API_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "aws-id",
        "AWS_SECRET_ACCESS_KEY": "aws-secret",
        "AWS_SESSION_TOKEN": "aws-session",
        "DATABASE_URL": f"sqlite:///{directory}/rows.db",
        "STORAGE_URL": f"{directory}/blobs",
        "LISTEN": f"127.0.0.1:{free_port()}",
        **settings,
    }


def _only_line(status: int, said: str) -> str:
    assert 1 == status
    assert "Traceback" not in said
    [line] = said.splitlines()
    assert [secret for secret in SECRETS if secret in line] == []
    return line


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Run the command line in this process."""

    def run(command: str = "run", /, **settings: str) -> str:
        monkeypatch.chdir(tmp_path)
        for name, value in _environment(tmp_path, **settings).items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        status = main([command])
        return _only_line(status, capsys.readouterr().err)

    return run


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("BOT_TOKEN", "canary", "two parts with a colon"),
        ("FAL_KEY", "canary", "two parts with a colon"),
        ("PRICE_TRAINING", "100", "bring $1.083, and fal.ai bills $2.470"),
        ("PRICE_PICTURE", "3", "SELL_BELOW_COST=true"),
        ("DATABASE_URL", "mysql://u:canary@h/d", "must begin with postgresql://"),
        ("DATABASE_URL", "postgres://u:canary/1@h/d", "percent-encoded"),
        ("DATABASE_URL", "postgres://u:canary@[::1/d", "in brackets"),
        ("DATABASE_URL", "postgres://u:canary@h/d?sslmode=yes", "must be one of"),
        ("DATABASE_URL", "postgres://u:canary@h/d?sslmode=verify-full", "sslrootcert"),
        ("DATABASE_URL", "postgres://u:canary@127.0.0.1:1/d", "nothing answers"),
        ("DATABASE_URL", "postgres://u:canary@nowhere.invalid/d", "no host of that"),
        ("DATABASE_URL", "postgres://u:canary@/d?host=/nowhere", "nothing answers"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/rows.db", "/proc/nowhere/rows.db"),
        ("DATABASE_URL", "sqlite:////dev/null/rows.db", "may write to"),
        ("DATABASE_URL", "sqlite:////proc/self/rows.db", "may write to"),
        ("STORAGE_URL", "ftp://u:canary@h", "name a directory"),
        ("STORAGE_URL", "s3://", "s3://bucket/prefix"),
        ("STORAGE_URL", "s3://bucket?endpoint=canary", "begin with https://"),
        ("STORAGE_URL", "s3://bucket?secret=canary", "unknown in the URL"),
        ("STORAGE_URL", "/dev/null/blobs", "may write to"),
        ("DESCRIBER_MODEL", "nonsense", "is none of: openrouter/router"),
        ("UPSCALER_MODEL", "nonsense", "is none of: fal-ai/"),
        ("LISTEN", "8080", "it lacks the host"),
        ("LISTEN", ":8080", "it lacks the host"),
        ("LISTEN", "::1:8080", "in brackets"),
        ("LISTEN", "[::z]:8080", "no IPv6 address"),
        ("LISTEN", "127.0.0.1:99999", "0 to 65535"),
        ("TOP_UP_PACKAGES", "x", "must look like 100:100"),
        *(
            (name, value, "")
            for name, value in (
                ("ADMIN_IDS", "anna"),
                ("PRICE_PICTURE", "-1"),
                ("WORKERS", "0"),
                ("TOP_UP_PACKAGES", "0:1"),
                ("TOP_UP_PACKAGES", "100:10001"),
                ("SWEEP_SECONDS", "never"),
            )
        ),
    ],
)
def test_a_setting(name: str, value: str, advice: str, refused: Refused) -> None:
    """A wrong setting is named in one line that says what to do."""
    said = refused(**{name: value})

    assert said.startswith(f"{name}: ")
    assert (advice or meaning(Settings.model_fields[name.lower()])) in said


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("http://bot.example", "begin with https://"),
        ("https://bot.example:8081", "ports 443, 80, 88 and 8443"),
        ("https://[2606:4700::1111]", "has an IPv4 address"),
        ("https://192.168.1.5", "not on the public Internet"),
        ("https://127.0.0.1:8443", "not on the public Internet"),
        ("https://localhost", "not on the public Internet"),
        ("https://bot.example/telegram", "leave out /telegram"),
        ("https://user:canary@bot.example", "must not hold"),
        ("https://bot.example/?a=b", "before any ?"),
    ],
)
def test_an_address_that_telegram_would_not_call(
    url: str, advice: str, refused: Refused
) -> None:
    """PUBLIC_URL is judged by Telegram's rules before Telegram is asked."""
    said = refused(PUBLIC_URL=url, TELEGRAM_API_URL="")

    assert said.startswith("PUBLIC_URL: ")
    assert advice in said


@pytest.mark.parametrize(
    ("certificate", "key", "advice"),
    [
        ("certificate.pem", "", "only one of them is set"),
        ("", "key.pem", "only one of them is set"),
        ("nowhere.pem", "key.pem", "No such file"),
        ("key.pem", "key.pem", "pictures cannot be signed"),
        ("certificate.pem", "certificate.pem", "no unencrypted private key"),
    ],
)
def test_a_certificate_that_signs_nothing(
    certificate: str, key: str, advice: str, refused: Refused, tmp_path: Path
) -> None:
    """Files that cannot sign pictures are refused before the first picture."""
    make_credentials().write(tmp_path)
    said = refused(C2PA_CERTIFICATE=certificate, C2PA_KEY=key)

    assert said.startswith("C2PA_CERTIFICATE, C2PA_KEY: ")
    assert advice in said


def test_a_certificate_without_the_extra(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where c2pa-python is missing, the line says what to install."""
    make_credentials().write(tmp_path)
    monkeypatch.setitem(sys.modules, "c2pa", None)
    said = refused(C2PA_CERTIFICATE="certificate.pem", C2PA_KEY="key.pem")

    assert "c2pa-python is not installed" in said
    assert "docs/marks.md" in said


@pytest.fixture(scope="module")
def hosted() -> Iterator[HostedPostgres]:
    """Run a PostgreSQL as a host does."""
    with hosted_postgres() as server:
        yield server


@pytest.fixture
def collected() -> Iterator[None]:
    """Collect what asyncpg leaves of a TLS connection within the test that left it.

    asyncpg closes the connection of a refused login, but does not wait until the server
    has closed it, too (`__connect_addr` in 0.32). If the event loop ends before that,
    asyncio warns of an open transport and its socket. The process ends as well then.
    """
    yield
    gc.collect()


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ({"password": "canary-wrong"}, "refuses the user or password"),
        ({"database": "nowhere"}, "has no such database"),
        ({"query": "?sslmode=disable"}, "no encryption"),
        ({"query": "?sslmode=verify-full&sslrootcert=system"}, "is not trusted"),
        ({"query": "?options=-c%20no_such=1"}, "no_such"),
        ({"query": "?target_session_attrs=standby"}, "target_session_attrs"),
    ],
)
@pytest.mark.usefixtures("collected")
@pytest.mark.filterwarnings("ignore:unclosed (transport|<socket):ResourceWarning")
def test_a_server_that_refuses(
    hosted: HostedPostgres, options: Any, advice: str, refused: Refused
) -> None:
    """A refusal of PostgreSQL is explained without the password."""
    said = refused(DATABASE_URL=hosted.url(**options))

    assert said.startswith("DATABASE_URL: ")
    assert advice in said


@contextmanager
def _slow_to_close(hosted: HostedPostgres) -> Iterator[int]:
    """Run a server that refuses a login over TLS and keeps the connection.

    Its ErrorResponse is PostgreSQL's: a length, and fields that end with a zero byte
    (https://www.postgresql.org/docs/current/protocol-message-formats.html).
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(
        hosted.directory / "server.pem", hosted.directory / "server.key"
    )
    refusal = b"SFATAL\0VFATAL\0C28P01\0Mwrong password\0\0"
    ended = threading.Event()

    def refuse() -> None:
        plain, _ = listening.accept()
        plain.recv(100)
        plain.sendall(b"S")
        with context.wrap_socket(plain, server_side=True) as connection:
            connection.recv(1000)
            connection.sendall(b"E" + (len(refusal) + 4).to_bytes(4) + refusal)
            ended.wait()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        thread = threading.Thread(target=refuse)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            thread.join()


@pytest.mark.usefixtures("collected")
@pytest.mark.filterwarnings("ignore:unclosed (transport|<socket):ResourceWarning")
def test_a_server_that_is_slow_to_close(
    hosted: HostedPostgres, refused: Refused
) -> None:
    """A refused connection that the server has not closed yet does not delay the end."""
    with _slow_to_close(hosted) as port:
        place = f"127.0.0.1:{port}"
        said = refused(DATABASE_URL=f"postgres://u:canary@{place}/d?sslmode=require")

    assert "refuses the user or password" in said


def test_a_server_that_is_silent(refused: Refused) -> None:
    """A server that takes the connection and says nothing is explained."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        url = f"postgres://u:canary@{place}/d?connect_timeout=2"
        said = refused(DATABASE_URL=url)

    assert said.startswith(f"DATABASE_URL: nothing answers at {place}")


def test_a_server_without_tls(refused: Refused) -> None:
    """A server without the demanded TLS is reported as such."""
    with pgbouncer(postgres_url()) as url:
        said = refused(DATABASE_URL=f"{url}?sslmode=require")

    assert "has no TLS" in said


def test_a_pooler_that_refuses_a_parameter(refused: Refused) -> None:
    """A start-up parameter that a pooler refuses is named, with remedies."""
    with pgbouncer(postgres_url()) as url:
        said = refused(DATABASE_URL=f"{url}?options=-c%20search_path%3Dx")

    assert said.startswith("DATABASE_URL: ")
    assert "ignore_startup_parameters" in said


@pytest.mark.parametrize("command", ["run", "migrate"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_newer_database(
    kind: str, command: str, tmp_path: Path, refused: Refused
) -> None:
    """An older program refuses a newer database."""
    url = database_url(kind, tmp_path)
    asyncio.run(_newer(url))

    said = refused(command, DATABASE_URL=url)

    assert said.startswith("DATABASE_URL: ")
    assert f"9999, which is newer than this program ({latest()})" in said
    assert "avatar-bot migrate" not in said


async def _newer(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(
            sa.text("UPDATE alembic_version SET version_num = '9999'")
        )
    await engine.dispose()


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_file_that_is_no_database(
    command: str, tmp_path: Path, refused: Refused
) -> None:
    """A file of another kind is refused and left unchanged."""
    file = tmp_path / "rows.db"
    file.write_text("a letter " * 1000)

    said = refused(command, DATABASE_URL=f"sqlite:///{file}")

    assert f"DATABASE_URL: {file} is a file, but no SQLite database" in said
    assert "a letter " * 1000 == file.read_text()


def test_a_database_of_another_program(tmp_path: Path, refused: Refused) -> None:
    """A database of another program is refused."""
    file = tmp_path / "rows.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE people (name TEXT)")

    said = refused(DATABASE_URL=f"sqlite:///{file}")

    assert said.startswith("DATABASE_URL: tables of another program are in it")


def test_a_bucket_that_is_not_there(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing bucket is reported at the start."""
    monkeypatch.setattr(logging.getLogger("werkzeug"), "disabled", True)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        said = refused(STORAGE_URL=f"s3://nowhere?endpoint=http://{host}:{port}")
    finally:
        server.stop()

    assert said.startswith("STORAGE_URL: ")
    assert "it is not there" in said


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[TelegramEmulator]:
    """Run a Telegram that knows one token, on a loop in another thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> TelegramEmulator:
        emulator = TelegramEmulator(token=TOKEN, data=tmp_path / "telegram")
        await emulator.start("127.0.0.1", 0)
        return emulator

    emulator = asyncio.run_coroutine_threadsafe(start(), loop).result()
    yield emulator
    asyncio.run_coroutine_threadsafe(emulator.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_port_that_is_taken(telegram: TelegramEmulator, refused: Refused) -> None:
    """A port in use is reported as LISTEN."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refused(
            LISTEN=f"127.0.0.1:{taken.getsockname()[1]}",
            TELEGRAM_API_URL=telegram.url,
        )

    assert said.startswith("LISTEN: another program listens at 127.0.0.1:")


def test_a_token_that_telegram_does_not_know(
    telegram: TelegramEmulator, refused: Refused
) -> None:
    """An unknown token is reported as BOT_TOKEN."""
    said = refused(BOT_TOKEN="123456:canary-other", TELEGRAM_API_URL=telegram.url)

    assert said.startswith("BOT_TOKEN: ")
