"""Every screen fits Telegram's limits, whatever people typed, and leads on."""

import ast
import itertools
import re

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aiogram.filters.callback_data import CallbackData
from hypothesis import given, settings, strategies as st
from tests.adapters.telegram import samples
from tests.adapters.telegram.plumbing.resolve import FACTORIES
from tests.adapters.telegram.samples import Facts

import adapters.telegram

from adapters.telegram.callbacks import (
    AvatarAction,
    JobAction,
    JobMove,
    LeaveBroadcast,
    Menu,
    OrderPictures,
    Section,
    StartTraining,
    TakePack,
)
from adapters.telegram.refusals import answer_to
from adapters.telegram.texts import Texts, spoken
from adapters.telegram.view import CAPTION_LIMIT, Copied, Look, View
from adapters.telegram.views import avatars, creating, generating, jobs, parts, progress
from adapters.telegram.views.avatars import CARD_BUTTONS
from avatar_core import (
    AVATAR,
    AvatarEvent,
    AvatarStatus,
    Balance,
    JobId,
    JobStatus,
    Language,
    Size,
)
from avatar_core.coach import judge
from avatar_core.errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    Concern,
    InvalidNumberError,
    NotFoundError,
    PhotoCountError,
    PhotoFault,
    PhotoRejectedError,
    RefusedError,
    TextFault,
    TextLengthError,
    Thing,
    WordsRefusedError,
)
from avatar_core.jobs import Progress
from avatar_core.orders import JobKind
from avatar_core.texts import NAME_MAX
from avatar_core.use_cases import PictureQuote, TrainingQuote


#: The longest message, in characters after the HTML is parsed (Bot API 10.3).
TEXT_LIMIT = 4096


SOURCES = sorted(Path(adapters.telegram.__file__).parent.rglob("*.py"))
ENGLISH, RUSSIAN = Texts(Language.ENGLISH), Texts(Language.RUSSIAN)
LANGUAGES = pytest.mark.parametrize("texts", [*map(Texts, spoken())], ids=spoken())
HOSTILE = [
    Facts(),
    Facts(name="x" * 5000, words="y" * 5000, file_name="z" * 5000),
    Facts(name="<b>" * 2000, words="&lt;</i>" * 900, file_name='"><a href="x">' * 90),
    Facts(name="👩‍👩‍👧" * 900, words="🏳️‍🌈" * 900, file_name="🧿" * 900),
    Facts(name="\u202e\u0000{ $x }", words="{ -term } \ud83d", file_name=""),
]
_TAGS = {"b", "i", "code"}


class _Markup(HTMLParser):
    """Telegram's HTML: known tags, each closed in its order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in _TAGS
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(markup: str) -> str:
    assert not re.search(r"&(?!(lt|gt|amp);)", markup)
    parser = _Markup()
    parser.feed(markup)
    parser.close()
    assert not parser.open
    return parser.text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _buttons(view: View) -> Iterator[CallbackData]:
    for row in view.buttons:
        for button in row:
            if isinstance(button.data, CallbackData):
                yield button.data


def test_what_cannot_be_undone_is_red_and_what_pays_is_green() -> None:
    """Every last confirmation is red, and the button that pays for it all is green."""
    looks: dict[Look | None, set[tuple[type, str]]] = {}
    for view in samples.screens(ENGLISH).values():
        for row in view.buttons:
            for button in row:
                if not isinstance(button.data, CallbackData):
                    continue
                first = next(iter(button.data))[1]
                named = first.name if isinstance(first, Enum) else ""
                kind = (type(button.data), named)
                looks.setdefault(button.look, set()).add(kind)

    confirming = {
        each
        for kinds in looks.values()
        for each in kinds
        if each[1].endswith("FOR_GOOD")
    }
    assert len(confirming) == 8
    assert confirming <= looks[Look.FINAL]
    assert looks[Look.PAYS] == {(StartTraining, ""), (TakePack, "")}
    for one, other in itertools.combinations(looks.values(), 2):
        assert not one & other


def _leads_home(data: CallbackData) -> bool:
    match data:
        case Menu(section=Section.MAIN):
            return True
        case JobAction(move=JobMove.LEAVE | JobMove.DONE) | LeaveBroadcast():
            return True
        case _:
            return False


def _check(name: str, view: View) -> None:
    text = _parsed(view.text)
    limit = TEXT_LIMIT if view.image is None else CAPTION_LIMIT
    assert text.strip(), name
    assert _units(text) <= limit, name
    assert sum(len(row) for row in view.buttons) <= 100, name
    for row in view.buttons:
        numbers = all(len(button.text) <= len("🪄 20") for button in row)
        assert 1 <= len(row) <= (5 if numbers else 2), name
        for button in row:
            assert 0 < _units(button.text) <= 64, (name, button.text)
            if isinstance(button.data, Copied):
                assert 1 <= len(button.data.text) <= 256
            if not isinstance(button.data, CallbackData):
                continue
            packed = button.data.pack()
            assert len(packed.encode()) <= 64
            assert type(button.data).unpack(packed) == button.data
    # A reply stands above the card.
    if view.reply_to is None and not name.startswith(
        ("menus.welcome", "menus.main_menu")
    ):
        assert any(_leads_home(data) for data in _buttons(view)), name


@LANGUAGES
@pytest.mark.parametrize("facts", HOSTILE, ids=range(len(HOSTILE)))
def test_every_screen_fits(texts: Texts, facts: Facts) -> None:
    """Texts, captions, buttons and their data fit Telegram's limits."""
    for name, view in samples.screens(texts, facts).items():
        _check(name, view)


