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
    photos = (
        (file.name, file.read_bytes())
        for file in files(__package__).joinpath("samples").iterdir()
        if file.name.startswith(name)
    )
    return sorted(photos)
