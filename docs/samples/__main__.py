"""`python -m docs.samples`."""

from typing import Final

from . import FILES, FOLDER, POOR, drawn, spoiled


_QUALITY: Final = 80


def main() -> None:
    """Draw all the photos and write them where the sandbox looks for them."""
    FOLDER.mkdir(exist_ok=True)
    for person, index, name in FILES:
        drawn(person, index).save(FOLDER / name, quality=_QUALITY, method=6)
    for name in POOR:
        spoiled(name).save(FOLDER / name, quality=_QUALITY, method=6)


main()