@settings(max_examples=25, deadline=None)
@given(name=st.text(), words=st.text(max_size=1500), file_name=st.text())
def test_every_screen_fits_whatever_people_type(
    name: str, words: str, file_name: str
) -> None:
    """No typed text breaks a screen."""
    facts = Facts(name=name, words=words, file_name=file_name)
    for texts in map(Texts, spoken()):
        for shown, view in samples.screens(texts, facts).items():
            _check(shown, view)


def test_what_cannot_be_sent_is_left_out() -> None:
    """The name of a file may hold half of a surrogate pair, which is not UTF-8."""
    assert parts.shorten("\ud800holiday\u202e.jpg\udfff", 30) == "holiday.jpg"


@given(text=st.text(), limit=st.integers(1, 50))
def test_shortened_text_fits(text: str, limit: int) -> None:
    """Shortening counts as Telegram does and never cuts a character in two."""
    short = parts.shorten(text, limit)

    assert _units(short) <= limit
    short.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("done", range(21))
def test_a_bar_is_full_only_at_the_end(done: int) -> None:
    """A bar is full only at the end."""
    drawn = parts.bar(done, 20)

    assert len(drawn) == 10
    assert ("▱" not in drawn) == (done == 20)


def test_every_factory_is_on_some_screen() -> None:
    """Every kind of button is on a screen."""
    seen = {
        type(data)
        for view in samples.screens(ENGLISH).values()
        for data in _buttons(view)
    }

    assert seen == set(FACTORIES)


@pytest.mark.parametrize(
    "status", [s for s in AvatarStatus if s is not AvatarStatus.DELETED]
)
@pytest.mark.parametrize("is_main", [True, False])
def test_a_card_offers_what_the_lifecycle_allows(
    status: AvatarStatus, is_main: bool
) -> None:
    """The buttons of a card are exactly the avatar's actions."""
    card = samples.card(status, is_main=is_main)
    view = avatars.avatar_card(ENGLISH, card)
    labels = {button.text for row in view.buttons for button in row}
    allowed = {
        event
        for event, (key, _) in CARD_BUTTONS.items()
        if ENGLISH.plain(key) in labels
    }
    expected = card.avatar.actions & set(CARD_BUTTONS)
    if is_main:
        expected -= {AvatarEvent.MAKE_MAIN}

    assert allowed == expected


def test_a_card_leaves_out_only_what_people_do_not_tap_there() -> None:
    """Every event of the lifecycle is on a card, on another screen, or not a person's."""
    elsewhere = {AvatarEvent.REMOVE_PHOTO}
    not_theirs = {
        AvatarEvent.COMPLETE,
        AvatarEvent.FAIL,
        AvatarEvent.CANCEL,
        AvatarEvent.EXPIRE_PHOTOS,
        # Only after a training whose pictures show somebody else.
        AvatarEvent.RETRAIN,
    }

    assert set(AvatarEvent) == set(CARD_BUTTONS) | elsewhere | not_theirs
    assert AVATAR.by_people == set(CARD_BUTTONS) | elsewhere


@pytest.mark.parametrize(
    ("photos", "available", "offered"),
    [(9, 200, False), (10, 149, False), (10, 150, True), (20, 150, True)],
)
def test_training_is_offered_only_when_possible(
    photos: int, available: int, offered: bool
) -> None:
    """The start button needs enough photos and credits."""
    avatar = samples.avatar(AvatarStatus.PHOTOS_UPLOADING, photos=photos)
    quote = TrainingQuote(avatar, 150, Balance(available, 0), judge(()))
    view = creating.summary(RUSSIAN, quote)
    starts = [d for d in _buttons(view) if isinstance(d, StartTraining)]

    assert bool(starts) == offered


