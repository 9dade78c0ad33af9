"""The emulators as a process of their own.

The product takes seconds to load; meanwhile the chat page is served, and a press
of its buttons is kept for the bot. A thread would not do: loading leaves the
others hardly a turn.
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


#: What a session of its own is on Windows.
_OWN_GROUP: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@contextmanager
def emulators_process(
    ports: Ports, data: Path, *, training_seconds: float
) -> Iterator[subprocess.Popen[bytes]]:
    """Have the emulators served until the block is left; they say where.

    Should they end before, this process gets a SIGTERM.
    """
    words = (data, training_seconds, ports.telegram, ports.fal, ports.product)
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-P", "-m", __package__, *map(str, words)],
        # Nothing is written there. It is closed when this process ends, be it by a
        # kill, and at that the other ends.
        stdin=subprocess.PIPE,
        # The launcher of the installed bot has added to this process's path.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        # Ctrl-C is for the product, which still needs them to stop in order.
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
