"""What the core needs from the outside world.

Each port is a protocol whose docstrings are its contract; `avatar_core.testing` has an
in-memory adapter of every port, and the contracts of `Store`, `BlobStorage` and
`Billing` as tests. A port raises only the errors named here, from `avatar_core.errors`,
and the adapter's own when an outside system is unavailable.
"""

from .admin import (
    AdminLog,
    AdminLogReader,
    Broadcasts,
    BroadcastsReader,
    Disputes,
    DisputesReader,
    Incidents,
    IncidentsReader,
    StatsReader,
    Terms,
    TermsReader,
)
from .avatars import Avatars, AvatarsReader, Photos, PhotosReader
from .billing import Billing, ChatBill, HowToPay, PaymentPage, RefundOutcome
from .blobs import BlobStorage
from .catalogue import Catalogue, Listing, Unit, UnitPrice
from .clock import Clock
from .heartbeat import Heartbeat, Lease
from .inspectors import (
    InspectedPhoto,
    MeasuredPicture,
    PhotoInspector,
    PictureInspector,
)
from .jobs import Jobs, JobsReader
from .ledger import Ledger, LedgerReader, Payments, PaymentsReader
from .messenger import AdminAlarms, BroadcastSender, News, Notifier
from .packs import PackShelf
from .people import (
    Notices,
    NoticesReader,
    People,
    PeopleReader,
    Promos,
    PromosReader,
)
from .pictures import Pictures, PicturesReader
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
from .store import Audit, AuditReader, Erasure, Reading, ScheduledDeletions, Store, Work


__all__ = [
    "AdminAlarms",
    "AdminLog",
    "AdminLogReader",
    "Audit",
    "AuditReader",
    "Avatars",
    "AvatarsReader",
    "Billing",
    "BlobStorage",
    "BroadcastSender",
    "Broadcasts",
    "BroadcastsReader",
    "CalledOff",
    "Catalogue",
    "ChatBill",
    "Clock",
    "Disputes",
    "DisputesReader",
    "DrawnPicture",
    "DrawnPictures",
    "Erasure",
    "Heartbeat",
    "HowToPay",
    "Incidents",
    "IncidentsReader",
    "InspectedPhoto",
    "Jobs",
    "JobsReader",
    "Lease",
    "Ledger",
    "LedgerReader",
    "Listing",
    "Lost",
    "MeasuredPicture",
    "News",
    "Notices",
    "NoticesReader",
    "Notifier",
    "PackShelf",
    "PaymentPage",
    "Payments",
    "PaymentsReader",
    "People",
    "PeopleReader",
    "PhotoInspector",
    "Photos",
    "PhotosReader",
    "PictureInspector",
    "Pictures",
    "PicturesReader",
    "Promos",
    "PromosReader",
    "Provider",
    "Queued",
    "Reading",
    "RefundOutcome",
    "Refused",
    "Result",
    "Running",
    "ScheduledDeletions",
    "Standing",
    "StatsReader",
    "Store",
    "Terms",
    "TermsReader",
    "TrainedWeights",
    "Unbegun",
    "Unfetched",
    "Unfinished",
    "Unit",
    "UnitPrice",
    "Work",
]
