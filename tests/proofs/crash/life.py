"""Runs a process of the product, and plans its death."""

import os
import resource
import signal

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import attrs

from tests.e2e.process import Process
from tests.e2e.settings import HastySettings

from adapters.blobs import scratch, storage
from entrypoints import product

from .boundary import Boundary, Moment, Trap


@attrs.frozen(kw_only=True)
class Plan:
    """The settings of a process, and what happens to it."""

    settings: HastySettings
    #: The directory of its log, and of the boundary at which it died.
    data: Path
    #: Boundaries at which it does not die; None: it does not die at commits.
    spared: frozenset[Boundary] | None = None
    #: Part of the name of the commit at which it dies.
    within: str = ""
    #: A file with the offset of its clock in seconds; None if the clock is right.
    skew: Path | None = None
    #: It dies before it moves a finished scratch file to a key that ends so.
    dies_storing: str = ""
    #: It stops at commits instead of dying, once at each.
    stops: bool = False

    def begin(self) -> Process:
        """Start the process."""
        self._epitaph.unlink(missing_ok=True)
        return Process.begin(self.settings, self.data / "log", self._prepare)

    @property
    def died_at(self) -> Boundary | None:
        """The boundary at which the process died or stopped, if there was one."""
        if not self._epitaph.exists():
            return None
        site, moment = self._epitaph.read_text().splitlines()
        return site, Moment(moment)

    @property
    def _epitaph(self) -> Path:
        return self.data / "epitaph"

    def _prepare(self) -> None:
        """Set the trap and the clock, in the process."""
        if self.spared is not None:
            sends = signal.SIGSTOP if self.stops else signal.SIGKILL
            Trap(self.spared, self.within, self._note, sends).set()
        if self.skew is not None:
            # The product reads the clock by this function.
            vars(product)["wall_clock"] = self._wrong_time

        if self.dies_storing:
            vars(storage)["move"] = self._die_or_move

    def _die_or_move(self, file: IO[bytes], target: Path) -> None:
        if target.name.endswith(self.dies_storing):
            os.kill(os.getpid(), signal.SIGKILL)
        scratch.move(file, target)

    def _note(self, boundary: Boundary) -> None:
        self._epitaph.write_text("\n".join(boundary))

    def _wrong_time(self) -> datetime:
        assert self.skew is not None
        return datetime.now(UTC) + timedelta(seconds=float(self.skew.read_text()))


def is_stopped(process: Process) -> bool:
    """Return whether SIGSTOP has stopped it."""
    state = Path(f"/proc/{process.process.pid}/stat").read_text()
    return state.rpartition(")")[2].split()[0] == "T"


def resume(process: Process) -> None:
    """Resume a stopped process."""
    os.kill(process.process.pid or 0, signal.SIGCONT)


def limit_files(process: Process, size: int | None) -> None:
    """Limit the size of files it writes to *size* bytes; None removes the limit."""
    pid = process.process.pid or 0
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    limit = most if size is None else size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, most))
