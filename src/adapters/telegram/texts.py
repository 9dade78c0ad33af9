"""The texts of the bot, from `locales/<language>/*.ftl`, and screens made of them."""

import html
import re

from datetime import UTC, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Self
from zoneinfo import ZoneInfo

import attrs

from fluent.runtime import FluentBundle, FluentResource

from avatar_core import Language, Person

from .callbacks import Menu, Section
from .view import AnyButton, Button, Image, KeyedButton, Row, View


#: Text direction controls, which in a name would reverse our own words.
_BIDI: Final = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
)


class TextError(LookupError):
    """A text, or a value it needs, is missing."""


def key_of(member: StrEnum, family: str | None = None) -> str:
    """Return the key of the text of an enum member.

    *family* begins the key; the default is the name of the enum, such as `job-status`.
    """
    if family is None:
        family = re.sub("(?<=[a-z])(?=[A-Z])", "-", type(member).__name__).lower()
    return re.sub("[_:/]", "-", f"{family}-{member.value}")


def paragraphs(*texts: str | None) -> str:
    """Join the texts that are not empty, with an empty line between them."""
    return "\n\n".join(text for text in texts if text)


#: The button that leads to the main menu.
HOME: Final = KeyedButton("button-home", Menu(section=Section.MAIN), {})
_LOCALES: Final = files(__package__) / "locales"


@cache
def spoken() -> tuple[Language, ...]:
    """Return the languages that have texts: one directory each."""
    there = {folder.name for folder in _LOCALES.iterdir()}
    return tuple(language for language in Language if language in there)


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    folder = _LOCALES / language
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def read_texts() -> None:
    """Read the texts of all languages."""
    for language in spoken():
        _bundle(language)


@lru_cache(maxsize=1024)
def _formatted(language: Language, key: str, /, **facts: str | int | Decimal) -> str:
    bundle = _bundle(language if language in spoken() else Language.ENGLISH)
    if not bundle.has_message(key):
        raise TextError(f"{language} has no text {key!r}")
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise TextError(f"{key!r} has no words in {language}")
    text, errors = bundle.format_pattern(pattern, facts)
    if errors:
        raise TextError(f"{key!r} in {language}: {errors}")
    return str(text)


@attrs.frozen
class Texts:
    """The texts of one language, with the dates of one time zone."""

    language: Language
    zone: tzinfo = UTC

    @classmethod
    def of_person(cls, person: Person) -> Self:
        """Return the texts in the person's language and time zone."""
        return cls(person.language, ZoneInfo(person.time_zone))

    def __call__(self, key: str, /, **facts: str | int | Decimal) -> str:
        """Return a text as HTML; every string among *facts* is escaped."""
        escaped = {
            name: html.escape(fact, quote=False) if isinstance(fact, str) else fact
            for name, fact in facts.items()
        }
        return self.plain(key, **escaped)

    def plain(self, key: str, /, **facts: str | int | Decimal) -> str:
        """Return a text without HTML, for a button or an alert.

        Raises:
            TextError: The key, or a value it needs, is missing.
        """
        tame = {
            name: fact.translate(_BIDI) if isinstance(fact, str) else fact
            for name, fact in facts.items()
        }
        return _formatted(self.language, key, **tame)

    def of(
        self, member: StrEnum, family: str | None = None, /, **facts: str | int
    ) -> str:
        """Return the text of an enum member as HTML; see `key_of`."""
        return self(key_of(member, family), **facts)

    def plain_of(
        self, member: StrEnum, family: str | None = None, /, **facts: str | int
    ) -> str:
        """Return the text of an enum member without HTML; see `key_of`."""
        return self.plain(key_of(member, family), **facts)

    def screen(
        self, *parts: str | AnyButton | Row | None, image: Image | None = None
    ) -> View:
        """Return a screen of paragraphs (HTML) and, below them, rows of buttons.

        A button on its own is a row; what is empty is left out.
        """
        rows = [
            part if isinstance(part, tuple) else (part,)
            for part in parts
            if part and not isinstance(part, str)
        ]
        return View(
            text=paragraphs(*(part for part in parts if isinstance(part, str))),
            image=image,
            buttons=tuple(tuple(map(self._labelled, row)) for row in rows),
        )

    def page(
        self, *parts: str | AnyButton | Row | None, image: Image | None = None
    ) -> View:
        """Return a screen whose last button leads to the main menu."""
        return self.screen(*parts, HOME, image=image)

    def _labelled(self, button: AnyButton) -> Button:
        if isinstance(button, Button):
            return button
        text = self.plain(button.key, **button.facts)
        return Button(text, button.data, button.look)
