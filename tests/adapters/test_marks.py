"""The marks of pictures, read by exiftool and by c2pa-python."""

import io
import struct

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from PIL import Image, ImageChops, ImageCms, PngImagePlugin
from tests.adapters.foreign_readers import (
    SOURCE_TYPE,
    active_manifest,
    make_credentials,
    manifests_of,
    tags_of,
)
from tests.adapters.image_files import chunk, drawn, encoded, riff

from adapters.pictures import Marker, PillowPictures, Signer, SigningError
from avatar_core.pictures import Origin, PictureFormat
from avatar_core.ports import MeasuredPicture


ORIGIN = Origin(model="fal-ai/a-model", made_at=datetime(2026, 11, 30, 12, tzinfo=UTC))
CREDENTIALS = make_credentials()
SECRET = b"52 degrees north"
_XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'rdf:about="" {}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
PLUS = 'xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" plus:ImageCreatorID="a model"'
EXTENSION = 'xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
COMPOSITE = SOURCE_TYPE.replace("trained", "compositeWithTrained")
EXIF_PLACE = (
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52 degrees north"'
)


def xmp(*properties: str) -> bytes:
    return _XMP.format(" ".join(properties)).encode()


def file_of(form: PictureFormat, **options: Any) -> bytes:
    name = "JPEG" if form is PictureFormat.JPEG else form.name
    return encoded(drawn(), name, **options)


