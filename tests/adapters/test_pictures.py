"""Photos and pictures, as people and providers send them."""

import asyncio
import io
import struct
import threading
import zlib

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pillow_heif
import pytest

from PIL import Image, ImageCms, PngImagePlugin
from tests.adapters.image_files import chunk, drawn, encoded, fault_of, riff

from adapters.pictures import PhotoLimits, PictureLimits, PillowPictures
from adapters.pictures.jpeg import _PIECE, read_jpeg
from adapters.pictures.sheets import SIDE
from avatar_core.errors import BadArtefactError, PhotoFault
from avatar_core.pictures import Origin


ORIENTATION, GPS = 0x0112, 0x8825
RED, BLUE = (250, 10, 20), (10, 20, 250)


def reopened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    return image


def near(actual: Any, expected: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(a - e) <= by for a, e in zip(actual, expected, strict=True))


FORMATS: dict[str, Callable[[Image.Image], bytes]] = {
    "jpeg": lambda image: encoded(image, quality=90),
    "progressive jpeg": lambda image: encoded(image, quality=90, progressive=True),
    "png": lambda image: encoded(image, "PNG"),
    "webp": lambda image: encoded(image, "WEBP", quality=90),
    "lossless webp": lambda image: encoded(image, "WEBP", lossless=True, method=0),
    "heic": lambda image: encoded(image, "HEIF"),
}
every_format = pytest.mark.parametrize(
    "encode", list(FORMATS.values()), ids=list(FORMATS)
)