@pytest.mark.parametrize(("available", "counts"), [(4, 0), (5, 1), (19, 3), (20, 4)])
def test_only_affordable_counts_are_offered(available: int, counts: int) -> None:
    """Only affordable counts are offered."""
    anna = samples.avatar(AvatarStatus.COMPLETED)
    quote = PictureQuote(anna, samples.PRICES, Balance(available, 0))
    view = generating.choose_count(
        RUSSIAN, quote, "words", Size.WIDE, JobId(samples.uuid_of("order"))
    )
    offers = [d for d in _buttons(view) if isinstance(d, OrderPictures)]

    assert [offer.count for offer in offers] == list(range(1, counts + 1))


def test_an_estimate_comes_from_history_and_progress() -> None:
    """At sixty percent of eleven minutes five are left; no history is admitted."""
    half = samples.job(
        JobKind.TRAINING, JobStatus.RUNNING, progress=Progress(percent=60)
    )
    usual = timedelta(minutes=11)
    text = progress.progress(ENGLISH, samples.news(half, typical=usual)).text

    assert "▰▰▰▰▰▰▱▱▱▱  60%" in text
    assert "About 5 minutes left" in text
    assert "I can only guess" in progress.progress(ENGLISH, samples.news(half)).text


@LANGUAGES
def test_partial_delivery_says_what_was_paid(texts: Texts) -> None:
    """Of four pictures three are paid and one is refunded."""
    three = samples.job(JobKind.GENERATION, JobStatus.SUCCEEDED, delivered=3)
    text = jobs.delivered(texts, samples.news(three)).text

    assert "15" in text
    assert "5" in text.replace("15", "")


_REFUSALS: list[RefusedError] = [
    *(NotFoundError(thing) for thing in Thing),
    *(
        AvatarNotReadyError(status)
        for status in AvatarStatus
        if status is not AvatarStatus.DELETED  # a screen
    ),
    *(ActionNotAllowedError(s, AvatarEvent.START) for s in AvatarStatus),
    *(ActionNotAllowedError(s, AvatarEvent.START) for s in JobStatus),
    *(PhotoCountError(s, AvatarEvent.START, 0, 10, 20) for s in AvatarStatus),
    InvalidNumberError(0, 10**6),
    *(PhotoRejectedError(fault) for fault in PhotoFault),
    *(TextLengthError(fault, 5000, 3, 1000) for fault in TextFault),
    *(WordsRefusedError(concern) for concern in Concern),
]


@LANGUAGES
@pytest.mark.parametrize("error", _REFUSALS, ids=repr)
def test_every_refusal_fits_an_alert(texts: Texts, error: RefusedError) -> None:
    """An alert has at most 200 characters and no markup."""
    answer = answer_to(texts, error)

    assert answer.words is not None
    assert 0 < _units(answer.words) <= 200
    assert "<" not in answer.words


def _said_to_taps() -> set[str]:
    """Return the keys of everything that is said in toasts and alerts."""
    return {
        str(key.value)
        for file in SOURCES
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"toast", "alert"}
        for said in ast.walk(call)
        if isinstance(said, ast.Call)
        and isinstance(said.func, ast.Attribute)
        and said.func.attr == "plain"
        for key in ast.walk(said.args[0])
        if isinstance(key, ast.Constant)
    }


@LANGUAGES
@pytest.mark.parametrize("key", sorted(_said_to_taps()))
def test_every_other_answer_to_a_tap_fits(texts: Texts, key: str) -> None:
    """Toasts and alerts have at most 200 characters, with the longest of facts."""
    longest = dict.fromkeys(("needed", "left", "limit"), 10**9)
    said = texts.plain(key, **longest, name="x" * NAME_MAX)

    assert 0 < _units(said) <= 200
    assert "<" not in said


def test_an_avatar_button_names_its_own_avatar() -> None:
    """Buttons of a card act on its avatar."""
    view = avatars.avatar_card(ENGLISH, samples.card(AvatarStatus.COMPLETED))
    named = {d.avatar for d in _buttons(view) if isinstance(d, AvatarAction)}

    assert named == {samples.uuid_of("anna")}


def test_a_card_in_training_leads_to_its_progress() -> None:
    """The card of an avatar in training has a button to its progress."""
    view = avatars.avatar_card(ENGLISH, samples.card(AvatarStatus.TRAINING))

    assert any(
        isinstance(data, JobAction) and data.move is JobMove.SHOW
        for data in _buttons(view)
    )
