"""Sample photos of the people on the chat page, drawn by `docs/samples`."""

from importlib.resources import files
from typing import Final


_PEOPLE: Final = ("anna", "boris", "olga")


def sample_photos(person: int = 1) -> list[tuple[str, bytes]]:
    """Return twelve photos of one person, a number from 1.

    Returns:
        Pairs of a file name and a WebP whose shorter side has 1024 pixels.
    """
    name = _PEOPLE[(person - 1) % len(_PEOPLE)]
    return [photo for photo in _all() if photo[0].startswith(name)]


def poor_photos() -> list[tuple[str, bytes]]:
    """Return a set that the coach has something to say about.

    It is six good photos of Anna, two blurred ones, a dark one, two that repeat others,
    and one of Boris.
    """
    names = (*(f"anna-{number:02d}" for number in range(1, 7)), "boris-02", "poor-")
    return [photo for photo in _all() if photo[0].startswith(names)]


def _all() -> list[tuple[str, bytes]]:
    folder = files(__package__).joinpath("samples")
    return sorted((file.name, file.read_bytes()) for file in folder.iterdir())
