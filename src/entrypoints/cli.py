"""The command `avatar-bot`."""

import argparse
import asyncio
import logging
import os
import platform
import sys

from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar


if TYPE_CHECKING:
    from .sandbox.access import Ports


T = TypeVar("T", int, float)

_ABOUT: Final = "A Telegram bot that trains AI avatars and makes pictures of people."
#: The database and the files are photos and money: only their owner may read them.
_PRIVATE: Final = 0o077


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="avatar-bot", description=_ABOUT)
    parser.add_argument(
        "--verbose", action="store_true", help="log the details as well"
    )
    parser.add_argument(
        "--version",
        action=_Version,
        nargs=0,
        help="print the version of this program",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sandbox = commands.add_parser(
        "sandbox",
        help="try the whole product in the browser: no token, no key, no cost",
        description="Run the product against emulators of Telegram and fal.ai, all "
        "on this machine, and print the address of the chat page.",
    )
    sandbox.add_argument(
        "--port",
        type=_number(int, 0, 65535),
        default=8090,
        help="port of the chat page (default: %(default)s; 0 picks a free one)",
    )
    sandbox.add_argument(
        "--open", action="store_true", help="open the chat page in the browser"
    )
    sandbox.add_argument(
        "--data",
        type=Path,
        default=Path("sandbox-data"),
        help="directory where everything is kept; delete it to begin anew "
        "(default: %(default)s)",
    )
    sandbox.add_argument(
        "--training-seconds",
        type=_number(float, 0.001, 3600),
        default=20.0,
        help="how long a pretended training takes (default: %(default)s)",
    )
    run = commands.add_parser(
        "run",
        help="run the bot, the web server and the worker in one process; settings come "
        "from the environment and .env, see docs/settings.md",
    )
    run.add_argument(
        "--migrate",
        action="store_true",
        help="bring the database to the version of this program first",
    )
    run.add_argument(
        "--only",
        choices=("bot", "web", "worker"),
        help="do one part of the work, and leave the others to processes with the "
        "same PostgreSQL and storage",
    )
    commands.add_parser(
        "migrate",
        help="bring the database named by DATABASE_URL to the version of this program; "
        "an empty one is also set up by `run`",
    )
    doctor = commands.add_parser(
        "doctor",
        help="examine all that the bot needs, and say how to mend what is wrong; the "
        "exit status is 1 if anything is",
    )
    doctor.add_argument(
        "--json", action="store_true", help="print an array of objects instead"
    )
    explain = commands.add_parser(
        "explain",
        help="print what happened to a person, an avatar, a job or a payment, and why "
        "it is where it is",
    )
    explain.add_argument("subject", choices=("person", "avatar", "job", "payment"))
    explain.add_argument("id", metavar="ID", help="as the owner's desk shows it")
    for name, does in (
        ("backup", "write the database and all files into FILE; the bot may run"),
        ("restore", "restore FILE into an empty database and an empty storage"),
    ):
        commands.add_parser(name, help=does).add_argument(
            "file", type=Path, metavar="FILE"
        )
    packs = commands.add_parser(
        "packs",
        help="look after the packs of styles; docs/packs.md says how to write one",
    )
    tasks = packs.add_subparsers(dest="task", required=True, metavar="TASK")
    check = tasks.add_parser(
        "check",
        help="say what is wrong with packs, line by line; the exit status is 1 if "
        "anything is",
    )
    check.add_argument(
        "directory",
        type=Path,
        nargs="?",
        metavar="DIR",
        help="directory of `*.yaml` files (default: the packs that are shipped)",
    )
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"avatar-bot {version('avatar-bot')}")
        except PackageNotFoundError:
            print("avatar-bot, not installed but run from its sources")
        parser.exit()


