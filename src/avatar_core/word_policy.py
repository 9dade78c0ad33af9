"""Judge the words of a picture before it is sold.

Words are compared with lists, so this stops what is said plainly, and the usual tricks
of spelling. What it cannot know is in decision 33; the provider's own check follows.
"""

import re
import unicodedata

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Self, TypeAlias

import attrs

from . import word_lists
from .errors import Concern, WordsRefusedError


def _table(looks: str, means: str) -> dict[int, str]:
    return dict(zip(map(ord, looks), means, strict=True))


#: Small capitals, and letters in flags, circles and boxes.
_STYLED: Final = {
    **_table("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprtuvwyz"),
    **{0x1F1E6 + n: chr(ord("a") + n) for n in range(26)},
    **{0x1F150 + n: chr(ord("a") + n) for n in range(26)},
    **{0x1F170 + n: chr(ord("a") + n) for n in range(26)},
}
#: What is drawn, or written in a code, like a letter of the other alphabet.
_AS_LATIN: Final = {
    **_table("авекмнорстухѕіјһԁԛԝпи", "abekmhopctyxsijhdqwnu"),
    **_table("αβγεηικμνορσςτυχω", "abyenikuvopostuxw"),
    **_table("ոսօհցզյք", "nuohgqjp"),
    **_table("034578@$", "oeastbas"),
    **_table("1!|", "iii"),
}
#: The same letters with another reading of a straight stroke.
_WITH_L: Final = {**_AS_LATIN, **_table("1!|", "lll")}
_AS_CYRILLIC: Final = {
    **_table("abcehikmnoprtuxy", "авсеникмпоргтиху"),
    **_table("αβγδεζηικλμνοπρστυφχ", "авгдезниклмнопрстуфх"),
    **_table("0346@", "озчба"),
}
_LATIN: Final = re.compile("[a-z]+")
_CYRILLIC: Final = re.compile("[а-я]+")
_NUMBER: Final = re.compile("[0-9]+")

_WORD_START: Final = re.compile(r"\b\w")
#: No phrase goes on beyond it.
_CLAUSE_END: Final = re.compile(r"[,.;:!?\u2026\u2014]+(?:\s|$)")
_NO_WORD: Final = re.compile(r"[^\w@$!|]|_")
_NO_LETTER: Final = re.compile(r"[^\w\s@$]|_")
#: A word spelled with spaces or other marks between its letters.
_SPELLED: Final = re.compile(r"\b\w(?: \w\b){2,}")
#: A letter that is repeated for emphasis.
_STRETCHED: Final = re.compile(r"([^\W\d])\1{2,}")

_AGES: Final = r"""
    \b(?:(?:1[0-7]|[1-9])[ ]?|
    (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|
    fourteen|fifteen|sixteen|seventeen)[ ])(?:(?:years?|yrs?)[ ]old|y[ ]?o)\b|
    \b(?:i[ ]?m|she[ ]?s|he[ ]?s|girl[ ];|boy[ ];)[ ](?:1[0-7]|[1-9])[ ];|
    \b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|[1-9](?:st|nd|rd|th))
    [ ]grade\w*|
    \bage(?:d|[ ]of)?[ ](?:1[0-7]|[1-9])\b|
    \b(?:1[0-7]|[1-9])[ ]?(?:ти[ ]?)?(?:лет|л|год|года|годик\w*|летн\w*)\b|
    \bмне[ ](?:1[0-7]|[1-9])[ ];|
    \b(?:трех|четырех|пяти|шести|семи|восьми|девяти|десяти|одиннадцати|двенадцати|
    тринадцати|четырнадцати|пятнадцати|шестнадцати|семнадцати)летн\w*|
    \b(?:пять|шесть|семь|восемь|девять|десять|одиннадцать|двенадцать|тринадцать|
    четырнадцать|пятнадцать|шестнадцать|семнадцать)[ ]лет\b
"""


