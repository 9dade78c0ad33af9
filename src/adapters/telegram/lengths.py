"""How long Telegram finds a text, and how a text is made to fit."""

import html
import re

from typing import Final


#: A toast or an alert may have so many characters (Bot API 10.3).
ANSWER_LIMIT: Final = 200
_TAG: Final = re.compile(r"<[^>]*>")


def visible_length(text: str) -> int:
    """Return how long Telegram finds an HTML text: in UTF-16, without its tags."""
    return _units(html.unescape(_TAG.sub("", text)))


def shortened(text: str, limit: int = ANSWER_LIMIT) -> str:
    """Return a plain text cut between words, with an ellipsis, if it is too long."""
    if _units(text) <= limit:
        return text
    cut = text[: limit - 1]
    while _units(cut) > limit - 1:
        cut = cut[:-1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,.;:—-") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
