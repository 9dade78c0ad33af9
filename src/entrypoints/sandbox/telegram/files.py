"""Keep files on disk: pictures in several sizes, documents byte for byte."""

import asyncio
import hashlib
import io
import mimetypes
import re
import secrets
import shutil

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import attrs

from aiohttp import web
from PIL import Image, ImageOps

from ..journal import Journal, Table
from .refusals import bad_request


PHOTO_SIDES: Final = (320, 800, 1280)
MAX_PHOTO_BYTES: Final = 10 * 2**20
MAX_DOCUMENT_BYTES: Final = 50 * 2**20
MAX_DOWNLOAD_BYTES: Final = 20 * 2**20
_MAX_SIDES_SUM: Final = 10_000
_MAX_SIDES_RATIO: Final = 20
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")
_MIME_TYPES: Final = {".heic": "image/heic", ".heif": "image/heif"}


class FileKind(StrEnum):
    """How a file was sent."""

    PHOTO = "photo"
    DOCUMENT = "document"


@attrs.frozen
class Upload:
    """A file that is being sent."""

    content: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    @classmethod
    def of(
        cls, data: bytes, file_name: str | None = None, mime_type: str | None = None
    ) -> "Upload":
        """Make an upload of bytes."""
        return cls(io.BytesIO(data), file_name, mime_type)

    @classmethod
    def of_form(cls, field: web.FileField) -> "Upload":
        """Make an upload of a file in a form."""
        return cls(field.file, field.filename, field.content_type)  # type: ignore[arg-type] # a reader, not a wrapper

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self.content.seek(0, io.SEEK_END)

    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        self.content.seek(0)
        digest = hashlib.sha256()
        while part := self.content.read(2**20):
            digest.update(part)
        return digest.hexdigest()


@attrs.frozen
class StoredFile:
    """One file that Telegram knows; `path` is in the answer of getFile."""

    file_id: str
    unique_id: str
    kind: FileKind = attrs.field(converter=FileKind)
    path: str
    size: int
    number: int
    width: int | None = None
    height: int | None = None
    largest: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    #: The only bot that can use this id.
    bot: int = 0

    @property
    def wire(self) -> dict[str, Any]:
        """What Telegram's File, PhotoSize and Document have in common."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }

    @property
    def own_wire(self) -> dict[str, Any]:
        """Telegram's PhotoSize or Document."""
        if self.kind is FileKind.PHOTO:
            return self.wire | {"width": self.width, "height": self.height}
        return self.wire | {"file_name": self.file_name, "mime_type": self.mime_type}


FilesWith: TypeAlias = Callable[[StoredFile], bool]


