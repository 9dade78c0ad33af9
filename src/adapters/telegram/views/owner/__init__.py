"""What owners see."""

from . import (
    alarms,
    broadcasts,
    desk,
    disputes,
    payments,
    people,
    promos,
    rescue,
    terms,
)


__all__ = [
    "alarms",
    "broadcasts",
    "desk",
    "disputes",
    "payments",
    "people",
    "promos",
    "rescue",
    "terms",
]
