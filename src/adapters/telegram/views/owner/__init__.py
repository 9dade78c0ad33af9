"""What owners see."""

from . import broadcasts, desk, disputes, payments, people, promos, rescue, terms


__all__ = [
    "broadcasts",
    "desk",
    "disputes",
    "payments",
    "people",
    "promos",
    "rescue",
    "terms",
]