@every_format
@pytest.mark.parametrize(
    ("size", "kept_size"), [((900, 700), (900, 700)), ((4000, 3001), (1536, 1152))]
)
async def test_photos_of_every_kind_are_taken(
    pictures: PillowPictures,
    encode: Callable[[Image.Image], bytes],
    size: tuple[int, int],
    kept_size: tuple[int, int],
) -> None:
    """A photo becomes a JPEG that looks the same, with at most 1536 pixels a side."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    photo = await pictures.inspect(encode(image))
    kept = reopened(photo.data)
    assert kept.size == (photo.width, photo.height) == kept_size
    middle = kept.width // 2
    assert near(kept.getpixel((middle - 68, kept.height - 2)), RED)
    assert near(kept.getpixel((middle + 68, 1)), BLUE)
    fine = Image.open(io.BytesIO(encoded(drawn(), quality=92)))
    assert kept.quantization == fine.quantization  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("encode", "size"),
    [
        *[(encode, (600, 520)) for encode in FORMATS.values()],
        # JPEG is scaled while it is decoded.
        (FORMATS["jpeg"], (3200, 1200)),
        (FORMATS["progressive jpeg"], (3200, 1200)),
    ],
)
async def test_truncated_photos_are_damaged(
    pictures: PillowPictures,
    encode: Callable[[Image.Image], bytes],
    size: tuple[int, int],
) -> None:
    """A truncated photo is damaged."""
    whole = encode(drawn(size))
    await pictures.inspect(whole)
    for kept in (0.02, 0.5, 0.95, 0.999):
        cut = whole[: int(len(whole) * kept)]
        assert await fault_of(pictures, cut) is PhotoFault.DAMAGED, kept
        assert await fault_of(pictures, cut[:-2] + b"\0\0") is PhotoFault.DAMAGED


def with_scans_repeated(data: bytes, times: int) -> bytes:
    """Return a JPEG whose last scan comes so many times more."""
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * times + data[-2:]


@pytest.mark.parametrize("before", range(-3, 3))
def test_a_marker_may_lie_between_two_pieces(before: int) -> None:
    """A marker between two pieces of a scan is found."""
    head = encoded(drawn()).partition(b"\xff\xda")[0]
    scan = b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0\x3f\0"
    data = head + scan + b"." * (_PIECE + before) + b"\xff\xd9"

    clean = read_jpeg(data + b"behind", 64_000_000)

    assert clean.data == data
    assert clean.with_noise is None


async def test_a_jpeg_may_have_many_scans(pictures: PillowPictures) -> None:
    """A JPEG may have seventy scans."""
    photo = with_scans_repeated(encoded(drawn(), progressive=True), 60)

    assert (await pictures.inspect(photo)).width == 900


async def test_a_png_with_a_wrong_bit_is_damaged(pictures: PillowPictures) -> None:
    """A wrong checksum is detected."""
    whole = bytearray(encoded(drawn(), "PNG"))
    whole[len(whole) // 2] ^= 0x10
    assert await fault_of(pictures, bytes(whole)) is PhotoFault.DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"photo",
        b"%PDF-1.7 ...",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        encoded(drawn(mode="P"), "GIF"),
        encoded(drawn(), "ICO"),
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(99),
    ],
    ids=lambda data: repr(data[:12]),
)
async def test_other_files_are_no_images(pictures: PillowPictures, data: bytes) -> None:
    """Only JPEG, PNG, WebP and HEIC are photos, whatever Pillow can read."""
    assert await fault_of(pictures, data) is PhotoFault.NOT_AN_IMAGE


def animated(form: str) -> bytes:
    """Return a picture that moves; a HEIF file calls itself a sequence."""
    if form == "HEIF":
        data = bytearray(encoded(drawn(), form))
        data[8:12] = b"msf1"
        return bytes(data)
    return encoded(drawn(), form, save_all=True, append_images=[drawn()])


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF"])
async def test_animations_are_refused(pictures: PillowPictures, form: str) -> None:
    """A picture that moves is not trained with."""
    assert await fault_of(pictures, animated(form)) is PhotoFault.ANIMATED


async def test_a_burst_is_its_main_photo(pictures: PillowPictures) -> None:
    """The main photo of a HEIC burst is used."""
    burst = pillow_heif.from_pillow(Image.new("RGB", (900, 700), RED))
    burst.add_from_pillow(Image.new("RGB", (900, 700), BLUE))
    file = io.BytesIO()
    burst.save(file, quality=80, primary_index=1)
    kept = reopened((await pictures.inspect(file.getvalue())).data)
    assert near(kept.getpixel((450, 350)), BLUE)


async def test_a_phones_jpeg_with_a_second_picture_is_a_photo(
    pictures: PillowPictures,
) -> None:
    """An MPO with a depth map is a photo, not an animation."""
    data = encoded(
        Image.new("RGB", (900, 700), RED),
        "MPO",
        save_all=True,
        append_images=[Image.new("RGB", (300, 200), BLUE)],
    )
    assert Image.open(io.BytesIO(data)).format == "MPO"
    photo = await pictures.inspect(data)
    assert (photo.width, photo.height) == (900, 700)
    assert near(reopened(photo.data).getpixel((450, 350)), RED)


@pytest.mark.parametrize(
    ("size", "fault"),
    [
        ((512, 512), None),
        ((511, 900), PhotoFault.TOO_SMALL),
        ((900, 511), PhotoFault.TOO_SMALL),
        ((1536, 512), None),
        ((512, 1536), None),
        ((8160, 6120), None),
        ((1537, 512), PhotoFault.TOO_NARROW),
        ((512, 1537), PhotoFault.TOO_NARROW),
    ],
)
async def test_the_shape_of_a_photo(
    pictures: PillowPictures, size: tuple[int, int], fault: PhotoFault | None
) -> None:
    """Both sides have 512 pixels, none is over three times the other; 50 MP will do."""
    data = encoded(Image.new("RGB", size))
    if fault is None:
        await pictures.inspect(data)
    else:
        assert await fault_of(pictures, data) is fault


async def test_a_file_may_be_only_so_long() -> None:
    """The length of the file is checked first."""
    whole = encoded(drawn())
    pictures = PillowPictures(photos=PhotoLimits(max_bytes=len(whole)))
    await pictures.inspect(whole)
    assert await fault_of(pictures, whole + b"\0") is PhotoFault.TOO_BIG
    assert await fault_of(pictures, bytes(len(whole) + 1)) is PhotoFault.TOO_BIG
    pictures.close()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size, with no pixels to speak of."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(10)))
        + chunk(b"IEND", b"")
    )


def resized_jpeg(width: int, height: int) -> bytes:
    """Return a JPEG whose header claims another size than it has."""
    data = bytearray(encoded(drawn()))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        png_header(8001, 8000),
        png_header(50_000, 50_000),
        png_header(2**31 - 1, 2**31 - 1),
        resized_jpeg(65_500, 65_500),
        riff((b"VP8X", b"\0\0\0\0" + b"\xff\xff\xff" + b"\xff\xff\0")),
        riff((b"VP8L", b"\x2f" + struct.pack("<I", 0x0FFFFFFF) + bytes(20))),
        riff((b"VP8 ", b"\0\0\0\x9d\x01\x2a\xff\x3f\xff\x3f" + bytes(20))),
    ],
    ids=["png", "bomb", "absurd", "jpeg", "webp", "lossless webp", "lossy webp"],
)
async def test_too_many_pixels_are_not_decoded(
    pictures: PillowPictures, data: bytes
) -> None:
    """A file with too many pixels is refused by its header."""
    assert await fault_of(pictures, data) is PhotoFault.TOO_MANY_PIXELS


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_photos_are_put_upright(
    pictures: PillowPictures, orientation: int, form: str
) -> None:
    """Photos are rotated upright."""
    upright = Image.new("RGB", (600, 900), "white")
    upright.paste(RED, (0, 0, 300, 450))
    upright.paste(BLUE, (300, 450, 600, 900))
    held = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }[orientation]
    image = upright
    for turn in held:
        image = image.transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photo = await pictures.inspect(encoded(image, form, exif=exif))
    kept = reopened(photo.data)
    assert kept.size == (photo.width, photo.height) == (600, 900)
    assert near(kept.getpixel((150, 225)), RED)
    assert near(kept.getpixel((450, 675)), BLUE)
    assert near(kept.getpixel((450, 225)), (255, 255, 255))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
async def test_broken_exif_is_no_fault(pictures: PillowPictures) -> None:
    """Broken EXIF is ignored."""
    data = encoded(drawn(), exif=b"Exif\0\0MM\0*\0\0\0\xffgarbage")
    await pictures.inspect(data)


SECRET = b"HOME-ADDRESS"


@pytest.mark.parametrize(
    ("form", "size"),
    [
        *[(form, (900, 700)) for form in ("JPEG", "PNG", "WEBP", "HEIF")],
        ("JPEG", (3200, 1200)),
        ("PNG", (2000, 1500)),
    ],
)
async def test_nothing_but_pixels_is_kept(
    pictures: PillowPictures, form: str, size: tuple[int, int]
) -> None:
    """Metadata is removed from photos."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 29: SECRET.decode()}
    options: dict[str, Any] = {"exif": exif.tobytes()}
    if form == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
    else:
        options["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if form == "JPEG":
        options["comment"] = SECRET
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image = drawn(size)
    if form == "HEIF":
        image.info["icc_profile"] = profile.tobytes()
    else:
        options["icc_profile"] = profile.tobytes()
    data = encoded(image, form, **options)
    assert SECRET in data

    kept = (await pictures.inspect(data)).data
    assert SECRET not in kept
    assert not {"exif", "xmp", "comment", "icc_profile"} & reopened(kept).info.keys()
    for marker in (*range(0xE1, 0xF0), 0xFE):
        assert bytes([0xFF, marker]) not in kept[: kept.index(b"\xff\xda")]


async def test_colours_of_a_profile_become_srgb(pictures: PillowPictures) -> None:
    """Colours are converted to sRGB by the profile."""
    swapped = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    # The same profile with the primaries of red and blue exchanged.
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    data = encoded(Image.new("RGB", (900, 700), RED), "PNG", icc_profile=bytes(swapped))
    kept = reopened((await pictures.inspect(data)).data)
    assert near(kept.getpixel((9, 9)), (RED[2], RED[1], RED[0]))


@pytest.mark.parametrize("profile", [b"rubbish", bytes(200)])
async def test_a_broken_profile_is_ignored(
    pictures: PillowPictures, profile: bytes
) -> None:
    """A broken colour profile is ignored."""
    data = encoded(Image.new("RGB", (900, 700), RED), icc_profile=profile)
    kept = reopened((await pictures.inspect(data)).data)
    assert near(kept.getpixel((9, 9)), RED)


def sixteen_bits() -> bytes:
    return encoded(Image.new("I;16", (900, 700), 0x8000), "PNG")


def see_through_palette() -> bytes:
    image = Image.new("P", (900, 700), 0)
    image.putpalette([*RED, *BLUE])
    image.paste(1, (450, 0, 900, 700))
    return encoded(image, "PNG", transparency=bytes([0, 255]))


def half_transparent() -> bytes:
    image = Image.new("RGBA", (2000, 1400), (*BLUE, 255))
    image.paste((0, 0, 0, 0), (0, 0, 1000, 1400))
    return encoded(image, "PNG")


@pytest.mark.parametrize(
    ("data", "left", "right"),
    [
        (encoded(Image.new("L", (900, 700), 90)), (90,) * 3, (90,) * 3),
        (encoded(Image.new("1", (900, 700), 1), "PNG"), (255,) * 3, (255,) * 3),
        (encoded(Image.new("LA", (900, 700), (9, 0)), "PNG"), (255,) * 3, (255,) * 3),
        (
            encoded(Image.new("CMYK", (900, 700), (0, 255, 255, 0))),
            (255, 0, 0),
            (255, 0, 0),
        ),
        (sixteen_bits(), (128,) * 3, (128,) * 3),
        (see_through_palette(), (255,) * 3, BLUE),
        (half_transparent(), (255,) * 3, BLUE),
    ],
    ids=["grey", "1 bit", "grey alpha", "cmyk", "16 bits", "palette", "alpha"],
)
async def test_pixels_of_every_kind_become_rgb(
    pictures: PillowPictures,
    data: bytes,
    left: tuple[int, int, int],
    right: tuple[int, int, int],
) -> None:
    """Grey, palettes, inks and deep pixels are converted; what shows through is white."""
    photo = await pictures.inspect(data)
    kept = reopened(photo.data)
    middle = photo.height // 2
    assert near(kept.getpixel((9, middle)), left)
    assert near(kept.getpixel((photo.width - 9, middle)), right)


async def test_the_largest_number_of_bands_fits_together(
    pictures: PillowPictures,
) -> None:
    """A picture flattened in bands has no seams and no lost row."""
    image = Image.linear_gradient("L").resize((2049, 3077)).convert("RGBA")
    photo = await pictures.inspect(encoded(image, "PNG"))
    kept = reopened(photo.data).convert("L")
    column = [kept.getpixel((500, y)) for y in range(kept.height)]
    assert all(abs(b - a) <= 3 for a, b in pairwise(column))  # type: ignore[operator] # grey
    assert column[0] <= 3  # type: ignore[operator] # grey
    assert column[-1] >= 252  # type: ignore[operator] # grey


async def test_decoding_happens_in_so_many_threads() -> None:
    """The number of decoding threads is limited."""
    before = {*threading.enumerate()}
    pictures = PillowPictures(workers=2)
    data = encoded(drawn())
    await asyncio.gather(*[pictures.inspect(data) for _ in range(9)])
    begun = {*threading.enumerate()} - before
    assert ["pictures_0", "pictures_1"] == sorted(thread.name for thread in begun)
    pictures.close()


# --- delivered pictures; see test_marks for what is kept of them ------------


ORIGIN = Origin(model="a model", made_at=datetime(2026, 11, 30, tzinfo=UTC))


def with_bright_spot() -> Image.Image:
    image = Image.new("RGB", (1024, 1024))
    image.paste((255, 255, 255), (500, 500, 516, 516))
    return image


@pytest.mark.parametrize(
    ("image", "black"),
    [
        (Image.new("RGB", (1024, 1024)), True),
        (Image.new("RGB", (1024, 1024), (4, 4, 4)), True),
        (Image.new("RGBA", (1024, 1024), (0, 0, 0, 255)), True),
        (Image.new("RGB", (1024, 1024), (0, 0, 40)), False),
        (drawn((1024, 1024)), False),
        (with_bright_spot(), False),
    ],
    ids=["black", "nearly", "opaque", "dark blue", "drawn", "bright spot"],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
async def test_black_pictures_are_told(
    pictures: PillowPictures, image: Image.Image, form: str, *, black: bool
) -> None:
    """A blacked-out picture is distinguished from a dark one."""
    if form == "JPEG":
        image = image.convert("RGB")
    assert (await pictures.measure(encoded(image, form), ORIGIN)).black is black


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>502</html>",
        encoded(drawn())[:-900],
        encoded(drawn(), "PNG")[:-900],
        encoded(drawn(mode="P"), "GIF"),
        png_header(9000, 9000),
    ],
    ids=["empty", "html", "cut jpeg", "cut png", "gif", "bomb"],
)
async def test_what_is_no_picture_is_a_bad_artefact(
    pictures: PillowPictures, data: bytes
) -> None:
    """An undecodable picture is a bad artefact."""
    with pytest.raises(BadArtefactError):
        await pictures.measure(data, ORIGIN)


