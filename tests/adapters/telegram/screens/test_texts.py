"""The catalogue of texts is complete and consistent, with right plurals."""

import ast
import itertools
import re

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from fluent.syntax import FluentParser, ast as ftl
from tests.adapters.telegram import samples

import adapters.telegram

from adapters.telegram import refusals
from adapters.telegram.announce import ADMIN_COMMANDS, commands
from adapters.telegram.texts import TextError, Texts, key_of, spoken
from avatar_core import AvatarStatus, AvatarType, Gender, JobStatus, Language, Size
from avatar_core.admin_log import AdminActionKind
from avatar_core.audit import Entity
from avatar_core.avatars import AvatarEvent, Hair
from avatar_core.broadcasts import BroadcastEvent, BroadcastStatus, Payers
from avatar_core.coach import Mark, Wish
from avatar_core.disputes import Remedy
from avatar_core.errors import (
    Concern,
    PaymentFault,
    PhotoFault,
    PromoFault,
    TextFault,
)
from avatar_core.failures import Cause, Failure, Unanswered
from avatar_core.families import FAMILIES as FAMILIES_KNOWN
from avatar_core.incidents import IncidentEvent, IncidentKind, IncidentStatus
from avatar_core.job_lifecycle import JobEvent
from avatar_core.ledger import HoldEvent, HoldStatus, Reason
from avatar_core.notices import PLAIN
from avatar_core.orders import JobKind
from avatar_core.packs import Category
from avatar_core.payments import PaymentEvent, PaymentStatus
from avatar_core.prices import Term
from avatar_core.time_zones import TimeZone


PACKAGE = Path(adapters.telegram.__file__).parent
PLURALS = Path(__file__).parent.parent
LANGUAGES = pytest.mark.parametrize("language", spoken())
#: The enums whose members have texts under the name of the enum.
NAMED = (
    *(AvatarEvent, AvatarStatus, BroadcastEvent, BroadcastStatus, Cause, Entity),
    *(Failure, Gender, Hair, HoldEvent, HoldStatus, IncidentEvent, IncidentStatus),
    *(JobEvent, JobKind, JobStatus, Mark, PaymentEvent, PaymentFault, PaymentStatus),
    *(Category, Concern, PhotoFault, PromoFault, Reason, Size, Term, TimeZone),
    *(Payers, Unanswered, Wish),
)
#: The members that have texts under other names.
OTHERS: dict[str, Iterable[StrEnum]] = {
    **dict.fromkeys(("ask-name", "generate", "now-draw"), AvatarType),
    **dict.fromkeys(("photo-tips", "upload-empty"), AvatarType),
    **dict.fromkeys(("status-mark", "why-no-pictures"), AvatarStatus),
    **dict.fromkeys(("description-end", "pictures-end"), JobStatus),
    **dict.fromkeys(("training-end", "upscale-end"), JobStatus),
    **dict.fromkeys(("name-fault", "words-fault"), TextFault),
    **dict.fromkeys(("button-remedy", "outcome"), Remedy),
    **dict.fromkeys(("incident", "incident-over"), IncidentKind),
    "admin-action": AdminActionKind,
    "advice": [*Mark, *Wish],
    "advice-set": Mark,
    "notice": PLAIN,
    "trouble": Failure,
}
DERIVED = {key_of(member) for kind in NAMED for member in kind} | {
    key_of(member, family) for family, kind in OTHERS.items() for member in kind
}


def _messages(language: Language) -> Iterator[ftl.Message]:
    for file in sorted((PACKAGE / "locales" / language).glob("*.ftl")):
        resource = FluentParser(with_spans=False).parse(file.read_text("utf-8"))
        for entry in resource.body:
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                yield entry


def _nodes(node: object) -> Iterator[ftl.BaseNode]:
    """Give a node of Fluent's tree and all below it."""
    if isinstance(node, ftl.BaseNode):
        yield node
        node = [*vars(node).values()]
    if isinstance(node, list):
        for value in node:
            yield from _nodes(value)


def _facts(message: ftl.Message) -> set[str]:
    nodes = _nodes(message)
    return {node.id.name for node in nodes if isinstance(node, ftl.VariableReference)}


