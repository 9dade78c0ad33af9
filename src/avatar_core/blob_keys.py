"""Where people's things lie in the blob storage; no such key is made elsewhere."""

from typing import Final

from .ids import AvatarId, JobId, PersonId, PhotoId, PictureId


_CONTENT_TYPES: Final = {
    "jpg": "image/jpeg",
    "zip": "application/zip",
    "safetensors": "application/octet-stream",
}


def content_type(key: str) -> str:
    """Return the media type of what lies under a key, by its suffix.

    Some models refuse a picture that is served as anything but a picture.
    """
    suffix = key.rpartition(".")[2]
    return _CONTENT_TYPES.get(suffix, "application/octet-stream")


def prefix_of(owner: PersonId) -> str:
    """Return what all keys of a person's things begin with."""
    return f"people/{owner}/"


def photo_key(owner: PersonId, avatar: AvatarId, photo: PhotoId) -> str:
    """Return where an accepted photo lies."""
    return f"people/{owner}/avatars/{avatar.hex}/photos/{photo.hex}.jpg"


def archive_key(owner: PersonId, avatar: AvatarId, job: JobId) -> str:
    """Return where the archive of one training lies until soon after its end.

    The name ends in .zip: trainers tell the format by it.
    """
    return f"people/{owner}/avatars/{avatar.hex}/archives/{job.hex}.zip"


def weights_key(owner: PersonId, avatar: AvatarId, job: JobId) -> str:
    """Return where the weights made by one training lie."""
    return f"people/{owner}/avatars/{avatar.hex}/weights/{job.hex}.safetensors"


def described_key(owner: PersonId, job: JobId) -> str:
    """Return where a photo to be described lies until its description ends."""
    return f"people/{owner}/described/{job.hex}.jpg"


def picture_key(owner: PersonId, picture: PictureId) -> str:
    """Return where a delivered picture lies."""
    return f"people/{owner}/pictures/{picture.hex}.jpg"
