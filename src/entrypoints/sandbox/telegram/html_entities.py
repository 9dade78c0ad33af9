"""Parse Telegram's HTML into text with entities, measured in UTF-16 units.

The parser follows the one of Telegram's server: the same tags, the same complaints
with the same byte offsets. No other parse mode is emulated.
"""

import html
import re

from collections.abc import Iterator, Sequence
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
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
#: The attribute that counts for a tag, and what its value must begin with.
_ATTRIBUTES: Final = {
    "a": ("href", ""),
    "tg-emoji": ("emoji-id", ""),
    "code": ("class", "language-"),
    "span": ("class", "tg-"),
    "blockquote": ("expandable", ""),
}
_REFERENCE: Final = re.compile(r"&(?:#x[0-9a-fA-F]+|#\d+|lt|gt|amp|quot);?")
_PLAIN: Final = re.compile(r"[^<]*")
_START: Final = re.compile(r"<([^\s>]*)\s*")
_ATTRIBUTE: Final = re.compile(
    r"(?P<name>[^\s=>/\"']*)\s*"
    r"(?:=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<bare>[A-Za-z0-9.\-]*)(?=[\s>]|$))\s*)?"
)
_END: Final = re.compile(r"</([^\s>]*)\s*(>?)")
_DETECTED: Final = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<bot_command>(?<![\w/@<])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
_UNTOUCHABLE: Final = frozenset({"code", "pre", "text_link", "custom_emoji"})


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
        found = [
            entity
            for entity in _detect(self.text)
            if not any(_overlap(entity, each) for each in busy)
        ]
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
        RefusalError: Telegram would refuse it.
    """
    return _HtmlReader(source).read()


@attrs.frozen
class _OpenTag:
    name: str
    argument: str
    #: Where its text begins.
    start: int


@attrs.define
class _HtmlReader:
    source: str
    position: int = 0
    text: str = ""
    open_tags: list[_OpenTag] = attrs.Factory(list)
    entities: list[Entity] = attrs.Factory(list)

    def read(self) -> FormattedText:
        """Read to the end."""
        while self.position < len(self.source):
            if self.source.startswith("</", self.position):
                self._read_end_tag()
            elif self.source[self.position] == "<":
                self._read_start_tag()
            else:
                self.text += _decoded(self._match(_PLAIN)[0])
        if self.open_tags:
            name = self.open_tags[-1].name
            raise _complaint(f'Can\'t find end tag corresponding to start tag "{name}"')
        return FormattedText(self.text, _ordered(self.entities))

    def _read_start_tag(self) -> None:
        begin = self.position
        name = self._match(_START)[1].lower()
        if self.position == len(self.source) and not self.source[-1].isspace():
            raise self._complaint_at(begin, "Unclosed start tag")
        if name not in _TYPES:
            raise self._complaint_at(begin, f'Unsupported start tag "{name}"')
        argument = ""
        while not self.source.startswith(">", self.position):
            argument = self._read_attribute(begin, name) or argument
        self.position += 1
        if name == "span" and argument != "spoiler":
            raise self._complaint_at(begin, 'Tag "span" must have class "tg-spoiler"')
        self.open_tags.append(_OpenTag(name, argument, len(self.text)))

    def _read_attribute(self, begin: int, tag: str) -> str:
        """Return the value of an attribute that counts for the tag, or nothing."""
        match = self._match(_ATTRIBUTE)
        name, rest = match["name"].lower(), self.source[self.position :]
        value = rest.removeprefix("=").lstrip()
        if not rest or (rest[0] == "=" and value.startswith(('"', "'"))):
            raise self._complaint_at(begin, "Unclosed start tag")
        if not name:
            raise self._complaint_at(begin, f'Empty attribute name in the tag "{tag}"')
        if rest[0] == "=":
            start = len(self.source) - len(value)
            raise self._complaint_at(start, "Unexpected end of name token")
        quoted = match["double"] or match["single"] or ""
        value = _decoded(quoted) or (match["bare"] or "").lower()
        wanted, prefix = _ATTRIBUTES.get(tag, ("", ""))
        if name != wanted or not value.startswith(prefix):
            return ""
        return "expandable" if tag == "blockquote" else value.removeprefix(prefix)

    def _read_end_tag(self) -> None:
        begin = self.position
        if not self.open_tags:
            raise self._complaint_at(begin, "Unexpected end tag")
        match = self._match(_END)
        if not match[2]:
            raise self._complaint_at(begin, "Unclosed end tag")
        name, tag = match[1].lower(), self.open_tags.pop()
        if name not in {"", tag.name}:
            more = f', expected "</{tag.name}>", found "</{name}>"'
            raise self._complaint_at(begin, "Unmatched end tag", more)
        if len(self.text) > tag.start:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity = _entity(_TYPES[tag.name], self.text, tag.start, len(self.text))
        match tag.name:
            case "a":
                url = tag.argument or self.text[tag.start :]
                if not _is_url(url):
                    return
                entity["url"] = url if "://" in url else f"http://{url}"
            case "tg-emoji":
                entity["custom_emoji_id"] = tag.argument
            case "blockquote" if tag.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if tag.argument:
                entity["language"] = tag.argument
            case "pre":
                self._adopt_language(entity)
            case _:
                pass
        self.entities.append(entity)

    def _adopt_language(self, pre: Entity) -> None:
        inner = self.entities[-1] if self.entities else {}
        span = ("offset", "length")
        if inner.get("type") == "code" and all(inner[x] == pre[x] for x in span):
            self.entities.pop()
            if "language" in inner:
                pre["language"] = inner["language"]

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.source, self.position)
        assert match is not None  # noqa: S101 - each matches the empty string
        self.position = match.end()
        return match

    def _complaint_at(self, begin: int, words: str, more: str = "") -> Exception:
        offset = len(self.source[:begin].encode())
        return _complaint(f"{words} at byte offset {offset}{more}")


def _complaint(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")


def _decoded(text: str) -> str:
    """Replace numeric references and the four named ones that Telegram knows."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0].rstrip(";") + ";"), text)


def _is_url(url: str) -> bool:
    return bool(re.match(r"(?:(?:https?|tg|ton)://|mailto:|tel:|[\w-]+\.\w)", url))


def _detect(text: str) -> Iterator[Entity]:
    for match in _DETECTED.finditer(text):
        yield _entity(str(match.lastgroup), text, *match.span())


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
    # A "code" with a language is only meaningful inside "pre".
    plain = [
        {key: value for key, value in each.items() if key != "language"}
        if each["type"] == "code"
        else each
        for each in entities
    ]
    return tuple(sorted(plain, key=lambda each: (each["offset"], -each["length"])))
