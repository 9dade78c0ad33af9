"""A picture's file, split into segments."""

import attrs


class IrregularFileError(Exception):
    """The file has parts that a plain file of its format has not."""


@attrs.frozen(kw_only=True)
class Split:
    """The segments of a picture's file without XMP and the metadata of people."""

    #: In their order, each as it was in the file.
    segments: tuple[bytes, ...] = attrs.field(repr=False)
    #: The index of the segment that a segment with XMP goes before.
    place: int
    #: The XMP packet that was in the file.
    xmp: bytes | None = attrs.field(repr=False)
    #: The C2PA manifests in the file, which are among the segments.
    c2pa: bytes = attrs.field(repr=False)
    #: Whether anything but XMP was cut out.
    cut: bool
