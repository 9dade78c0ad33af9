"""What time it is."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias


#: Gives the present moment, zone-aware, in UTC.
Clock: TypeAlias = Callable[[], datetime]
