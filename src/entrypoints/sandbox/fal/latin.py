"""Transliterate text: Pillow's own font has Latin letters only."""

import unicodedata

from typing import Final


_SOUNDS: Final = {
    **dict(zip("абвгдезийклмнопрстуфыэіґў", "abvgdeziyklmnoprstufyeigu", strict=True)),
    **dict(zip("жхцчш", ("zh", "kh", "ts", "ch", "sh"), strict=True)),
    **dict(zip("ёюяїє", ("yo", "yu", "ya", "yi", "ye"), strict=True)),
    **dict(zip("щъь", ("shch", "", ""), strict=True)),
}
_MARKS: Final = {
    **dict(zip("—–«»“”‘’ł", '--""""\'\'l', strict=True)),
    **dict(zip("…№ß", ("...", "No.", "ss"), strict=True)),
}
_TABLE: Final = str.maketrans(
    _SOUNDS
    | {low.upper(): sound.capitalize() for low, sound in _SOUNDS.items()}
    | _MARKS
)


def latin(text: str) -> str:
    """Spell *text* in ASCII, with single spaces."""
    spelled = unicodedata.normalize("NFKD", text.translate(_TABLE))
    return " ".join(
        "".join(
            x for x in spelled if x.isspace() or (x.isascii() and x.isprintable())
        ).split()
    )