def _number(kind: type[T], low: T, high: T) -> Callable[[str], T]:
    def number(text: str) -> T:
        value = kind(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return number


def main(argv: list[str] | None = None) -> int:
    """Run a command; return the exit status."""
    arguments = _parser().parse_args(argv)
    if platform.system() == "Windows":
        print(
            "avatar-bot is tested on Linux and macOS, not on Windows; should it not "
            "start here, run it in WSL.",
            file=sys.stderr,
        )
    umask = os.umask(_PRIVATE)
    try:
        # Imports are inside the commands, so that --help is instant.
        match arguments.command:
            case "sandbox":
                return _sandbox(arguments)
            case "run":
                return _run(
                    _level(arguments), arguments.only, migrates=arguments.migrate
                )
            case "doctor":
                return _examine(arguments)
            case "explain":
                return _explain(arguments)
            case "backup" | "restore":
                return _copy(arguments)
            case "packs":
                return _check_packs(arguments)
            case _:
                return _migrate(arguments)
    except KeyboardInterrupt:
        return 130
    finally:
        os.umask(umask)


def _level(arguments: argparse.Namespace, otherwise: int = logging.INFO) -> int:
    return logging.DEBUG if arguments.verbose else otherwise


def _sandbox(arguments: argparse.Namespace) -> int:
    from .sandbox import access
    from .sandbox.single import TakenError, alone

    data: Path = arguments.data
    try:
        with alone(data):
            try:
                ports = access.Ports.free(arguments.port)
            except OSError as error:
                print(
                    f"The port {arguments.port} cannot be used ({error.strerror}). "
                    "Choose another with --port, or 0 for any.",
                    file=sys.stderr,
                )
                return 1
            return _emulated(arguments, ports)
    except TakenError as error:
        print(f"The sandbox cannot start: {error}.", file=sys.stderr)
        return 1


def _emulated(arguments: argparse.Namespace, ports: "Ports") -> int:
    from .sandbox import access
    from .sandbox.process import emulators_process

    data: Path = arguments.data
    # The first start compiles what it loads, and takes some seconds.
    print("Starting the sandbox ...", flush=True)
    with emulators_process(
        ports,
        data,
        training_seconds=arguments.training_seconds,
        opens=arguments.open,
    ) as emulators:
        # The address of the chat page should not be buried under log lines.
        level = _level(arguments, otherwise=logging.WARNING)
        status = _run(level, None, **access.settings(ports, data))
        return status if emulators.poll() is None else 1


def _run(level: int, only: str | None, *, migrates: bool = False, **given: Any) -> int:
    from . import quick_aiogram  # noqa: F401, I001 - before all others
    from . import logs, settings
    from .database import migrate
    from .product import run

    logs.set_up(level)
    if not given:
        _check_env_file()

    # The sandbox has an address of its own, and a service manager reads the log.
    up = None if given or not sys.stdout.isatty() else _say_up

    async def running() -> None:
        loaded = settings.load(**given)
        if migrates:
            await migrate(loaded.database_url)
        await run(
            loaded,
            only=settings.Role(only) if only else None,
            up=up,
        )

    return _to_its_end(running)


def _say_up(name: str) -> None:
    print(f"@{name} is up: https://t.me/{name}", flush=True)


def _check_packs(arguments: argparse.Namespace) -> int:
    from adapters.packs import SHIPPED, faults_in, files_in

    from .environment import read
    from .narrow_settings import WordSettings

    directory: Path = arguments.directory or SHIPPED
    count = len(files_in(directory))
    faults = faults_in(directory, read(WordSettings).words)
    for fault in faults:
        print(fault)
    if not count:
        print(f"There is no *.yaml in {directory}.", file=sys.stderr)
    elif not faults:
        print(f"Checked {count}: all is well.")
    return 0 if count and not faults else 1


def _migrate(arguments: argparse.Namespace) -> int:
    from . import environment, logs, narrow_settings
    from .database import migrate

    logs.set_up(_level(arguments))
    _check_env_file()

    async def migrated() -> None:
        version = await migrate(
            environment.read(narrow_settings.PlaceSettings).database_url
        )
        print(f"The database is at version {version}.")

    return _to_its_end(migrated)


def _examine(arguments: argparse.Namespace) -> int:
    from . import quick_aiogram  # noqa: F401, I001 - before all others
    from . import doctor, environment, logs, settings
    from .parts import secrets_of

    logs.set_up(_level(arguments, otherwise=logging.CRITICAL))
    try:
        given = settings.load()
    except environment.StartError as error:
        found = [doctor.unsettled(str(error))]
        secrets: frozenset[str] = frozenset()
    else:
        found = asyncio.run(doctor.examine(given, os.environ))
        secrets = secrets_of(given, os.environ)
    written = doctor.as_json if arguments.json else doctor.as_text
    print(logs.without(secrets, written(found, colour=sys.stdout.isatty())))
    return 0 if all(finding.well for finding in found) else 1


def _explain(arguments: argparse.Namespace) -> int:
    from . import environment, explain, logs, narrow_settings

    logs.set_up(_level(arguments, otherwise=logging.CRITICAL))

    async def explained() -> None:
        url = environment.read(narrow_settings.PlaceSettings).database_url
        subject = explain.Subject(arguments.subject)
        print(await explain.explain(url, subject, arguments.id))

    return _to_its_end(explained)


def _copy(arguments: argparse.Namespace) -> int:
    from . import backup, environment, logs, narrow_settings

    logs.set_up(_level(arguments))
    file: Path = arguments.file

    async def copied() -> None:
        places = environment.read(narrow_settings.PlaceSettings)
        if arguments.command == "backup":
            count = await backup.back_up(places, os.environ, file)
            print(f"The database and {count} files are in {file}. Keep .env, too.")
        else:
            count = await backup.restore(places, os.environ, file)
            print(f"The database and {count} files are restored from {file}.")

    return _to_its_end(copied)


def _check_env_file() -> None:
    """Log a warning if other users of this machine can read the secrets in `.env`."""
    import structlog

    with suppress(OSError):
        if Path(".env").stat().st_mode & _PRIVATE:
            mend = "chmod 600 .env"
            structlog.get_logger().warning("settings.readable_by_others", mend=mend)


def _to_its_end(work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Run *work* and return the exit status; print an error as one sentence."""
    import structlog

    from .environment import StartError

    try:
        asyncio.run(work())
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001 # any other error is a bug
        structlog.get_logger().exception("program.failed")
        print(
            f"The program has failed ({type(error).__name__}), which is a fault of "
            "its own; the line before this one says where. Please report it.",
            file=sys.stderr,
        )
        return 1
    return 0
