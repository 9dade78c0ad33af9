"""Files of weights: sound ones pass, all others are bad artefacts."""

import contextlib
import json

import pytest

from hypothesis import example, given, strategies as st

from avatar_core.errors import BadArtefactError
from avatar_core.safetensors import HEADER_LIMIT, check_header, header_length


def _file(header: object, data: bytes = b"12345678") -> bytes:
    packed = json.dumps(header).encode()
    return len(packed).to_bytes(8, "little") + packed + data


def _check(file: bytes) -> None:
    length = header_length(file[:8], len(file))
    check_header(file[8 : 8 + length], len(file))


GOOD = {
    "__metadata__": {"format": "pt"},
    "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
    "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]},
}


def test_a_whole_file_passes() -> None:
    """Header and tensors that fill the file exactly are weights."""
    _check(_file(GOOD))


BAD = {
    "empty": b"",
    "seven bytes": b"1234567",
    "zero length": b"\x00" * 8,
    "zeros": b"\x00" * 100,
    "endless length": b"\xff" * 100,
    "a web page": b"<!DOCTYPE html><html></html>",
    "cut by one": _file(GOOD)[:-1],
    "one too long": _file(GOOD) + b"x",
    "cut header": _file(GOOD)[:20],
    "no tensors, no data": _file({}, b""),
    "a list": _file([1, 2]),
    "only metadata": _file({"__metadata__": {}}, b""),
    "one offset": _file({"a": {"data_offsets": [0]}}),
    "null offsets": _file({"a": {"data_offsets": None}}),
    "text offset": _file({"a": {"data_offsets": [0, "x"]}}),
    "infinite offset": _file({"a": {"data_offsets": [0, float("inf")]}}),
    "no number": _file({"a": {"data_offsets": [0, float("nan")]}}),
    "huge offset": _file({"a": {"data_offsets": [0, 10**4000]}}),
    "endless number": (5020).to_bytes(8, "little")
    + b'{"a":{"data_offsets":[0,'
    + b"9" * 5000,
    "a number for a tensor": _file({"a": 7}),
    "broken json": (9).to_bytes(8, "little") + b"[" * 9,
    "deep list": (5000).to_bytes(8, "little") + b"[" * 5000,
    "deep dict": (200_000).to_bytes(8, "little") + b'{"a":' * 40_000,
    "header over the limit": (HEADER_LIMIT + 1).to_bytes(8, "little")
    + b" " * (HEADER_LIMIT + 1),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_anything_else_is_a_bad_artefact(name: str) -> None:
    """Empty, cut, padded, other and hostile files are refused."""
    with pytest.raises(BadArtefactError):
        _check(BAD[name])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data_offsets", "__metadata__", "a", "b"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(
    st.binary(max_size=64) | st.builds(_file, JSON, st.binary(max_size=16)),
    st.integers(-10, 100),
)
@example(_file({"a": {"data_offsets": [0, float("inf")]}}, b""), 0)
def test_no_bytes_raise_anything_else(file: bytes, size: int) -> None:
    """A file or a header of any bytes passes or is a bad artefact."""
    with contextlib.suppress(BadArtefactError):
        _check(file)
    with contextlib.suppress(BadArtefactError):
        check_header(file, size)
