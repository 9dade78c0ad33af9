"""Damaged and hostile pictures, through the decoders of uploads and results."""

import asyncio
import io

from datetime import UTC, datetime
from functools import cache
from typing import Final

import pillow_heif

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PIL import Image, PngImagePlugin

from adapters.pictures import PhotoLimits, PictureLimits, PillowPictures
from avatar_core.errors import BadArtefactError, PhotoRejectedError
from avatar_core.pictures import Origin


#: Small, so that many are decoded quickly; the code is the same.
_LIMITS: Final = PhotoLimits(min_side=8, max_pixels=1_000_000)
_PICTURES: Final = PillowPictures(
    photos=_LIMITS, pictures=PictureLimits(max_pixels=1_000_000)
)
_ORIGIN: Final = Origin(model="a model", made_at=datetime(2026, 1, 1, tzinfo=UTC))
_LOOP: Final = asyncio.new_event_loop()


def _image(mode: str) -> Image.Image:
    gradient = Image.radial_gradient("L").resize((40, 32))
    return Image.merge("RGB", [gradient] * 3).convert(mode)


def _saved(form: str, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(_image(mode)).save(file)
    else:
        _image(mode).save(file, form, **options)
    return file.getvalue()


def _texts() -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "words" * 99, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", '<x tiff:Orientation="6"/>')
    return texts


@cache
def seeds() -> tuple[bytes, ...]:
    """Return a valid picture of every format, and a few that are refused."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a maker"
    frames = [_image("RGB").rotate(angle) for angle in (90, 180)]
    return (
        _saved("JPEG"),
        _saved("JPEG", "L"),
        _saved("JPEG", "CMYK"),
        _saved("JPEG", progressive=True, exif=exif, comment=b"words"),
        _saved("PNG"),
        _saved("PNG", "RGBA"),
        _saved("PNG", "P", exif=exif),
        _saved("PNG", "I;16"),
        _saved("PNG", save_all=True, append_images=frames),
        _saved("WEBP"),
        _saved("WEBP", "RGBA", lossless=True, exif=exif),
        _saved("WEBP", save_all=True, append_images=frames),
        _saved("HEIF"),
        _saved("HEIF", "RGBA"),
        _saved("GIF", "P"),
        _saved("TIFF"),
        _saved("BMP"),
        _saved("JPEG") * 2,
        _saved("JPEG", restart_marker_blocks=2),
        _saved("JPEG")[:-2] + b"a trailer",
        _saved("JPEG", progressive=True)[:-2] + bytes(99),
        _saved("PNG", exif=exif, pnginfo=_texts()),
        _saved("PNG")[:-12],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    )


def _altered(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Replace, remove and insert bytes, at places from 0 to 1."""
    altered = bytearray(data)
    for place, gone, new in changes:
        at = int(place * len(altered))
        altered[at : at + gone] = new
    return bytes(altered)


#: Bytes that decoders fail on: huge sizes, lengths, the ends of segments.
_BYTES = st.one_of(
    st.sampled_from(
        [
            b"",
            b"\xff\xff",
            b"\x00\x00\x00\x00",
            b"\x7f\xff\xff\xff",
            b"\xff\xff\xff\xff",
            b"\xff\xd9",
            b"\xff\xda\x00\x0c",
            b"\xff\xc2",
            b"\xff\xd0",
            b"\xff\x00",
            b"\xff\xe1\xff\xff",
            b"IHDR",
            b"ftypheic",
            b"VP8X",
        ]
    ),
    st.binary(max_size=6),
)
_CHANGES = st.lists(
    st.tuples(
        st.one_of(st.floats(0, 1), st.floats(0, 0.1)),
        st.sampled_from([0, 1, 1, 2, 4, 8, 50]),
        _BYTES,
    ),
    max_size=4,
)
PICTURES: SearchStrategy[bytes] = st.one_of(
    st.builds(_altered, st.sampled_from(seeds()), _CHANGES),
    st.builds(_altered, st.sampled_from(seeds()), _CHANGES),
    st.builds(
        lambda data, part: data[: int(part * len(data))],
        st.sampled_from(seeds()),
        st.floats(0, 1),
    ),
    st.binary(max_size=200),
    st.builds(
        lambda one, other, at: one[:at] + other[at:],
        st.sampled_from(seeds()),
        st.sampled_from(seeds()),
        st.integers(2, 200),
    ),
)


def check(data: bytes) -> None:
    """Fail on another error, if metadata is kept, or if a picture gets no mark."""
    photo, picture = _inspected(data), _measured(data)
    if photo is not None:
        with Image.open(io.BytesIO(photo)) as image:
            assert image.format == "JPEG"
            assert not {"icc_profile", "xmp"} & _metadata(image)
    if picture is not None:
        with Image.open(io.BytesIO(picture)) as image:
            assert b"lgorithmicMedia" in picture
            assert "xmp" in _metadata(image) or image.format == "PNG"
            image.load()


def _metadata(image: Image.Image) -> set[str]:
    found = {str(name) for name in image.info}
    assert not image.getexif()
    assert not {"exif", "comment", "parameters", "Comment"} & found
    return found


def _inspected(data: bytes) -> bytes | None:
    try:
        return _LOOP.run_until_complete(_PICTURES.inspect(data)).data
    except PhotoRejectedError:
        return None


def _measured(data: bytes) -> bytes | None:
    try:
        found = _LOOP.run_until_complete(_PICTURES.measure(data, _ORIGIN))
    except BadArtefactError:
        return None
    return None if found.black else found.data