def _counted(message: ftl.Message) -> set[str]:
    """Return the facts that decide on the form of a noun."""
    return {
        node.selector.id.name
        for node in _nodes(message)
        if isinstance(node, ftl.SelectExpression)
        and isinstance(node.selector, ftl.VariableReference)
        and any(
            isinstance(variant.key, ftl.Identifier) and variant.key.name == "one"
            for variant in node.variants
        )
    }


def _words(message: ftl.Message) -> list[str]:
    """Return the pieces of text between the facts."""
    nodes = _nodes(message)
    return [node.value for node in nodes if isinstance(node, ftl.TextElement)]


def _literals() -> set[str]:
    return {
        node.value
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_language_has_its_directory() -> None:
    """The directories are the languages that are spoken."""
    folders = {folder.name for folder in (PACKAGE / "locales").iterdir()}

    assert folders == set(spoken()) == {"en", "kk", "ru"}


def test_a_language_without_texts_is_spoken_in_english() -> None:
    """A language without texts falls back to English."""
    assert Texts(Language.GERMAN)("main-menu") == Texts(Language.ENGLISH)("main-menu")


@LANGUAGES
def test_no_key_is_written_twice(language: Language) -> None:
    """No key occurs twice; the second would be ignored silently."""
    keys = [message.id.name for message in _messages(language)]

    assert len(keys) == len(set(keys))


@LANGUAGES
def test_all_languages_say_the_same_things(language: Language) -> None:
    """All languages have the same keys with the same variables."""
    said, english = (
        {message.id.name: _facts(message) for message in _messages(each)}
        for each in (language, Language.ENGLISH)
    )

    assert said == english


@LANGUAGES
def test_every_member_of_an_enum_has_its_text(language: Language) -> None:
    """Every member of the listed enums has a text."""
    keys = {message.id.name for message in _messages(language)}

    assert DERIVED <= keys


@LANGUAGES
def test_every_family_has_its_name(language: Language) -> None:
    """Every model family has a name."""
    texts = Texts(language)

    assert all(texts.plain(f"family-{family.name}") for family in FAMILIES_KNOWN)


def test_no_text_is_unused() -> None:
    """Every key is derived from an enum or written in the code."""
    keys = {message.id.name for message in _messages(Language.ENGLISH)}
    spoken = {f"command-{command}" for command in ADMIN_COMMANDS}
    spoken |= {f"not-allowed-{what}" for what in ("avatar", "job")}
    spoken |= {f"not-found-{thing}" for thing in refusals.NAMED}
    spoken |= {f"family-{family.name}" for family in FAMILIES_KNOWN}

    assert keys - DERIVED - spoken - _literals() == set()


def test_no_text_is_missing() -> None:
    """Every key in the code exists."""
    keys = {message.id.name for message in _messages(Language.ENGLISH)}
    asked = {
        node.args[0].value
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"texts", "plain"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert asked - keys == set()


@LANGUAGES
def test_buttons_and_alerts_have_no_markup(language: Language) -> None:
    """Plain texts have no markup."""
    plain = [
        message.id.name
        for message in _messages(language)
        if message.id.name.startswith(("button-", "command-", "status-mark-"))
        and "<" in str(_words(message))
    ]

    assert plain == []


@LANGUAGES
def test_nobody_is_told_of_errors(language: Language) -> None:
    """Texts say what to do next, and do not speak of errors."""
    said = [words for each in _messages(language) for words in _words(each)]
    words = " ".join(said).lower()

    assert not re.search(r"\berror|\bfail|\binvalid|ошибк|неверн|невозможн|қате", words)


#: What may follow any number: words that do not change, and those in between.
_UNCHANGING: Final = {"фото", "кб", "из", "до", "за"}


#: Facts that are words, or numbers already written out.
_WORDS: Final = {"bar", "code", "job", "size"}


def _uncounted(node: object, counted: frozenset[str] = frozenset()) -> Iterator[str]:
    """Give the words that follow a number which does not decide on their form."""
    match node:
        case ftl.SelectExpression(selector=ftl.VariableReference(id=chooser)):
            for variant in node.variants:
                yield from _uncounted(variant, counted | {chooser.name})
        case ftl.Pattern(elements=elements):
            for fact, then in itertools.pairwise(elements):
                match fact, then:
                    case (
                        ftl.Placeable(expression=ftl.VariableReference(id=named)),
                        ftl.TextElement(value=text),
                    ) if named.name not in counted | _WORDS:
                        word = re.match(r"(?:</?\w+>| )+([А-Яа-яё]+)", text)
                        if word and word[1].lower() not in _UNCHANGING:
                            yield f"${named.name} {word[1]}"
            yield from _uncounted(elements, counted)
        case ftl.BaseNode():
            for value in vars(node).values():
                yield from _uncounted(value, counted)
        case list():
            for value in node:
                yield from _uncounted(value, counted)


def test_no_noun_is_left_uncounted() -> None:
    """In Russian every noun after a number depends on it."""
    wrong = {
        f"{message.id.name}: {words}"
        for message in _messages(Language.RUSSIAN)
        for words in _uncounted(message)
    }

    assert wrong == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{ $count } картинок", ["$count картинок"]),
        ("<b>{ $count }</b> картинок", ["$count картинок"]),
        ("{ $count -> *[other] { $count } картинок }", []),
        ("{ $a -> *[other] { $b } картинок }", ["$b картинок"]),
        ("{ $count } фото из { $all }, { $bar } вот", []),
    ],
)
def test_uncounted_nouns_are_found(text: str, found: list[str]) -> None:
    """The search above finds a noun that never changes."""
    source = f"key = {text}".replace("->", "->\n").replace(" }", "\n }")
    [message] = FluentParser(with_spans=False).parse(source).body
    assert isinstance(message, ftl.Message), source

    assert list(_uncounted(message)) == found