def pixels(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def same_pixels(one: bytes, other: bytes) -> bool:
    before, after = pixels(one), pixels(other)
    assert before.mode == after.mode
    return ImageChops.difference(before, after).getbbox(alpha_only=False) is None


@asynccontextmanager
async def inspector(
    signer: Signer | None = None, *, badge: bool = False
) -> AsyncIterator[PillowPictures]:
    pictures = PillowPictures(marker=Marker(signer), badge=badge)
    yield pictures
    pictures.close()


async def marked(data: bytes, signer: Signer | None = None) -> MeasuredPicture:
    async with inspector(signer) as pictures:
        return await pictures.measure(data, ORIGIN)


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A signer with a certificate of its own."""
    return Signer(CREDENTIALS.certificate, CREDENTIALS.key)


@pytest.fixture(params=[False, True], ids=["xmp alone", "signed"])
def either(request: pytest.FixtureRequest, signer: Signer) -> Signer | None:
    """The signer, or none."""
    return signer if request.param else None


DELIVERED = {
    "jpeg": encoded(drawn()),
    "progressive": encoded(drawn(), progressive=True),
    "grey": encoded(drawn(mode="L")),
    "png": encoded(drawn(), "PNG"),
    "palette": encoded(drawn(mode="P"), "PNG"),
    "transparent": encoded(drawn(mode="RGBA"), "PNG"),
    "webp": encoded(drawn(), "WEBP"),
    "transparent webp": encoded(drawn(mode="RGBA"), "WEBP"),
    "lossless webp": encoded(drawn(), "WEBP", lossless=True, method=0),
    "with profile": encoded(
        drawn(),
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ),
}


@pytest.mark.parametrize("data", list(DELIVERED.values()), ids=list(DELIVERED))
async def test_every_picture_says_that_ai_made_it(
    data: bytes, either: Signer | None
) -> None:
    """Exiftool reads the mark in each format; the pixels are exactly those delivered."""
    picture = await marked(data, either)
    tags = tags_of(picture.data)
    assert tags["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE
    assert tags["XMP-dc:Description"] == "Made with AI"
    assert tags["XMP-photoshop:Credit"] == "Made with AI"
    assert tags["File:MIMEType"] == Image.MIME[str(pixels(data).format)]
    assert same_pixels(data, picture.data)
    assert (picture.width, picture.height) == pixels(data).size
    assert pixels(data).info.get("icc_profile") == pixels(picture.data).info.get(
        "icc_profile"
    )


@pytest.mark.parametrize("form", PictureFormat)
async def test_a_signature_names_the_model_and_the_time(
    form: PictureFormat, signer: Signer
) -> None:
    """The reader of c2pa-python finds a valid signature over what is claimed."""
    picture = await marked(file_of(form), signer)
    manifest = active_manifest(picture.data, form)
    [actions] = manifest["assertions"]
    assert actions["data"]["actions"] == [
        {
            "action": "c2pa.created",
            "when": "2026-11-30T12:00:00+00:00",
            "softwareAgent": {"name": "fal-ai/a-model"},
            "digitalSourceType": SOURCE_TYPE,
        }
    ]
    assert manifest["signature_info"]["issuer"] == "The owner of a bot"
    assert "thumbnail" not in manifest


@pytest.mark.parametrize("form", [PictureFormat.JPEG, PictureFormat.PNG])
async def test_one_segment_is_added_and_the_rest_is_unchanged(
    form: PictureFormat,
) -> None:
    """Without the added segment the file is byte for byte the delivered one."""
    data = file_of(form)
    after = (await marked(data)).data
    added = len(after) - len(data)
    assert any(
        after[:at] + after[at + added :] == data
        for at in (20, 33)  # JFIF, IHDR
    )


async def test_the_pixels_of_a_webp_are_unchanged() -> None:
    """A WebP gets a header that announces XMP, and keeps its chunk of pixels."""
    data = file_of(PictureFormat.WEBP)
    after = (await marked(data)).data
    assert after[12:16] == b"VP8X"
    assert data[12:] in after


# --- the metadata of people -----------------------------------------------


def with_people(form: PictureFormat) -> bytes:
    """Return a file with everything that cameras and people write into it."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    match form:
        case PictureFormat.JPEG:
            data = file_of(form, exif=exif, comment=SECRET, xmp=xmp(EXIF_PLACE))
            film = b"\xff\xec\0\x12" + SECRET
            thumbnail = b"\xff\xe0\0\x13JFIF\0\1\1\0\0\1\0\1\1\1abc"
            assert data[2:4] == b"\xff\xe0"
            return data[:2] + thumbnail + film + data[20:] + SECRET
        case PictureFormat.PNG:
            texts = PngImagePlugin.PngInfo()
            texts.add_text("parameters", SECRET.decode())
            texts.add_text("prompt", SECRET.decode() * 9, zip=True)
            texts.add_itxt("XML:com.adobe.xmp", xmp(EXIF_PLACE).decode(), zip=True)
            return file_of(form, exif=exif, pnginfo=texts) + SECRET
        case PictureFormat.WEBP:
            data = file_of(form, exif=exif, xmp=xmp(EXIF_PLACE))
            extra = b"what\x10\0\0\0" + SECRET
            return b"RIFF" + struct.pack("<I", len(data) + 16) + data[8:] + extra


@pytest.mark.parametrize("form", PictureFormat)
async def test_metadata_of_people_is_cut_out(
    form: PictureFormat, either: Signer | None
) -> None:
    """EXIF, places, thumbnails, texts and trailers go; no pixel changes."""
    data = with_people(form)
    assert data.count(SECRET) >= 2
    picture = await marked(data, either)
    assert SECRET not in picture.data
    tags = tags_of(picture.data)
    assert not [tag for tag in tags if "GPS" in tag or "Thumbnail" in tag]
    assert not [tag for tag in tags if tag.startswith(("IFD", "EXIF", "XMP-exif"))]
    assert tags["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE
    assert same_pixels(data, picture.data)
    assert picture.form is form


# --- the marks that a file comes with -------------------------------------


def with_xmp(form: PictureFormat, packet: bytes) -> bytes:
    if form is not PictureFormat.PNG:
        return file_of(form, xmp=packet)
    data, body = file_of(form), b"XML:com.adobe.xmp" + bytes(5) + packet
    return data[:33] + chunk(b"iTXt", body) + data[33:]


@pytest.mark.parametrize("form", PictureFormat)
async def test_xmp_is_kept(form: PictureFormat) -> None:
    """Foreign properties stay, and a foreign mark is not overwritten."""
    found = xmp(PLUS, EXTENSION, f'ext:DigitalSourceType="{COMPOSITE}"', EXIF_PLACE)
    tags = tags_of((await marked(with_xmp(form, found))).data)
    assert tags["XMP-plus:ImageCreatorID"] == "a model"
    assert tags["XMP-iptcExt:DigitalSourceType"] == COMPOSITE
    assert tags["XMP-photoshop:Credit"] == "Made with AI"
    assert not [tag for tag in tags if "GPS" in tag]


@pytest.mark.parametrize(
    "packet",
    [
        xmp(EXTENSION, 'ext:DigitalSourceType="http://x/digitalCapture"'),
        b"no xml",
        b"<x/>",
        b"<x><y></x>",
        xmp(PLUS).decode().encode("utf-16"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + xmp(PLUS),
        xmp('xmlns:p="p" p:x="' + "x" * 64_700 + '"'),
        b"<x>" * 6000 + b"</x>" * 6000,
    ],
    ids=["false", "text", "foreign", "broken", "utf-16", "entities", "long", "deep"],
)
@pytest.mark.parametrize("form", [PictureFormat.JPEG, PictureFormat.PNG])
async def test_xmp_that_is_of_no_use_is_replaced(
    packet: bytes, form: PictureFormat
) -> None:
    """A false, broken or hostile packet gives way to ours."""
    tags = tags_of((await marked(with_xmp(form, packet))).data)
    assert tags["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE


async def test_marking_twice_adds_nothing() -> None:
    """A marked picture that comes back keeps one mark of each kind."""
    once = (await marked(file_of(PictureFormat.JPEG))).data
    twice = tags_of((await marked(once)).data)
    assert twice["XMP-dc:Description"] == "Made with AI"
    assert tags_of(once).keys() == twice.keys()


async def test_iptc_is_kept_without_the_thumbnail_beside_it() -> None:
    """Of Photoshop's resources those of IPTC are kept."""
    credit = b"\x1c\x02\x6e\0\x07a model"
    iptc = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(credit)) + credit
    thumbnail = b"8BIM\x04\x0c\0\0" + struct.pack(">I", len(SECRET)) + SECRET
    body = b"Photoshop 3.0\0" + thumbnail + iptc
    data = file_of(PictureFormat.JPEG)
    segment = b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
    after = (await marked(data[:20] + segment + data[20:])).data
    assert tags_of(after)["IPTC:Credit"] == "a model"
    assert SECRET not in after


@pytest.mark.parametrize("form", PictureFormat)
async def test_a_foreign_signature_stays_valid(
    form: PictureFormat, signer: Signer
) -> None:
    """Unsigned, the file is left alone; signed, its manifest is that of a parent."""
    delivered = (await marked(file_of(form), signer)).data
    assert (await marked(delivered)).data == delivered

    again = (await marked(delivered, signer)).data
    manifest = active_manifest(again, form)
    assert len(manifests_of(again, form)["manifests"]) == 2
    [parent] = manifest["ingredients"]
    assert parent["relationship"] == "parentOf"
    assert parent["active_manifest"] == manifests_of(delivered, form)["active_manifest"]
    [fault] = parent["validation_results"]["activeManifest"]["failure"]
    assert fault["code"] == "signingCredential.untrusted"
    assert same_pixels(delivered, again)


async def test_a_place_in_a_signed_file_is_cut_all_the_same(signer: Signer) -> None:
    """Metadata of people goes even if a signature covers it; XMP tells of AI then."""
    data = with_people(PictureFormat.JPEG)
    signed = (await marked(file_of(PictureFormat.JPEG), signer)).data
    manifest = signed[20 : signed.index(b"\xff\xe1")]
    assert manifest.startswith(b"\xff\xeb")
    after = (await marked(data[:2] + manifest + data[2:])).data
    assert SECRET not in after
    assert manifest in after
    assert tags_of(after)["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE


async def test_an_unreadable_manifest_stops_no_signature(signer: Signer) -> None:
    """A picture with a broken manifest is signed all the same."""
    data = file_of(PictureFormat.PNG)
    broken = data[:33] + chunk(b"caBX", b"\0\0\0\x10jumbnonsense") + data[33:]
    active_manifest((await marked(broken, signer)).data, PictureFormat.PNG)


# --- pixels that have to change -------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        encoded(drawn(mode="CMYK"), xmp=xmp(PLUS)),
        encoded(drawn(), "HEIF"),
        encoded(drawn()).replace(b"\xff\xdb", b"\0\0\xff\xdb", 1),
        encoded(
            drawn(),
            xmp=xmp('xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"'),
        ),
        encoded(drawn(), "PNG")[:-12],
        riff((b"VP8 ", encoded(drawn(), "WEBP")[20:]), size=9),
    ],
    ids=["inks", "heif", "stray bytes", "on its side", "no end", "wrong length"],
)
async def test_a_picture_that_is_encoded_anew_is_marked_too(
    data: bytes, either: Signer | None
) -> None:
    """Irregular files become plain JPEGs with the same marks."""
    picture = await marked(data, either)
    assert picture.form is PictureFormat.JPEG
    assert tags_of(picture.data)["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE
    assert (picture.width, picture.height) == pixels(picture.data).size
    if either:
        active_manifest(picture.data, picture.form)


async def test_the_badge_is_drawn_into_a_corner(signer: Signer) -> None:
    """With a badge only the corner looks different, and the file is signed."""
    data = (await marked(file_of(PictureFormat.PNG), signer)).data
    async with inspector(signer, badge=True) as pictures:
        picture = await pictures.measure(data, ORIGIN)
    change = ImageChops.difference(pixels(data), pixels(picture.data).convert("RGB"))
    seen = change.convert("L").point(lambda value: 255 * (value > 60))
    box = seen.getbbox()
    assert box is not None
    assert box[0] > 800
    assert box[1] > 600
    assert active_manifest(picture.data, PictureFormat.JPEG)["ingredients"]


# --- certificates ---------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 2048),
    ],
    ids=["p-384", "ed25519", "rsa"],
)
async def test_keys_of_every_kind_sign(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey,
) -> None:
    """The algorithm follows from the key."""
    made = make_credentials(key)
    signed = await marked(encoded(drawn()), Signer(made.certificate, made.key))
    active_manifest(signed.data, PictureFormat.JPEG)


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        (CREDENTIALS.certificate, b"no key"),
        (b"no certificate", CREDENTIALS.key),
        (make_credentials().certificate, CREDENTIALS.key),
        (
            (old := make_credentials(valid_for=timedelta(days=-1))).certificate,
            old.key,
        ),
    ],
    ids=["key", "certificate", "of another key", "expired"],
)
def test_what_cannot_sign_is_refused_at_once(certificate: bytes, key: bytes) -> None:
    """Wrong files are found when the signer is made."""
    with pytest.raises(SigningError):
        Signer(certificate, key)
