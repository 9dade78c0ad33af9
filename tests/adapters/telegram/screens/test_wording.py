"""Every language has one word for one thing, and writes emoji so that they show."""

import re

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import adapters.packs
import adapters.telegram

from adapters.telegram.texts import spoken
from avatar_core import Language


_LOCALES: Final = Path(adapters.telegram.__file__).parent / "locales"
_PACKS: Final = Path(adapters.packs.__file__).parent / "shipped"
#: Texts that only admins read; they also speak of what people never see.
_FOR_ADMINS: Final = {"admins.ftl", "incidents.ftl", "trail.ftl"}
#: What no screen of a person says, and what it says instead.
_AVOIDED: Final = {
    Language.ENGLISH: {
        r"\bbill": "an invoice",
        r"\bimages?\b(?! file)": "a picture",
        r"\bcards?\b": "an avatar's page",
        r"\bnew try\b": "Trying again",
        r"\bcall(ed)? off\b": "cancel",
        r"\bfavorite|\bcolor": "British spelling: favourite, colour",
        r"\breserved\b": "set aside",
        r"\btokens?\b|\bpoints?\b": "credits",
    },
    Language.RUSSIAN: {
        r"отлож|отклад": "зарезервировано",
        r"\bостанов(лен|ить\b)": "отменить",
        r"не слож": "не получилось, не удалось",
        r"телеграм": "Telegram",
        r"\bфотограф": "фото",
        r"изображени": "картинка",
        r"пополни\w* счёт": "пополнить баланс",
        r"карточк": "страница аватара",
        r"новая попытка": "со второй попытки",
        r"\bчек\b|\bчеки\b": "история операций",
    },
    Language.KAZAKH: {
        r"фотосурет": "фото",
        r"формат": "пішім",
        r"\bпарақ": "аватар беті",
        r"параметр|настройк": "баптаулар",
        r"болдырма": "бас тарту",
        r"топтама|жиынтық": "жинақ",
        r"сүйікті": "таңдаулылар",
        r"телеграм": "Telegram",
        r"\bхабар\b|\bхабарлар\b": "хабарлама",
        r"[ыэё]тся\b|\b(и|для|или)\b": "Kazakh, not Russian",
    },
}
#: Characters that are plain text unless U+FE0F follows: Emoji_Presentation=No in
#: Unicode's emoji-data.txt. Arrows and signs that we do not use are left out.
_TEXT_BY_DEFAULT: Final = re.compile(
    "[\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa"
    "\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u2600-\u2604\u260e\u2611\u2618\u261d\u2620"
    "\u2622\u2623\u2638-\u263a\u2640\u2642\u265f\u2660\u2663\u2665\u2666\u2668\u267b"
    "\u267e\u2692\u2694-\u2697\u2699\u269b\u269c\u26a0\u26a7\u26b0\u26b1\u26c8\u26cf"
    "\u26d1\u26d3\u26e9\u26f0\u26f1\u26f4\u26f7-\u26f9\u2702\u2708\u2709\u270c\u270d"
    "\u270f\u2712\u2714\u2716\u2733\u2734\u2744\u2747\u2763\u2764\u27a1\u2934\u2935"
    "\u2b05-\u2b07\U0001f321\U0001f324-\U0001f32c\U0001f336\U0001f37d\U0001f396"
    "\U0001f397\U0001f399-\U0001f39b\U0001f39e\U0001f39f\U0001f3cb-\U0001f3ce"
    "\U0001f3d4-\U0001f3df\U0001f3f3\U0001f3f5\U0001f3f7\U0001f43f\U0001f441"
    "\U0001f4fd\U0001f549\U0001f54a\U0001f56f\U0001f570\U0001f573-\U0001f579"
    "\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f5a5\U0001f5a8\U0001f5b1"
    "\U0001f5b2\U0001f5bc\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3"
    "\U0001f5dc-\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8\U0001f5ef\U0001f5f3"
    "\U0001f5fa\U0001f6cb\U0001f6cd-\U0001f6cf\U0001f6e0-\U0001f6e5\U0001f6e9"
    "\U0001f6f0\U0001f6f3](?!\ufe0f)"
)


def _lines(*files: Path) -> Iterator[tuple[str, str]]:
    """Give the words of each line that is no comment, with where it stands."""
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.startswith("#"):
                words = re.sub(r"^[\w-]+ =|\$\w+", "", line)
                yield f"{file.parent.name}/{file.name}:{number}", words


@pytest.mark.parametrize("language", spoken())
def test_one_thing_has_one_name(language: Language) -> None:
    """No screen of a person uses another word for what has one already."""
    files = (_LOCALES / language).glob("*.ftl")
    people_read = [file for file in files if file.name not in _FOR_ADMINS]
    found = {
        f"{where}: {match[0]!r}; better: {better}"
        for where, line in _lines(*people_read)
        for avoided, better in _AVOIDED.get(language, {}).items()
        if (match := re.search(avoided, line, re.IGNORECASE))
    }

    assert found == set()


def test_emoji_are_shown_as_emoji() -> None:
    """What is plain text by default is followed by the variation selector."""
    files = [*_LOCALES.rglob("*.ftl"), *_PACKS.glob("*.yaml")]
    plain = {
        f"{where}: {match[0]}"
        for where, line in _lines(*files)
        for match in [_TEXT_BY_DEFAULT.search(line)]
        if match
    }

    assert plain == set()


@pytest.mark.parametrize(("shown", "plain"), [("🗑️", "🗑"), ("⚙️", "⚙"), ("⭐", "")])
def test_plain_emoji_are_found(shown: str, plain: str) -> None:
    """The search above tells an emoji from its plain form."""
    assert not _TEXT_BY_DEFAULT.search(shown)
    assert bool(_TEXT_BY_DEFAULT.search(plain)) == bool(plain)
