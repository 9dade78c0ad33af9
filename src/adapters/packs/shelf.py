"""Folders of packs, which are read again when they change."""

import asyncio
import threading

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import attrs
import structlog

from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import PackId
from avatar_core.packs import Pack

from .reading import FileFault, PackFileError, read_pack


log = structlog.get_logger()

#: The most files of a folder that are read, in the order of their names.
FILES_MAX: Final = 200
#: The names, times and sizes that show whether a file, or one beside it, has changed.
_Signature: TypeAlias = tuple[tuple[str, int, int], ...]


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder that are read as packs."""
    return sorted(folder.glob("*.yaml"))[:FILES_MAX]


def faults_in(folder: Path) -> list[FileFault]:
    """Return the faults of the packs in a folder."""
    faults = []
    for file in files_in(folder):
        try:
            read_pack(file)
        except PackFileError as error:
            faults += error.faults
    return faults


@attrs.frozen
class _Read:
    signature: _Signature
    #: None: the file is not a valid pack.
    pack: Pack | None


@attrs.define
class FilePacks:
    """`avatar_core.ports.PackShelf` over folders; the later of two equal ids wins.

    An added or changed file is noticed at the next call. An invalid file is skipped,
    and its faults are logged once.
    """

    folders: Sequence[Path]
    _read: dict[Path, _Read] = attrs.field(factory=dict)
    _reading: threading.Lock = attrs.field(factory=threading.Lock)

    async def all(self) -> Sequence[Pack]:
        """Return every pack."""
        return list((await asyncio.to_thread(self._look)).values())

    async def get(self, pack: PackId, /) -> Pack:
        """Return the pack."""
        found = (await asyncio.to_thread(self._look)).get(pack)
        if found is None:
            raise NotFoundError(Thing.PACK)
        return found

    def _look(self) -> Mapping[PackId, Pack]:
        with self._reading:
            there = [file for folder in self.folders for file in files_in(folder)]
            self._read = {file: self._seen(file) for file in there}
            return {
                seen.pack.id: seen.pack
                for seen in self._read.values()
                if seen.pack is not None
            }

    def _seen(self, file: Path) -> _Read:
        signature = _signature(file)
        known = self._read.get(file)
        if known is not None and known.signature == signature:
            return known
        try:
            return _Read(signature, read_pack(file))
        except PackFileError as error:
            log.warning("pack.broken", faults=[str(fault) for fault in error.faults])
            return _Read(signature, None)


def _signature(file: Path) -> _Signature:
    signs = []
    for one in (file, file.with_suffix(".jpg")):
        try:
            stat = one.stat()
        except OSError:
            continue
        signs.append((one.name, stat.st_mtime_ns, stat.st_size))
    return tuple(signs)
