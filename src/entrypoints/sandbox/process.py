"""Run the emulators as a process of their own.

The product takes seconds to load. Meanwhile the chat page is served, and presses of
its buttons are kept for the bot. In a thread the page would hang during the loading.
"""

import os
import signal
import subprocess
import sys
import threading

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from .access import Ports


#: Windows' counterpart of a session of its own.
_OWN_GROUP: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@contextmanager
def emulators_process(
    ports: Ports, data: Path, *, training_seconds: float, opens: bool
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the emulators until the block is left; they print the URL, and open it if asked.

    If they end earlier, this process gets a SIGTERM.
    """
    words = (data, training_seconds, opens, ports.telegram, ports.fal, ports.product)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-P", "-m", __package__, *map(str, words)],
        # Nothing is written to it. It is closed when this process ends, even by a
        # kill, and then the other process ends.
        stdin=subprocess.PIPE,
        # The launcher of the installed bot has extended the path of this process.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        # Ctrl-C is for the product, which needs the emulators until it has stopped.
        start_new_session=True,
        creationflags=_OWN_GROUP,
    )
    left = threading.Event()

    def watch() -> None:
        process.wait()
        if not left.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield process
    finally:
        left.set()
        process.communicate()
