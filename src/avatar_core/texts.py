"""Clean and validate what people type."""

import unicodedata

from typing import Final

from .errors import BadArtefactError, TextFault, TextLengthError
from .orders import Scene


NAME_MIN: Final = 2
NAME_MAX: Final = 30
PROMPT_MIN: Final = 3
PROMPT_MAX: Final = 1000
REASON_MIN: Final = 3
REASON_MAX: Final = 200
NEGATIVE_MAX: Final = 500

#: These join family emoji and Indic letters; other invisible characters are removed.
_KEPT_FORMATTING: Final = frozenset("\u200d\u200c\ufe0f")
#: Letters and symbols that look like a space: the Hangul fillers, the blank braille
#: pattern, and the musical null notehead.
_BLANK_SYMBOLS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
_SPACES: Final = frozenset({"Cc", "Zl", "Zp", "Zs"})
_INVISIBLE: Final = frozenset({"Cf", "Cs"})
#: Marks are drawn on another character; alone they show nothing readable.
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})


def clean(text: str) -> str:
    """Return the text as one line of visible characters; empty if nothing shows.

    This defines an empty text for everything that people type.
    """
    kept = "".join(map(_kept, text))
    # Composed last: something removed may have separated a letter from its accent.
    line = unicodedata.normalize("NFC", " ".join(kept.split()))
    return line if any(map(_shows, line)) else ""


def _kept(char: str) -> str:
    if char in _KEPT_FORMATTING:
        return char
    category = unicodedata.category(char)
    if char in _BLANK_SYMBOLS or category in _SPACES:
        return " "
    return "" if category in _INVISIBLE else char


def _shows(char: str) -> bool:
    return unicodedata.category(char) not in _SPACES | _INVISIBLE | _MARKS


def _bounded(text: str, minimum: int, maximum: int) -> str:
    cleaned = clean(text)
    if len(cleaned) < minimum:
        raise TextLengthError(TextFault.TOO_SHORT, len(cleaned), minimum, maximum)
    if len(cleaned) > maximum:
        raise TextLengthError(TextFault.TOO_LONG, len(cleaned), minimum, maximum)
    return cleaned


def clean_name(text: str) -> str:
    """Return an avatar's name: one line of 2 to 30 visible characters.

    Raises:
        TextLengthError: It is shorter or longer than that.
    """
    return _bounded(text, NAME_MIN, NAME_MAX)


def clean_prompt(text: str) -> str:
    """Return a prompt: one line of 3 to 1 000 visible characters.

    Raises:
        TextLengthError: It is shorter or longer than that.
    """
    return _bounded(text, PROMPT_MIN, PROMPT_MAX)


def is_foreign(text: str) -> bool:
    """Return whether most letters are not of the script that the models know."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    return 2 * latin < len(letters)


def clean_reason(text: str) -> str:
    """Return an admin's reason: one line of 3 to 200 visible characters.

    Raises:
        TextLengthError: It is shorter or longer than that.
    """
    return _bounded(text, REASON_MIN, REASON_MAX)


def clean_scene(scene: Scene) -> Scene:
    """Return a language model's scene as a valid prompt, cut at a word if too long.

    Raises:
        BadArtefactError: It is almost empty.
    """
    text = _cut(clean(scene.text), PROMPT_MAX)
    if len(text) < PROMPT_MIN:
        raise BadArtefactError("the scene is empty")
    return Scene(text=text, negative=_cut(clean(scene.negative), NEGATIVE_MAX))


def together(wish: str, scene: str) -> str:
    """Return a wish and its scene as one prompt; the scene is cut to fit."""
    return _cut(f"{clean(wish)}. {clean(scene)}", PROMPT_MAX)


def _cut(line: str, maximum: int) -> str:
    if len(line) <= maximum:
        return line
    return line[: maximum + 1].rpartition(" ")[0] or line[:maximum]
