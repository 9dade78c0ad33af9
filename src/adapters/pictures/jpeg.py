"""The segments of a JPEG, parsed as libjpeg does.

Like libjpeg, this skips bytes between segments that are no marker, and reads nothing
after the last scan. A scan ends at the next marker, so only one thing needs decoding:
whether a scan without an end marker after it is complete.
"""

import re
import struct

from typing import Final

import attrs

from avatar_core.errors import PhotoFault, PhotoRejectedError

from .files import CleanFile, check_size, orientation_in_exif, orientation_in_xmp


#: A photo has ten to fifty segments, an ICC profile up to 255 more.
MOST_SEGMENTS: Final = 1000
#: A progressive JPEG usually has ten scans; thorough encoders write about 70.
MOST_SCANS: Final = 100
#: The decoder visits all pixels in each scan.
MOST_SCANNED_PIXELS: Final = 640_000_000
#: Bytes between two segments.
LONGEST_GAP: Final = 64 * 1024

_SOI, _EOI, _SOS, _DHT, _DAC = 0xD8, 0xD9, 0xDA, 0xC4, 0xCC
_DQT, _DRI, _JFIF, _EXIF, _ICC, _ADOBE = 0xDB, 0xDD, 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {_DHT, 0xC8, _DAC}
_PROGRESSIVE: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_TABLES: Final = frozenset({_DHT, _DAC, _DQT, _DRI})
_SKIPPED: Final = frozenset({0xFE, 0xDC, *range(0xE0, 0xF0)})
#: A marker that begins a segment; 0xFF with 0 is a data byte, with 0xD0 to 0xD7 a
#: restart in a scan.
_MARKER: Final = re.compile(rb"\xff[^\xff\x00\x01\xd0-\xd7]", re.DOTALL)
#: Bytes searched without releasing the interpreter's lock: about 5 ms.
_PIECE: Final = 1024 * 1024
#: A run of one byte this long is not pixel data but space never written to.
_FILLED: Final = 16
_NOISE: Final = bytes(number * number * 7 % 251 for number in range(1, 65))
#: Noise after every restart that a decoder may wait for.
_NOISE_AND_RESTARTS: Final = _NOISE + b"".join(
    bytes([0xFF, 0xD0 + number]) + _NOISE for number in range(8)
)


@attrs.define
class _Frame:
    """The coefficients that the frame header announced and no scan has had yet."""

    pixels: int
    progressive: bool
    #: By component, how many low bits of each of its 64 coefficients are missing.
    to_come: dict[int, list[int]]

    def count(self, scan: bytes) -> None:
        """Subtract what a scan holds, according to its header."""
        components = scan[1 : 1 + 2 * scan[0] : 2]
        first, last, bits = scan[-3], scan[-2], scan[-1] & 0x0F
        if not self.progressive:
            first, last, bits = 0, 63, 0
        for component in components:
            coefficients = self.to_come[component]
            for index in range(first, min(last, 63) + 1):
                coefficients[index] = bits

    @property
    def complete(self) -> bool:
        return not any(map(any, self.to_come.values()))


@attrs.define
class _Metadata:
    exif: int | None = None
    xmp: int | None = None
    profile: dict[int, bytes] = attrs.field(factory=dict)
    profile_parts: int = 0

    def read(self, marker: int, body: bytes) -> None:
        if marker == _EXIF and body.startswith(b"Exif\0\0"):
            self.exif = self.exif or orientation_in_exif(body)
        elif marker == _EXIF and body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            self.xmp = self.xmp or orientation_in_xmp(body)
        elif marker == _ICC and body.startswith(b"ICC_PROFILE\0"):
            part, self.profile_parts = body[12:13], body[13]
            self.profile[part[0]] = body[14:]

    @property
    def orientation(self) -> int:
        return self.exif or self.xmp or 1

    @property
    def whole_profile(self) -> bytes | None:
        if not self.profile or len(self.profile) != self.profile_parts:
            return None
        return b"".join(self.profile[part] for part in sorted(self.profile))


def read_jpeg(data: bytes, max_pixels: int) -> CleanFile:
    """Return the photo's segments without metadata, stray bytes and trailers.

    Raises:
        PhotoRejectedError: Decoding it would fail, or take too long.
    """
    kept = [data[:2]]
    frame: _Frame | None = None
    metadata = _Metadata()
    at, scans = 2, 0
    for _ in range(MOST_SEGMENTS):
        at = _next_marker(data, at, min(len(data), at + LONGEST_GAP))
        marker = data[at + 1]
        if marker == _EOI and scans:
            return _clean(kept, metadata, ended=True)
        end = at + 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
        body = data[at + 4 : end]
        if end > len(data):
            raise _damaged()
        if marker in _FRAMES and frame is None:
            frame = _frame(marker, body, max_pixels)
            kept.append(data[at:end])
        elif marker == _SOS and frame is not None:
            scans += 1
            if scans > min(MOST_SCANS, MOST_SCANNED_PIXELS // frame.pixels):
                raise _damaged()
            frame.count(body)
            header, at = at, end
            end = _next_marker(data, at, len(data), default=len(data))
            kept.append(data[header:end])
            if frame.complete:
                ended = data[end : end + 2] == bytes([0xFF, _EOI])
                return _clean(kept, metadata, ended=ended)
        elif _is_needed(marker, body):
            kept.append(data[at:end])
        elif marker in _SKIPPED:
            metadata.read(marker, body)
        else:
            raise _damaged()
        at = end
    raise _damaged()


def _damaged() -> PhotoRejectedError:
    return PhotoRejectedError(PhotoFault.DAMAGED)


def _next_marker(data: bytes, at: int, stop: int, default: int | None = None) -> int:
    """Return the start of the next segment, or *default* if given and there is none."""
    while at < stop:
        found = _MARKER.search(data, at, min(stop, at + _PIECE) + 1)
        if found is not None:
            return found.start()
        at += _PIECE
    if default is None:
        raise _damaged()
    return default


def _frame(marker: int, body: bytes, max_pixels: int) -> _Frame:
    _, height, width, components = struct.unpack_from(">BHHB", body)
    check_size(width, height, max_pixels)
    return _Frame(
        width * height,
        marker in _PROGRESSIVE,
        {body[6 + 3 * number]: [1] * 64 for number in range(components)},
    )


def _is_needed(marker: int, body: bytes) -> bool:
    if marker == _JFIF:
        return body.startswith(b"JFIF\0")
    if marker == _ADOBE:
        return body.startswith(b"Adobe")
    return marker in _TABLES


def _clean(kept: list[bytes], metadata: _Metadata, *, ended: bool) -> CleanFile:
    end = bytes([0xFF, _EOI])
    if not ended:
        kept[-1] = _without_filling(kept[-1])
    data = b"".join(kept)
    return CleanFile(
        data=data + end,
        orientation=metadata.orientation,
        profile=metadata.whole_profile,
        with_noise=None if ended else data + _NOISE_AND_RESTARTS + end,
    )


def _without_filling(scan: bytes) -> bytes:
    """Return the scan without the padding of a download that broke off."""
    scan = scan.rstrip(b"\xff")
    last = scan[-1:]
    stripped = scan.rstrip(last)
    return stripped + last if len(scan) - len(stripped) >= _FILLED else scan
