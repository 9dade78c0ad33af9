"""The keys of blobs that belong to people; no other module makes such keys.

The provider sees them in links, so they name their owner by an alias.
"""

import hashlib

from collections.abc import Sequence
from typing import Final

from .ids import Alias, AvatarId, JobId, PhotoId, PictureId
from .pictures import PictureFormat


_CONTENT_TYPES: Final = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "zip": "application/zip",
    "safetensors": "application/octet-stream",
}


def content_type(key: str) -> str:
    """Return the media type of a blob, from the suffix of its key.

    Some models refuse a picture that is served with another media type.
    """
    suffix = key.rpartition(".")[2]
    return _CONTENT_TYPES.get(suffix, "application/octet-stream")


def prefix_of(owner: Alias) -> str:
    """Return the common prefix of all keys of a person's blobs; it ends in a slash."""
    return f"people/{owner.hex}/"


def photo_key(owner: Alias, avatar: AvatarId, photo: PhotoId) -> str:
    """Return the key of an accepted photo."""
    return f"people/{owner.hex}/avatars/{avatar.hex}/photos/{photo.hex}.jpg"


def archive_key(owner: Alias, avatar: AvatarId, job: JobId) -> str:
    """Return the key of a training's archive, which is deleted soon after its end.

    It ends in .zip, by which trainers recognise the format.
    """
    return f"people/{owner.hex}/avatars/{avatar.hex}/archives/{job.hex}.zip"


def weights_key(owner: Alias, avatar: AvatarId, job: JobId) -> str:
    """Return the key of the weights that a training produced."""
    return f"people/{owner.hex}/avatars/{avatar.hex}/weights/{job.hex}.safetensors"


def described_key(owner: Alias, job: JobId) -> str:
    """Return the key of a photo to describe, deleted when its description ends."""
    return f"people/{owner.hex}/described/{job.hex}.jpg"


def picture_key(
    owner: Alias, picture: PictureId, form: PictureFormat = PictureFormat.JPEG
) -> str:
    """Return the key of a delivered picture."""
    return f"people/{owner.hex}/pictures/{picture.hex}.{form}"


def sheets_beside(picture_key: str) -> str:
    """Return the common prefix of the keys of all sheets of the picture's owner."""
    return picture_key.rpartition("pictures/")[0] + "sheets/"


def sheet_key(picture_keys: Sequence[str]) -> str:
    """Return the key of one person's pictures on one sheet, which is never stored."""
    shown = hashlib.sha256("\n".join(picture_keys).encode()).hexdigest()
    return f"{sheets_beside(picture_keys[0])}{shown[:32]}.jpg"
