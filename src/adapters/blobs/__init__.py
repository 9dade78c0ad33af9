"""Blobs in a directory, an S3-compatible bucket or memory, and links to them."""

from .links import PresignedLinks, SignedLinks, UploadedLinks
from .opening import open_blobs
from .probing import StorageRefusedError, probe
from .storage import PIECE, Links, ObstoreBlobs


__all__ = [
    "PIECE",
    "Links",
    "ObstoreBlobs",
    "PresignedLinks",
    "SignedLinks",
    "StorageRefusedError",
    "UploadedLinks",
    "open_blobs",
    "probe",
]