def _folded(text: str) -> str:
    """Return the text without case, accents, styled letters and invisible marks."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_STYLED)
    return "".join(
        char
        for char in unicodedata.normalize("NFD", plain)
        if unicodedata.category(char) not in {"Mn", "Cf"}
    )


def _read_as(alphabet: re.Pattern[str], looks: dict[int, str], word: str) -> str:
    """Return a word of several alphabets as one of this alphabet, if it looks so."""
    if any(plain.fullmatch(word) for plain in (_LATIN, _CYRILLIC, _NUMBER)):
        return word
    read = word.translate(looks)
    return read if alphabet.fullmatch(read) else word


def _readings(text: str) -> Iterator[str]:
    """Yield what the text can be read as: words, and a semicolon after each clause."""
    clauses = _CLAUSE_END.split(_folded(text))
    apart = [_NO_WORD.sub(" ", clause) for clause in clauses]
    # Marks within a word may mean nothing, but those after a number do.
    closed = [
        " ".join(
            word if word[0].isdigit() else _NO_LETTER.sub("", word)
            for word in clause.split()
        )
        for clause in clauses
    ]
    for readable in (apart, closed):
        words = [
            word.strip("!|") for clause in readable for word in (*clause.split(), ";")
        ]
        yield from _spellings(words)
        for alphabet, looks in (
            (_LATIN, _AS_LATIN),
            (_LATIN, _WITH_L),
            (_CYRILLIC, _AS_CYRILLIC),
        ):
            yield from _spellings([_read_as(alphabet, looks, word) for word in words])


def _spellings(words: Iterable[str]) -> Iterator[str]:
    """Yield a line of these words, as it is and with its letters spelled otherwise."""
    line = " ".join(filter(None, words))
    for joined in (
        _SPELLED.sub(lambda run: run[0].replace(" ", ""), line),
        # The first letter may be a word, such as an article.
        _SPELLED.sub(lambda run: run[0][:2] + run[0][2:].replace(" ", ""), line),
    ):
        yield joined
        yield _STRETCHED.sub(r"\1", joined)
        yield _STRETCHED.sub(r"\1\1", joined)


#: Where something begins and ends in a line.
_Span: TypeAlias = tuple[int, int]


def _expression(phrase: str) -> str:
    """Return a phrase of a word list as a regular expression."""
    return (
        phrase.replace(" ... ", "...")
        .replace(" ", " ?")
        .replace("...", r" (?:\w+ ){0,4}")
        .replace("*", r"\w*")
        .replace("~", r"\w{0,2}")
    )


@attrs.frozen
class _Phrases:
    """The phrases of a word list, by their first two letters."""

    by_start: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, listed: str) -> Self:
        """Return the phrases of a list as it is written."""
        found: dict[str, list[str]] = {}
        for each in filter(None, map(str.strip, listed.split(","))):
            phrase = " ".join(_folded(each).split())
            found.setdefault(phrase[:2], []).append(_expression(phrase))
        return cls(
            {
                start: re.compile(rf"(?:{'|'.join(expressions)})\b")
                for start, expressions in found.items()
            }
        )

    def spans(self, line: str) -> Iterator[_Span]:
        """Yield where the line has one of the phrases."""
        for word in _WORD_START.finditer(line):
            at = word.start()
            pattern = self.by_start.get(line[at : at + 2])
            if pattern is not None and (found := pattern.match(line, at)):
                yield found.span()


_NONE: Final = _Phrases({})


@attrs.frozen
class _Topic:
    """What words can be about."""

    terms: _Phrases
    #: Phrases that only look like it.
    but: _Phrases = _NONE
    #: What else is about it.
    pattern: re.Pattern[str] | None = None

    def is_in(self, readings: set[str]) -> bool:
        """Return whether any reading is about it."""
        return any(map(self._is_in, readings))

    def _is_in(self, line: str) -> bool:
        found = list(self.terms.spans(line))
        if self.pattern is not None:
            found += [match.span() for match in self.pattern.finditer(line)]
        harmless = list(self.but.spans(line)) if found else []
        return any(
            all(end <= first or last <= start for first, last in harmless)
            for start, end in found
        )


_NUDITY: Final = _Topic(
    _Phrases.of(word_lists.NUDITY), _Phrases.of(word_lists.NUDITY_BUT)
)
_INTIMACY: Final = _Topic(
    _Phrases.of(word_lists.INTIMACY), _Phrases.of(word_lists.INTIMACY_BUT)
)
_MINORS: Final = _Topic(
    _Phrases.of(word_lists.MINORS),
    _Phrases.of(word_lists.MINORS_BUT),
    re.compile(_AGES, re.VERBOSE),
)
_PERHAPS_MINORS: Final = _Topic(_Phrases.of(word_lists.PERHAPS_MINORS))
_SEXUALISED_MINORS: Final = _Topic(_Phrases.of(word_lists.SEXUALISED_MINORS))
_PUBLIC_FIGURES: Final = _Topic(
    _Phrases.of(word_lists.PUBLIC_FIGURES), _Phrases.of(word_lists.PUBLIC_FIGURES_BUT)
)
_CLOTHES: Final = frozenset(
    " ".join(_folded(each).split()) for each in word_lists.CLOTHES.split(",")
)


def _undresses(negative: str) -> bool:
    """Return whether a negative prompt keeps clothes out, not only some of them."""
    return any(
        " ".join(_NO_WORD.sub(" ", _folded(part)).split()) in _CLOTHES
        for part in negative.split(",")
    )


@attrs.frozen(kw_only=True)
class WordPolicy:
    """Which words are drawn; nobody under 18 ever is, undressed or in a romance."""

    #: The choices of an installation's operator.
    nudity: bool = False
    public_figures: bool = False

    def require(self, *texts: str, negative: str = "") -> None:
        """Check that these texts are drawn; see `judge`.

        Raises:
            WordsRefusedError: They are not.
        """
        concern = self.judge(*texts, negative=negative)
        if concern is not None:
            raise WordsRefusedError(concern)

    def judge(self, *texts: str, negative: str = "") -> Concern | None:
        """Return why these texts, taken together, are not drawn; None: they are.

        *negative* is the negative prompt, which must not keep clothes out.
        """
        readings = set(_readings(" . ".join(texts)))
        nude = _NUDITY.is_in(readings) or _undresses(negative)
        minors = _MINORS.is_in(readings)
        if (
            (minors and (nude or _INTIMACY.is_in(readings)))
            or (nude and _PERHAPS_MINORS.is_in(readings))
            or _SEXUALISED_MINORS.is_in(readings)
        ):
            return Concern.MINORS
        if nude and not self.nudity:
            return Concern.NUDITY
        # Nobody famous is undressed, whatever the operator allows.
        if (nude or not self.public_figures) and _PUBLIC_FIGURES.is_in(readings):
            return Concern.PUBLIC_FIGURE
        return None
