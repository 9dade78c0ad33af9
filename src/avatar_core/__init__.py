"""The life of a personal AI avatar: draft, photos, training, pictures.

A pure library: it imports attrs, transitions and the standard library, reads no
clock and no environment, and reaches the world only through `avatar_core.ports`.
Use cases are in `avatar_core.use_cases`, errors in `avatar_core.errors`, and
in-memory adapters with the port contracts in `avatar_core.testing`.
"""

from .avatars import Avatar, Gender, Photo, Weights
from .families import AvatarType, Families, Family
from .ids import AvatarId, JobId, PersonId, PhotoId, PictureId
from .jobs import GenerationOrder, Job, JobKind, Picture, TrainingOrder
from .ledger import Account, Balance, Hold, Posting
from .lifecycles import AVATAR, HOLD, JOB, MAX_PHOTOS, MIN_PHOTOS, Lifecycle
from .people import Language, Person
from .policy import Pace, Policy
from .prices import PriceBook
from .sizes import Size
from .statuses import (
    AvatarEvent,
    AvatarStatus,
    HoldEvent,
    HoldStatus,
    JobEvent,
    JobStatus,
)


__all__ = [
    "AVATAR",
    "HOLD",
    "JOB",
    "MAX_PHOTOS",
    "MIN_PHOTOS",
    "Account",
    "Avatar",
    "AvatarEvent",
    "AvatarId",
    "AvatarStatus",
    "AvatarType",
    "Balance",
    "Families",
    "Family",
    "Gender",
    "GenerationOrder",
    "Hold",
    "HoldEvent",
    "HoldStatus",
    "Job",
    "JobEvent",
    "JobId",
    "JobKind",
    "JobStatus",
    "Language",
    "Lifecycle",
    "Pace",
    "Person",
    "PersonId",
    "Photo",
    "PhotoId",
    "Picture",
    "PictureId",
    "Policy",
    "Posting",
    "PriceBook",
    "Size",
    "TrainingOrder",
    "Weights",
]
