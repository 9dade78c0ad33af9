"""How long Telegram finds a text, and how a text is made to fit."""

import html
import re

from typing import Final


#: A toast or an alert may have so many characters (Bot API 10.3).
ANSWER_LIMIT: Final = 200
_TAG: Final = re.compile(r"<[^>]*>")


def units(text: str) -> int:
    """Return how long a text is in UTF-16 units, which Telegram counts in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_length(text: str) -> int:
    """Return how long Telegram finds an HTML text: in UTF-16, without its tags."""
    return units(html.unescape(_TAG.sub("", text)))


def fit_answer(text: str) -> str:
    """Return a plain text, cut between words if it is too long for an answer."""
    if units(text) <= ANSWER_LIMIT:
        return text
    room = ANSWER_LIMIT - 1  # for all but the ellipsis
    cut = text[:room]
    while units(cut) > room:
        cut = cut[:-1]
    at_word = cut.rpartition(" ")[0]
    worth = at_word if len(at_word) > ANSWER_LIMIT // 2 else cut
    return worth.rstrip(" ,.;:—-") + "…"
