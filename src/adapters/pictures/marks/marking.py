"""Put the marks into a picture's file."""

from typing import Final

import attrs
import structlog

from avatar_core.pictures import Origin, PictureFormat

from . import jpeg, png, webp
from .signing import PictureFile, Signer, SigningError
from .split import IrregularFileError, Split
from .xmp import AI_TERM, marked_packet, may_name_people


log = structlog.get_logger()

_SPLIT: Final = {
    PictureFormat.JPEG: jpeg.split,
    PictureFormat.PNG: png.split,
    PictureFormat.WEBP: webp.split,
}
_JOIN: Final = {
    PictureFormat.JPEG: jpeg.join,
    PictureFormat.PNG: png.join,
    PictureFormat.WEBP: webp.join,
}


@attrs.frozen
class Marker:
    """Marks pictures as made by AI; without a signer by XMP alone."""

    signer: Signer | None = None

    def mark(self, delivered: PictureFile, origin: Origin) -> PictureFile | None:
        """Return the file marked, or None if its pixels have to be encoded anew.

        A signature that the file came with is kept valid: without a signer the file is
        returned as it is, if its manifest says that AI made it and nothing is to be cut.
        """
        try:
            parts = _SPLIT[delivered.form](delivered.data)
            if self.signer is None and _is_marked_and_bare(parts):
                return delivered
            return self._marked(delivered.form, parts, parts, delivered, origin)
        except IrregularFileError:
            return None

    def mark_encoded(
        self, encoded: bytes, delivered: PictureFile | None, origin: Origin
    ) -> PictureFile:
        """Return a picture that we encoded as JPEG, with the XMP of the delivered file.

        The manifests of the delivered file go with it if the picture is signed.
        """
        parts = jpeg.split(encoded)
        try:
            before = delivered and _SPLIT[delivered.form](delivered.data)
        except IrregularFileError:
            before = None
        form = PictureFormat.JPEG
        return self._marked(form, parts, before or parts, delivered, origin)

    def _marked(
        self,
        form: PictureFormat,
        parts: Split,
        before: Split,
        delivered: PictureFile | None,
        origin: Origin,
    ) -> PictureFile:
        """Join the parts with what XMP there was *before*, and sign the file."""
        data = _JOIN[form](parts, marked_packet(before.xmp, origin.model))
        marked = PictureFile(data, form)
        if self.signer is None:
            return marked
        try:
            return self.signer.sign(marked, origin, delivered if before.c2pa else None)
        except SigningError as error:
            log.error("pictures.not_signed", reason=str(error))  # noqa: TRY400 - no bug
            return marked


def _is_marked_and_bare(parts: Split) -> bool:
    """Return whether a manifest says that AI made it, and nothing has to be cut out."""
    cut = parts.cut or may_name_people(parts.xmp or b"")
    return AI_TERM.encode() in parts.c2pa and not cut
