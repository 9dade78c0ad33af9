"""What the core needs from the outside world.

Each port is a protocol whose docstrings are its contract; `avatar_core.testing` has an
in-memory adapter of every port, and the contracts of `Store`, `BlobStorage`, `Provider`
and `Billing` as tests. The parts of `Store` are in the modules of this package. A port
raises only the errors named here, from `avatar_core.errors`, and the adapter's own when
an outside system is unavailable.
"""

from .billing import Billing, ChatBill, HowToPay, PaymentPage, RefundOutcome
from .catalogue import Catalogue, Listing, PackShelf, Unit, UnitPrice
from .files import (
    BlobStorage,
    FaceInspector,
    InspectedPhoto,
    MeasuredPicture,
    PhotoInspector,
    PictureInspector,
)
from .heartbeat import Clock, Heartbeat, Lease
from .messenger import AdminAlarms, BroadcastSender, News, Notifier
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
from .store import Reading, Store, Wake, Work


__all__ = [
    "AdminAlarms",
    "Billing",
    "BlobStorage",
    "BroadcastSender",
    "CalledOff",
    "Catalogue",
    "ChatBill",
    "Clock",
    "DrawnPicture",
    "DrawnPictures",
    "FaceInspector",
    "Heartbeat",
    "HowToPay",
    "InspectedPhoto",
    "Lease",
    "Listing",
    "Lost",
    "MeasuredPicture",
    "News",
    "Notifier",
    "PackShelf",
    "PaymentPage",
    "PhotoInspector",
    "PictureInspector",
    "Provider",
    "Queued",
    "Reading",
    "RefundOutcome",
    "Refused",
    "Result",
    "Running",
    "Standing",
    "Store",
    "TrainedWeights",
    "Unbegun",
    "Unfetched",
    "Unfinished",
    "Unit",
    "UnitPrice",
    "Wake",
    "Work",
]
