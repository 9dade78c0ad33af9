"""Packs: ready-made sets of prompts; a pack with a single prompt is a style."""

import re

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import attrs

from .avatars import Avatar, Gender, Hair
from .families import AvatarType
from .ids import PackId
from .people import Language
from .prices import PriceBook, percent_of
from .prompts import NOUNS
from .sizes import Size
from .texts import PROMPT_MAX, PROMPT_MIN


#: The most pictures of one pack; they are sent in two albums at most.
PROMPTS_MAX: Final = 20
TITLE_MAX: Final = 40
DESCRIPTION_MAX: Final = 300
#: An id has to fit into a button's data beside an order's id.
ID_MAX: Final = 24
PERCENT_MAX: Final = 1000
#: Letters of a word that are searched for at least, and the longest ending that is not.
_STEM: Final = 3
_ENDING: Final = 2

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_THEIR: Final = {Gender.FEMALE: "her", Gender.MALE: "his"}
#: As in "red hair"; bald people have no entry.
_HAIR: Final[Mapping[Hair | None, str]] = {
    Hair.DARK: "dark",
    Hair.BROWN: "brown",
    Hair.BLOND: "blond",
    Hair.RED: "red",
    Hair.GREY: "grey",
}


class Category(StrEnum):
    """What the scenes of a pack are about."""

    WORK = "work"
    TRAVEL = "travel"
    SEASONS = "seasons"
    FANTASY = "fantasy"
    HISTORY = "history"
    FILM = "film"
    SPORT = "sport"
    LOVE = "love"


class Field(StrEnum):
    """What a prompt may say, in braces, of the person to draw."""

    #: The rare word that the weights were trained on.
    TRIGGER = "trigger"
    #: "woman", "man" or, for a style, "person".
    GENDER = "gender"
    #: "her", "his" or "their".
    THEIR = "their"
    #: As in "red hair"; not known of everybody.
    HAIR = "hair"


#: A part of a prompt, between commas, that uses one of these is left out when the value
#: is not known.
OPTIONAL: Final = frozenset({Field.HAIR})


#: A prompt filled with these is a scene for any person.
ANYBODY: Final[Mapping[Field, str]] = {
    Field.TRIGGER: "a",
    Field.GENDER: "person",
    Field.THEIR: "their",
}


def prompt_faults(prompt: str) -> list[str]:
    """Return the faults of a prompt as sentences; an empty list if it is good."""
    faults = []
    if not PROMPT_MIN <= len(prompt) <= PROMPT_MAX:
        faults.append(f"it has {len(prompt)} characters, not {PROMPT_MIN}-{PROMPT_MAX}")
    known = ", ".join(f"{{{field}}}" for field in Field)
    names = _SLOT.findall(prompt)
    faults += [
        f"{{{name}}} is no field; there are {known}"
        for name in names
        if name not in set(Field)
    ]
    if set(_SLOT.sub("", prompt)) & set("{}"):
        faults.append("a brace stands alone")
    if names.count(Field.TRIGGER) != 1:
        faults.append(f"{{{Field.TRIGGER}}} has to be in it exactly once")
    for clause in prompt.split(","):
        said = set(_SLOT.findall(clause))
        faults += [
            f"{{{field}}} needs commas around it and its words, apart from "
            f"{{{Field.TRIGGER}}}: they are left out when it is not known"
            for field in sorted(OPTIONAL & said)
            if Field.TRIGGER in said
        ]
    return faults


def fill(prompt: str, traits: Mapping[Field, str]) -> str:
    """Return the prompt with its fields filled in.

    All fields but the optional ones have to be among the traits.
    """
    clauses = (
        _SLOT.sub(lambda slot: traits[Field(slot[1])], clause)
        for clause in prompt.split(",")
        if all(
            traits.get(field)
            for field in map(Field, _SLOT.findall(clause))
            if field in OPTIONAL
        )
    )
    said = (" ".join(clause.split()) for clause in clauses)
    return ", ".join(clause for clause in said if clause)


