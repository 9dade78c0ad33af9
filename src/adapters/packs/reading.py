"""Read pack files, with the line of each fault, and folders of them.

Everything is read as plain text: YAML itself would read the size `3:4` as the number
184 and the language `no` as false.
"""

import asyncio
import threading

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import attrs
import structlog
import yaml

from avatar_core.errors import NotFoundError, Thing
from avatar_core.families import AvatarType
from avatar_core.ids import PackId
from avatar_core.packs import PROMPTS_MAX, Category, Pack, prompt_faults
from avatar_core.people import Language
from avatar_core.sizes import Size
from avatar_core.word_policy import WordPolicy


#: The largest file, and the largest picture beside it, in bytes.
FILE_LIMIT: Final = 64 * 1024
EXAMPLE_LIMIT: Final = 300 * 1024

#: The longest quotation of a line, in which a short alias may stand for a long text.
_SAYS_MAX: Final = 400

_STRICTEST: Final = WordPolicy()

_JPEG: Final = b"\xff\xd8\xff"
_KEYS: Final = (
    "title",
    "description",
    "category",
    "size",
    "percent",
    "avatars",
    "negative",
    "prompts",
)
#: A number with more of them is a nonce.
_DIGITS: Final = 6
_DEMANDED: Final = ("title", "description", "size", "prompts")

Member = TypeVar("Member", bound=StrEnum)


@attrs.frozen(order=True)
class FileFault:
    """A fault in a file and its line, counted from 1."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


class PackFileError(Exception):
    """A file is not a valid pack; *faults* lists everything wrong with it."""

    def __init__(self, faults: list[FileFault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def read_pack(file: Path, words: WordPolicy = _STRICTEST) -> Pack:
    """Return the pack in a file, whose name is the pack's id.

    Its prompts have to be allowed by *words*.

    Its example picture is beside it, with the same name but the suffix `.jpg`.

    Raises:
        PackFileError: It is not a valid pack.
    """
    try:
        return _Reader(file, words).read()
    except (yaml.YAMLError, UnicodeError, RecursionError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        fault = FileFault(str(file), mark.line + 1 if mark else 1, _sentence(error))
    except ValueError as error:
        fault = FileFault(str(file), 1, str(error))
    raise PackFileError([fault])


def _sentence(error: Exception) -> str:
    match error:
        case UnicodeError():
            return "it is not UTF-8"
        case RecursionError():
            return "it is nested too deeply"
        case OSError():
            return f"it cannot be read ({error.strerror or error})"
        case _:
            return f"it is no YAML: {getattr(error, 'problem', None) or error}"


@attrs.define
class _Reader:
    file: Path
    words: WordPolicy
    faults: list[FileFault] = attrs.field(factory=list)

    def blame(self, node: yaml.Node | None, says: str) -> None:
        line = 1 if node is None else node.start_mark.line + 1
        self.faults.append(FileFault(str(self.file), line, says[:_SAYS_MAX]))

    def read(self) -> Pack:
        with self.file.open("rb") as opened:
            data = opened.read(FILE_LIMIT + 1)
        if len(data) > FILE_LIMIT:
            raise ValueError(f"it is longer than {FILE_LIMIT} bytes")
        root = yaml.compose(data.decode("utf-8"), Loader=yaml.BaseLoader)
        entries = self._entries(root, "a pack", _KEYS)
        for key in _DEMANDED:
            if root is not None and key not in entries:
                self.blame(root, f"{key} is missing")
        title = self._worded(entries.get("title"), "title")
        description = self._worded(entries.get("description"), "description")
        negative = self._said(entries.get("negative"), "negative")
        prompts = tuple(self._prompts(entries.get("prompts"), negative))
        size = self._member(entries.get("size"), "size", Size)
        percent = self._number(entries.get("percent"), "percent", default=100)
        category = self._member(entries.get("category"), "category", Category)
        types = self._members(entries.get("avatars"), "avatars", AvatarType)
        example = self._example()
        if self.faults or size is None:
            raise PackFileError(sorted(self.faults))
        return Pack(
            id=PackId(self.file.stem),
            title=title,
            description=description,
            prompts=prompts,
            negative=negative,
            size=size,
            percent=percent,
            category=category,
            avatar_types=frozenset(types or [AvatarType.PORTRAIT]),
            example=example,
        )

    def _entries(
        self, node: yaml.Node | None, what: str, known: Sequence[str]
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.blame(node, f"{what} is written as lines of `key: value`")
            return {}
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                there = ", ".join(known)
                self.blame(key, f"{name!r} is not known here; there are: {there}")
            elif name in entries:
                self.blame(key, f"{name} is said twice")
            entries.setdefault(name, value)
        return entries

    def _said(self, node: yaml.Node | None, what: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.blame(node, f"{what} is not plain text")
            return ""
        return " ".join(str(node.value).split())

    def _worded(self, node: yaml.Node | None, what: str) -> dict[Language, str]:
        if node is None:
            return {}
        entries = self._entries(node, what, list(Language))
        return {
            Language(name): self._said(value, f"{what} in {name}")
            for name, value in entries.items()
            if name in set(Language)
        }

    def _items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if node is not None:
            self.blame(node, f"{what} is written as lines that begin with `- `")
        return []

    def _prompts(self, node: yaml.Node | None, negative: str) -> Iterator[str]:
        # One more than allowed: a short alias may stand for endless text.
        for item in self._items(node, "prompts")[: PROMPTS_MAX + 1]:
            prompt = self._said(item, "a prompt")
            faults = prompt_faults(prompt)
            # One that is too long is not judged.
            if not faults and (concern := self.words.judge(prompt, negative=negative)):
                faults = [f"the word policy does not allow it: {concern}"]
            for fault in faults:
                self.blame(item, fault)
            yield prompt

    def _members(
        self, node: yaml.Node | None, what: str, enum: type[Member]
    ) -> list[Member]:
        items = (
            self._items(node, what) if isinstance(node, yaml.SequenceNode) else [node]
        )
        members = (self._member(item, what, enum) for item in items)
        return [member for member in members if member is not None]

    def _member(
        self, node: yaml.Node | None, what: str, enum: type[Member]
    ) -> Member | None:
        if node is None:
            return None
        said = self._said(node, what)
        if said in set(enum):
            return enum(said)
        there = ", ".join(enum)
        self.blame(node, f"{said!r} is no {what}; there are: {there}")
        return None

    def _number(self, node: yaml.Node | None, what: str, *, default: int) -> int:
        if node is None:
            return default
        said = self._said(node, what)
        if said.isdecimal() and len(said) <= _DIGITS:
            return int(said)
        self.blame(node, f"{what} is a whole number, not {said!r}")
        return default

    def _example(self) -> bytes | None:
        picture = self.file.with_suffix(".jpg")
        try:
            with picture.open("rb") as opened:
                data = opened.read(EXAMPLE_LIMIT + 1)
        except FileNotFoundError:
            return None
        if len(data) > EXAMPLE_LIMIT or not data.startswith(_JPEG):
            says = f"it is no JPEG of at most {EXAMPLE_LIMIT} bytes"
            self.faults.append(FileFault(str(picture), 1, says))
        return data


log = structlog.get_logger()

#: The most files of a folder that are read, in the order of their names.
FILES_MAX: Final = 200
#: The names, times and sizes that show whether a file, or one beside it, has changed.
_Signature: TypeAlias = tuple[tuple[str, int, int], ...]


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder that are read as packs."""
    return sorted(folder.glob("*.yaml"))[:FILES_MAX]


