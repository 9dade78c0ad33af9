"""What people type: cleaned, measured, never trusted."""

import unicodedata

from typing import Final

from .errors import BadArtefactError, InvalidTextError, TextFault
from .orders import Scene


NAME_MIN: Final = 2
NAME_MAX: Final = 30
PROMPT_MIN: Final = 3
PROMPT_MAX: Final = 1000
REASON_MIN: Final = 3
REASON_MAX: Final = 200
NEGATIVE_MAX: Final = 500

# Joins family emoji and Indic letters; every other invisible character goes.
_KEPT_FORMATTING: Final = frozenset("\u200d\u200c\ufe0f")


def _cleaned(text: str) -> str:
    visible = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in text
        if char in _KEPT_FORMATTING or unicodedata.category(char) not in {"Cf", "Cs"}
    )
    # Composed last: a letter and its accent may have had something between them.
    line = unicodedata.normalize("NFC", " ".join(visible.split()))
    return line if set(line) - _KEPT_FORMATTING - {" "} else ""


def _bounded(text: str, minimum: int, maximum: int) -> str:
    cleaned = _cleaned(text)
    if len(cleaned) < minimum:
        raise InvalidTextError(TextFault.TOO_SHORT, len(cleaned), minimum, maximum)
    if len(cleaned) > maximum:
        raise InvalidTextError(TextFault.TOO_LONG, len(cleaned), minimum, maximum)
    return cleaned


def clean_name(text: str) -> str:
    """Return an avatar's name: one line of 2 to 30 visible characters.

    Raises:
        InvalidTextError: It is shorter or longer than that.
    """
    return _bounded(text, NAME_MIN, NAME_MAX)


def clean_prompt(text: str) -> str:
    """Return a prompt: one line of 3 to 1 000 visible characters.

    Raises:
        InvalidTextError: It is shorter or longer than that.
    """
    return _bounded(text, PROMPT_MIN, PROMPT_MAX)


def is_foreign(text: str) -> bool:
    """Return whether most letters are of another script than the models' own."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    return 2 * latin < len(letters)


def clean_reason(text: str) -> str:
    """Return an owner's reason: one line of 3 to 200 visible characters.

    Raises:
        InvalidTextError: It is shorter or longer than that.
    """
    return _bounded(text, REASON_MIN, REASON_MAX)


def clean_scene(scene: Scene) -> Scene:
    """Return what a writer wrote as a prompt may be, cut at a word if it is longer.

    Raises:
        BadArtefactError: There is next to nothing in it.
    """
    text = _cut(_cleaned(scene.text), PROMPT_MAX)
    if len(text) < PROMPT_MIN:
        raise BadArtefactError("the scene is empty")
    return Scene(text=text, negative=_cut(_cleaned(scene.negative), NEGATIVE_MAX))


def _cut(line: str, maximum: int) -> str:
    if len(line) <= maximum:
        return line
    return line[:maximum].rpartition(" ")[0] or line[:maximum]
