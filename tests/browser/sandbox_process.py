"""Runs the `avatar-bot sandbox` command."""

import asyncio
import os
import re
import socket
import sys

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import attrs


_PATIENCE: Final = 60


@attrs.frozen
class SandboxProcess:
    """A running `avatar-bot sandbox` and the address it printed."""

    process: asyncio.subprocess.Process
    url: str
    #: What it has printed after the address.
    lines: list[str]

    async def kill(self) -> None:
        """Kill the process without a chance to clean up."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def sandbox_process(
    data: Path,
    *options: str,
    port: int = 0,
    command: Path | None = None,
    coach: bool = False,
) -> AsyncIterator[SandboxProcess]:
    """Run `avatar-bot sandbox` with fast trainings until the block ends.

    Photos are looked at for faces, which takes 0.3 s each, only with *coach*.
    """
    log = data.with_name(f"{data.name}.log")
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            str(command or Path(sys.executable).with_name("avatar-bot")),
            "sandbox",
            f"--port={port}",
            f"--data={data}",
            "--training-seconds=3",
            *options,
            cwd=data.parent,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "COACH": str(coach)},
        )
    reading = None
    try:
        async with asyncio.timeout(_PATIENCE):
            url = await _printed_url(process, log)
        lines: list[str] = []
        reading = asyncio.create_task(_read(process, lines))
        yield SandboxProcess(process, url, lines)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
        if reading is not None:
            await reading


async def _read(process: asyncio.subprocess.Process, lines: list[str]) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        lines.append(line.decode())  # noqa: PERF401 - they are read meanwhile


async def _printed_url(process: asyncio.subprocess.Process, log: Path) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        found = re.search(rb"http://127\.0\.0\.1:\d+/", line)
        if found:
            return found[0].decode()
    raise AssertionError(f"it ended before it printed an address; see {log}")


def free_ports() -> int:
    """Return the first of the three ports in a row that `--port` stands for."""
    while True:
        with (
            socket.socket() as first,
            socket.socket() as second,
            socket.socket() as third,
        ):
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
            except (OSError, OverflowError):
                continue
            return port
