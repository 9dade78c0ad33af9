"""The life of a personal AI avatar: draft, photos, training, pictures.

A pure library: it imports attrs, transitions and the standard library, reads no
clock and no environment, and reaches the world only through `avatar_core.ports`.
Use cases are in `avatar_core.use_cases`, errors in `avatar_core.errors`, and
in-memory adapters with the port contracts in `avatar_core.testing`.
"""

from .avatars import (
    AVATAR,
    MAX_PHOTOS,
    MIN_PHOTOS,
    Avatar,
    AvatarEvent,
    AvatarStatus,
    Gender,
    Weights,
)
from .broadcasts import BROADCAST
from .families import AvatarType, Families, Family, Models
from .ids import AvatarId, JobId, PaymentId, PersonId, PhotoId, PictureId
from .incidents import INCIDENT, Incident, IncidentEvent, IncidentKind, IncidentStatus
from .job_lifecycle import JOB, JobEvent, JobStatus
from .jobs import Job
from .ledger import HOLD, Account, Balance, Hold, HoldEvent, HoldStatus, Posting
from .lifecycle import Lifecycle
from .money import Money
from .orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    JobKind,
    Scene,
    TrainingOrder,
    UpscaleOrder,
    Wording,
)
from .payments import PAYMENT, Bill, Package, Payment, PaymentEvent, PaymentStatus
from .people import Language, Person
from .photos import Photo
from .pictures import Picture
from .policy import Pace, Policy
from .prices import PriceBook
from .sizes import Size


__all__ = [
    "AVATAR",
    "BROADCAST",
    "HOLD",
    "INCIDENT",
    "JOB",
    "MAX_PHOTOS",
    "MIN_PHOTOS",
    "PAYMENT",
    "Account",
    "Avatar",
    "AvatarEvent",
    "AvatarId",
    "AvatarStatus",
    "AvatarType",
    "Balance",
    "Bill",
    "DescriptionOrder",
    "EnrichmentOrder",
    "Families",
    "Family",
    "Gender",
    "GenerationOrder",
    "Hold",
    "HoldEvent",
    "HoldStatus",
    "Incident",
    "IncidentEvent",
    "IncidentKind",
    "IncidentStatus",
    "Job",
    "JobEvent",
    "JobId",
    "JobKind",
    "JobStatus",
    "Language",
    "Lifecycle",
    "Models",
    "Money",
    "Pace",
    "Package",
    "Payment",
    "PaymentEvent",
    "PaymentId",
    "PaymentStatus",
    "Person",
    "PersonId",
    "Photo",
    "PhotoId",
    "Picture",
    "PictureId",
    "Policy",
    "Posting",
    "PriceBook",
    "Scene",
    "Size",
    "TrainingOrder",
    "UpscaleOrder",
    "Weights",
    "Wording",
]