def faults_in(folder: Path, words: WordPolicy = _STRICTEST) -> list[FileFault]:
    """Return the faults of the packs in a folder."""
    faults = []
    for file in files_in(folder):
        try:
            read_pack(file, words)
        except PackFileError as error:
            faults += error.faults
    return faults


@attrs.define
class FilePacks:
    """`avatar_core.ports.PackShelf` over folders; the later of two equal ids wins.

    An added or changed file is noticed at the next call. An invalid file is skipped,
    and its faults are logged once.
    """

    folders: Sequence[Path]
    words: WordPolicy = _STRICTEST
    #: None: the file is not a valid pack.
    _read: dict[tuple[Path, _Signature], Pack | None] = attrs.field(factory=dict)
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
            signed = [(file, _signature(file)) for file in there]
            self._read = {
                each: self._read[each]
                if each in self._read
                else _read(each[0], self.words)
                for each in signed
            }
            return {pack.id: pack for pack in self._read.values() if pack is not None}


def _read(file: Path, words: WordPolicy) -> Pack | None:
    try:
        return read_pack(file, words)
    except PackFileError as error:
        log.warning("pack.broken", faults=[str(fault) for fault in error.faults])
        return None


def _signature(file: Path) -> _Signature:
    signs = []
    for one in (file, file.with_suffix(".jpg")):
        try:
            stat = one.stat()
        except OSError:
            continue
        signs.append((one.name, stat.st_mtime_ns, stat.st_size))
    return tuple(signs)
