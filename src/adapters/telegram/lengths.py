"""The length of texts as Telegram counts it, and cutting them to fit."""

import html
import re

from typing import Final


#: The longest toast or alert, in characters (Bot API 10.3).
ANSWER_LIMIT: Final = 200
_TAG: Final = re.compile(r"<[^>]*>")


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units, as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_length(text: str) -> int:
    """Return the length of an HTML text without its tags, in UTF-16 units."""
    return units(html.unescape(_TAG.sub("", text)))


def fit_answer(text: str) -> str:
    """Return a plain text, cut between words if too long for a toast or alert."""
    if units(text) <= ANSWER_LIMIT:
        return text
    room = ANSWER_LIMIT - 1  # minus the ellipsis
    cut = text[:room]
    while units(cut) > room:
        cut = cut[:-1]
    at_word = cut.rpartition(" ")[0]
    worth = at_word if len(at_word) > ANSWER_LIMIT // 2 else cut
    return worth.rstrip(" ,.;:—-") + "…"
