"""The current time."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias


#: Returns the current time, zone-aware, in UTC.
Clock: TypeAlias = Callable[[], datetime]
