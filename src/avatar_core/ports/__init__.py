"""What the core needs from the outside world.

Each port is a protocol whose docstrings are its contract; `avatar_core.testing` has an
in-memory adapter of every port, and the contracts of `Store`, `BlobStorage` and
`Billing` as tests. A port raises only the errors named here, from `avatar_core.errors`,
and the adapter's own when an outside system is unavailable.
"""

from .admin import AdminLog, Broadcasts, Disputes, Incidents, Terms
from .avatars import Avatars, Photos
from .billing import Billing, ChatBill, HowToPay, PaymentPage, RefundOutcome
from .blobs import BlobStorage
from .catalogue import Catalogue, Listing, Unit, UnitPrice
from .heartbeat import Clock, Heartbeat, Lease
from .inspectors import (
    InspectedPhoto,
    MeasuredPicture,
    PhotoInspector,
    PictureInspector,
)
from .jobs import Jobs
from .ledger import Ledger, Payments
from .messenger import AdminAlarms, BroadcastSender, News, Notifier
from .packs import PackShelf
from .people import Notices, People, Promos
from .pictures import Pictures
from .provider import (
    CalledOff,
    DrawnPicture,
    DrawnPictures,
    Lost,
    Provider,
    Queued,
    Refused,
    Result,
    Running,
    Standing,
    TrainedWeights,
    Unbegun,
    Unfetched,
    Unfinished,
)
from .store import Audit, Erasure, Reading, ScheduledDeletions, Store, Work


__all__ = [
    "AdminAlarms",
    "AdminLog",
    "Audit",
    "Avatars",
    "Billing",
    "BlobStorage",
    "BroadcastSender",
    "Broadcasts",
    "CalledOff",
    "Catalogue",
    "ChatBill",
    "Clock",
    "Disputes",
    "DrawnPicture",
    "DrawnPictures",
    "Erasure",
    "Heartbeat",
    "HowToPay",
    "Incidents",
    "InspectedPhoto",
    "Jobs",
    "Lease",
    "Ledger",
    "Listing",
    "Lost",
    "MeasuredPicture",
    "News",
    "Notices",
    "Notifier",
    "PackShelf",
    "PaymentPage",
    "Payments",
    "People",
    "PhotoInspector",
    "Photos",
    "PictureInspector",
    "Pictures",
    "Promos",
    "Provider",
    "Queued",
    "Reading",
    "RefundOutcome",
    "Refused",
    "Result",
    "Running",
    "ScheduledDeletions",
    "Standing",
    "Store",
    "Terms",
    "TrainedWeights",
    "Unbegun",
    "Unfetched",
    "Unfinished",
    "Unit",
    "UnitPrice",
    "Work",
]