def traits_of(avatar: Avatar, trigger: str) -> Mapping[Field, str]:
    """Return the values of the fields for an avatar trained on *trigger*."""
    gender = avatar.gender
    traits = {
        Field.TRIGGER: trigger,
        Field.GENDER: NOUNS[gender] if gender else "person",
        Field.THEIR: _THEIR[gender] if gender else "their",
    }
    if avatar.hair in _HAIR:
        traits[Field.HAIR] = _HAIR[avatar.hair]
    return traits


def _worded(limit: int) -> Mapping[Language, str]:
    def check(_: object, field: "attrs.Attribute[object]", value: object) -> None:
        words = value if isinstance(value, Mapping) else {}
        if not words:
            raise ValueError(f"{field.name}: it is said in no language")
        for language, text in words.items():
            if not 0 < len(text) <= limit:
                raise ValueError(
                    f"{field.name}: in {language} it has {len(text)} characters, "
                    f"not 1-{limit}"
                )

    words: Mapping[Language, str] = attrs.field(validator=check)
    return words


def _check_id(_: object, __: object, value: PackId) -> None:
    if not (_ID.fullmatch(value) and len(value) <= ID_MAX):
        raise ValueError(
            f"id: {value!r} is not made of at most {ID_MAX} small letters, "
            "digits and single hyphens"
        )


def _in(language: Language, words: Mapping[Language, str]) -> str:
    known = [words.get(language), words.get(Language.ENGLISH), *words.values()]
    return next(text for text in known if text)


@attrs.frozen(kw_only=True)
class Pack:
    """A set of pictures of one style that are ordered together.

    Raises:
        ValueError: The fields contradict each other.
    """

    #: Lower-case letters, digits and hyphens; links and buttons contain it for ever.
    id: PackId = attrs.field(validator=_check_id)
    title: Mapping[Language, str] = _worded(TITLE_MAX)
    description: Mapping[Language, str] = _worded(DESCRIPTION_MAX)
    #: One picture each; see `Field` for the fields that they may use.
    prompts: tuple[str, ...] = attrs.field()
    #: The negative prompt of all its pictures.
    negative: str = attrs.field(default="", validator=attrs.validators.max_len(1000))
    size: Size
    #: In percent of the price of as many pictures.
    percent: int = attrs.field(default=100)
    avatar_types: frozenset[AvatarType] = frozenset({AvatarType.PORTRAIT})
    #: None: it is listed with all others only.
    category: Category | None = None
    #: An example of its pictures, as JPEG.
    example: bytes | None = attrs.field(default=None, repr=False)

    @prompts.validator
    def _check_prompts(self, _: object, value: tuple[str, ...]) -> None:
        if not 1 <= len(value) <= PROMPTS_MAX:
            raise ValueError(f"prompts: there are {len(value)}, not 1-{PROMPTS_MAX}")
        for number, prompt in enumerate(value, start=1):
            for fault in prompt_faults(prompt):
                raise ValueError(f"prompts: number {number}: {fault}")

    @percent.validator
    def _check_percent(self, _: object, value: int) -> None:
        if not 1 <= value <= PERCENT_MAX:
            raise ValueError(f"percent: {value} is not in 1-{PERCENT_MAX}")

    @property
    def is_style(self) -> bool:
        """Whether it makes a single picture."""
        return len(self.prompts) == 1

    def title_in(self, language: Language) -> str:
        """Return the title, in another language if there is none in this one."""
        return _in(language, self.title)

    def description_in(self, language: Language) -> str:
        """Return the description, in another language if there is none in this one."""
        return _in(language, self.description)

    def speaks_of(self, words: str) -> bool:
        """Return whether each of these words, or its stem, is in what it says."""
        prompts = (_SLOT.sub("", prompt) for prompt in self.prompts)
        said = [*self.title.values(), *self.description.values(), *prompts]
        there = "\n".join(said).casefold()
        return all(
            word[: max(_STEM, len(word) - _ENDING)] in there
            for word in words.casefold().split()
        )

    def prices(self, book: PriceBook) -> tuple[int, ...]:
        """Return the price of each picture; only their sum is rounded up."""
        count = len(self.prompts)
        whole = percent_of(book.pictures(count), self.percent)
        each, left = divmod(whole, count)
        return tuple(each + (number < left) for number in range(count))
