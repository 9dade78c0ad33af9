"""The lifecycles, each one table of data."""

from .avatar import AVATAR, COLLECTING_STATUSES, MAX_PHOTOS, MIN_PHOTOS
from .broadcast import BROADCAST
from .dispute import DISPUTE
from .hold import HOLD
from .incident import INCIDENT
from .job import JOB, OPEN_JOB_STATUSES
from .payment import PAYMENT
from .table import Lifecycle, Move, Moved, Transition, check_written, written


__all__ = [
    "AVATAR",
    "BROADCAST",
    "COLLECTING_STATUSES",
    "DISPUTE",
    "HOLD",
    "INCIDENT",
    "JOB",
    "MAX_PHOTOS",
    "MIN_PHOTOS",
    "OPEN_JOB_STATUSES",
    "PAYMENT",
    "Lifecycle",
    "Move",
    "Moved",
    "Transition",
    "check_written",
    "written",
]
