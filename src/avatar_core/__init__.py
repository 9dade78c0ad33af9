"""The life of a personal AI avatar: draft, photos, training, pictures.

A pure library: it imports attrs, transitions and the standard library, reads no
clock and no environment, and reaches the world only through `avatar_core.ports`.
Use cases are in `avatar_core.use_cases`, errors in `avatar_core.errors`, and
in-memory adapters with the port contracts in `avatar_core.testing`.
"""

from .avatars import Avatar, Gender, Photo, Weights
from .families import AvatarType, Families, Family, Models
from .ids import AvatarId, JobId, PaymentId, PersonId, PhotoId, PictureId
from .incidents import Incident, IncidentKind
from .jobs import Job
from .ledger import Account, Balance, Hold, Posting
from .lifecycles import (
    AVATAR,
    BROADCAST,
    HOLD,
    INCIDENT,
    JOB,
    MAX_PHOTOS,
    MIN_PHOTOS,
    PAYMENT,
    Lifecycle,
)
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
from .payments import Bill, Package, Payment
from .people import Language, Person
from .pictures import Picture
from .policy import Pace, Policy
from .prices import PriceBook
from .sizes import Size
from .statuses import (
    AvatarEvent,
    AvatarStatus,
    HoldEvent,
    HoldStatus,
    IncidentEvent,
    IncidentStatus,
    JobEvent,
    JobStatus,
    PaymentEvent,
    PaymentStatus,
)


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
