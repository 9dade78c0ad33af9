"""Packs as files: YAML, with an example picture beside it."""

from pathlib import Path
from typing import Final

from .reading import FileFault, FilePacks, PackFileError, faults_in, files_in, read_pack


#: The packs that come with the product.
SHIPPED: Final = Path(__file__).with_name("shipped")

__all__ = [
    "SHIPPED",
    "FileFault",
    "FilePacks",
    "PackFileError",
    "faults_in",
    "files_in",
    "read_pack",
]
