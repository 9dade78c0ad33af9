"""Run the steps of the Dockerfile as an unprivileged user, until the bot is healthy.

Only what the builder is given is there, in a new folder. `/build`, `/app` and `/data` are
folders below it. What needs root, such as installing Debian's packages, is left out.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs

from tests.dockerfile import ROOT, Instruction, stages
from tests.e2e.world import free_port

from entrypoints.sandbox.telegram import TelegramEmulator


_NOBODY: Final = 65534
_TOKEN: Final = "1:container"
_PATIENCE: Final = 120
#: They belong to this process, and not to a builder.
_OURS: Final = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")


@attrs.frozen
class Builder:
    """Builds and runs below a folder, as nobody if it may choose."""

    place: Path
    port: int
    environment: Mapping[str, str]

    @property
    def user(self) -> int | None:
        """The user of all steps; None: that of this process."""
        return _NOBODY if os.getuid() == 0 else None

    def placed(self, text: str) -> str:
        """Return a text of the Dockerfile with the folders and the port that are ours."""
        moved = re.sub(r"(?<![\w.])/(build|app|data)\b", rf"{self.place}/\1", text)
        return moved.replace("8080", str(self.port))

    def copy(self, one: Instruction) -> None:
        """Copy what a COPY of the first stage names."""
        *sources, target = one.words
        into = self.place / "build" / target
        for source in map(ROOT.joinpath, sources):
            if source.is_dir():
                leave = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, into, ignore=leave)
            else:
                into.mkdir(exist_ok=True)
                shutil.copy(source, into)

    def begin(
        self, words: Sequence[str], folder: str = "build", **more: str
    ) -> subprocess.Popen[bytes]:
        """Start a command in one of the folders."""
        return subprocess.Popen(  # noqa: S603 - the Dockerfile's
            words,
            cwd=self.place / folder,
            env={**self.environment, **more},
            user=self.user,
            group=self.user,
        )


def _pythons() -> Iterator[Path]:
    """Yield the interpreters that might be what `python` is in the image."""
    yield Path(sys.base_prefix, "bin", "python3")
    yield from sorted(Path("/usr/local/bin").glob("python3.1[1-4]"))
    yield from sorted(Path("/usr/bin").glob("python3.1[1-4]"))


def _built(builder: Builder, steps: Sequence[Instruction]) -> None:
    for folder in ("build", "app", "data", "bin"):
        (builder.place / folder).mkdir()
    for one in steps:
        if one.name == "COPY":
            builder.copy(one)
    if builder.user is not None:
        for each in (builder.place, *builder.place.rglob("*")):
            os.chown(each, builder.user, builder.user)
    for python in _pythons():
        (builder.place / "bin" / "python").unlink(missing_ok=True)
        (builder.place / "bin" / "python").symlink_to(python)
        try:
            if builder.begin(["python", "-c", "import ensurepip"]).wait() == 0:
                break
        except PermissionError:  # its folder is not for everybody
            continue
    else:
        raise SystemExit("No Python from 3.11 to 3.14 that another user may run.")
    for one in steps:
        if one.name == "RUN":
            words = ["/bin/sh", "-ec", builder.placed(one.rest)]
            if status := builder.begin(words).wait():
                raise SystemExit(f"{one.rest} ended with {status}.")


def _healthy(builder: Builder, steps: Sequence[Instruction], telegram: str) -> None:
    by_name = {one.name: one for one in steps}
    settings = dict(
        word.split("=", 1) for word in builder.placed(by_name["ENV"].rest).split()
    )
    settings |= {
        "PATH": f"{builder.place}/app/bin:{builder.environment['PATH']}",
        "BOT_TOKEN": _TOKEN,
        "FAL_KEY": "id:container",
        "TELEGRAM_API_URL": telegram,
    }
    ask = by_name["HEALTHCHECK"].rest.partition("CMD ")[2]
    check = Instruction("CMD", builder.placed(ask)).words
    until = time.monotonic() + _PATIENCE
    process = builder.begin(by_name["CMD"].words, "data", **settings)
    try:
        while builder.begin(check, "data", **settings).wait():
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("It does not become healthy.")
            time.sleep(0.5)
    finally:
        process.terminate()
        status = process.wait()
    if status or not (builder.place / "data" / "avatar.db").exists():
        raise SystemExit(f"It ended with {status}, or keeps its database elsewhere.")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)


async def _main() -> None:
    build, last = stages()
    with _folder() as place, _folder() as telegram:
        environment = {
            name: value for name, value in os.environ.items() if name not in _OURS
        }
        environment |= {"HOME": str(place), "PATH": f"{place}/bin:{os.environ['PATH']}"}
        builder = Builder(place, free_port(), environment)
        await asyncio.to_thread(_built, builder, build)
        emulator = TelegramEmulator(token=_TOKEN, data=telegram)
        await emulator.start("127.0.0.1", 0)
        try:
            await asyncio.to_thread(_healthy, builder, last, emulator.url)
        finally:
            await emulator.stop()
    sys.stdout.write("Built, migrated, healthy, and ended in peace, without root.\n")


if __name__ == "__main__":
    asyncio.run(_main())