async def test_a_delivered_file_may_be_only_so_long() -> None:
    """A delivered file over the limit is a bad artefact."""
    data = encoded(drawn())
    pictures = PillowPictures(pictures=PictureLimits(max_bytes=len(data) - 1))
    with pytest.raises(BadArtefactError):
        await pictures.measure(data, ORIGIN)
    pictures.close()


# --- twins ----------------------------------------------------------------


async def test_a_turned_heic_is_put_upright(pictures: PillowPictures) -> None:
    """A HEIC photo is rotated upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    data = encoded(Image.new("RGB", (900, 600)), "HEIF", exif=exif.tobytes())
    photo = await pictures.inspect(data)
    assert (photo.width, photo.height) == (600, 900)


# --- sheets -------------------------------------------------------------------


async def _several(*pictures: bytes | None) -> AsyncIterator[bytes | None]:
    for picture in pictures:
        yield picture


@pytest.mark.parametrize(
    ("count", "columns", "rows"),
    [(2, 2, 1), (3, 2, 2), (4, 2, 2), (5, 3, 2), (9, 3, 3)],
)
async def test_a_sheet_has_every_picture_in_its_place(
    pictures: PillowPictures, count: int, columns: int, rows: int
) -> None:
    """The middles of the pictures are in rows, cut out as squares."""
    wide = Image.new("RGB", (900, 500), RED)
    tall = Image.new("RGB", (400, 1200), BLUE)
    shown = [encoded(wide if n % 2 else tall) for n in range(count)]

    sheet = reopened(await pictures.draw_sheet(_several(*shown)))

    step = SIDE + 8
    assert sheet.size == (columns * step - 8, rows * step - 8)
    for number in range(count):
        row, column = divmod(number, columns)
        middle = (column * step + SIDE // 2, row * step + SIDE // 2)
        assert near(sheet.getpixel(middle), RED if number % 2 else BLUE)


async def test_what_is_gone_or_broken_leaves_its_place_empty(
    pictures: PillowPictures,
) -> None:
    """The others are shown all the same, each where it was."""
    good = encoded(Image.new("RGB", (500, 500), RED))

    sheet = reopened(await pictures.draw_sheet(_several(None, b"no picture", good)))

    grey = (0x8A, 0x8F, 0x98)
    places = ((200, 200, grey), (600, 200, grey), (200, 600, RED))
    assert all(near(sheet.getpixel((x, y)), colour) for x, y, colour in places)
