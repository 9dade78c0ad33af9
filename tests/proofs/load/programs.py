"""Other programs, and their output."""

import asyncio
import os
import sys

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import attrs


_PATIENCE: Final = 60.0
_LONGEST_LINE: Final = 16 * 1024 * 1024


@attrs.define
class Program:
    """A running program, and the last line of its output."""

    process: asyncio.subprocess.Process
    last: bytes = b""
    _reading: asyncio.Task[None] | None = None

    async def said(self, wanted: Callable[[bytes], bool]) -> bytes:
        """Wait for a line and return it; later lines are read and dropped."""
        async with asyncio.timeout(_PATIENCE):
            while not wanted(line := await self._line()):
                if not line:
                    raise RuntimeError(f"a program has ended: {self.last!r}")
        self._reading = asyncio.create_task(self._read())
        return line

    async def end(self) -> bytes:
        """Stop it as a service manager would; return its last line."""
        self.process.terminate()
        async with asyncio.timeout(_PATIENCE):
            await self.process.wait()
            if self._reading is not None:
                await self._reading
        return self.last

    async def _read(self) -> None:
        while await self._line():
            pass

    async def _line(self) -> bytes:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        self.last = line or self.last
        return line


@asynccontextmanager
async def program(module: str, **environment: str) -> AsyncIterator[Program]:
    """Run a module until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=_LONGEST_LINE,
    )
    started = Program(process)
    try:
        yield started
    finally:
        if process.returncode is None:
            process.kill()
            await started.end()
