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


def latin(text: str) -> str:
    """Spell *text* in ASCII, with single spaces."""
    return " ".join("".join(map(_letter, text)).split())


def _letter(letter: str) -> str:
    low = letter.lower()
    if low in _SOUNDS:
        return _SOUNDS[low].capitalize() if letter.isupper() else _SOUNDS[low]
    if letter in _MARKS:
        return _MARKS[letter]
    if letter.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if " " <= part <= "~")
