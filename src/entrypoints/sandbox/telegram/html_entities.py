"""Telegram's text: the HTML parse mode, entities in UTF-16 units, length limits.

The parser follows the one of Telegram's server: the same tags, the same complaints
with the same byte offsets. Of the parse modes only HTML is emulated.
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
_CHARACTER: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#(\d+)|(lt|gt|amp|quot));?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE_NAME: Final = re.compile(r"[^\s=>/\"']*")
_NAME_TOKEN: Final = re.compile(r"[A-Za-z0-9.\-]*")
_SPACES: Final = re.compile(r"\s*")
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
        """The length in UTF-16 units, as entities count.

        Telegram's own limit may count code points; the stricter reading can only
        refuse too early, never let through what Telegram would refuse.
        """
        return utf16_length(self.text)

    def stripped(self) -> "FormattedText":
        """Without white space around, entities moved and clipped."""
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
        """With the links, mentions and commands that Telegram finds by itself."""
        busy = [each for each in self.entities if each["type"] in _UNTOUCHABLE]
        found = [
            entity
            for entity in _detect(self.text)
            if not any(_overlap(entity, each) for each in busy)
        ]
        return FormattedText(self.text, _ordered([*self.entities, *found]))


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` takes."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> FormattedText:
    """Read Telegram's HTML, refusing what Telegram refuses."""
    return _HtmlReader(source).read()


@attrs.define
class _OpenTag:
    name: str
    argument: str
    offset: int


@attrs.define
class _HtmlReader:
    source: str
    position: int = 0
    text: list[str] = attrs.Factory(list)
    offset: int = 0
    open_tags: list[_OpenTag] = attrs.Factory(list)
    entities: list[Entity] = attrs.Factory(list)

    def read(self) -> FormattedText:
        """Read to the end."""
        while self.position < len(self.source):
            if self.source[self.position] == "<":
                self._read_tag()
            else:
                self._add(self._character())
        if self.open_tags:
            name = self.open_tags[-1].name
            raise _complaint(f'Can\'t find end tag corresponding to start tag "{name}"')
        return FormattedText("".join(self.text), _ordered(self.entities))

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.offset += utf16_length(text)

    def _character(self) -> str:
        if self.source[self.position] == "&":
            match = _CHARACTER.match(self.source, self.position)
            if match is not None:
                self.position = match.end()
                return _decoded(match)
        self.position += 1
        return self.source[self.position - 1]

    def _read_tag(self) -> None:
        begin = self.position
        self.position += 1
        if self._peek() == "/":
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)

    def _read_start_tag(self, begin: int) -> None:
        while self._peek() and not self._peek().isspace() and self._peek() != ">":
            self.position += 1
        if not self._peek():
            raise self._complaint_at(begin, "Unclosed start tag")
        name = self.source[begin + 1 : self.position].lower()
        if name not in _TYPES:
            raise self._complaint_at(begin, f'Unsupported start tag "{name}"')
        argument = ""
        while True:
            self._skip_spaces()
            if self._peek() == ">":
                break
            argument = self._read_attribute(begin, name) or argument
        self.position += 1
        if name == "span" and argument != "spoiler":
            raise self._complaint_at(begin, 'Tag "span" must have class "tg-spoiler"')
        self.open_tags.append(_OpenTag(name, argument, self.offset))

    def _read_attribute(self, begin: int, tag: str) -> str:
        name = self._match(_ATTRIBUTE_NAME)
        if not name:
            problem = "Empty attribute name" if self._peek() else "Unclosed start tag"
            where = f' in the tag "{tag}"' if self._peek() else ""
            raise self._complaint_at(begin, problem + where)
        self._skip_spaces()
        if self._peek() != "=":
            if not self._peek():
                raise self._complaint_at(begin, f'Unclosed start tag "{tag}"')
            expandable = (tag, name.lower()) == ("blockquote", "expandable")
            return "expandable" if expandable else ""
        self.position += 1
        self._skip_spaces()
        if not self._peek():
            raise self._complaint_at(begin, f'Unclosed start tag "{tag}"')
        value = self._read_value(begin)
        match tag, name.lower():
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case "code", "class" if value.startswith("language-"):
                return value.removeprefix("language-")
            case "span", "class" if value.startswith("tg-"):
                return value.removeprefix("tg-")
            case "blockquote", "expandable":
                return "expandable"
            case _:
                return ""

    def _read_value(self, begin: int) -> str:
        quote = self._peek()
        if quote not in "\"'":
            token_begin = self.position
            value = self._match(_NAME_TOKEN).lower()
            if self._peek() and not self._peek().isspace() and self._peek() != ">":
                raise self._complaint_at(token_begin, "Unexpected end of name token")
            return value
        self.position += 1
        parts = []
        while self._peek() and self._peek() != quote:
            parts.append(self._character())
        if not self._peek():
            raise self._complaint_at(begin, "Unclosed start tag")
        self.position += 1
        return "".join(parts)

    def _read_end_tag(self, begin: int) -> None:
        if not self.open_tags:
            raise self._complaint_at(begin, "Unexpected end tag")
        self.position += 1
        name = self._match(re.compile(r"[^\s>]*")).lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise self._complaint_at(begin, "Unclosed end tag")
        self.position += 1
        tag = self.open_tags.pop()
        if name not in {"", tag.name}:
            raise self._complaint_at(
                begin,
                "Unmatched end tag",
                f', expected "</{tag.name}>", found "</{name}>"',
            )
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self.offset - tag.offset
        entity: Entity = {
            "type": _TYPES[tag.name],
            "offset": tag.offset,
            "length": length,
        }
        match tag.name:
            case "a":
                url = tag.argument or "".join(self.text)[-length:]
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

    def _peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        text = match.group() if match is not None else ""
        self.position += len(text)
        return text

    def _skip_spaces(self) -> None:
        self._match(_SPACES)

    def _complaint_at(self, begin: int, words: str, more: str = "") -> Exception:
        offset = len(self.source[:begin].encode())
        return _complaint(f"{words} at byte offset {offset}{more}")


def _complaint(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")


def _decoded(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return html.unescape(f"&#{code};")


def _is_url(url: str) -> bool:
    return bool(re.match(r"(?:(?:https?|tg|ton)://|mailto:|tel:|[\w-]+\.\w)", url))


def _detect(text: str) -> Iterator[Entity]:
    for match in _DETECTED.finditer(text):
        yield {
            "type": str(match.lastgroup),
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
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
