"""Pictures: what was delivered, in our own storage."""

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
    #: 0 is the first of its job.
    number: int = attrs.field(validator=not_negative)
    key: str
    #: The size it was ordered in, whatever its pixels are.
    shape: Size
    width: int = attrs.field(validator=attrs.validators.gt(0))
    height: int = attrs.field(validator=attrs.validators.gt(0))
    #: In bytes.
    size: int = attrs.field(validator=attrs.validators.gt(0))
    #: The very seed this one was drawn with.
    seed: int
    created_at: datetime = attrs.field(validator=aware)
    favourite: bool = False


def picture_id(job: JobId, number: int) -> PictureId:
    """Return the id of a job's picture: fetched twice, it is still the same one."""
    return PictureId(uuid5(job, str(number)))
