"""The life of a personal AI avatar: draft, photos, training, pictures.

A pure library: it imports attrs, transitions and the standard library, reads no
clock and no environment, and reaches the world only through `avatar_core.ports`.
Use cases are in `avatar_core.use_cases`, errors in `avatar_core.errors`, and
in-memory adapters with the port contracts in `avatar_core.testing`.

A name below loads its module when it is first used: whoever needs the lifecycle
of a job does not wait for the ledger.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final


if TYPE_CHECKING:
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

_HOMES: Final = {
    "AVATAR": "lifecycles",
    "BROADCAST": "lifecycles",
    "HOLD": "lifecycles",
    "INCIDENT": "lifecycles",
    "JOB": "lifecycles",
    "MAX_PHOTOS": "lifecycles",
    "MIN_PHOTOS": "lifecycles",
    "PAYMENT": "lifecycles",
    "Account": "ledger",
    "Avatar": "avatars",
    "AvatarEvent": "statuses",
    "AvatarId": "ids",
    "AvatarStatus": "statuses",
    "AvatarType": "families",
    "Balance": "ledger",
    "Bill": "payments",
    "DescriptionOrder": "orders",
    "EnrichmentOrder": "orders",
    "Families": "families",
    "Family": "families",
    "Gender": "avatars",
    "GenerationOrder": "orders",
    "Hold": "ledger",
    "HoldEvent": "statuses",
    "HoldStatus": "statuses",
    "Incident": "incidents",
    "IncidentEvent": "statuses",
    "IncidentKind": "incidents",
    "IncidentStatus": "statuses",
    "Job": "jobs",
    "JobEvent": "statuses",
    "JobId": "ids",
    "JobKind": "orders",
    "JobStatus": "statuses",
    "Language": "people",
    "Lifecycle": "lifecycles",
    "Models": "families",
    "Pace": "policy",
    "Package": "payments",
    "Payment": "payments",
    "PaymentEvent": "statuses",
    "PaymentId": "ids",
    "PaymentStatus": "statuses",
    "Person": "people",
    "PersonId": "ids",
    "Photo": "avatars",
    "PhotoId": "ids",
    "Picture": "pictures",
    "PictureId": "ids",
    "Policy": "policy",
    "Posting": "ledger",
    "PriceBook": "prices",
    "Scene": "orders",
    "Size": "sizes",
    "TrainingOrder": "orders",
    "UpscaleOrder": "orders",
    "Weights": "avatars",
    "Wording": "orders",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
