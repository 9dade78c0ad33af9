"""Blobs in a directory, an S3-compatible bucket or memory, and links to them."""

from .links import SignedLinks, UploadedLinks
from .listing import keys, opened
from .opening import StorageRefusedError, open_blobs, probe
from .storage import Links, ObstoreBlobs


__all__ = [
    "Links",
    "ObstoreBlobs",
    "SignedLinks",
    "StorageRefusedError",
    "UploadedLinks",
    "keys",
    "open_blobs",
    "opened",
    "probe",
]