class FileStore:
    """All files on disk, with their descriptions in memory."""

    def __init__(self, root: Path, journal: Journal, bot: int) -> None:
        self._bot = bot
        self._root = root
        self._journal = journal
        self._files = Table(journal, "file", str, lambda body: StoredFile(**body))
        ordered = self._files.values()
        #: Files that getFile refuses, and those whose download stalls.
        self.refused: FilesWith = lambda _: False
        self.stalled: FilesWith = lambda _: False
        self._paths = {each.path: each for each in ordered}
        self._next_number = max((each.number for each in ordered), default=-1) + 1
        for kind in FileKind:
            (root / f"{kind}s").mkdir(parents=True, exist_ok=True)

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file with this id."""
        return self._files.get(file_id)

    def find_own(self, file_id: str) -> StoredFile | None:
        """Return the file with this id, if the id belongs to this bot."""
        file = self.find(file_id)
        return file if file is not None and file.bot == self._bot else None

    def find_path(self, path: str) -> StoredFile | None:
        """Return the file with this `path`."""
        return self._paths.get(path)

    def content(self, file: StoredFile) -> dict[str, Any]:
        """Return the part of a message: a document, or all sizes of a picture."""
        if file.kind is FileKind.DOCUMENT:
            return {file.kind: file.own_wire}
        sizes = [x for x in self._files.values() if x.largest == file.largest]
        return {file.kind: [each.own_wire for each in sizes]}

    def location(self, file: StoredFile) -> Path:
        """Return the path of the bytes."""
        return self._root / file.path

    async def add(
        self, upload: Upload, kind: FileKind, *, by_person: bool = False
    ) -> dict[str, Any]:
        """Store a file and return the part of a message.

        Documents keep their bytes, pictures become JPEGs in up to three sizes. A
        person's app shrinks a picture before it sends it, so the limits of size and
        shape apply to the bot only.
        """
        if kind is FileKind.DOCUMENT:
            return self.content(await self._add_document(upload))
        return self.content(await self._add_photo(upload, limited=not by_person))

    async def _add_photo(self, upload: Upload, *, limited: bool) -> StoredFile:
        shots = await asyncio.to_thread(
            lambda: list(_resized(upload.content, limited=limited))
        )
        files = []
        for width, height, data in shots:
            file = self._describe(FileKind.PHOTO, ".jpg", len(data))
            file = attrs.evolve(file, width=width, height=height)
            await asyncio.to_thread(self.location(file).write_bytes, data)
            files.append(file)
        files = [attrs.evolve(each, largest=files[-1].file_id) for each in files]
        self._keep(files)
        return files[-1]

    async def _add_document(self, upload: Upload) -> StoredFile:
        name = (upload.file_name or "file").replace("\\", "/").rsplit("/", 1)[-1]
        suffix = Path(name).suffix
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
        mime_type = upload.mime_type
        if mime_type in {None, "", "application/octet-stream"}:
            mime_type = (
                mimetypes.guess_type(name)[0]
                or _MIME_TYPES.get(suffix.lower())
                or "application/octet-stream"
            )
        draft = self._describe(FileKind.DOCUMENT, suffix, 0)
        size = await asyncio.to_thread(_copy, upload.content, self.location(draft))
        file = attrs.evolve(draft, size=size, file_name=name, mime_type=mime_type)
        self._keep([file])
        return file

    def _describe(self, kind: FileKind, suffix: str, size: int) -> StoredFile:
        number = self._next_number
        self._next_number += 1
        prefix = "AgACAgIAAx" if kind is FileKind.PHOTO else "BQACAgIAAx"
        return StoredFile(
            file_id=prefix + secrets.token_urlsafe(36),
            unique_id="AQAD" + secrets.token_urlsafe(9),
            kind=kind,
            path=f"{kind}s/file_{number}{suffix}",
            size=size,
            number=number,
            bot=self._bot,
        )

    def _keep(self, files: list[StoredFile]) -> None:
        with self._journal.batch():
            for file in files:
                self._files[file.file_id] = file
                self._paths[file.path] = file


def _copy(source: BinaryIO, target: Path) -> int:
    source.seek(0)
    with target.open("wb") as file:
        shutil.copyfileobj(source, file, 2**20)
        return file.tell()


def _resized(content: BinaryIO, *, limited: bool) -> Iterator[tuple[int, int, bytes]]:
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if limited and size > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo;"
            f" the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    try:
        with Image.open(content) as opened:
            if limited:
                _refuse_odd_shape(*opened.size)
            # A huge JPEG is decoded at a fraction of its size already.
            opened.draft("RGB", (PHOTO_SIDES[-1], PHOTO_SIDES[-1]))
            picture = _flattened(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    longest = max(picture.size)
    for side in (*[x for x in PHOTO_SIDES[:-1] if x < longest], PHOTO_SIDES[-1]):
        copy = picture.copy()
        copy.thumbnail((side, side))
        buffer = io.BytesIO()
        copy.save(buffer, "JPEG", quality=87)
        yield *copy.size, buffer.getvalue()


def thumbnail(path: Path) -> bytes:
    """Return a small JPEG of a picture.

    Raises:
        RefusalError: It is none, or of a format that is not known here.
    """
    with path.open("rb") as content:
        _, _, data = next(_resized(content, limited=False))
    return data


def _refuse_odd_shape(width: int, height: int) -> None:
    if width + height > _MAX_SIDES_SUM or max(width, height) > _MAX_SIDES_RATIO * min(
        width, height
    ):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _flattened(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        flat = Image.new("RGBA", layer.size, "white")
        flat.alpha_composite(layer)
        return flat.convert("RGB")
    return picture.convert("RGB")
