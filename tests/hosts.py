"""Database servers as hosting providers run them: PostgreSQL with TLS, and pgbouncer."""

import contextlib
import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import attrs
import pytest

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


USER: Final = "bot"
#: With every kind of character that must be percent-encoded in a URL.
PASSWORD: Final = "canary-pass/word?#@:% ü"
DATABASE: Final = "avatars"
_START_SECONDS: Final = 30


def _programs() -> Path | None:
    """Return the directory of Debian's PostgreSQL, which supports TLS; the tests' own does not."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def free_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _as_user(name: str) -> dict[str, Any]:
    """Return the options that start a process that refuses to run as root."""
    return (
        {"user": name, "group": pwd.getpwnam(name).pw_gid} if not os.geteuid() else {}
    )


@contextlib.contextmanager
def _directory(owner: str) -> Iterator[Path]:
    # A socket's path must be short, so pytest's own directory will not do.
    with tempfile.TemporaryDirectory(prefix="host-") as name:
        if not os.geteuid():
            shutil.chown(name, owner)
        yield Path(name)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port)),
        ):
            return
        time.sleep(0.05)
    raise RuntimeError(f"it did not start: {log.read_text()}")


@attrs.frozen
class HostedPostgres:
    """A server that demands a password, and TLS over TCP."""

    port: int
    #: Holds its socket and the certificate of its authority.
    directory: Path

    @property
    def authority(self) -> Path:
        """The certificate that its own is signed with."""
        return self.directory / "ca.pem"

    def url(
        self,
        query: str = "",
        *,
        host: str = "localhost",
        password: str = PASSWORD,
        database: str = DATABASE,
        scheme: str = "postgres",
    ) -> str:
        """Return a URL in the form that a hosting provider shows."""
        secret = quote(password, safe="")
        return f"{scheme}://{USER}:{secret}@{host}:{self.port}/{database}{query}"


@contextlib.contextmanager
def hosted_postgres() -> Iterator[HostedPostgres]:
    """Run a server until the block ends."""
    if (programs := _programs()) is None:
        pytest.skip("no PostgreSQL with TLS is installed (Debian: postgresql)")
    with _directory("postgres") as directory:
        user, port, log = _as_user("postgres"), free_port(), directory / "log"
        data, words = directory / "data", directory / "words"
        for name, content in _certificates().items():
            (directory / name).write_bytes(content)
            (directory / name).chmod(0o600)
        words.write_text(PASSWORD)
        for each in directory.iterdir():
            if user:
                shutil.chown(each, "postgres", "postgres")
        (directory / "ca.pem").chmod(0o644)
        directory.chmod(0o755)
        subprocess.run(  # noqa: S603 - Debian's
            [
                *(str(programs / "initdb"), "-D", str(data), "-U", USER),
                *("--pwfile", str(words)),
                *("-A", "scram-sha-256", "-E", "UTF8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=directory,
            **user,
        )
        (data / "pg_hba.conf").write_text(
            "local all all scram-sha-256\n"
            "hostssl all all 127.0.0.1/32 scram-sha-256\n"
            "hostssl all all ::1/128 scram-sha-256\n"
        )
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1,::1",
            "unix_socket_directories": directory,
            "ssl": "on",
            "ssl_cert_file": directory / "server.pem",
            "ssl_key_file": directory / "server.key",
            "fsync": "off",
        }
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - Debian's
                [
                    *(str(programs / "postgres"), "-D", str(data)),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                stdout=written,
                stderr=written,
                cwd=directory,
                **user,
            )
        try:
            _wait_for(port, process, log)
            server = HostedPostgres(port, directory)
            _make_database(programs / "psql", server)
            yield server
        finally:
            process.terminate()
            process.wait(_START_SECONDS)


def _make_database(psql: Path, server: HostedPostgres) -> None:
    # It listens a moment before it accepts logins.
    deadline = time.monotonic() + _START_SECONDS
    command = [str(psql), "-q", server.url(database="postgres")]
    while True:
        made = subprocess.run(  # noqa: S603 - Debian's
            [*command, "-c", f"CREATE DATABASE {DATABASE}"],
            check=False,
            capture_output=True,
        )
        if not made.returncode:
            return
        if time.monotonic() > deadline:
            raise RuntimeError(made.stderr.decode())
        time.sleep(0.1)


def _certificates() -> dict[str, bytes]:
    """Return an authority's certificate, and a key and certificate for `localhost`."""
    now = dt.datetime.now(dt.UTC)

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    def unsigned(name: str, key: ec.EllipticCurvePrivateKey) -> Any:
        return (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named("the test's authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(
                x509.BasicConstraints(ca=name != "localhost", path_length=None),
                critical=True,
            )
        )

    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    signing = unsigned("the test's authority", authority).add_extension(
        x509.SubjectKeyIdentifier.from_public_key(authority.public_key()),
        critical=False,
    )
    served = (
        unsigned("localhost", own)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),
            critical=False,
        )
    )
    pem = serialization.Encoding.PEM
    return {
        "ca.pem": signing.sign(authority, hashes.SHA256()).public_bytes(pem),
        "server.pem": served.sign(authority, hashes.SHA256()).public_bytes(pem),
        "server.key": own.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    }


@contextlib.contextmanager
def pgbouncer(database_url: str, *, ignore: str = "") -> Iterator[str]:
    """Run pgbouncer in transaction mode; yield a database's URL through it.

    It has two server connections, which its clients must share.

    Args:
        database_url: Of the tests' own PostgreSQL.
        ignore: Start-up parameters that it drops instead of refusing.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not installed (Debian: pgbouncer)")
    place, _, host = database_url.partition("?host=")
    database = place.rpartition("/")[2]
    owner = pwd.getpwuid(Path(host).stat().st_uid).pw_name
    with _directory(owner) as directory:
        port, log = free_port(), directory / "log"
        settings = directory / "pgbouncer.ini"
        settings.write_text(
            "[databases]\n"
            f"{database} = host={host} dbname={database} user=postgres\n"
            "[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\n"
            "unix_socket_dir =\n"
            "auth_type = any\npool_mode = transaction\n"
            "default_pool_size = 2\nmax_client_conn = 500\n"
            f"ignore_startup_parameters = {ignore}\n"
        )
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - Debian's
                [program, settings], stdout=written, stderr=written, **_as_user(owner)
            )
        try:
            _wait_for(port, process, log)
            yield f"postgres://anybody:anything@127.0.0.1:{port}/{database}"
        finally:
            process.terminate()
            process.wait(_START_SECONDS)