def _forms(language: Language) -> Iterator[str]:
    """Give what stands around every number that counts something: 1, 2, 5 and 21."""
    english = {each.id.name: _counted(each) for each in _messages(Language.ENGLISH)}
    for message in _messages(language):
        counted = _counted(message) | english.get(message.id.name, set())
        for number in (1, 2, 5, 21) if counted else ():
            facts: dict[str, str | int] = {
                name: number if name in counted else "…" for name in _facts(message)
            }
            said = re.sub(r"<.*?>", "", Texts(language)(message.id.name, **facts))
            around = re.finditer(rf"(?:\S+ ){{0,3}}\b{number}\b(?: \S+){{0,3}}", said)
            yield f"{message.id.name}: {' | '.join(match[0] for match in around)}"


def test_a_kazakh_noun_after_a_number_is_singular() -> None:
    """Kazakh has no plural after a number."""
    plural = re.compile(r"\b(1|2|5|21) (?!аватар\b)\w+[лдт][ае]р\b")
    found = {form for form in _forms(Language.KAZAKH) if plural.search(form)}

    assert plural.search("5 суреттер")
    assert found == set()


@LANGUAGES
def test_every_form_was_read_by_a_human(language: Language) -> None:
    """Each plural form is as in the golden file, which a speaker has read."""
    golden = PLURALS / f"golden_plurals_{language}.txt"

    assert list(_forms(language)) == golden.read_text("utf-8").splitlines()


_PHRASE = re.compile(r"[^\W\d_]{2,} | [^\W\d_]{2,}|[^\W\d_a-zA-Z]|^[A-Z][a-z]")


def _no_words_of_ours(tree: ast.Module) -> set[int]:
    """Return docstrings, what is raised or logged, patterns and names of types."""
    outside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            outside.add(id(node.value))
        elif isinstance(node, ast.Raise) or (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).startswith(("log.", "re.", "Router", "TypeVar"))
        ):
            outside |= {id(inner) for inner in ast.walk(node)}
    return outside


def _own_words(source: str) -> Iterator[tuple[int, str]]:
    """Give the literals that read like something said to people."""
    tree = ast.parse(source)
    outside = _no_words_of_ours(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in outside
            and _PHRASE.search(node.value)
        ):
            yield node.lineno, node.value


