"""Pictures: delivered results in our own storage."""

from datetime import datetime
from enum import StrEnum
from uuid import uuid5

import attrs

from .ids import AvatarId, JobId, PersonId, PictureId
from .invariants import aware, not_negative, somebody
from .sizes import Size


class PictureFormat(StrEnum):
    """The format of a picture's file; the value is its suffix."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"


@attrs.frozen(kw_only=True)
class Origin:
    """What made a picture, and when."""

    #: The provider's model.
    model: str
    made_at: datetime = attrs.field(validator=aware)


@attrs.frozen(kw_only=True)
class Picture:
    """One delivered picture in our own storage."""

    id: PictureId
    job: JobId
    owner: PersonId = attrs.field(validator=somebody)
    avatar: AvatarId
    #: Its place among the pictures of its job, from 0.
    number: int = attrs.field(validator=not_negative)
    #: It ends in the suffix of its `form`.
    key: str = attrs.field(
        validator=attrs.validators.matches_re(rf".+\.({'|'.join(PictureFormat)})")
    )
    #: The ordered size, whatever its dimensions in pixels are.
    shape: Size
    width: int = attrs.field(validator=attrs.validators.gt(0))
    height: int = attrs.field(validator=attrs.validators.gt(0))
    #: In bytes.
    size: int = attrs.field(validator=attrs.validators.gt(0))
    #: The seed of this picture.
    seed: int
    created_at: datetime = attrs.field(validator=aware)
    favourite: bool = False

    @property
    def form(self) -> PictureFormat:
        """The format of its file, which its key ends in."""
        return PictureFormat(self.key.rpartition(".")[2])


def picture_id(job: JobId, number: int) -> PictureId:
    """Return the id of a job's picture, the same however often it is fetched."""
    return PictureId(uuid5(job, str(number)))
