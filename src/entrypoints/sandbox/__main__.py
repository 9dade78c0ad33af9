"""The emulators' process; see `process`."""

import asyncio
import os
import sys

from pathlib import Path

from .. import logs
from .access import HOST, Ports
from .emulators import emulators


async def _serve(data: Path, training_seconds: float, ports: Ports) -> None:
    # As by a kill, which everything they keep survives.
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), os._exit, 0)
    async with emulators(ports, data, training_seconds=training_seconds):
        print(
            f"\n  Open http://{HOST}:{ports.telegram}/ in your browser.\n"
            f"  Everything is kept in {data}/ — delete it to begin anew. "
            "Ctrl-C stops.\n",
            flush=True,
        )
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.set_up()
    data, training_seconds, *ports = sys.argv[1:]
    asyncio.run(_serve(Path(data), float(training_seconds), Ports(*map(int, ports))))
