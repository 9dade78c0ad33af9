"""The welcome picture (drawn by `docs/pictures/welcome.py`)."""

from functools import cache
from importlib.resources import files


@cache
def picture() -> bytes:
    """Return the picture as JPEG."""
    return (files(__package__) / "welcome.jpg").read_bytes()
