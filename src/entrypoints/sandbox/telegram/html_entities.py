"""Parse Telegram's HTML into text with entities, measured in UTF-16 units.

The parser knows tags without attributes and links, and complains in the words of
Telegram's server. No other parse mode is emulated.

Source: parse_html in td/telegram/MessageEntity.cpp of github.com/tdlib/td.
"""

import html
import re

from collections.abc import Sequence
from typing import Any, Final

import attrs

from .refusals import bad_request


Entity = dict[str, Any]

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCE: Final = re.compile(r"&(?:#x[0-9a-fA-F]+|#\d+|lt|gt|amp|quot);?")
_TAG: Final = re.compile(
    r"<(?P<slash>/?)(?P<name>[^\s>]*)(?:\s+href=\"(?P<url>[^\"]*)\")?(?P<end>\s*>)?"
)
_DETECTED: Final = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<bot_command>(?<![\w/@<])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
_UNTOUCHABLE: Final = frozenset({"code", "pre", "text_link"})
#: The URLs that Telegram accepts: its own, and those of HTTP whose host has a dot. Of a
#: link to any other URL only the text is kept.
#: Source: check_link_impl in td/telegram/LinkManager.cpp.
_URL: Final = re.compile(
    r"(?:tg|ton|tonsite):|(?:https?://)?[^\s/?#]+\.[^\s/?#]", re.IGNORECASE
)


@attrs.frozen
class FormattedText:
    """Plain text with its entities."""

    text: str
    entities: tuple[Entity, ...] = ()

    def __len__(self) -> int:
        """Return the length in UTF-16 units, as entities count.

        Telegram's own limit may count code points; this one is never more lenient.
        """
        return utf16_length(self.text)

    def stripped(self) -> "FormattedText":
        """Return it without surrounding white space; entities are moved and clipped."""
        start = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        shift, end = utf16_length(self.text[:start]), utf16_length(text)
        moved = []
        for entity in self.entities:
            first = max(entity["offset"] - shift, 0)
            last = min(entity["offset"] + entity["length"] - shift, end)
            if first < last:
                moved.append(entity | {"offset": first, "length": last - first})
        return FormattedText(text, tuple(moved))

    def with_detected(self) -> "FormattedText":
        """Return it with the links, mentions and commands that Telegram detects."""
        busy = [each for each in self.entities if each["type"] in _UNTOUCHABLE]
        detected = (
            _entity(str(match.lastgroup), self.text, *match.span())
            for match in _DETECTED.finditer(self.text)
        )
        found = [x for x in detected if not any(_overlap(x, each) for each in busy)]
        return FormattedText(self.text, _ordered([*self.entities, *found]))

    def as_content(self, name: str, entities_name: str) -> dict[str, Any]:
        """Return the fields of a message; an empty text has none."""
        content: dict[str, Any] = {}
        if self.text:
            content[name] = self.text
        if self.entities:
            content[entities_name] = list(self.entities)
        return content


def utf16_length(text: str) -> int:
    """Return the length of *text* in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> FormattedText:
    """Parse Telegram's HTML.

    Raises:
        RefusalError: Telegram would refuse it, or it has attributes other than `href`.
    """
    text, position = "", 0
    #: The name and URL of each open tag, and where its text begins.
    opened: list[tuple[str, str, int]] = []
    entities: list[Entity] = []
    for tag in _TAG.finditer(source):
        text += _decoded(source[position : tag.start()])
        position = tag.end()
        _check(tag, opened[-1][0] if opened else None)
        if not tag["slash"]:
            url = _decoded(tag["url"] or "")
            opened.append((tag["name"].lower(), url, len(text)))
            continue
        name, url, start = opened.pop()
        if len(text) > start and (name != "a" or _URL.match(url)):
            entity = _entity(_TYPES[name], text, start, len(text))
            entities.append(entity | ({"url": url} if name == "a" else {}))
    if opened:
        raise bad_request(
            "can't parse entities: Can't find end tag corresponding to start tag "
            f'"{opened[-1][0]}"'
        )
    return FormattedText(text + _decoded(source[position:]), _ordered(entities))


def _check(tag: re.Match[str], inner: str | None) -> None:
    """Refuse a tag that cannot stand inside the tag *inner*."""
    name = tag["name"].lower()
    if tag["slash"]:
        unmatched = f', expected "</{inner}>", found "</{name}>"'
        faults = [
            (inner is None, "Unexpected end tag", ""),
            (not tag["end"], "Unclosed end tag", ""),
            (name not in {"", inner}, "Unmatched end tag", unmatched),
        ]
    else:
        faults = [
            (name not in _TYPES, f'Unsupported start tag "{name}"', ""),
            (not tag["end"], "Unclosed start tag", ""),
        ]
    for refused, words, more in faults:
        if refused:
            at = f"at byte offset {len(tag.string[: tag.start()].encode())}"
            raise bad_request(f"can't parse entities: {words} {at}{more}")


def _decoded(text: str) -> str:
    """Replace numeric references and the four named ones that Telegram knows."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0].rstrip(";") + ";"), text)


def _entity(kind: str, text: str, start: int, end: int) -> Entity:
    return {
        "type": kind,
        "offset": utf16_length(text[:start]),
        "length": utf16_length(text[start:end]),
    }


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def _ordered(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda each: (each["offset"], -each["length"])))
