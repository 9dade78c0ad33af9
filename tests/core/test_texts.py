"""What people type."""

import unicodedata

import pytest

from hypothesis import example, given, strategies as st

from avatar_core.errors import InvalidTextError, TextFault
from avatar_core.texts import clean_name, clean_prompt, is_foreign


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
    with pytest.raises(InvalidTextError) as caught:
        clean_name(typed)

    error = caught.value
    assert (fault, length, 2, 30) == (
        error.fault,
        error.length,
        error.minimum,
        error.maximum,
    )


@pytest.mark.parametrize("length", [3, 1000])
def test_prompts_within_their_limits(length: int) -> None:
    """A prompt has 3 to 1000 characters."""
    assert "y" * length == clean_prompt("y" * length)


@pytest.mark.parametrize("length", [2, 1001])
def test_prompts_outside_their_limits(length: int) -> None:
    """Shorter and longer prompts are refused."""
    with pytest.raises(InvalidTextError) as caught:
        clean_prompt("y" * length)

    assert (length, 3, 1000) == (
        caught.value.length,
        caught.value.minimum,
        caught.value.maximum,
    )


@given(st.text(st.characters(exclude_categories=()), max_size=50))
@example("e\u200b\u0301xx")
@example("\u2000a\u200b\u0300b\u2003")
def test_cleaning_is_final(typed: str) -> None:
    """Whatever is typed: cleaned or refused, and cleaning twice is cleaning once."""
    try:
        kept = clean_name(typed)
    except InvalidTextError:
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
def test_another_script_is_seen(text: str, *, foreign: bool) -> None:
    """Most letters decide; numbers and signs are of no script."""
    assert is_foreign(text) is foreign
