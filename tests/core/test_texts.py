"""Texts that people type, cleaned and limited."""

import unicodedata

import pytest

from hypothesis import example, given, strategies as st

from avatar_core.errors import (
    BadArtefactError,
    PromoRefusedError,
    TextFault,
    TextLengthError,
)
from avatar_core.orders import Scene
from avatar_core.promos import clean_code
from avatar_core.texts import (
    clean,
    clean_name,
    clean_prompt,
    clean_reason,
    clean_scene,
    is_foreign,
)


#: Invisible texts of every kind.
BLANKS = {
    "nothing": "",
    "spaces": " \t\n\u00a0\u2003\u3000",
    "control": "\x00\x07\x85",
    "zero width": "\u200b\u2060\ufeff\u00ad",
    "direction": "\u200e\u202e\u2066",
    "tags": "\U000e0067\U000e007f",
    "joiners": "\u200d\u200c\ufe0f",
    "separators": "\u2028\u2029",
    "surrogate": "\ud800",
    "hangul filler": "\u3164\u3164\u3164",
    "hangul choseong filler": "\u115f\u115f\u115f",
    "hangul jungseong filler": "\u1160\u1160\u1160",
    "halfwidth hangul filler": "\uffa0\uffa0\uffa0",
    "braille blank": "\u2800\u2800\u2800",
    "null notehead": "\U0001d159\U0001d159\U0001d159",
    "marks alone": "\u0301\u0308\u20dd\u0903",
    "variation selectors": "\ufe0e\U000e0100\u180b",
    "grapheme joiner": "\u034f\u034f",
    "all of them": "\u3164 \u2800\u200b\u0301\uffa0\u115f\ufe0f",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna", "Anna"),
        ("  Anna \n Maria\t", "Anna Maria"),
        ("Анна", "Анна"),
        ("x" * 30, "x" * 30),
        ("  " + "x" * 30 + "  ", "x" * 30),
        ("e\u0301a", "\u00e9a"),
        ("e\u200b\u0301a", "\u00e9a"),
        ("An\u200bna\u202e", "Anna"),
        ("An\ud800na", "Anna"),
        ("An\x00na", "An na"),
        ("A\u2028B", "A B"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_names_are_cleaned(typed: str, kept: str) -> None:
    """A name is one line of visible characters."""
    assert kept == clean_name(typed)


@pytest.mark.parametrize(
    ("typed", "fault", "length"),
    [
        ("", TextFault.TOO_SHORT, 0),
        ("   ", TextFault.TOO_SHORT, 0),
        ("A", TextFault.TOO_SHORT, 1),
        ("A\u200b\u200b", TextFault.TOO_SHORT, 1),
        ("\u200d\u200d", TextFault.TOO_SHORT, 0),
        ("\ufe0f\u200c\u200d", TextFault.TOO_SHORT, 0),
        ("x" * 31, TextFault.TOO_LONG, 31),
    ],
)
def test_names_outside_their_limits(typed: str, fault: TextFault, length: int) -> None:
    """Too short and too long names are refused with their length."""
    with pytest.raises(TextLengthError) as caught:
        clean_name(typed)

    error = caught.value
    assert (fault, length, 2, 30) == (
        error.fault,
        error.length,
        error.minimum,
        error.maximum,
    )


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_invisible_texts_are_empty(blank: str) -> None:
    """A text of invisible characters is empty, for every purpose."""
    assert clean(blank) == ""
    for cleaned in (clean_name, clean_prompt, clean_reason):
        with pytest.raises(TextLengthError) as caught:
            cleaned(blank)
        assert (TextFault.TOO_SHORT, 0) == (caught.value.fault, caught.value.length)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("An\u3164na", "An na"),
        ("\u2800Anna\uffa0", "Anna"),
        ("e\u0301", "\u00e9"),
        ("\u0928\u0940\u0932", "\u0928\u0940\u0932"),
        ("\U0001f3f4", "\U0001f3f4"),
        ("\ud64d\uae38\ub3d9", "\ud64d\uae38\ub3d9"),
    ],
)
def test_visible_texts_are_kept(typed: str, kept: str) -> None:
    """Blank symbols become spaces; letters keep their marks."""
    assert kept == clean(typed)


@pytest.mark.parametrize("length", [2, 3, 1000, 1001])
def test_prompts_have_limits(length: int) -> None:
    """A prompt has 3 to 1000 characters; shorter and longer ones are refused."""
    if 3 <= length <= 1000:
        assert "y" * length == clean_prompt("y" * length)
        return
    with pytest.raises(TextLengthError) as caught:
        clean_prompt("y" * length)

    error = caught.value
    assert (length, 3, 1000) == (error.length, error.minimum, error.maximum)


@given(st.text(st.characters(exclude_categories=()), max_size=50))
@example("e\u200b\u0301xx")
@example("\u2000a\u200b\u0300b\u2003")
def test_cleaning_is_final(typed: str) -> None:
    """Any text is cleaned or refused, and cleaning it again changes nothing."""
    try:
        kept = clean_name(typed)
    except TextLengthError:
        return

    assert kept == clean_name(kept)
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept == " ".join(kept.split())
    assert 2 <= len(kept) <= 30
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in kept}


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("a green boat", False),
        ("ein grünes Boot", False),
        ("зелёная лодка", True),
        ("лодка, shot on a 35 mm lens", False),
        ("緑のボート", True),
        ("35 × 50", False),
    ],
)
def test_another_script_is_recognised(text: str, *, foreign: bool) -> None:
    """The majority of the letters decides; numbers and signs do not count."""
    assert is_foreign(text) is foreign


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" a\n\x00boat\u200b \ud800 at  sea\u2028", "a boat at sea"),
        ("word " * 400, ("word " * 200).strip()),
        ("x" * 1001, "x" * 1000),
        ("x" * 999 + " yy", "x" * 999),
    ],
)
def test_scenes_become_prompts(text: str, kept: str) -> None:
    """A model's scene is cleaned, and cut at the end of a word if possible."""
    scene = clean_scene(Scene(text=text, negative="y" * 501))

    assert Scene(text=kept, negative="y" * 500) == scene


def test_a_blank_scene_is_no_scene() -> None:
    """An invisible scene is a bad result."""
    with pytest.raises(BadArtefactError):
        clean_scene(Scene(text="\u3164\u2800\u3164", negative=""))


def test_codes_are_cleaned() -> None:
    """Invisible characters around and inside a promo code do not matter."""
    assert clean_code("\u2800 gi\u200bft-1\u3164") == "GIFT-1"
    for blank in BLANKS.values():
        with pytest.raises(PromoRefusedError):
            clean_code(blank)
