"""Pictures: delivered results in our own storage."""

from datetime import datetime
from uuid import uuid5

import attrs

from .ids import AvatarId, JobId, PersonId, PictureId
from .invariants import aware, not_negative, somebody
from .sizes import Size


@attrs.frozen(kw_only=True)
class Picture:
    """One delivered picture in our own storage."""

    id: PictureId
    job: JobId
    owner: PersonId = attrs.field(validator=somebody)
    avatar: AvatarId
    #: Its place among the pictures of its job, from 0.
    number: int = attrs.field(validator=not_negative)
    key: str
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


def picture_id(job: JobId, number: int) -> PictureId:
    """Return the id of a job's picture, the same however often it is fetched."""
    return PictureId(uuid5(job, str(number)))
