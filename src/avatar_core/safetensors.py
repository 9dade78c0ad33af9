"""Check that a file is a valid safetensors file."""

import json

from typing import Final

from .errors import BadArtefactError


#: The number of bytes at the start of a file that hold its header's length.
LENGTH_BYTES: Final = 8
#: Headers of LoRA files have about 100 KB; the format's own limit is 100 MB.
HEADER_LIMIT: Final = 10 * 1024 * 1024


def header_length(first: bytes, size: int) -> int:
    """Return the length of the JSON header in bytes.

    The format: https://huggingface.co/docs/safetensors (8 bytes little-endian
    length, a JSON header, then the tensors).

    Raises:
        BadArtefactError: No valid file of *size* bytes begins like this.
    """
    if len(first) < LENGTH_BYTES:
        raise BadArtefactError("the weights are empty")
    length = int.from_bytes(first[:LENGTH_BYTES], "little")
    if not 0 < length <= min(HEADER_LIMIT, size - LENGTH_BYTES):
        raise BadArtefactError("the weights have no safetensors header")
    return length


def check_header(header: bytes, size: int) -> None:
    """Check that the JSON header describes tensors that fill the file exactly.

    Raises:
        BadArtefactError: It does not.
    """
    try:
        tensors = json.loads(header)
        ends = [
            int(tensor["data_offsets"][1])
            for name, tensor in tensors.items()
            if name != "__metadata__"
        ]
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,  # JSON numbers are unbounded
        RecursionError,
    ):
        raise BadArtefactError("the weights' header cannot be read") from None
    if not ends:
        raise BadArtefactError("the weights hold no tensors")
    if LENGTH_BYTES + len(header) + max(ends) != size:
        raise BadArtefactError("the weights are cut off")
