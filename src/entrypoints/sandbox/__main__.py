"""The process of the emulators; see `process`."""

import asyncio
import os
import sys
import threading
import webbrowser

from pathlib import Path

from .. import logs
from .access import HOST, Ports
from .emulators import emulators
from .events import to_terminal


def _end_with_parent() -> None:
    # A thread, since not every system's loop can wait for a pipe. The process ends as
    # if killed, which everything that the emulators store survives.
    sys.stdin.buffer.read()
    os._exit(0)


async def _serve(
    data: Path, training_seconds: float, ports: Ports, *, opens: bool
) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    async with emulators(
        ports, data, training_seconds=training_seconds, watch=to_terminal
    ):
        url = f"http://{HOST}:{ports.telegram}/"
        print(
            f"\n  Open {url} in your browser.\n"
            f"  Everything is kept in {data}/ — delete it to begin anew. "
            "Ctrl-C stops.\n",
            flush=True,
        )
        if opens:
            await asyncio.to_thread(webbrowser.open, url)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.set_up()
    data, training_seconds, opens, *ports = sys.argv[1:]
    asyncio.run(
        _serve(
            Path(data),
            float(training_seconds),
            Ports(*map(int, ports)),
            opens=opens == str(True),
        )
    )