#: Modules with words of the Bot API and of the log, which people never read.
_NOT_FOR_PEOPLE: Final = {
    *("__init__.py", "files.py", "messages.py", "screen.py", "session.py"),
    *("picture_sender.py", "telling/notifier.py", "telling/reaching.py"),
    "updates/reading.py",
}


def test_no_words_outside_the_catalogue() -> None:
    """Screens, handlers and all else that people read contain no texts."""
    said = {
        str(file.relative_to(PACKAGE)): words
        for file in PACKAGE.rglob("*.py")
        if (words := [*_own_words(file.read_text("utf-8"))])
    }

    assert _NOT_FOR_PEOPLE == set(said), said


@pytest.mark.parametrize(
    "planted",
    [
        'note = "Hello there"',
        'note = "Готово"',
        'note = f"Only {left} left"',
        'text = texts("main-menu") + "Welcome"',
        'return View(text=f"<b>{name}</b> is ready")',
        'View("Hi")',
        'await visit.screen.toast(f"{count} left")',
    ],
)
def test_words_outside_the_catalogue_are_found(planted: str) -> None:
    """The search above finds a text in the code."""
    assert list(_own_words(f"def show():\n    {planted}\n"))


@LANGUAGES
def test_what_changes_words_says_which(language: Language) -> None:
    """Buttons that change words in different places have different labels."""
    keys = ("button-remix-words", "button-other-words", "button-edit-scene")
    labels = [Texts(language).plain(key, price=1) for key in keys]
    words = {label.partition(" ")[2].partition(" ·")[0] for label in labels}

    assert len(keys) == len(words)


@LANGUAGES
def test_what_people_typed_is_escaped(language: Language) -> None:
    """Markup in a name is escaped, except in buttons."""
    texts = Texts(language)
    name = "<b>&"

    assert "&lt;b&gt;&amp;" in texts("avatar-deleted", name=name)
    assert name in texts.plain("avatar-deleted", name=name)


def test_a_missing_text_is_loud() -> None:
    """An unknown key or a missing variable raises."""
    texts = Texts(Language.ENGLISH)

    with pytest.raises(TextError):
        texts("no-such-text")
    with pytest.raises(TextError):
        texts("avatar-deleted")


@LANGUAGES
def test_commands_fit_into_telegrams_menu(language: Language) -> None:
    """Each command has a description of 1 to 256 characters."""
    described = commands(language, ADMIN_COMMANDS)

    assert [command.command for command in described] == list(ADMIN_COMMANDS)
    assert all(0 < len(command.description) <= 256 for command in described)


def test_nobody_turns_our_words_around() -> None:
    """Text direction controls in a name do not affect the text around it."""
    said = Texts(Language.ENGLISH)("not-chosen", name="a\N{RIGHT-TO-LEFT OVERRIDE}b")

    assert "ab" in said


#: Names and abbreviations that Cyrillic writes in Latin letters, too.
_LATIN: Final = {
    *("fal", "ai", "Telegram", "Stars", "id", "username", "seed", "Seed", "UTC", "USD"),
    *("HEIC", "JPEG", "PNG", "WebP", "English"),
    *("FAL_KEY", "FAMILIES", "PUBLIC_URL"),
}


@pytest.mark.parametrize("language", [Language.RUSSIAN, Language.KAZAKH])
def test_nobody_reads_latin_letters(language: Language) -> None:
    """No screen in Cyrillic letters shows a stored or untranslated word."""
    facts = samples.Facts(name="Имя", words="слова", file_name="файл")
    foreign = {
        (name, word)
        for name, view in samples.screens(Texts(language), facts).items()
        for text in [view.text, *(b.text for row in view.buttons for b in row)]
        for word in re.findall(
            r"[A-Za-z][A-Za-z_]+",
            re.sub(
                r"<code>.*?</code>|<[^>]*>|https?:\S+|[/@]\w+|[\da-f-]{36}", "", text
            ),
        )
    }

    assert {pair for pair in foreign if pair[1] not in _LATIN} == set()
